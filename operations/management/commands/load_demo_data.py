"""`manage.py load_demo_data`: invented people, accounts, a few weeks of movements, some orders and loans to look at.

Everything is made by the same use cases as the real thing, at instants of the past where that makes a
story, so the books, the audit trail and the queue are as they would be. Running it again adds nothing to
what is there. It refuses to run where `DEMO_DATA_ALLOWED` is off: in production.
"""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from PIL import Image, ImageDraw

from accounts.contracts import AccountApplication, AccountCard, AccountType
from accounts.selectors import accounts_of
from accounts.services import open_account
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, command_actor
from core_banking.kernel.errors import DomainError, InvalidInput
from core_banking.kernel.money import Currency
from kyc.contracts import CustomerApplication, DocumentType, DocumentUpload
from kyc.services import approve_kyc, register_customer, reject_kyc
from notifications.services import without_mail
from operations import demo_fraud, demo_goals, demo_household, demo_loans, demo_orders
from operations.demo_story import CUSTOMERS, DAYS, MOVEMENTS, STAFF, DemoCustomer, DemoMovement
from transactions.contracts import MovementCommand
from transactions.services import submit_transaction
from users.contracts import NewPerson, PersonCard, RoleName
from users.selectors import permissions_of, person_card
from users.services import AccessChange, change_access, equal_passwords_hashed_once, register_staff

HOUSEHOLDER: Final = "customer"
OPERATOR: Final = command_actor(
    "load_demo_data",
    frozenset({"users.manage_bank_admins", "kyc.review_kyc", "transactions.submit_any_transaction"}),
)
APPLICANT: Final = command_actor("load_demo_data")


class Command(BaseCommand):
    """Load invented people, accounts and movements; add only what is not there."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO_DATA_ALLOWED", False):
            raise CommandError("Demonstration data is not allowed under these settings.")
        try:
            # Hashing one well-known password for each person took longer than everything else.
            with without_mail(), equal_passwords_hashed_once():
                self._load()
        except InvalidInput as refusal:
            wrong = "; ".join(
                f"{field}: {' '.join(map(str, found))}" for field, found in refusal.fields.items()
            )
            raise CommandError(f"A demonstration person is refused (see DEMO_PASSWORD). {wrong}") from None
        except DomainError as refusal:
            raise CommandError(f"The demonstration is refused under these settings. {refusal}") from None

    def _load(self) -> None:
        begin = clock.now() - dt.timedelta(days=DAYS)
        staff = [_load_staff(*row) for row in STAFF]
        if settings.STRICT_IDENTITY_NUMBERS:
            self.stdout.write("No customers: a strict bank refuses their invented identity numbers.")
            return
        customers = [_load_customer(customer, _known_since(customer, begin)) for customer in CUSTOMERS]
        moved = _load_money(begin)
        made = sum(staff) + sum(customers)
        self.stdout.write(f"Demonstration data: {made} people and {moved} movements added.")


def _known_since(customer: DemoCustomer, begin: dt.datetime) -> dt.datetime:
    """Return when a customer registered: one of them has lived with the bank for months."""
    return (
        begin - dt.timedelta(days=demo_household.LIFE_DAYS + 1) if customer.username == HOUSEHOLDER else begin
    )


def _load_staff(username: str, first_name: str, last_name: str, role: RoleName) -> bool:
    """Add a member of staff unless the name is taken; return whether he was added."""
    if _number_of(username) is not None:
        return False
    person = NewPerson(
        username=username,
        email=_email(username),
        first_name=first_name,
        last_name=last_name,
        role=role,
    )
    card = register_staff(actor=OPERATOR, person=person, password=settings.DEMO_PASSWORD)
    if role is RoleName.SYSTEM_ADMINISTRATOR:
        change_access(actor=OPERATOR, user_id=card.id, change=AccessChange(is_superuser=True))
    return True


def _load_customer(customer: DemoCustomer, begin: dt.datetime) -> bool:
    """Register a customer and decide on him unless the name is taken; return whether he was added."""
    if _number_of(customer.username) is not None:
        return False
    with clock.frozen_at(begin):
        person = register_customer(actor=APPLICANT, application=_application(customer))
    with clock.frozen_at(begin + dt.timedelta(days=1)):
        if customer.kyc_status == "APPROVED":
            approve_kyc(actor=OPERATOR, user_id=person.id)
        elif customer.kyc_status == "REJECTED":
            reject_kyc(
                actor=OPERATOR, user_id=person.id, reason="The photo on the document cannot be recognised."
            )
    return True


def _application(customer: DemoCustomer) -> CustomerApplication:
    kinds = dict.fromkeys([DocumentType.NATIONAL_ID, *map(DocumentType, settings.KYC_REQUIRED_DOCUMENTS)])
    return CustomerApplication(
        username=customer.username,
        email=_email(customer.username),
        password=settings.DEMO_PASSWORD,
        first_name=customer.first_name,
        last_name=customer.last_name,
        phone_number=customer.phone_number,
        date_of_birth=customer.date_of_birth,
        ssn=customer.ssn,
        address=customer.address,
        documents=tuple(_document(customer, kind) for kind in kinds),
    )


def _document(customer: DemoCustomer, kind: DocumentType) -> DocumentUpload:
    name = "identity card" if kind is DocumentType.NATIONAL_ID else kind.value.replace("_", " ").lower()
    return DocumentUpload(
        document_type=kind,
        file_name=f"{customer.last_name} {name}.png",
        content=_specimen(f"{customer.first_name} {customer.last_name}"),
    )


def _specimen(name: str) -> bytes:
    """Draw a card that nobody takes for a real one."""
    card = Image.new("RGB", (480, 300), "#e8eef4")
    pen = ImageDraw.Draw(card)
    pen.rectangle((16, 16, 464, 284), outline="#31506f", width=3)
    pen.text((40, 60), "SPECIMEN", fill="#b23b3b", font_size=40)
    pen.text((40, 150), name, fill="#1c2a38", font_size=28)
    target = io.BytesIO()
    card.save(target, "PNG")
    return target.getvalue()


def _load_money(begin: dt.datetime) -> int:
    """Open accounts for the approved customers and tell the story of their money, unless any has an account."""
    people = [_person(customer.username) for customer in CUSTOMERS if customer.kyc_status == "APPROVED"]
    if any(person is None or not person.is_account_verified or accounts_of(person.id) for person in people):
        return 0
    saver = next(person for person in people if person and person.username == HOUSEHOLDER)
    with clock.frozen_at(begin - dt.timedelta(days=demo_household.LIFE_DAYS)):
        accounts = {HOUSEHOLDER: _open(saver, AccountType.CURRENT)}
    lived = demo_household.live(
        OPERATOR, _actor(saver), accounts[HOUSEHOLDER], begin, lambda movement: _move(movement, accounts)
    )
    with clock.frozen_at(begin + dt.timedelta(days=1, hours=2)):
        accounts |= {
            person.username: _open(person, AccountType.CURRENT)
            for person in people
            if person and person != saver
        }
        accounts["customer/SAVINGS"] = _open(saver, AccountType.SAVINGS)
    for number, movement in enumerate(MOVEMENTS):
        with clock.frozen_at(begin + dt.timedelta(days=movement.day, minutes=7 * number)):
            _move(movement, accounts)
    demo_orders.arrange(_actor(saver), accounts, begin)
    demo_goals.save_up(_actor(saver), accounts, begin)
    clerk = _person("bank_admin")
    if clerk is not None:
        borrowers = {person.username: _actor(person) for person in people if person}
        demo_loans.lend(_actor(clerk), borrowers, accounts, begin)
        demo_fraud.tell(borrowers, _actor(clerk), accounts, begin)
    demo_household.plan(OPERATOR, _actor(saver), accounts[HOUSEHOLDER], begin)
    return lived + len(MOVEMENTS)


def _open(person: PersonCard, account_type: AccountType) -> AccountCard:
    return open_account(actor=_actor(person), application=AccountApplication(account_type=account_type)).card


def _move(movement: DemoMovement, accounts: dict[str, AccountCard]) -> None:
    sender = accounts[movement.sender] if movement.sender else None
    receiver = accounts[movement.receiver] if movement.receiver else None
    own = sender or receiver
    assert own is not None
    # Money comes in at the counter; what leaves, the customer orders himself.
    actor = demo_fraud.at_home(_actor(person_card(own.customer_id))) if sender else OPERATOR
    # The story is told in hundredths; a bank of another currency rounds them to what that one has.
    decimals = Decimal(1).scaleb(-Currency.of(own.currency).exponent)
    amount = Decimal(movement.amount_hundredths).scaleb(-2).quantize(decimals)
    submit_transaction(
        actor=actor,
        command=MovementCommand(
            transaction_type=movement.kind,
            amount=amount,
            from_account_number=sender.account_number if sender else None,
            to_account_number=receiver.account_number if receiver else None,
            payee_name=movement.payee_name,
            description=movement.description,
        ),
    )


def _actor(person: PersonCard) -> Actor:
    return Actor(
        user_id=person.id,
        username=person.username,
        customer_id=person.customer_id,
        permissions=permissions_of(person.id),
        channel=OPERATOR.channel,
    )


def _person(username: str) -> PersonCard | None:
    user_id = _number_of(username)
    return None if user_id is None else person_card(user_id)


def _number_of(username: str) -> int | None:
    return get_user_model().objects.filter(username=username).values_list("pk", flat=True).first()


def _email(username: str) -> str:
    return f"{username}@bank.example"
