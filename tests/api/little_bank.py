"""A bank with one person of each kind and one thing of each kind, for tests that go through every operation."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts.contracts import AccountApplication, AccountStatus, AccountType, AccountWithBalance
from accounts.models import Account
from accounts.selectors import account_by_number
from accounts.services import open_account
from audit.checkpoints import make_due_checkpoints
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import command_actor
from fraud.models import NameMatch
from fraud.services import load_name_list, propose_name_decision, screen_people
from fraud.services.learned import activate_model
from kyc.services import reject_kyc
from loans.contracts import LoanApplication, LoanType
from loans.life_contracts import LoanRequestCard
from loans.loan_cards import LoanCard
from loans.services import apply_for_loan, approve_loan_request, request_write_off
from operations.closing import last_finished_day
from operations.services import close_business_day
from planning.goal_contracts import GoalChange
from planning.services import change_goal
from tests.api.role_matrix import QUESTION, STAFF, Request, Row
from tests.builders import people
from tests.builders.audit_chain import seal_everything
from tests.builders.documents import picture
from tests.builders.fraud import alert_about
from tests.builders.goals import goal_of, round_up_rule, save
from tests.builders.held_payments import held_payment
from tests.builders.learned import learned_model
from tests.builders.money import TELLER, Holder
from tests.builders.password_reset import mailed_reset_token
from tests.builders.second_factor import Authenticator, with_second_factor
from tests.builders.spending import plans_of
from transactions.bulk_contracts import BulkMode, BulkOrder, BulkTransferCard, RawLine
from transactions.contracts import MovementCommand, PayeeTerms, TransactionCard, TransactionType
from transactions.hold_contracts import HoldCard, HoldCommand
from transactions.reversal_contracts import ReversalRequestCard
from transactions.services import (
    authorise_hold,
    keep_bank_holiday,
    order_bulk_transfer,
    place_standing_order,
    reverse_transaction,
    save_payee,
    submit_transaction,
)
from transactions.standing_order_contracts import StandingOrderCard, StandingOrderCommand
from users.selectors import person_card
from users.services import set_up_two_factor

# What a refusal may leave behind: its own entry in the trail, and counters.
_KEPT_OF_REFUSALS = {"audit.AuditLog", "audit.AuditSeal", "users.SignInGuard"}


@dataclass
class LittleBank:
    """The people, their tokens, and the names that paths and bodies are filled in from."""

    tokens: dict[str, str]
    names: dict[str, Any]
    client: APIClient = field(default_factory=APIClient)

    def send(self, caller: str, row: Row) -> tuple[int, str]:
        """Send a row's request as one of the callers; return the status and the answer's text."""
        method, path = row.operation.split(" ")
        arguments: dict[str, Any] = {}
        if caller in self.tokens:
            arguments["HTTP_AUTHORIZATION"] = f"Bearer {self.tokens[caller]}"
        if row.request.body is not None:
            staff_adds = row.request.staff_adds if caller in STAFF else {}
            arguments["data"] = self._filled({**row.request.body, **staff_adds})
            arguments["format"] = "multipart" if row.request.files else "json"
            for name in row.request.files:
                arguments["data"][name] = SimpleUploadedFile("photo.png", picture(), "image/png")
        answer = getattr(self.client, method.lower())(path.format(**self.names), **arguments)
        return answer.status_code, b"".join(answer).decode(errors="replace")

    def _filled(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._filled_value(value) for name, value in body.items()}

    def _filled_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        return value.format(**self.names) if isinstance(value, str) else value


def little_bank() -> LittleBank:
    """Build the bank: an approved customer with an account, money, a document and a message, and all the others."""
    customer, another = people.approved_customer(), people.approved_customer()
    staff = {
        "bank_admin": people.bank_admin(),
        "auditor": people.auditor(),
        "admin": people.system_administrator(),
    }
    persons = {"customer": customer, "another": another, **staff}
    pairs = {
        caller: _sign_in(person.username, place) for place, (caller, person) in enumerate(persons.items())
    }
    bank = LittleBank({caller: pair["access"] for caller, pair in pairs.items()}, {})
    bank.names |= _things_of_the_customer(bank)
    bank.names |= {
        "user_id": customer.id,
        "reference": customer.customer_id,
        "username": customer.username,
        "password": people.PASSWORD,
        "code": "not_found",
        "kind": "NEW_DEVICE",
        "version": 1,
        "id": AuditLog.objects.order_by("id")[0].pk,
        "manager_id": staff["bank_admin"].id,
        **pairs["customer"],
    }
    return bank


def prepared(bank: LittleBank, needs: str) -> LittleBank:
    """Return the bank in the state that a request needs, with the names that go with it."""
    return replace(bank, names={**bank.names, **PREPARATIONS[needs](bank.names)})


def _things_of_the_customer(bank: LittleBank) -> dict[str, Any]:
    """Open accounts and move money over HTTP, and return what paths need to name them."""
    account = _do(bank, "customer", "POST /api/accounts/", {"account_type": "SAVINGS"})
    anothers = _do(bank, "another", "POST /api/accounts/", {"account_type": "CURRENT"})
    deposit = {
        "transaction_type": "DEPOSIT",
        "to_account_number": account["account_number"],
        "amount": "100.00",
    }
    document = _do(bank, "customer", "POST /api/kyc/documents/", {"document_type": "PHOTO"}, files=("file",))
    return {
        "account_id": account["id"],
        "account_number": account["account_number"],
        "another_account_number": anothers["account_number"],
        "key": _do(bank, "customer", "POST /api/transactions/", deposit)["transaction_id"],
        "document_id": document["id"],
        "product_id": _do(bank, "customer", "GET /api/account-products/")["results"][0]["id"],
        "loan_product_id": _do(bank, "customer", "GET /api/loan-products/")["results"][0]["id"],
        "notification_id": _do(bank, "customer", "GET /api/notifications/")["results"][0]["id"],
        "service_id": _do(bank, "customer", "GET /api/services/")["results"][0]["id"],
        "message_id": _do(bank, "customer", "POST /api/contact/", QUESTION)["id"],
        "endpoint_id": _do(bank, "bank_admin", "POST /api/webhooks/", {"url": "https://hooks.example.com/"})[
            "id"
        ],
        "session_id": _do(bank, "customer", "GET /api/auth/sessions/")["results"][0]["id"],
    }


def _rejection_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    reject_kyc(actor=people.REVIEWER, user_id=names["user_id"], reason="The photo is blurred.")
    return {}


def _sealed_trail(names: dict[str, Any]) -> dict[str, Any]:
    seal_everything()
    make_due_checkpoints(now_due=True)
    return {}


def _closed_day(names: dict[str, Any]) -> dict[str, Any]:
    close_business_day()
    return {"date": last_finished_day()}


def _hold_on_the_customers_account(names: dict[str, Any]) -> dict[str, Any]:
    command = HoldCommand(account_number=names["account_number"], amount=Decimal(5))
    hold = authorise_hold(actor=TELLER, command=command)
    assert isinstance(hold, HoldCard)
    return {"key": hold.hold_id}


def _bulk_transfer_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    customer = people.actor_for(person_card(names["user_id"]))
    line = RawLine(1, names["another_account_number"], Decimal(5), "", "")
    order = BulkOrder(from_account_number=names["account_number"], mode=BulkMode.BEST_EFFORT, lines=[line])
    ordered = order_bulk_transfer(actor=customer, order=order)
    assert isinstance(ordered, BulkTransferCard)
    return {"bulk_transfer_id": ordered.id}


def _authenticator_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    customer = person_card(names["user_id"])
    secret = set_up_two_factor(actor=people.actor_for(customer)).secret
    return {"otp": Authenticator(secret, []).code()}


def _second_factor_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    customer = person_card(names["user_id"])
    # From the session in use, since all others end.
    acting = replace(people.actor_for(customer), session_id=names["session_id"])
    return {"otp": with_second_factor(customer, acting).recovery_codes[0]}


def _payee_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    customer = people.actor_for(person_card(names["user_id"]))
    payee = save_payee(actor=customer, account_number=names["another_account_number"], terms=PayeeTerms())
    return {"beneficiary_id": payee.id}


def _reversal_that_waits(names: dict[str, Any]) -> dict[str, Any]:
    deposit = MovementCommand(
        transaction_type=TransactionType.DEPOSIT,
        amount=Decimal(2000),
        to_account_number=names["account_number"],
    )
    made = submit_transaction(actor=TELLER, command=deposit)
    assert isinstance(made, TransactionCard)
    clerk = people.actor_for(people.bank_admin())
    request = reverse_transaction(actor=clerk, key=made.transaction_id, reason="Typed twice")
    assert isinstance(request, ReversalRequestCard)
    return {"request_id": request.id}


def _held_payment(names: dict[str, Any]) -> dict[str, Any]:
    return {"key": held_payment(person_card(names["user_id"]), names["account_number"]).transaction_id}


def _password_reset_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    return {"reset_token": mailed_reset_token(person_card(names["user_id"]))}


def _standing_order_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    order = StandingOrderCommand(
        from_account_number=names["account_number"],
        to_account_number=names["another_account_number"],
        amount=Decimal(5),
        start_date=dt.date(2099, 1, 1),
    )
    placed = place_standing_order(actor=people.actor_for(person_card(names["user_id"])), command=order)
    assert isinstance(placed, StandingOrderCard)
    return {"order_id": placed.id}


def _fixed_deposit_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    customer = people.actor_for(person_card(names["user_id"]))
    application = AccountApplication(
        account_type=AccountType.FIXED_DEPOSIT, payout_account_number=names["account_number"]
    )
    opened = open_account(actor=customer, application=application)
    assert isinstance(opened, AccountWithBalance)
    deposit = MovementCommand(
        transaction_type=TransactionType.DEPOSIT,
        amount=Decimal(100),
        to_account_number=opened.card.account_number,
    )
    submit_transaction(actor=customer, command=deposit)
    return {"account_id": opened.card.id}


def _dormant_account_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    Account.objects.filter(pk=names["account_id"]).update(status=AccountStatus.DORMANT)
    return {}


def _loan_of_the_customer(names: dict[str, Any], amount: str = "1200") -> dict[str, Any]:
    application = LoanApplication(
        amount=amount, term=12, loan_type=LoanType.PERSONAL, monthly_income="3000", customer=names["user_id"]
    )
    loan = apply_for_loan(actor=people.actor_for(person_card(names["user_id"])), application=application)
    assert isinstance(loan, LoanCard)
    return {"loan_id": loan.id}


def _approved_loan_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    """A small loan, approved at once; not paid out, since with two accounts none is guessed."""
    customer = people.actor_for(person_card(names["user_id"]))
    open_account(actor=customer, application=AccountApplication(account_type=AccountType.CURRENT))
    return _loan_of_the_customer(names, amount="1000")


def _running_loan_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    """A small loan, approved at once and paid out to his one account."""
    return {**_loan_of_the_customer(names, amount="1000"), "number": 1}


def _decision_on_a_loan_that_waits(names: dict[str, Any]) -> dict[str, Any]:
    loan = _running_loan_of_the_customer(names)
    clerk = people.actor_for(people.bank_admin())
    request = request_write_off(actor=clerk, loan_id=loan["loan_id"], reason="Bankrupt")
    assert isinstance(request, LoanRequestCard)
    return {**loan, "request_id": request.id}


def _loan_written_off(names: dict[str, Any]) -> dict[str, Any]:
    waiting = _decision_on_a_loan_that_waits(names)
    approve_loan_request(actor=people.actor_for(people.bank_admin()), request_id=waiting["request_id"])
    return waiting


def _bank_holiday(names: dict[str, Any]) -> dict[str, Any]:
    founders_day = keep_bank_holiday(
        actor=people.actor_for(people.bank_admin()), date=dt.date(2099, 5, 4), name="Founders' day"
    )
    return {"holiday_id": founders_day.pk}


def _name_like_a_listed_one(names: dict[str, Any]) -> dict[str, Any]:
    person = person_card(names["user_id"])
    content = f"id,schema,name\nn-1,Person,{person.first_name} {person.last_name}\n".encode()
    operator = command_actor("load_name_list")
    load_name_list(actor=operator, name="little", file_format="opensanctions", content=content)
    screen_people(actor=operator)
    return {"match_id": NameMatch.objects.filter(subject_id=person.id).order_by("id")[0].pk}


def _proposal_about_a_name(names: dict[str, Any]) -> dict[str, Any]:
    match = _name_like_a_listed_one(names)
    maker = people.actor_for(people.bank_admin())
    propose_name_decision(actor=maker, match_id=match["match_id"], decision="CLEARED", note="Born later.")
    return match


def _plans_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    return plans_of(people.actor_for(person_card(names["user_id"])), names["key"])


def _savings_goal_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    person = person_card(names["user_id"])
    account = account_by_number(names["account_number"])
    assert account is not None
    customer = Holder(person, account)
    goal = goal_of(customer)
    save(customer, goal, "1.00")
    return {"goal_id": goal.id, "rule_id": round_up_rule(customer, goal).id}


def _locked_goal_of_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    made = _savings_goal_of_the_customer(names)
    tomorrow = clock.business_date() + dt.timedelta(days=1)
    change = GoalChange(fields={"locked_until": tomorrow}, pin_proven=True)
    change_goal(actor=people.actor_for(person_card(names["user_id"])), goal_id=made["goal_id"], change=change)
    return made


def _alert_about_the_customer(names: dict[str, Any]) -> dict[str, Any]:
    return {"key": alert_about(names["user_id"]).alert_id}


def _learned_model_that_counts(names: dict[str, Any]) -> dict[str, Any]:
    version = learned_model().version
    activate_model(actor=command_actor("tests"), version=version, reason="To be stopped.")
    return {"version": version}


PREPARATIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "an approved customer": lambda names: {},
    "a rejected customer": _rejection_of_the_customer,
    "a sealed trail": _sealed_trail,
    "a bulk transfer": _bulk_transfer_of_the_customer,
    "a closed day": _closed_day,
    "plans of the customer": _plans_of_the_customer,
    "a savings goal": _savings_goal_of_the_customer,
    "a locked savings goal": _locked_goal_of_the_customer,
    "an open hold": _hold_on_the_customers_account,
    "a mailed password reset": _password_reset_of_the_customer,
    "an authenticator set up": _authenticator_of_the_customer,
    "a second factor": _second_factor_of_the_customer,
    "a reversal that waits": _reversal_that_waits,
    "a held payment": _held_payment,
    "an applicant": lambda names: {"user_id": people.register_customer().id},
    "a saved payee": _payee_of_the_customer,
    "a standing order": _standing_order_of_the_customer,
    "a running fixed deposit": _fixed_deposit_of_the_customer,
    "a bank holiday": _bank_holiday,
    "a loan applied for": _loan_of_the_customer,
    "an approved loan": _approved_loan_of_the_customer,
    "a loan that runs": _running_loan_of_the_customer,
    "a loan written off": _loan_written_off,
    "a decision on a loan that waits": _decision_on_a_loan_that_waits,
    "a dormant account": _dormant_account_of_the_customer,
    "a name like a listed one": _name_like_a_listed_one,
    "a proposal about a name": _proposal_about_a_name,
    "a fraud alert": _alert_about_the_customer,
    "a learned model": lambda names: {"version": learned_model().version},
    "a learned model that counts": _learned_model_that_counts,
    "a bank administrator": lambda names: {"user_id": names["manager_id"]},
}


@contextmanager
def undone() -> Iterator[None]:
    """Run a block and take back all it wrote."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # so that a use case may open its own inside
    with block:
        yield
        transaction.set_rollback(True)


def rows_of_every_table() -> dict[str, int]:
    """Return how many rows each table of the bank has, but for those that keep traces of refusals."""
    tables = _counted_tables()
    counts = ", ".join(f'(SELECT count(*) FROM "{table}")' for table in tables.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


@cache
def _counted_tables() -> dict[str, str]:
    models = [model for app in settings.BANK_APPS for model in apps.get_app_config(app).get_models()]
    return {
        model._meta.label: model._meta.db_table
        for model in models
        if model._meta.label not in _KEPT_OF_REFUSALS
    }


def _do(bank: LittleBank, caller: str, operation: str, body: Any = None, files: tuple[str, ...] = ()) -> Any:
    status, text = bank.send(caller, Row(operation, Request(body, files=files)))
    assert status in {200, 201}, f"{caller}: {operation}: {status} {text}"
    return json.loads(text)


def _sign_in(username: str, number: int) -> dict[str, str]:
    # Each from an address of his own: sign-ins are limited for each address.
    answer = APIClient(REMOTE_ADDR=f"192.0.2.{number + 1}").post(
        "/api/auth/login/", {"username": username, "password": people.PASSWORD}, format="json"
    )
    assert answer.status_code == 200, answer.content
    pair: dict[str, str] = {kind: answer.json()[kind] for kind in ("access", "refresh")}
    return pair
