from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest

from core_banking.kernel import clock
from users import tokens
from users.errors import TokenNotValid

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
KEY = "a-key-of-the-bank-that-is-32-bytes-long!"
OLDER_KEY = "an-older-key-of-the-bank-of-32-bytes-too!"
STRANGE_KEY = "a-key-that-the-bank-has-never-seen-at-all"
HOLDER = tokens.TokenHolder(
    user_id=7,
    session_id=12,
    token_version=3,
    username="mira",
    customer_id="CUST5550001234",
    rights=("transactions.submit_own_transaction",),
)


@pytest.fixture(autouse=True)
def keys(settings: Any) -> Iterator[None]:
    settings.TOKEN_SIGNING_KEYS = [KEY, OLDER_KEY]
    tokens.forget_verified_tokens()
    with clock.frozen_at(NOON):
        yield
    tokens.forget_verified_tokens()


def access_token() -> str:
    return tokens.issue_access_token(HOLDER, no_later_than=NOON + dt.timedelta(days=7))


def refresh_token() -> str:
    return tokens.issue_refresh_token(HOLDER, expires_at=NOON + dt.timedelta(days=7)).token


def payload_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def header_of(token: str) -> dict[str, Any]:
    return jwt.get_unverified_header(token)


def resigned(token: str, *, key: str = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """Return the token with other claims (None takes one away), signed as a forger with `key` would."""
    payload = {name: value for name, value in {**payload_of(token), **claims}.items() if value is not None}
    headers = {"kid": header_of(token)["kid"], **(header or {})}
    headers = {name: value for name, value in headers.items() if value is not None}
    return jwt.encode(payload, key, algorithm="HS256", headers=headers)


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def unsigned(token: str, header: object) -> str:
    return f"{encoded(header)}.{encoded(payload_of(token))}."


def with_header(token: str, header: object) -> str:
    return ".".join([encoded(header), *token.split(".")[1:]])


def signed_with(algorithm: str, token: str) -> str:
    return jwt.encode(
        payload_of(token), KEY * 2, algorithm=algorithm, headers={"kid": header_of(token)["kid"]}
    )


def deeply_nested(token: str) -> str:
    return f"{base64.urlsafe_b64encode(b'[' * 2900).decode()}.{token.split('.')[1]}.x"


FORGERIES: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "a word": lambda _: "token",
    "two dots": lambda _: "..",
    "four parts": lambda token: token + ".x",
    "blanks around it": lambda token: f" {token} ",
    "letters beyond ASCII": lambda token: token + "é",
    "a NUL in it": lambda token: token.replace(".", ".\x00", 1),
    "a lone surrogate": lambda token: token + "\ud800",
    "a megabyte": lambda _: "a" * 2**20,
    "a megabyte of a token": lambda token: token + "a" * 2**20,
    "algorithm none": lambda token: unsigned(token, {"alg": "none", "typ": "JWT"}),
    "algorithm None": lambda token: unsigned(token, {"alg": "None", "kid": header_of(token)["kid"]}),
    "algorithm none under a known key": lambda token: unsigned(
        token, {"alg": "none", "kid": header_of(token)["kid"]}
    ),
    "no algorithm": lambda token: unsigned(token, {"kid": header_of(token)["kid"]}),
    "no signature": lambda token: token.rpartition(".")[0] + ".",
    "half a signature": lambda token: token[:-20],
    "another signature": lambda token: token[:-6] + ("AAAAAA" if not token.endswith("AAAAAA") else "BBBBBB"),
    "another payload": lambda token: ".".join(
        [token.split(".")[0], encoded({**payload_of(token), "user_id": "1"}), token.split(".")[2]]
    ),
    "HS512": lambda token: signed_with("HS512", token),
    "HS384": lambda token: signed_with("HS384", token),
    "a strange key": lambda token: resigned(token, key=STRANGE_KEY),
    "a strange key and no kid": lambda token: resigned(token, key=STRANGE_KEY, header={"kid": None}),
    "no kid": lambda token: resigned(token, header={"kid": None}),
    "an unknown kid": lambda token: resigned(token, header={"kid": "deadbeefdeadbeef"}),
    "a kid that is a path": lambda token: resigned(
        token, key="\0" * 32, header={"kid": "../../../../dev/null"}
    ),
    "a kid that is SQL": lambda token: resigned(token, header={"kid": "' OR 1=1 --"}),
    "a kid that is a number": lambda token: with_header(token, {"alg": "HS256", "kid": 1}),
    "a kid that is a list": lambda token: with_header(token, {"alg": "HS256", "kid": ["a"]}),
    "a kid that is an object": lambda token: with_header(token, {"alg": "HS256", "kid": {}}),
    "the kid of another key": lambda token: resigned(token, key=OLDER_KEY),
    "a header that is a list": lambda token: with_header(token, ["HS256"]),
    "a header that is a number": lambda token: with_header(token, 7),
    "a header nested too deeply": deeply_nested,
    "a critical header": lambda token: resigned(token, header={"crit": ["exp"], "exp": 1}),
    "a key of its own": lambda token: resigned(
        token, key=STRANGE_KEY, header={"jwk": {"kty": "oct", "k": encoded(STRANGE_KEY)}}
    ),
    "a key from elsewhere": lambda token: resigned(
        token, key=STRANGE_KEY, header={"jku": "https://example.org/keys", "x5u": "https://example.org/x"}
    ),
    "another issuer": lambda token: resigned(token, iss="another-bank"),
    "no issuer": lambda token: resigned(token, iss=None),
    "another audience": lambda token: resigned(token, aud="another-api"),
    "no audience": lambda token: resigned(token, aud=None),
    "no type": lambda token: resigned(token, token_type=None),
    "an unknown type": lambda token: resigned(token, token_type="sliding"),
    "no end": lambda token: resigned(token, exp=None),
    "an end that is a word": lambda token: resigned(token, exp="later"),
    "an end beyond all time": lambda token: resigned(token, exp=10**30),
    "an end in the past": lambda token: resigned(token, exp=int(NOON.timestamp()) - 1),
    "an end at this very second": lambda token: resigned(token, exp=int(NOON.timestamp())),
    "no identifier": lambda token: resigned(token, jti=None),
    "no person": lambda token: resigned(token, user_id=None),
    "a person who is a word": lambda token: resigned(token, user_id="root"),
    "no session": lambda token: resigned(token, sid=None),
    "no version": lambda token: resigned(token, tv=None),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
@pytest.mark.parametrize(
    ("issue", "read"),
    [(access_token, tokens.read_access_token), (refresh_token, tokens.read_refresh_token)],
    ids=["access", "refresh"],
)
def test_a_forged_token_is_not_valid(issue, read, forgery):
    token = issue()
    read(token)

    with pytest.raises(TokenNotValid):
        read(forgery(token))


def test_an_access_token_says_whom_it_was_issued_to():
    claims = tokens.read_access_token(access_token())

    assert claims == tokens.AccessClaims(
        user_id=7,
        session_id=12,
        token_version=3,
        username="mira",
        customer_id="CUST5550001234",
        rights=frozenset({"transactions.submit_own_transaction"}),
        expires_at=NOON + dt.timedelta(minutes=60),
    )


def test_an_access_token_carries_the_agreed_claims():
    claims = payload_of(access_token())

    assert claims.pop("jti")
    assert claims == {
        "token_type": "access",
        "user_id": "7",
        "sid": 12,
        "tv": 3,
        "usr": "mira",
        "cid": "CUST5550001234",
        "rights": ["transactions.submit_own_transaction"],
        "iat": int(NOON.timestamp()),
        "exp": int(NOON.timestamp()) + 3600,
        "iss": "core-banking",
        "aud": "core-banking-api",
    }


def test_a_refresh_token_is_no_access_token():
    with pytest.raises(TokenNotValid):
        tokens.read_access_token(refresh_token())


def test_an_access_token_is_no_refresh_token():
    with pytest.raises(TokenNotValid):
        tokens.read_refresh_token(access_token())


def test_an_access_token_ends_with_its_session():
    token = tokens.issue_access_token(HOLDER, no_later_than=NOON + dt.timedelta(minutes=5))

    assert payload_of(token)["exp"] == int(NOON.timestamp()) + 300


def test_what_an_older_key_signed_still_holds(settings):
    settings.TOKEN_SIGNING_KEYS = [OLDER_KEY]
    old = access_token()
    settings.TOKEN_SIGNING_KEYS = [KEY, OLDER_KEY]

    assert tokens.read_access_token(old).user_id == 7
    assert header_of(access_token())["kid"] != header_of(old)["kid"]


def test_what_a_key_out_of_service_signed_is_worth_nothing_at_once(settings):
    token = access_token()
    tokens.read_access_token(token)
    settings.TOKEN_SIGNING_KEYS = [OLDER_KEY]

    with pytest.raises(TokenNotValid):
        tokens.read_access_token(token)


def test_the_key_cannot_be_read_from_its_name():
    assert KEY not in json.dumps(header_of(access_token()))


def test_a_verified_token_is_remembered_for_a_minute(monkeypatch):
    token = access_token()
    looked: list[dict[str, Any]] = []
    original = tokens._access_claims

    def looking(claims: dict[str, Any]) -> tokens.AccessClaims:
        looked.append(claims)
        return original(claims)

    monkeypatch.setattr(tokens, "_access_claims", looking)
    tokens.read_access_token(token)
    with clock.frozen_at(NOON + dt.timedelta(seconds=59)):
        tokens.read_access_token(token)
    assert len(looked) == 1

    with clock.frozen_at(NOON + dt.timedelta(seconds=60)):
        tokens.read_access_token(token)
    assert len(looked) == 2


def test_a_remembered_token_still_ends_in_time():
    token = tokens.issue_access_token(HOLDER, no_later_than=NOON + dt.timedelta(seconds=10))
    tokens.read_access_token(token)

    with clock.frozen_at(NOON + dt.timedelta(seconds=9)):
        tokens.read_access_token(token)
    with clock.frozen_at(NOON + dt.timedelta(seconds=10)), pytest.raises(TokenNotValid):
        tokens.read_access_token(token)


def test_the_memory_of_verified_tokens_is_bounded():
    memory = tokens._VerifiedTokens(capacity=3)
    for _ in range(10):
        memory.claims_of(access_token())

    assert len(memory) == 3


def test_a_forged_token_is_not_remembered():
    memory = tokens._VerifiedTokens(capacity=3)
    with pytest.raises(TokenNotValid):
        memory.claims_of(resigned(access_token(), key=STRANGE_KEY))

    assert len(memory) == 0


def test_tokens_do_not_show_in_a_representation():
    issued = tokens.issue_refresh_token(HOLDER, expires_at=NOON + dt.timedelta(days=7))

    assert issued.token not in repr(issued)
