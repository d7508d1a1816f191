"""Onboarding: one deed that makes a person a customer who waits for review."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, acting_as
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import FieldErrors, NotAllowed
from kyc.contracts import CustomerApplication
from kyc.events import CustomerRegistered
from kyc.identity_numbers import checked_aadhaar_number, checked_pan_number, checked_ssn
from kyc.permissions import ONBOARD_CUSTOMER, SUBMIT_OWN_KYC
from kyc.personal_details import checked_address, checked_date_of_birth
from kyc.problems import Problems
from kyc.services.documents import ExaminedDocument, examine_documents, store_documents
from kyc.services.identity import IdentityDetails, create_identity, note_taken_numbers
from kyc.services.reviewers import tell_reviewers
from kyc.services.steps import add_to_history
from users.contracts import KycStatus, NewPerson, PersonCard
from users.services import create_person, person_field_errors, prepare_password

_BLANK = "This field may not be blank."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedApplication:
    """An application that broke no rule when it was looked at; the password is hashed already."""

    person: NewPerson
    password_hash: str = field(repr=False)
    identity: IdentityDetails
    documents: tuple[ExaminedDocument, ...]


def register_customer(
    *, actor: Actor, application: CustomerApplication, form_problems: FieldErrors | None = None
) -> PersonCard:
    """Make somebody a customer with the role CUSTOMER, KYC PENDING and risk LOW, and tell the reviewers.

    Anybody may register, a customer who is signed in included; staff who holds `users.onboard_customer`
    registers on the customer's behalf, which is recorded. `form_problems` are field errors found while reading
    the form: they are reported together with all others. Raises `NotAllowed` to other staff and `InvalidInput`
    naming every wrong field, also when somebody else takes a name or number at the same moment.
    """
    if not (actor.is_anonymous or actor.may(ONBOARD_CUSTOMER) or actor.may(SUBMIT_OWN_KYC)):
        raise NotAllowed
    # Decoding files and hashing the password take long: they happen before the transaction, not in it.
    return open_customer_file(actor=actor, application=_examined(application, form_problems))


@use_case
def open_customer_file(*, actor: Actor, application: ExaminedApplication) -> PersonCard:
    """Write an examined application. Raises `InvalidInput` if a name or number was taken meanwhile."""
    person = create_person(actor=actor, person=application.person, password_hash=application.password_hash)
    on_behalf = actor.may(ONBOARD_CUSTOMER)
    registrant = _registrant(actor, person)
    create_identity(
        actor=registrant,
        user_id=person.id,
        details=application.identity,
        registered_by=actor.user_id if on_behalf else None,
    )
    add_to_history(registrant, person.id, KycStatus.PENDING)
    emit(
        CustomerRegistered(
            actor=registrant,
            user_id=person.id,
            customer_id=person.customer_id or "",
            on_behalf=on_behalf,
            document_types=tuple(document.document_type for document in application.documents),
        )
    )
    store_documents(actor=registrant, user_id=person.id, documents=application.documents)
    tell_reviewers(registrant, person, title="A new customer registered", body="waits for a KYC review.")
    return person


def _registrant(actor: Actor, person: PersonCard) -> Actor:
    """Return who is behind a registration: who is signed in, or else the new customer himself."""
    if not actor.is_anonymous:
        return actor
    return acting_as(actor, user_id=person.id, username=person.username, customer_id=person.customer_id)


def _examined(application: CustomerApplication, form_problems: FieldErrors | None) -> ExaminedApplication:
    problems = Problems(form_problems)
    person = _person(application, problems)
    identity = _identity(application, problems)
    documents = examine_documents(problems, application.documents)
    problems.raise_if_any()
    assert identity is not None
    return ExaminedApplication(
        person=person,
        password_hash=prepare_password(application.password),
        identity=identity,
        documents=documents,
    )


def _person(application: CustomerApplication, problems: Problems) -> NewPerson:
    person = NewPerson(
        username=application.username,
        email=application.email,
        first_name=application.first_name,
        last_name=application.last_name,
        phone_number=application.phone_number,
    )
    known = problems.fields()
    for column, name in (("first_name", person.first_name), ("last_name", person.last_name)):
        if column not in known and not name.strip():
            problems.add(column, [_BLANK])
    found = person_field_errors(
        person, password=application.password, confirm_password=application.confirm_password
    )
    for column, sentences in found.items():
        if column not in known:
            problems.add(column, sentences)
    return person


def _identity(application: CustomerApplication, problems: Problems) -> IdentityDetails | None:
    """Return the checked identity, or None with the problems noted."""
    date_of_birth = problems.check("date_of_birth", partial(_date_of_birth, application))
    ssn = problems.check(
        "ssn", partial(checked_ssn, application.ssn, strict=settings.STRICT_IDENTITY_NUMBERS)
    )
    address = problems.check("address", partial(checked_address, application.address))
    aadhaar_number, pan_number = application.aadhaar_number, application.pan_number
    if aadhaar_number:
        aadhaar_number = problems.check("aadhaar_number", partial(checked_aadhaar_number, aadhaar_number))
    if pan_number:
        pan_number = problems.check("pan_number", partial(checked_pan_number, pan_number))
    given = {"ssn": ssn, "aadhaar": aadhaar_number, "pan": pan_number}
    note_taken_numbers(problems, {kind: number for kind, number in given.items() if number})
    if date_of_birth is None or ssn is None or address is None:
        return None
    return IdentityDetails(
        ssn=ssn,
        aadhaar_number=aadhaar_number or None,
        pan_number=pan_number or None,
        date_of_birth=date_of_birth,
        address=address,
    )


def _date_of_birth(application: CustomerApplication) -> date:
    return checked_date_of_birth(
        application.date_of_birth,
        on=clock.business_date(),
        minimum_age_years=settings.MINIMUM_CUSTOMER_AGE_YEARS,
    )
