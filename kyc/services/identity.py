"""The identity record: written once at registration, completed by numbers given later, read as masks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db import IntegrityError

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, record_refusal, savepoint, within_use_case
from core_banking.kernel.encryption import Purpose
from core_banking.kernel.errors import NotFound
from kyc.contracts import KycStanding
from kyc.errors import IdentityErased, StoredDataUnreadable
from kyc.events import IdentityNumbersAdded
from kyc.identity_numbers import checked_aadhaar_number, checked_pan_number
from kyc.models import IdentityRecord
from kyc.problems import Problems
from kyc.rules import RuleBroken
from kyc.sealing import CustomerKeys, identity_index, opened_identity, sealed_identity
from kyc.selectors import keys_of, number_is_taken, records_of, standing_of
from kyc.services.data_keys import (
    hold_numbers,
    keys_for_writing,
    moved_under_data_key,
    newest_index_key_id,
    with_new_indexes,
)

FIELD_OF_KIND = {"ssn": "ssn", "aadhaar": "aadhaar_number", "pan": "pan_number"}
_NAME_OF_KIND = {"ssn": "SSN", "aadhaar": "Aadhaar number", "pan": "PAN"}
_RULE_OF_KIND = {"aadhaar": checked_aadhaar_number, "pan": checked_pan_number}
_KIND_OF_FACT = {"aadhaar": "AADHAAR", "pan": "PAN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityDetails:
    """Checked identity values, in clear, on their way into the record; None where none was given."""

    ssn: str = field(repr=False)
    aadhaar_number: str | None = field(repr=False)
    pan_number: str | None = field(repr=False)
    date_of_birth: date = field(repr=False)
    address: str = field(repr=False)

    def numbers(self) -> dict[str, str]:
        """Return the numbers that were given, by kind ("ssn", "aadhaar", "pan")."""
        given = {"ssn": self.ssn, "aadhaar": self.aadhaar_number, "pan": self.pan_number}
        return {kind: number for kind, number in given.items() if number}


def note_taken_numbers(problems: Problems, numbers: dict[str, str]) -> None:
    """Note under its field each number that another customer already has."""
    for kind, number in numbers.items():
        if number_is_taken(kind, number):
            problems.add(FIELD_OF_KIND[kind], [f"A customer with this {_NAME_OF_KIND[kind]} already exists."])


@within_use_case
def create_identity(
    *, actor: Actor, user_id: int, details: IdentityDetails, registered_by: int | None
) -> None:
    """Write a new customer's record. Raises `InvalidInput` if another customer has one of the numbers."""
    aadhaar_number, pan_number = details.aadhaar_number or "", details.pan_number or ""
    if hold_numbers(details.numbers()):
        problems = Problems()
        note_taken_numbers(problems, details.numbers())
        problems.raise_if_any()
    keys = keys_for_writing(user_id, Purpose.IDENTITY)
    record = IdentityRecord(
        user_id=user_id,
        ssn=sealed_identity(keys, "ssn", details.ssn),
        aadhaar_number=sealed_identity(keys, "aadhaar_number", aadhaar_number),
        pan_number=sealed_identity(keys, "pan_number", pan_number),
        date_of_birth=sealed_identity(keys, "date_of_birth", details.date_of_birth.isoformat()),
        address=sealed_identity(keys, "address", details.address),
        ssn_index=identity_index("ssn", details.ssn),
        aadhaar_index=identity_index("aadhaar", aadhaar_number) if aadhaar_number else None,
        pan_index=identity_index("pan", pan_number) if pan_number else None,
        index_key_id=newest_index_key_id(),
        registered_by_id=registered_by,
    )
    _save_unless_taken(record, details.numbers())


@within_use_case
def add_identity_numbers(
    *, actor: Actor, user_id: int, aadhaar_number: str | None = None, pan_number: str | None = None
) -> None:
    """Put numbers on file that were never given before; each is set once.

    Repeating a number already on file changes nothing. Raises `NotFound` for somebody who is no customer and
    `InvalidInput` for a malformed number, one that another customer has, or one that differs from the file.
    """
    record = locked_record(user_id)
    problems = Problems()
    new = {
        kind: number
        for kind, text in {"aadhaar": aadhaar_number, "pan": pan_number}.items()
        if text and (number := problems.check(FIELD_OF_KIND[kind], partial(_new_number, record, kind, text)))
    }
    hold_numbers(new)
    note_taken_numbers(problems, new)
    problems.raise_if_any()
    if new:
        _put_on_file(record, new)
        emit(
            IdentityNumbersAdded(
                actor=actor, user_id=user_id, kinds=tuple(_KIND_OF_FACT[kind] for kind in sorted(new))
            )
        )


@within_use_case
def locked_record(user_id: int) -> IdentityRecord:
    """Return a customer's record and hold it: decisions about one customer happen one after the other.

    Raises `NotFound` for somebody who is no customer.
    """
    record = records_of(user_id).select_for_update().first()
    if record is None:
        raise NotFound
    return record


@within_use_case
def hold_identity(user_id: int) -> None:
    """Hold a customer's identity until the use case ends: a decision on his KYC is made by then, or waits.

    Raises `NotFound` for somebody who is no customer, and `IdentityErased` for who is none any more.
    """
    locked_record(user_id)
    if keys_of(user_id).are_destroyed:
        raise IdentityErased


def read_standing(*, actor: Actor, user_id: int) -> KycStanding:
    """Return where a customer stands. What cannot be deciphered is recorded in the audit trail.

    Raises `NotFound` and `StoredDataUnreadable`.
    """
    try:
        return standing_of(user_id)
    except StoredDataUnreadable as refusal:
        record_refusal(actor, "kyc.read_standing", refusal, subject_user_id=user_id)
        refusal.already_recorded = True
        raise


def _new_number(record: IdentityRecord, kind: str, text: str) -> str | None:
    """Return the checked number, or None if just this one is on file already. Raises `RuleBroken`."""
    number = _RULE_OF_KIND[kind](text)
    column = FIELD_OF_KIND[kind]
    on_file = opened_identity(keys_of(record.user_id), column, getattr(record, column))
    if on_file and on_file != number:
        raise RuleBroken("This number is already on file and cannot be changed here.")
    return None if on_file else number


def _put_on_file(record: IdentityRecord, numbers: dict[str, str]) -> None:
    keys: CustomerKeys = keys_for_writing(record.user_id, Purpose.IDENTITY)
    moved_under_data_key(record, keys)
    for kind, number in numbers.items():
        column = FIELD_OF_KIND[kind]
        setattr(record, column, sealed_identity(keys, column, number))
    with_new_indexes(record, keys)
    _save_unless_taken(record, numbers)


def _save_unless_taken(record: IdentityRecord, numbers: dict[str, str]) -> None:
    try:
        with savepoint():
            record.save()
    except IntegrityError:
        # Somebody with one of these numbers was faster: he has committed, so looking again finds him.
        problems = Problems()
        note_taken_numbers(problems, numbers)
        problems.raise_if_any()
        raise
