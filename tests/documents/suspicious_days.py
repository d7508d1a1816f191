"""Puts the rules of fraud into force and lets the demonstration's suspicious things happen.

The databases of the suite are made with rules that only watch. A newcomer's bank has them in force from the first day,
and with them what they found among its demonstration data; the guides begin there. To be run before the worker starts,
which closes the days.

    python -m tests.documents.suspicious_days       with the bank's environment
"""

from __future__ import annotations

import datetime as dt

import django


def main() -> None:
    """Do it, on the bank that the settings name."""
    django.setup()
    from accounts.selectors import accounts_of
    from core_banking.kernel import clock
    from fraud.contracts import RuleMode
    from fraud.shipped_rules import shipped_book
    from operations import demo_fraud
    from operations.demo_story import CUSTOMERS, DAYS
    from operations.management.commands.load_demo_data import _actor, _person
    from tests.builders.held_payments import set_rules

    book = shipped_book(RuleMode.ON)
    set_rules(*book.rules, hold_at=book.hold_at, block_at=book.block_at)
    people = {
        person.username: _actor(person)
        for person in (_person(each.username) for each in CUSTOMERS if each.kyc_status == "APPROVED")
        if person is not None
    }
    accounts = {
        name: next(card for card in accounts_of(actor.user_id) if card.account_type == "CURRENT")
        for name, actor in people.items()
        if actor.user_id is not None
    }
    clerk = _person("bank_admin")
    assert clerk is not None
    demo_fraud.tell(people, _actor(clerk), accounts, clock.now() - dt.timedelta(days=DAYS))


if __name__ == "__main__":
    main()
