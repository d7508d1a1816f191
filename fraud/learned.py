"""The learned score: a logistic regression over facts, kept and computed as plain integers.

Fixed point throughout, so that a score replays exactly on any machine: features in thousandths, means, scales and
coefficients in millionths. Training needs scikit-learn and happens elsewhere; scoring needs nothing but this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fraud.contracts import Facts
from fraud.decay import DAY, HOUR, decayed
from fraud.profile import log2_thousandths

WHOLE: Final = 1000
MILLION: Final = 1_000_000

_LOG2_OF_E: Final = 1_442_695
_STEPS: Final = 64
_ONE: Final = 1 << 62
_DEVIATION_BOUND: Final = 8 * WHOLE
_LEAST_SPREAD: Final = 400
_LEAST_KNOWN: Final = 3 * WHOLE
_REASONS_KEPT: Final = 4


def number(facts: Facts, name: str) -> int:
    """Return a fact that is a number, a truth as 0 or 1; 0 where it is absent."""
    value = facts.get(name)
    return int(value) if isinstance(value, int) else 0


def _flag(is_so: bool) -> int:
    return WHOLE if is_so else 0


def _log(value: int) -> int:
    return log2_thousandths(max(0, value) + 1)


def _above_usual(facts: Facts) -> int:
    """How many of the account's own spreads the amount lies above its usual one, on the scale of logarithms."""
    if number(facts, "amounts_thousandths") < _LEAST_KNOWN:
        return 0
    above = number(facts, "log_thousandths") - number(facts, "usual_log_thousandths")
    spread = max(_LEAST_SPREAD, number(facts, "spread_log_thousandths"))
    return max(-_DEVIATION_BOUND, min(_DEVIATION_BOUND, above * WHOLE // spread))


def _above_largest(facts: Facts) -> int:
    largest = number(facts, "largest")
    if not largest or not number(facts, "pays_out"):
        return 0
    return max(0, log2_thousandths(number(facts, "amount")) - log2_thousandths(largest))


def _share(facts: Facts, amount: str, of: str) -> int:
    whole = number(facts, of)
    return min(WHOLE, number(facts, amount) * WHOLE // whole) if whole > 0 else 0


def _share_of_available(facts: Facts) -> int:
    return _share(facts, "amount", "available") if number(facts, "pays_out") else 0


def _came_in_and_goes(facts: Facts, hours: str) -> int:
    """How much of what came in lately the amount passes on, if it came in lately at all."""
    if not number(facts, "pays_out"):
        return 0
    came_in = number(facts, f"received_{hours}") + number(facts, f"brought_{hours}")
    passed_on = number(facts, f"paid_{hours}") + number(facts, "amount")
    return min(WHOLE, passed_on * WHOLE // came_in) * _share_of_available(facts) // WHOLE if came_in else 0


def _is_new(facts: Facts, thing: str, known: str) -> int:
    return _flag(bool(facts.get(f"has_{thing}")) and facts.get(known) is None)


def _is_young(facts: Facts, known: str, seconds: int) -> int:
    age = facts.get(known)
    return _flag(isinstance(age, int) and age < seconds)


def _at_odd_hour(facts: Facts) -> int:
    """How unusual the hour is for the account: from nothing to a whole, and nothing while too little is known."""
    known = number(facts, "hours_thousandths")
    return WHOLE - number(facts, "near_hours_thousandths") * WHOLE // known if known >= 8 * WHOLE else 0


def _secrets_failed(facts: Facts) -> int:
    pins = number(facts, "failed_pins") if _lately(facts, "failed_pin_s", DAY) else 0
    sign_ins = number(facts, "failed_sign_ins") if _lately(facts, "failed_sign_in_s", DAY) else 0
    return _log(pins + sign_ins)


def _lately(facts: Facts, name: str, seconds: int) -> bool:
    ago = facts.get(name)
    return isinstance(ago, int) and ago <= seconds


def _large_deposit(facts: Facts) -> int:
    """The logarithm of a deposit above a thousand units of its currency, nothing for what goes out."""
    if number(facts, "pays_out"):
        return 0
    return max(0, _log(number(facts, "amount")) - _log(number(facts, "unit") * 1000))


def _like_amounts(facts: Facts) -> int:
    return len(str(facts.get("like_amounts") or "").split()) * WHOLE


def _new_payee_and_amount(facts: Facts) -> int:
    is_new = _is_new(facts, "payee", "payee_known_s") or _is_young(facts, "payee_known_s", 7 * DAY)
    return max(0, _above_usual(facts)) if is_new else 0


FEATURES: Final[Mapping[str, Callable[[Facts], int]]] = {
    "amount_above_usual": _above_usual,
    "amount_above_largest": _above_largest,
    "share_of_available": _share_of_available,
    "new_payee": lambda facts: _is_new(facts, "payee", "payee_known_s"),
    "young_payee": lambda facts: _is_young(facts, "payee_known_s", 7 * DAY),
    "new_payee_and_amount": _new_payee_and_amount,
    "saved_payee": lambda facts: _flag(bool(facts.get("payee_saved"))),
    "new_device": lambda facts: _is_new(facts, "device", "device_known_s") if facts.get("devices") else 0,
    "young_device": lambda facts: _is_young(facts, "device_known_s", 3 * HOUR),
    "new_network": lambda facts: _is_new(facts, "network", "network_known_s") if facts.get("networks") else 0,
    "young_network": lambda facts: _is_young(facts, "network_known_s", 3 * HOUR),
    "movements_in_ten_minutes": lambda facts: _log(number(facts, "count_10m_thousandths") // 100),
    "movements_in_six_hours": lambda facts: _log(number(facts, "count_6h_thousandths") // 100),
    "new_payees_in_an_hour": lambda facts: _log(number(facts, "new_payees_1h")),
    "passes_on_in_two_hours": lambda facts: _came_in_and_goes(facts, "2h"),
    "passes_on_in_two_days": lambda facts: _came_in_and_goes(facts, "2d"),
    "odd_hour": _at_odd_hour,
    "secrets_failed": _secrets_failed,
    "secret_changed": lambda facts: _flag(_lately(facts, "secret_changed_s", DAY)),
    "large_deposit": _large_deposit,
    "like_amounts": _like_amounts,
    "idle_days": lambda facts: _log(number(facts, "idle_s") // DAY),
    "receivers_money": lambda facts: _log(number(facts, "payee_received_2d_senders")),
}
"""What a model may look at, by name, each in thousandths. A name is never given another meaning: models are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One feature of a model: its mean, its scale and its coefficient per scale, all in millionths."""

    feature: str
    mean: int
    scale: int
    coefficient: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearModel:
    """A trained model. `intercept` in millionths of a logit; it answers `LearnedScorer` of the rule book."""

    version: int
    intercept: int
    terms: tuple[Term, ...]

    def score(self, facts: Facts, /) -> int | None:
        """Return how likely a movement is fraud, 0 to 1000."""
        return learned_score(facts, self)[0]

    def explain(self, facts: Facts, /) -> str:
        """Name the features that moved the score most, as `feature+logits` in thousandths, the strongest first."""
        _, contributions = learned_score(facts, self)
        strongest = sorted(contributions.items(), key=lambda item: (-abs(item[1]), item[0]))[:_REASONS_KEPT]
        return " ".join(f"{feature}{logits:+d}" for feature, logits in strongest if logits)

    @classmethod
    def read(cls, version: int, stored: Mapping[str, Any]) -> LinearModel:
        """Read what `as_json` wrote. Raises KeyError for a feature that this program does not know."""
        terms = tuple(Term(**term) for term in stored["terms"])
        for term in terms:
            FEATURES[term.feature]
        return cls(version=version, intercept=stored["intercept"], terms=terms)

    def as_json(self) -> dict[str, Any]:
        """Write the model as JSON values; the version is its row's."""
        return {
            "intercept": self.intercept,
            "terms": [
                {
                    "feature": term.feature,
                    "mean": term.mean,
                    "scale": term.scale,
                    "coefficient": term.coefficient,
                }
                for term in self.terms
            ],
        }


def learned_score(facts: Facts, model: LinearModel) -> tuple[int, dict[str, int]]:
    """Return how likely a movement is fraud (0 to 1000), and each feature's share of the logit in thousandths."""
    contributions = {}
    logit = model.intercept
    for term in model.terms:
        value = FEATURES[term.feature](facts) * WHOLE
        part = term.coefficient * (value - term.mean) // term.scale
        contributions[term.feature] = part // WHOLE
        logit += part
    return logistic(logit), contributions


def features_of(facts: Facts) -> list[int]:
    """Return all features of a movement in thousandths, in the order of `FEATURES`: a row to train on."""
    return [feature(facts) for feature in FEATURES.values()]


def logistic(logit_millionths: int) -> int:
    """Return 1000 / (1 + e^-x), rounded, never falling where the logit rises.

    e^-|x| is a power of two on a grid of sixty-fourths, from the table that counts fade by, and linear in between;
    below zero by symmetry.
    """
    steps, rest = divmod(abs(logit_millionths) * _LOG2_OF_E * _STEPS, MILLION * MILLION)
    power = decayed(_ONE, 0, steps, _STEPS)
    power -= (power - decayed(_ONE, 0, steps + 1, _STEPS)) * rest // (MILLION * MILLION)
    upper = (WHOLE * _ONE + (_ONE + power) // 2) // (_ONE + power)
    return upper if logit_millionths >= 0 else WHOLE - upper
