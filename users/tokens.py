"""Access and refresh tokens: signed, short-lived statements of who is signed in.

Built on simplejwt's tokens, with what they leave out: one algorithm, a list of keys told apart by `kid` (the
first signs, all verify), issuer and audience always set and checked, and the bank's own clock. Whether the
session behind a token is still alive is not asked here: that takes a look at the database.
"""

from __future__ import annotations

import datetime as dt
import functools
import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, TypeVar

import jwt
from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError
from rest_framework_simplejwt.tokens import Token

from core_banking.kernel import clock
from core_banking.kernel.encryption import keyed_digest
from users.errors import TokenNotValid

Claims = TypeVar("Claims")

ALGORITHM: Final = "HS256"
LONGEST_TOKEN: Final = 4096
"""Longer ones are refused unread."""
VERIFIED_FOR: Final = dt.timedelta(seconds=60)
VERIFIED_TOKENS_KEPT: Final = 10_000
_REQUIRED_CLAIMS: Final = ["exp", "iat", "jti", "iss", "aud", "token_type", "user_id", "sid", "tv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenHolder:
    """Whom a pair of tokens is for, as it was when they were issued."""

    user_id: int
    session_id: int
    token_version: int
    username: str
    customer_id: str | None
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessClaims:
    """What a verified access token says."""

    user_id: int
    session_id: int
    token_version: int
    username: str
    customer_id: str | None
    rights: frozenset[str]
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshClaims:
    """What a verified refresh token says; `digest` is what the session keeps of it."""

    user_id: int
    session_id: int
    token_version: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedRefresh:
    """A new refresh token, and what the session keeps of it."""

    token: str = field(repr=False)
    digest: bytes


class _KeyListBackend(TokenBackend):
    """Signs with the first of several keys and verifies with the one that the token's `kid` names."""

    def __init__(self, keys: tuple[str, ...], issuer: str, audience: str) -> None:
        super().__init__(ALGORITHM, signing_key=keys[0], audience=audience, issuer=issuer)
        self.keys_by_id = {_key_id(key): key for key in keys}
        self.signing_key_id = _key_id(keys[0])

    def encode(self, payload: dict[str, Any]) -> str:
        """Sign claims and return the compact token."""
        claims = {**payload, "iss": self.issuer, "aud": self.audience}
        key = self.keys_by_id[self.signing_key_id]
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": self.signing_key_id})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """Return the claims of a token whose signature, issuer and audience hold. Raises `TokenBackendError`.

        Times are left to the caller, who knows the bank's clock.
        """
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN or not token.isascii():
            raise TokenBackendError("Token is invalid")
        try:
            key = self.keys_by_id[jwt.get_unverified_header(token)["kid"]]
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self.issuer,
                audience=self.audience,
                options={
                    "require": _REQUIRED_CLAIMS,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        # A header may be any JSON: nested too deeply, of a wrong type, with a number of too many digits.
        except (jwt.PyJWTError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise TokenBackendError("Token is invalid") from error
        return claims


class _BankToken(Token):
    """A token under the bank's keys and clock."""

    lifetime = dt.timedelta(0)

    def __init__(self, token: str | None = None, verify: bool = True) -> None:
        super().__init__(token, verify=verify)  # type: ignore[arg-type]
        if token is None:
            self.set_iat(at_time=clock.now())

    def get_token_backend(self) -> _KeyListBackend:
        """Return what signs and verifies under the keys of the settings."""
        return _backend(tuple(settings.TOKEN_SIGNING_KEYS), settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE)

    def check_exp(self, claim: str = "exp", current_time: dt.datetime | None = None) -> None:
        """Refuse an expired token by the bank's clock. Raises `TokenError`."""
        super().check_exp(claim, current_time or clock.now())


class _AccessToken(_BankToken):
    token_type = "access"  # noqa: S105 - a kind of token


class _RefreshToken(_BankToken):
    token_type = "refresh"  # noqa: S105 - a kind of token


def issue_access_token(holder: TokenHolder, *, no_later_than: dt.datetime) -> str:
    """Return an access token, good for `ACCESS_TOKEN_LIFETIME` and never beyond the end of its session."""
    token = _AccessToken()
    _fill_in(token, holder)
    token.payload |= {"usr": holder.username, "cid": holder.customer_id, "rights": list(holder.rights)}
    token["exp"] = int(min(clock.now() + settings.ACCESS_TOKEN_LIFETIME, no_later_than).timestamp())
    return str(token)


def issue_refresh_token(
    holder: TokenHolder, *, expires_at: dt.datetime, predecessor: bytes | None = None
) -> IssuedRefresh:
    """Return a refresh token good until `expires_at`.

    With the digest of a `predecessor`, the token's identifier follows from it: who has just lost the successor of a
    token can be given that same successor again.
    """
    token = _RefreshToken()
    _fill_in(token, holder)
    token["exp"] = int(expires_at.timestamp())
    if predecessor is not None:
        token["jti"] = keyed_digest("refresh-successor", predecessor).hex()
    return IssuedRefresh(token=str(token), digest=_refresh_digest(token["jti"]))


def read_access_token(raw_token: str) -> AccessClaims:
    """Return what an access token says if its signature and its times hold. Raises `TokenNotValid`.

    A token that was verified a moment ago is not verified again, for a minute at most and never past its end.
    """
    return _verified_tokens.claims_of(raw_token)


def read_refresh_token(raw_token: str) -> RefreshClaims:
    """Return what a refresh token says if its signature and its times hold. Raises `TokenNotValid`."""
    return _read(_RefreshToken, raw_token, _refresh_claims)


def forget_verified_tokens() -> None:
    """Empty the memory of verified tokens: for tests, and after a key was taken out of service."""
    _verified_tokens.clear()


class _VerifiedTokens:
    """The claims of tokens verified in the last minute, for a bounded number of tokens, the oldest out first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._claims: OrderedDict[bytes, tuple[dt.datetime, AccessClaims]] = OrderedDict()
        self._lock = threading.Lock()

    def claims_of(self, raw_token: str) -> AccessClaims:
        """Return the claims, verified now or a moment ago. Raises `TokenNotValid`."""
        if len(raw_token) > LONGEST_TOKEN:
            raise TokenNotValid
        now = clock.now()
        # The keys are part of the name: with other keys in the settings nothing old is believed.
        key = sha256("\0".join([*settings.TOKEN_SIGNING_KEYS, raw_token]).encode("utf-8", "replace")).digest()
        known = self._claims.get(key)
        if known is not None and now < known[0]:
            return known[1]
        claims = _read(_AccessToken, raw_token, _access_claims)
        with self._lock:
            self._claims[key] = (min(now + VERIFIED_FOR, claims.expires_at), claims)
            self._claims.move_to_end(key)
            while len(self._claims) > self._capacity:
                self._claims.popitem(last=False)
        return claims

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._claims.clear()

    def __len__(self) -> int:
        return len(self._claims)


_verified_tokens = _VerifiedTokens(VERIFIED_TOKENS_KEPT)


def _access_claims(claims: dict[str, Any]) -> AccessClaims:
    return AccessClaims(
        user_id=int(claims["user_id"]),
        session_id=int(claims["sid"]),
        token_version=int(claims["tv"]),
        username=claims["usr"],
        customer_id=claims["cid"],
        rights=frozenset(claims["rights"]),
        expires_at=dt.datetime.fromtimestamp(claims["exp"], dt.UTC),
    )


def _refresh_claims(claims: dict[str, Any]) -> RefreshClaims:
    return RefreshClaims(
        user_id=int(claims["user_id"]),
        session_id=int(claims["sid"]),
        token_version=int(claims["tv"]),
        digest=_refresh_digest(claims["jti"]),
    )


def _read(kind: type[_BankToken], raw_token: str, understood: Callable[[dict[str, Any]], Claims]) -> Claims:
    try:
        return understood(kind(raw_token).payload)
    except (TokenError, LookupError, AttributeError, OverflowError, ValueError, TypeError):
        # From None: the reason would carry pieces of a token into a log.
        raise TokenNotValid from None


def _fill_in(token: _BankToken, holder: TokenHolder) -> None:
    token.payload |= {"user_id": str(holder.user_id), "sid": holder.session_id, "tv": holder.token_version}


def _refresh_digest(token_id: str) -> bytes:
    return keyed_digest("refresh-token", token_id.encode())


@functools.lru_cache(maxsize=8)
def _backend(keys: tuple[str, ...], issuer: str, audience: str) -> _KeyListBackend:
    return _KeyListBackend(keys, issuer, audience)


def _key_id(key: str) -> str:
    """Return the public name of a key, from which the key cannot be found."""
    return hmac.digest(key.encode(), b"core-banking token key id", sha256).hex()[:16]
