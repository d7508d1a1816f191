"""Writes of transactions: every way in which money is ordered to move."""

from __future__ import annotations

from transactions.services.authorisation import pin_proven_by
from transactions.services.bank_holidays import drop_bank_holiday, keep_bank_holiday
from transactions.services.bank_movements import (
    carry_bank_movement,
    carry_bank_movements,
    carry_bank_reversal,
)
from transactions.services.bulk import order_bulk_transfer, rehearse_bulk_transfer
from transactions.services.bulk_resume import resume_bulk_transfers
from transactions.services.dormancy import make_dormant
from transactions.services.erasure import forget_orderer
from transactions.services.held_payments import decide_held_payment, decline_payment, release_payment
from transactions.services.holds import (
    authorise_hold,
    capture_hold,
    expire_due_holds,
    expire_hold,
    void_hold,
)
from transactions.services.opening import carry_opening_deposit
from transactions.services.payees import change_payee, confirm_payee, remove_payee, save_payee
from transactions.services.pots import move_pot_money
from transactions.services.reversals import approve_reversal, reject_reversal, reverse_transaction
from transactions.services.standing_order_runs import run_standing_order
from transactions.services.standing_orders import (
    cancel_standing_order,
    change_standing_order,
    place_standing_order,
)
from transactions.services.submission import carry_out, submit_transaction
from transactions.services.term_deposits import mature_term_deposit, withdraw_early

__all__ = [
    "approve_reversal",
    "authorise_hold",
    "cancel_standing_order",
    "capture_hold",
    "carry_bank_movement",
    "carry_bank_movements",
    "carry_bank_reversal",
    "carry_opening_deposit",
    "carry_out",
    "change_payee",
    "change_standing_order",
    "confirm_payee",
    "decide_held_payment",
    "decline_payment",
    "drop_bank_holiday",
    "expire_due_holds",
    "expire_hold",
    "forget_orderer",
    "keep_bank_holiday",
    "make_dormant",
    "mature_term_deposit",
    "move_pot_money",
    "order_bulk_transfer",
    "pin_proven_by",
    "place_standing_order",
    "rehearse_bulk_transfer",
    "reject_reversal",
    "release_payment",
    "remove_payee",
    "resume_bulk_transfers",
    "reverse_transaction",
    "run_standing_order",
    "save_payee",
    "submit_transaction",
    "void_hold",
    "withdraw_early",
]
