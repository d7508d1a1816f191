"""How a person's sign-in stands, on the staff site: states and dates, never anything that lets somebody in."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core_banking.kernel import clock
from users.models import KnownDevice, RecoveryCode, TransactionPin, TwoFactor, User
from users.selectors import live_sessions


class SignInState:
    """Fields of a person's page about his second factor, transaction PIN, devices and sessions."""

    @admin.display(description="Two-factor sign-in")
    def second_factor(self, person: User) -> str:
        factor = TwoFactor.objects.filter(user_id=person.pk).only("created_at", "confirmed_at").first()
        if not person.two_factor_enabled:
            return "off" if factor is None else f"off; set up {_at(factor.created_at)} and not confirmed"
        since = "on" if factor is None else f"on since {_at(factor.confirmed_at)}"
        codes = RecoveryCode.objects.filter(user_id=person.pk, used_at__isnull=True).count()
        return f"{since}; recovery codes left: {codes}"

    @admin.display(description="Transaction PIN")
    def pin(self, person: User) -> str:
        pins = TransactionPin.objects.filter(user_id=person.pk)
        kept = pins.only("attempts_left", "locked_at", "changed_at").first()
        if kept is None:
            return "not set"
        if kept.locked_at is not None:
            return f"locked since {_at(kept.locked_at)}"
        return f"set {_at(kept.changed_at)}; attempts left: {kept.attempts_left}"

    @admin.display(description="Known devices")
    def devices(self, person: User) -> SafeString | str:
        used_since = clock.now() - dt.timedelta(days=settings.KNOWN_DEVICE_DAYS)
        known = KnownDevice.objects.filter(
            user_id=person.pk, revoked_at__isnull=True, last_used_at__gt=used_since
        )
        rows = known.order_by("-last_used_at").values_list("user_agent", "created_at", "last_used_at")
        shown = ((name or "a device without a name", _at(first), _at(last)) for name, first, last in rows)
        return format_html_join("", "<p>{}: since {}, last used {}</p>", shown) or "none"

    @admin.display(description="Open sessions")
    def open_sessions(self, person: User) -> int:
        return live_sessions(person.pk).count()


def _at(instant: dt.datetime | None) -> str:
    return "-" if instant is None else f"{instant:%Y-%m-%d %H:%M} UTC"
