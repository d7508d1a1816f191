"""Writes about people: registration, sign-in, sessions, profile, rights."""

from users.services.people import (
    FieldProblems,
    add_bank_administrator,
    create_person,
    lock_person,
    password_errors,
    person_field_errors,
    person_name_errors,
    phone_number_errors,
    prepare_password,
    register_bank_administrator,
    set_kyc_status,
    set_risk_profile,
)

__all__ = [
    "FieldProblems",
    "add_bank_administrator",
    "create_person",
    "lock_person",
    "password_errors",
    "person_field_errors",
    "person_name_errors",
    "phone_number_errors",
    "prepare_password",
    "register_bank_administrator",
    "set_kyc_status",
    "set_risk_profile",
]
