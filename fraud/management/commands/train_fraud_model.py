"""`manage.py train_fraud_model`: learn from what staff found, and keep the model."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core_banking.kernel import clock
from core_banking.kernel.actors import command_actor
from core_banking.kernel.errors import DomainError
from fraud.services.learned import activate_model, train_model


class Command(BaseCommand):
    """Train the learned score on decided alerts; it counts only once it is activated."""

    help = __doc__
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", type=dt.date.fromisoformat, help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="until", type=dt.date.fromisoformat, help="last day, YYYY-MM-DD")
        parser.add_argument("--activate", action="store_true", help="let it count from the next movement on")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = command_actor("train_fraud_model")
        try:
            model = train_model(
                actor=actor,
                since=_start(options["since"]),
                until=_start(options["until"] and options["until"] + dt.timedelta(days=1)),
            )
            if options["activate"]:
                activate_model(actor=actor, version=model.version, reason="Activated after training.")
        except DomainError as error:
            found = ", ".join(f"{name} {value}" for name, value in error.details.items())
            raise CommandError(f"{error.sentence}{f' ({found})' if found else ''}") from None
        self.stdout.write(
            f"Model {model.version}: trained on {model.frauds} frauds and {model.ordinary} ordinary movements;"
            f" area under the ROC curve on accounts held out {model.held_out_auc_thousandths / 1000:.3f}."
        )
        self.stdout.write(
            "It counts from the next movement on." if options["activate"] else "It does not count yet."
        )


def _start(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else clock.start_of_business_date(day)
