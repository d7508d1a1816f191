"""Rules about the person behind a movement, and what was found elsewhere: secrets, listed names, a learned score."""

from __future__ import annotations

from fraud.contracts import Facts
from fraud.decay import HOUR
from fraud.rules.definition import WHOLE, Finding, Parameters, found, number, ramp, within


def failed_secrets(facts: Facts, parameters: Parameters) -> Finding | None:
    """Wrong PINs or sign-ins shortly before, or a secret that was just changed: somebody may be trying his luck."""
    lately = parameters["hours"] * HOUR
    pins = number(facts, "failed_pins") if within(facts, "failed_pin_s", lately) else 0
    sign_ins = number(facts, "failed_sign_ins") if within(facts, "failed_sign_in_s", lately) else 0
    changed = within(facts, "secret_changed_s", lately)
    share = (
        ramp(pins, 0, parameters["full_pins"])
        + ramp(sign_ins, 1, parameters["full_sign_ins"])
        + (parameters["changed_thousandths"] if changed else 0)
    )
    return found(min(WHOLE, share), failed_pins=pins, failed_sign_ins=sign_ins, secret_changed=changed)


def listed_name(facts: Facts, parameters: Parameters) -> Finding | None:
    """The payee's name is like one on a list of sanctions, and nobody has cleared him."""
    return found(WHOLE if facts["listed_name"] else 0, listed=True)


def learned_score(facts: Facts, parameters: Parameters) -> Finding | None:
    """What a model learnt from the bank's own findings; it adds points and never blocks by itself."""
    likely = number(facts, "learned_score")
    return found(
        ramp(likely, parameters["start_thousandths"], parameters["full_thousandths"]),
        likely_thousandths=likely,
        reasons=str(facts.get("learned_reasons", "")),
    )
