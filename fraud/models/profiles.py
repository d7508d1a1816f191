"""What an account and a person usually do: one row each, however long the history."""

from __future__ import annotations

from django.db import models


class AccountProfile(models.Model):
    """How an account behaves. Amounts in minor units.

    `account_id` is the row of the customer's account, which lives on a floor above: no foreign key points up.
    `state` (JSON) is what the account's own movements taught; it changes under the holder's money row, and `version`
    tells whether a decision rested on the newest. The columns after it count what came in, in the running hour and day
    and in the ones before; whoever pays in adds to them in one statement, under the lock of the account's balance.
    """

    account_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)
    state = models.TextField(default="")
    hour_bucket = models.BigIntegerField(default=0)
    hour_count = models.BigIntegerField(default=0)
    hour_sum_minor = models.BigIntegerField(default=0)
    hour_senders = models.BigIntegerField(default=0)
    hour_previous_count = models.BigIntegerField(default=0)
    hour_previous_sum_minor = models.BigIntegerField(default=0)
    hour_previous_senders = models.BigIntegerField(default=0)
    day_bucket = models.BigIntegerField(default=0)
    day_count = models.BigIntegerField(default=0)
    day_sum_minor = models.BigIntegerField(default=0)
    day_senders = models.BigIntegerField(default=0)
    day_previous_count = models.BigIntegerField(default=0)
    day_previous_sum_minor = models.BigIntegerField(default=0)
    day_previous_senders = models.BigIntegerField(default=0)
    received_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"profile of account {self.account_id}"


class PersonSignal(models.Model):
    """What happened lately around a person's secrets: wrong PINs and sign-ins, and when a secret was changed."""

    user = models.OneToOneField("users.User", primary_key=True, on_delete=models.PROTECT, related_name="+")
    failed_pins = models.PositiveIntegerField(default=0)
    failed_pin_at = models.DateTimeField(null=True)
    failed_sign_ins = models.PositiveIntegerField(default=0)
    failed_sign_in_at = models.DateTimeField(null=True)
    secret_changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"signals of person {self.user_id}"
