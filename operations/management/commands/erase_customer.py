"""`manage.py erase_customer`: make a former customer unreadable for good; two members of staff, one after the other."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel.actors import Actor, Channel
from core_banking.kernel.errors import DomainError, InvalidInput
from core_banking.kernel.key_canaries import WrongKeys, refuse_wrong_keys
from kyc.services import confirm_erasure, request_erasure
from users.selectors import customer_by_reference, people, permissions_of


class Command(BaseCommand):
    """Ask for an erasure (`--reason`), or do what another member of staff has asked for (`--confirm`)."""

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("customer", help="the customer's CUST… identifier")
        parser.add_argument("--by", required=True, help="the user name of the member of staff who does this")
        step = parser.add_mutually_exclusive_group(required=True)
        step.add_argument("--reason", help="ask for it, and say why")
        step.add_argument("--confirm", action="store_true", help="do what another one has asked for")

    def handle(self, *args: Any, customer: str, by: str, reason: str | None, **options: Any) -> None:
        try:
            refuse_wrong_keys()
        except WrongKeys as error:
            raise CommandError(str(error)) from None
        person = customer_by_reference(customer)
        if person is None:
            raise CommandError("There is no such customer.")
        actor = self._staff(by)
        try:
            if reason is not None:
                request_erasure(actor=actor, user_id=person.id, reason=reason)
                self.stdout.write("Asked for. Another member of staff now confirms it with --confirm.")
            else:
                confirm_erasure(actor=actor, user_id=person.id)
                self.stdout.write(self.style.SUCCESS(f"{customer} is erased: nobody can read who that was."))
        except InvalidInput as refusal:
            raise CommandError(" ".join(" ".join(lines) for lines in refusal.fields.values())) from None
        except DomainError as refusal:
            running = refusal.details.get("running")
            what = f" {', '.join(running)}." if isinstance(running, list) else ""
            raise CommandError(refusal.sentence + what) from None

    def _staff(self, username: str) -> Actor:
        person = people().filter(username=username, is_active=True, is_staff=True).first()
        if person is None:
            raise CommandError("There is no such member of staff.")
        return Actor(
            user_id=person.pk,
            username=person.username,
            permissions=permissions_of(person.pk),
            channel=Channel.COMMAND,
        )
