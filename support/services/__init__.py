"""Writes of support: the service catalogue, and messages to the bank."""

from support.services.catalogue import add_service, change_service, ship_services, withdraw_service
from support.services.erasure import forget_writer
from support.services.messages import answer_message, settle_message, write_to_the_bank

__all__ = [
    "add_service",
    "answer_message",
    "change_service",
    "forget_writer",
    "settle_message",
    "ship_services",
    "withdraw_service",
    "write_to_the_bank",
]
