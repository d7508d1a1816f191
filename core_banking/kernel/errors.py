"""The errors a use case may raise, and the one registry of their stable codes.

    DomainError                     code, category, a sentence for a person, typed details
    ├── InvalidInput                field errors: {"field": ["message", …]}
    ├── NotSignedIn                 who is asking is not known
    ├── NotAllowed                  known, and not allowed
    ├── NotFound                    not there, or not the caller's: existence is not leaked
    ├── StateConflict               the thing is no longer in the state the request needs
    ├── Refused                     a business refusal: funds, limits, state of an account
    ├── Throttled                   too often; carries retry_after
    └── Unavailable                 the bank cannot be sure just now; carries retry_after

Nothing here knows HTTP: `core_banking.api.errors` gives each category its status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import ClassVar

FieldErrors = Mapping[str, Sequence[str]]


class ErrorCategory(StrEnum):
    """What kind of refusal an error is; decides its HTTP status and whether an idempotency key keeps it."""

    INVALID = "invalid"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """A refusal with a stable `code`, a `sentence` for a person and typed `details`.

    Subclasses state `code`, `category` and a default `sentence`; each code is registered once.
    Details are JSON values; money among them is already a major-unit string.
    """

    code: ClassVar[str] = ""
    category: ClassVar[ErrorCategory]
    sentence: str = ""
    audited: ClassVar[bool] = True
    """Whether the refusal of a use case leaves a row in the audit trail."""
    already_recorded: bool = False
    """Whether the audit trail already holds this very refusal."""
    left_behind: Callable[[], object] | None = None
    """What must be known of the attempt although all of it is undone: done once that has happened."""

    def __init__(self, sentence: str | None = None, **details: object) -> None:
        self.sentence = sentence or type(self).sentence
        self.details = details
        super().__init__(self.sentence)

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            register_error_code(
                cls.code, cls.category, cls.sentence, owner=f"{cls.__module__}.{cls.__qualname__}"
            )


class RegisteredCode:
    """One row of the registry of stable error codes."""

    __slots__ = ("category", "code", "owner", "sentence")

    def __init__(self, code: str, category: ErrorCategory, sentence: str, owner: str) -> None:
        self.code, self.category, self.sentence, self.owner = code, category, sentence, owner


ERROR_CODES: dict[str, RegisteredCode] = {}
"""Every stable code of the bank, by code. The documentation and the API schema list it."""


def register_error_code(code: str, category: ErrorCategory, sentence: str, *, owner: str) -> None:
    """Add a code to the registry. Raises `ValueError` if another owner already has it."""
    known = ERROR_CODES.get(code)
    if known is not None and known.owner != owner:
        raise ValueError(f"The error code {code!r} of {owner} already belongs to {known.owner}.")
    ERROR_CODES[code] = RegisteredCode(code, category, sentence, owner)


class InvalidInput(DomainError):
    """The request cannot be understood or breaks a rule of form; `fields` names each wrong field."""

    code = "invalid"
    category = ErrorCategory.INVALID
    sentence = "The request is not valid."

    def __init__(self, fields: FieldErrors, sentence: str | None = None) -> None:
        super().__init__(sentence)
        self.fields = {name: list(messages) for name, messages in fields.items()}


class NotSignedIn(DomainError):
    """The caller is not signed in, or the sign-in is no longer valid."""

    code = "not_signed_in"
    category = ErrorCategory.NOT_SIGNED_IN
    sentence = "Sign in first."


class NotAllowed(DomainError):
    """The caller is signed in and has no right to do this."""

    code = "not_allowed"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "You are not allowed to do this."


class NotFound(DomainError):
    """There is no such thing, or it is not the caller's."""

    code = "not_found"
    category = ErrorCategory.NOT_FOUND
    sentence = "Not found."


class StateConflict(DomainError):
    """What the request wants no longer fits the state of the thing."""

    code = "state_conflict"
    category = ErrorCategory.CONFLICT
    sentence = "This is no longer possible in the present state."


class Refused(DomainError):
    """The request is well formed and the bank declines it. Base of the business refusals."""

    code = "refused"
    category = ErrorCategory.REFUSED
    sentence = "The bank cannot do this."


class Throttled(DomainError):
    """Too many requests; `retry_after` is in whole seconds."""

    code = "throttled"
    category = ErrorCategory.THROTTLED
    sentence = "Too many requests. Try again later."

    def __init__(self, sentence: str | None = None, *, retry_after: int, **details: object) -> None:
        super().__init__(sentence, retry_after=retry_after, **details)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """The bank cannot be sure just now; trying again after `retry_after` seconds is safe."""

    code = "temporarily_unavailable"
    category = ErrorCategory.UNAVAILABLE
    sentence = "The bank is busy. Nothing was done; try again."
    audited = False

    def __init__(self, sentence: str | None = None, *, retry_after: int = 1, **details: object) -> None:
        super().__init__(sentence, retry_after=retry_after, **details)
        self.retry_after = retry_after


class OutcomeUnknown(Unavailable):
    """The connection was lost while committing: it may have happened. Ask again with the same key."""

    code = "outcome_unknown"
    category = ErrorCategory.UNAVAILABLE
    sentence = "The bank cannot be sure whether this was done. Repeat it with the same idempotency key."
