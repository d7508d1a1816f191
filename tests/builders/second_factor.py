"""People who sign in with a second factor, and the codes of their authenticators."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyotp

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from users.contracts import PersonCard
from users.services import confirm_two_factor, set_up_two_factor


@dataclass
class Authenticator:
    """Somebody's app, and the recovery codes on his paper."""

    secret: str
    recovery_codes: list[str]

    def code(self, *, steps_ahead: int = 0) -> str:
        """Return the code shown now, or so many steps of 30 seconds from now."""
        return pyotp.TOTP(self.secret).at(clock.now() + dt.timedelta(seconds=30 * steps_ahead))

    def wrong_code(self) -> str:
        """Return six digits that are not accepted now."""
        good = {self.code(steps_ahead=step) for step in (-1, 0, 1)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in good)


def with_second_factor(person: PersonCard, actor: Actor | None = None) -> Authenticator:
    """Switch two-factor sign-in on for a person and return his authenticator."""
    acting = actor or Actor(user_id=person.id, username=person.username)
    secret = set_up_two_factor(actor=acting).secret
    app = Authenticator(secret, [])
    app.recovery_codes = confirm_two_factor(actor=acting, otp=app.code())
    return app
