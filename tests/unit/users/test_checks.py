from __future__ import annotations

import pytest

from users.checks import signing_keys_are_long_enough


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
