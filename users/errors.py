"""The refusals of sign-in and of people's own data."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, NotAllowed, NotSignedIn, StateConflict, Throttled


class InvalidCredentials(NotSignedIn):
    """Name and password do not go together; nothing says which of the two is wrong, or whether the name exists."""

    code = "invalid_credentials"
    category = ErrorCategory.NOT_SIGNED_IN
    sentence = "The user name or the password is wrong."
    # The failed sign-in itself is on record; a second row about it would say nothing more.
    audited = False


class TokenNotValid(NotSignedIn):
    """The token is forged, expired, of the wrong kind, replaced, or its session has ended."""

    code = "token_not_valid"
    category = ErrorCategory.NOT_SIGNED_IN
    sentence = "The token is not valid or has expired."
    # Anybody may send any number of dead tokens; the reuse of a replaced one is an event of its own.
    audited = False


class ForeignOrigin(NotAllowed):
    """A page of another site asks for the session that this browser keeps."""

    code = "foreign_origin"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "This session belongs to another site."


class LoginLocked(Throttled):
    """Too many failed sign-ins in a row under this name; `retry_after` is in whole seconds."""

    code = "login_locked"
    category = ErrorCategory.THROTTLED
    sentence = "Too many failed sign-ins. This login is locked for a while."
    audited = False


class PinRequired(NotAllowed):
    """This needs the transaction PIN, and none was sent."""

    code = "pin_required"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "Enter your transaction PIN."


class PinNotSet(PinRequired):
    """This needs the transaction PIN, and the person has none yet."""

    sentence = "You have no transaction PIN yet. Set one first, with PUT /api/profile/pin/."


class PinInvalid(NotAllowed):
    """The transaction PIN is wrong; `attempts_left` says how many more wrong ones it takes until it is locked."""

    code = "pin_invalid"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "The transaction PIN is wrong."
    # The miss itself is on record.
    audited = False


class PinLocked(NotAllowed):
    """Too many wrong transaction PINs in a row: it takes the password to set a new one."""

    code = "pin_locked"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "Your transaction PIN is locked after too many wrong ones. Set a new one with your password."
    # The miss that locked it is on record.
    audited = False


class OtpRequired(NotSignedIn):
    """Name and password are right, and this person signs in with a second factor as well."""

    code = "otp_required"
    category = ErrorCategory.NOT_SIGNED_IN
    sentence = "Enter the code of your authenticator app, or one of your recovery codes."
    audited = False


class OtpInvalid(NotSignedIn):
    """The one-time code is wrong, too old, or was used before."""

    code = "otp_invalid"
    category = ErrorCategory.NOT_SIGNED_IN
    sentence = "The one-time code is wrong or was used before."
    # The failed sign-in itself is on record.
    audited = False


class TwoFactorOn(StateConflict):
    """Two-factor sign-in is on already; it is switched off before another authenticator is set up."""

    code = "two_factor_on"
    category = ErrorCategory.CONFLICT
    sentence = "Two-factor sign-in is already on."


class TwoFactorOff(StateConflict):
    """Two-factor sign-in is not on, or was not set up before it was to be confirmed."""

    code = "two_factor_off"
    category = ErrorCategory.CONFLICT
    sentence = "Two-factor sign-in is not on. Set it up first."
