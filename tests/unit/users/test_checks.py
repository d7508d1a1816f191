from __future__ import annotations

import pytest

from users.checks import (
    limits_of_sign_in_make_sense,
    pin_keys_are_long_enough,
    signing_keys_are_long_enough,
)


@pytest.mark.parametrize(
    ("keys", "problems"),
    [
        (["k" * 32], []),
        (["k" * 32, "o" * 44], []),
        (["k" * 31], ["users.E002"]),
        (["k" * 32, "short"], ["users.E002"]),
        ([], ["users.E001"]),
    ],
)
def test_keys_that_sign_are_as_long_as_the_algorithm_needs(settings, keys, problems):
    settings.TOKEN_SIGNING_KEYS = keys

    assert [problem.id for problem in signing_keys_are_long_enough(None)] == problems


@pytest.mark.parametrize(
    ("keys", "problems"), [(["k" * 32], []), (["k" * 32, "short"], ["users.E003"]), ([], ["users.E003"])]
)
def test_keys_of_pins_are_long_enough(settings, keys, problems):
    settings.PIN_KEYS = keys

    assert [problem.id for problem in pin_keys_are_long_enough(None)] == problems


def test_a_limit_of_nought_is_named(settings):
    assert limits_of_sign_in_make_sense(None) == []
    settings.PIN_ATTEMPTS = 0

    assert [problem.msg for problem in limits_of_sign_in_make_sense(None)] == [
        "PIN_ATTEMPTS must be at least 1."
    ]
