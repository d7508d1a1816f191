"""The frozen values of fraud scoring: what is known of a movement, the rules it meets, and what they found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

VIEW_ALERTS: Final = "fraud.view_alerts"
DECIDE_ALERTS: Final = "fraud.decide_alerts"
MANAGE_RULES: Final = "fraud.manage_rules"
DECIDE_NAME_MATCHES: Final = "fraud.decide_name_matches"

HIGHEST_SCORE: Final = 100


class Origin(StrEnum):
    """Whose hand asks for a movement; a rule names those it looks at."""

    CUSTOMER = "CUSTOMER"
    STAFF = "STAFF"
    STANDING_ORDER = "STANDING_ORDER"
    HOLD_CAPTURE = "HOLD_CAPTURE"
    BULK = "BULK"


class Verdict(StrEnum):
    """What becomes of a movement: it goes on, waits for staff with its money set aside, or is refused."""

    ALLOW = "ALLOW"
    HOLD = "HOLD"
    BLOCK = "BLOCK"


class RuleMode(StrEnum):
    """Whether a rule counts; in the shadow it is computed and kept, and its points are not added."""

    ON = "ON"
    OFF = "OFF"
    SHADOW = "SHADOW"


class RuleKind(StrEnum):
    """The rules there are; each is one pure function of `fraud.rules`."""

    UNUSUAL_AMOUNT = "UNUSUAL_AMOUNT"
    VELOCITY_COUNT = "VELOCITY_COUNT"
    VELOCITY_SUM = "VELOCITY_SUM"
    NEW_PAYEE = "NEW_PAYEE"
    NEW_DEVICE = "NEW_DEVICE"
    NEW_ADDRESS = "NEW_ADDRESS"
    DORMANT_ACCOUNT = "DORMANT_ACCOUNT"
    STRUCTURING = "STRUCTURING"
    RAPID_IN_OUT = "RAPID_IN_OUT"
    ROUND_AMOUNT = "ROUND_AMOUNT"
    ODD_HOUR = "ODD_HOUR"
    FAILED_SECRETS = "FAILED_SECRETS"
    FAN_IN = "FAN_IN"
    FAN_OUT = "FAN_OUT"
    LIMIT_USE = "LIMIT_USE"
    LISTED_NAME = "LISTED_NAME"
    LEARNED_SCORE = "LEARNED_SCORE"


class AlertType(StrEnum):
    """What an alert is about; a screening that failed and a listed name are the bank's additions to the API's list."""

    SUSPICIOUS_TRANSACTION = "SUSPICIOUS_TRANSACTION"
    VELOCITY = "VELOCITY"
    LIMIT = "LIMIT"
    NEW_PAYEE = "NEW_PAYEE"
    DORMANT_ACCOUNT = "DORMANT_ACCOUNT"
    STRUCTURING = "STRUCTURING"
    LOGIN_ANOMALY = "LOGIN_ANOMALY"
    LISTED_NAME = "LISTED_NAME"
    SCREENING_FAILED = "SCREENING_FAILED"


class Severity(StrEnum):
    """How urgent an alert is."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class AlertStatus(StrEnum):
    """Where an alert stands."""

    OPEN = "OPEN"
    IN_REVIEW = "IN_REVIEW"
    RESOLVED = "RESOLVED"


class Disposition(StrEnum):
    """What staff found an alert to be."""

    CONFIRMED_FRAUD = "CONFIRMED_FRAUD"
    FALSE_POSITIVE = "FALSE_POSITIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignals:
    """What happened lately around a person's secrets, before this movement."""

    failed_pins: int = 0
    failed_pin_at: dt.datetime | None = None
    failed_sign_ins: int = 0
    failed_sign_in_at: dt.datetime | None = None
    secret_changed_at: dt.datetime | None = None
    """When a password, PIN or second factor was last reset or switched off."""


@dataclass(frozen=True, slots=True)
class Window:
    """What came into an account in a running bucket of time and in the one before it; amounts in minor units.

    `senders` has a bit for each sender, by a hash: many senders set many bits, and two writers never disagree.
    """

    bucket: int = 0
    count: int = 0
    sum_minor: int = 0
    senders: int = 0
    previous_count: int = 0
    previous_sum_minor: int = 0
    previous_senders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """An account's profile as stored. `state` is what its own movements taught, kept under `version`.

    `hour` and `day` count what came in; they are added to by whoever pays in, without a version.
    """

    version: int | None = None
    state: str = ""
    hour: Window = Window()
    day: Window = Window()
    received_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRequest:
    """A movement about to be made, as the money path knows it. Amounts in minor units of `currency`.

    `own` is the account whose holder moves the money (the sender's; a deposit's receiver), `other` the receiving
    account of a transfer. `counterparty` names who gets the money: `account:<row>`, `name:<digest>`, nothing for
    cash.
    `device` and `network` are keyed digests of the caller's user agent and address range, empty where there is none.
    """

    origin: Origin
    movement: str
    amount_minor: int
    currency: str
    at: dt.datetime
    business_date: dt.date
    account_id: int
    customer_user_id: int
    other_account_id: int | None = None
    other_customer_user_id: int | None = None
    counterparty: str = ""
    device: str = ""
    network: str = ""
    balance_minor: int = 0
    available_minor: int = 0
    single_limit_minor: int = 0
    daily_limit_minor: int = 0
    spent_today_minor: int = 0
    payee_is_saved: bool = False
    payee_name_listed: bool = False
    own: ProfileRow = field(default_factory=ProfileRow)
    other: ProfileRow | None = None
    signals: PersonSignals = field(default_factory=PersonSignals)
    book_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as staff set it. `weight` is the most points it adds (0 to 100); `parameters` are its thresholds.

    `origins` are the hands it looks at. It counts from `valid_from` until `valid_until`, each open if None.
    """

    kind: RuleKind
    mode: RuleMode
    weight: int
    parameters: Mapping[str, int]
    origins: tuple[Origin, ...]
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None


Facts = Mapping[str, int | str | bool | None]
"""All that rules look at, flat and as JSON values. Amounts in minor units, times in seconds, weights in thousandths."""


class LearnedScorer(Protocol):
    """A model trained on what staff found. It reads facts and answers in thousandths, or nothing where it cannot."""

    def score(self, facts: Facts, /) -> int | None:
        """Return how likely a movement is fraud, 0 to 1000."""

    def explain(self, facts: Facts, /) -> str:
        """Return which features moved that most, in words staff can read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All rules of one version, and the scores from which a movement is held and blocked (101 never).

    `learned` is the model of the rule LEARNED_SCORE, by its parameter `model_version`. What it answers is kept in the
    facts, so a replay needs no model.
    """

    version: int
    hold_at: int
    block_at: int
    rules: tuple[Rule, ...]
    learned: LearnedScorer | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that found something: its points, whether they counted, and in plain facts why."""

    rule: RuleKind
    points: int
    counted: bool
    why: Mapping[str, int | str | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What scoring found. `facts` are all that the rules looked at, as JSON values: with `book_version` it is replayed.

    `state_after` is the profile's state once the movement is made.
    """

    score: int
    verdict: Verdict
    hits: tuple[Hit, ...]
    book_version: int
    facts: Facts
    state_after: str
