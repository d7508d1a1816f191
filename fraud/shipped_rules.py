"""The rules as the bank ships them: what each means, its weight, its thresholds, and the hands it looks at.

No rule reaches `HOLD_AT` on its own but two: a payee whose name is listed, and amounts just below a limit four times in
a week. What is done to an account by somebody else (a new device, a new payee, most of the balance, an amount never
seen) adds up to it; what ordinary life does (a new telephone, a new landlord, a first payment) stays below.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fraud.contracts import Origin, Rule, RuleBook, RuleKind, RuleMode
from fraud.rules import RuleDefinition, amounts, flows, pace, payees, people, places
from fraud.rules.definition import Parameter

HOLD_AT: Final = 60
BLOCK_AT: Final = 90
FIRST_VERSION: Final = 1

_BY_HAND: Final = (Origin.CUSTOMER, Origin.STAFF)
_BY_THE_CUSTOMER: Final = (Origin.CUSTOMER, Origin.BULK)
"""Of whom it is asked who he is, be it one payment that he orders or many: staff has no device of his."""
_EVERY_HAND: Final = tuple(Origin)
_A_YEAR_OF_HOURS: Final = 8_760


def _percent(name: str, default: int, meaning: str, highest: int = 100) -> Parameter:
    return Parameter(name=name, meaning=meaning, unit="percent", default=default, lowest=0, highest=highest)


def _thousandths(name: str, default: int, meaning: str, highest: int = 1000) -> Parameter:
    return Parameter(
        name=name, meaning=meaning, unit="thousandths", default=default, lowest=0, highest=highest
    )


def _count(name: str, default: int, meaning: str, highest: int = 1000) -> Parameter:
    return Parameter(name=name, meaning=meaning, unit="count", default=default, lowest=0, highest=highest)


def _amount(name: str, default: int, meaning: str, lowest: int = 0) -> Parameter:
    return Parameter(
        name=name, meaning=meaning, unit="currency units", default=default, lowest=lowest, highest=10**9
    )


def _hours(name: str, default: int, meaning: str) -> Parameter:
    return Parameter(
        name=name, meaning=meaning, unit="hours", default=default, lowest=0, highest=_A_YEAR_OF_HOURS
    )


_SETTLED: Final = _hours(
    "settled_hours", 24, "How long ago a payee must first have been paid to be a settled one."
)

_AMOUNTS: Final = (
    RuleDefinition(
        kind=RuleKind.UNUSUAL_AMOUNT,
        meaning="An amount far above the account's own pattern.",
        find=amounts.unusual_amount,
        weight=30,
        origins=(*_BY_HAND, Origin.HOLD_CAPTURE, Origin.BULK),
        parameters=(
            _amount("least_amount", 50, "Smaller amounts are never unusual."),
            _SETTLED,
            _count("least_movements", 5, "Payments, the older the less, that make a pattern."),
            _percent("empties_percent", 80, "Without a pattern: from this share of the balance on."),
            _thousandths(
                "least_spread_thousandths", 1000, "The least standard deviation, in doublings.", 10_000
            ),
            _thousandths("deviations_start", 1500, "Standard deviations from which it counts.", 20_000),
            _thousandths("deviations_full", 3500, "Standard deviations at which it counts in full.", 20_000),
            _percent("largest_start_percent", 100, "Of the largest payment yet: from here on.", 10_000),
            _percent("largest_full_percent", 300, "Of the largest payment yet: in full.", 10_000),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.ROUND_AMOUNT,
        meaning="A round amount, as people choose who invent one.",
        find=amounts.round_amount,
        weight=5,
        origins=_BY_HAND,
        parameters=(
            _amount("round_to", 100, "What a round amount is a multiple of.", lowest=1),
            _amount("least_amount", 500, "Smaller amounts say nothing."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.LIMIT_USE,
        meaning="A movement that uses up what may be paid at once or in a day.",
        find=amounts.limit_use,
        weight=10,
        origins=_BY_HAND,
        parameters=(
            _percent("start_percent", 70, "Of a limit: from here on."),
            _percent("full_percent", 100, "Of a limit: in full."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.STRUCTURING,
        meaning="Amounts just below a limit, repeated within days.",
        find=amounts.structuring,
        weight=60,
        origins=_BY_HAND,
        parameters=(
            _amount("reporting_limit", 10_000, "From here on movements are reported; 0 for none."),
            Parameter(
                name="band_percent",
                meaning="How far below a limit is just below it.",
                unit="percent",
                default=15,
                lowest=0,
                highest=50,
            ),
            Parameter(
                name="days",
                meaning="Within how many days repetitions are counted.",
                unit="days",
                default=7,
                lowest=1,
                highest=30,
            ),
            _thousandths("once_thousandths", 250, "Share of the weight for once below the reporting limit."),
            _count(
                "full_times",
                4,
                "How often, for it to count in full; from twice on in proportion.",
                highest=16,
            ),
        ),
    ),
)

_PACE: Final = (
    RuleDefinition(
        kind=RuleKind.VELOCITY_COUNT,
        meaning="Many payments within minutes, hours or days.",
        find=pace.velocity_count,
        weight=25,
        origins=_BY_HAND,
        parameters=(
            _count("ten_minutes_start", 3, "Payments within about ten minutes: above this."),
            _count("ten_minutes_full", 8, "Payments within about ten minutes: in full."),
            _count("six_hours_start", 10, "Payments within about six hours: above this."),
            _count("six_hours_full", 25, "Payments within about six hours: in full."),
            _count("seven_days_start", 80, "Payments within about seven days: above this."),
            _count("seven_days_full", 200, "Payments within about seven days: in full."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.VELOCITY_SUM,
        meaning="Money that drains away in several payments, or in a week far beyond what a day allows.",
        find=pace.velocity_sum,
        weight=15,
        origins=_BY_HAND,
        parameters=(
            _amount("least_amount", 200, "Smaller sums within six hours say nothing."),
            _percent(
                "earlier_percent", 25, "What went before in six hours, beside this payment, to be several."
            ),
            _percent("drained_start_percent", 60, "Of what the account held: from here on."),
            _percent("drained_full_percent", 95, "Of what the account held: in full."),
            _percent(
                "week_start_percent", 300, "Of the daily limit, in about seven days: from here on.", 10_000
            ),
            _percent("week_full_percent", 700, "Of the daily limit, in about seven days: in full.", 10_000),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.ODD_HOUR,
        meaning="An hour at which this customer hardly ever pays.",
        find=pace.odd_hour,
        weight=8,
        origins=(Origin.CUSTOMER,),
        parameters=(
            _count("least_movements", 10, "Payments, the older the less, that show somebody's hours."),
            _thousandths("rare_thousandths", 30, "Hours with less than this share of all payments are odd."),
            _hours("night_from", 0, "Of a customer little known: the night begins."),
            _hours("night_until", 5, "Of a customer little known: the night ends."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.DORMANT_ACCOUNT,
        meaning="An account that nobody has moved for months pays out.",
        find=pace.dormant_account,
        weight=20,
        origins=_BY_HAND,
        parameters=(
            _percent("least_percent", 10, "Of the balance: less says nothing."),
            _count("start_days", 60, "Days without a movement: above this.", highest=3650),
            _count("full_days", 180, "Days without a movement: in full.", highest=3650),
        ),
    ),
)

_PAYEES: Final = (
    RuleDefinition(
        kind=RuleKind.NEW_PAYEE,
        meaning="A payee never paid before, by the share of the balance he gets.",
        find=payees.new_payee,
        weight=25,
        # A line of many must not be the way around what one payment would be asked for.
        origins=(*_BY_HAND, Origin.BULK),
        parameters=(
            _hours(
                "settled_hours", 168, "How long ago a payee must first have been paid to be none who is new."
            ),
            _thousandths("least_thousandths", 200, "Share of the weight for a trifle."),
            _percent("start_percent", 5, "Of the balance: from here on more."),
            _percent("full_percent", 50, "Of the balance: in full."),
            _percent("saved_percent", 50, "What is left for a payee whom the customer has saved."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.FAN_OUT,
        meaning="Many payees for the first time within an hour or a day.",
        find=payees.fan_out,
        weight=25,
        origins=_BY_HAND,
        parameters=(
            _SETTLED,
            _count("hour_start", 2, "New payees within an hour: above this.", highest=32),
            _count("hour_full", 5, "New payees within an hour: in full.", highest=32),
            _count("day_start", 5, "New payees within a day: above this.", highest=32),
            _count("day_full", 12, "New payees within a day: in full.", highest=32),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.FAN_IN,
        meaning="Money that many have sent is paid on, or goes to an account into which many pay.",
        find=payees.fan_in,
        weight=20,
        origins=_BY_HAND,
        parameters=(
            _SETTLED,
            _count("hours_start", 3, "Senders within two hours: above this.", highest=245),
            _count("hours_full", 8, "Senders within two hours: in full.", highest=245),
            _count("days_start", 6, "Senders within two days: above this.", highest=245),
            _count("days_full", 20, "Senders within two days: in full.", highest=245),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.RAPID_IN_OUT,
        meaning="Most of what came in leaves again within hours or days.",
        find=flows.rapid_in_out,
        weight=45,
        origins=_BY_HAND,
        parameters=(
            _amount("least_amount", 200, "Smaller sums that came in say nothing."),
            _SETTLED,
            _percent("settled_percent", 30, "What is left for a settled payee."),
            _percent(
                "brought_percent", 50, "How much of the holder's own deposits counts as having come in."
            ),
            _percent("days_percent", 60, "What is left for money that stayed for days."),
            _percent("start_percent", 70, "Of what came in: from here on.", 1000),
            _percent("full_percent", 95, "Of what came in: in full.", 1000),
            _percent("theirs_start_percent", 30, "Share of all the account held that came in: from here on."),
            _percent("theirs_full_percent", 70, "Share of all the account held that came in: in full."),
        ),
    ),
)

_PEOPLE: Final = (
    RuleDefinition(
        kind=RuleKind.NEW_DEVICE,
        meaning="A device that was never used for this account, or only since a short while.",
        find=places.new_device,
        weight=15,
        origins=_BY_THE_CUSTOMER,
        parameters=(
            _hours("settled_hours", 24, "How long a device must be known to be one of the customer's."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.NEW_ADDRESS,
        meaning="A network that was never used for this account, or only since a short while.",
        find=places.new_address,
        weight=8,
        origins=_BY_THE_CUSTOMER,
        parameters=(
            _hours("settled_hours", 24, "How long a network must be known to be one of the customer's."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.FAILED_SECRETS,
        meaning="Wrong PINs or sign-ins shortly before, or a secret just changed.",
        find=people.failed_secrets,
        weight=25,
        origins=_BY_THE_CUSTOMER,
        parameters=(
            _hours("hours", 24, "How long such an event is remembered."),
            Parameter(
                name="full_pins",
                meaning="Wrong PINs: in full.",
                unit="count",
                default=4,
                lowest=1,
                highest=100,
            ),
            Parameter(
                name="full_sign_ins",
                meaning="Wrong sign-ins, the first forgiven: in full.",
                unit="count",
                default=5,
                lowest=2,
                highest=100,
            ),
            _thousandths("changed_thousandths", 500, "Share of the weight for a changed secret."),
        ),
    ),
    RuleDefinition(
        kind=RuleKind.LISTED_NAME,
        meaning="The payee's name is like one on a list, and nobody has cleared him.",
        find=people.listed_name,
        weight=75,
        origins=_EVERY_HAND,
    ),
    RuleDefinition(
        kind=RuleKind.LEARNED_SCORE,
        meaning="What a model learnt from the bank's own findings. It never blocks by itself.",
        find=people.learned_score,
        weight=30,
        origins=_BY_HAND,
        parameters=(
            Parameter(
                name="model_version",
                meaning="Which trained model; 0 for none.",
                unit="version",
                default=0,
                lowest=0,
                highest=10**9,
            ),
            _thousandths("start_thousandths", 500, "Likelihood: from here on."),
            _thousandths("full_thousandths", 950, "Likelihood: in full."),
        ),
        highest_weight=BLOCK_AT - 1,
        mode=RuleMode.OFF,
    ),
)

DEFINITIONS: Final[Mapping[RuleKind, RuleDefinition]] = {
    definition.kind: definition for definition in (*_AMOUNTS, *_PACE, *_PAYEES, *_PEOPLE)
}


def shipped_rule(kind: RuleKind, mode: RuleMode | None = None) -> Rule:
    """Return a rule as it ships; one that ships switched off stays off whatever `mode` says."""
    definition = DEFINITIONS[kind]
    off = definition.mode is RuleMode.OFF
    return Rule(
        kind=kind,
        mode=definition.mode if off or mode is None else mode,
        weight=definition.weight,
        parameters={parameter.name: parameter.default for parameter in definition.parameters},
        origins=definition.origins,
    )


def shipped_book(mode: RuleMode = RuleMode.ON, *, version: int = FIRST_VERSION) -> RuleBook:
    """Return the book the bank ships, every rule in `mode` except those that ship switched off."""
    rules = tuple(shipped_rule(kind, mode) for kind in DEFINITIONS)
    return RuleBook(version=version, hold_at=HOLD_AT, block_at=BLOCK_AT, rules=rules)
