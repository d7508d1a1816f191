"""What is known of how an account is used, for staff: how many payees and devices, since when, how often."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fraud.models import AccountProfile
from fraud.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHabits:
    """What an account's own movements taught scoring; payees, devices and networks are those used lately."""

    movements: int
    first_at: dt.datetime | None
    moved_at: dt.datetime | None
    payees: int
    devices: int
    networks: int


def account_habits(account_id: int) -> AccountHabits | None:
    """Return how an account is used; None of one that scoring has never seen."""
    state = AccountProfile.objects.filter(pk=account_id).values_list("state", flat=True).first()
    if not state:
        return None
    profile = Profile.read(state)
    return AccountHabits(
        movements=profile.moved,
        first_at=_moment(profile.first_at),
        moved_at=_moment(profile.moved_at),
        payees=len(profile.payees),
        devices=len(profile.devices),
        networks=len(profile.networks),
    )


def _moment(epoch: int) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(epoch, dt.UTC) if epoch else None
