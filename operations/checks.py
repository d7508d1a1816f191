"""System checks of a deployment: keys, proxies, and what the database promises about a commit.

bank.E001   a key list is empty, or holds something that is not a Fernet key
bank.E002   a signing or index key carries fewer than 256 bits
bank.E003   one key serves two purposes
bank.E004   stored answers of idempotency keys are kept for less than a day
bank.E005   the number of trusted proxies is not a number of proxies
bank.E006   demonstration sign-ins are allowed (deployment only)
bank.E007   PostgreSQL may forget acknowledged commits (a warning, bank.W007, on a developer's machine)
bank.W008   SQLite serves a deployment (deployment only)
bank.E009   a setting has a value the bank does not know
bank.E020   the figures for Prometheus are open to a short token, or to an address that is none
"""

from __future__ import annotations

import base64
import ipaddress
import re
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from core_banking.kernel.encryption import Purpose
from core_banking.kernel.key_lists import BLIND_INDEX, keys_of
from core_banking.kernel.money import CURRENCY_CODES

_LEAST_KEY_BITS: Final = 256
_SHORTEST_TOKEN: Final = 20
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F]+\Z")
_DURABLE: Final = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply", "remote_write", "local"},
}
_HOW_TO_MAKE_A_KEY: Final = (
    'python -c "import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())"'
)


@register(Tags.security)
def check_encryption_keys(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Every list of encryption keys has a key, and every key is a Fernet key (32 bytes in URL-safe base64)."""
    return [
        Error(f"{purpose.value} {fault}.", hint=_HOW_TO_MAKE_A_KEY, id="bank.E001")
        for purpose in Purpose
        for fault in _faults_of_key_list(getattr(settings, purpose.value))
    ]


@register(Tags.security)
def check_signing_keys(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Keys of HMAC-SHA256 carry at least 256 bits (RFC 7518 §3.2: no shorter than the digest)."""
    named_keys = [("TOKEN_SIGNING_KEYS", key) for key in settings.TOKEN_SIGNING_KEYS]
    named_keys += [("BLIND_INDEX_KEYS", key) for key in keys_of(BLIND_INDEX)]
    named_keys += [("AUDIT_KEYS", key) for key in settings.AUDIT_KEYS]
    if settings.DIGEST_KEY:
        named_keys.append(("DIGEST_KEY", settings.DIGEST_KEY))
    faults: list[CheckMessage] = [
        Error(
            f"A key of {name} carries fewer than {_LEAST_KEY_BITS} bits.",
            hint=_HOW_TO_MAKE_A_KEY,
            id="bank.E002",
        )
        for name, key in named_keys
        if bits_of_key(key) < _LEAST_KEY_BITS
    ]
    if not all(map(_is_seed, settings.AUDIT_CHECKPOINT_KEYS)):
        fault = "AUDIT_CHECKPOINT_KEYS holds something that is not 32 bytes in URL-safe base64."
        faults.append(Error(fault, hint=_HOW_TO_MAKE_A_KEY, id="bank.E002"))
    for name in ("TOKEN_SIGNING_KEYS", "AUDIT_KEYS", "AUDIT_CHECKPOINT_KEYS"):
        if not getattr(settings, name):
            faults.append(Error(f"{name} is empty.", hint=_HOW_TO_MAKE_A_KEY, id="bank.E002"))
    return faults


@register(Tags.security)
def check_keys_are_separate(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """No key serves two purposes: who steals one must not get the other."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name in [
        *(purpose.value for purpose in Purpose),
        "TOKEN_SIGNING_KEYS",
        "STATEMENT_SIGNING_KEYS",
        "PIN_KEYS",
        "AUDIT_KEYS",
        "AUDIT_CHECKPOINT_KEYS",
    ]:
        for key in getattr(settings, name):
            owners[key].add(name)
    for key in keys_of(BLIND_INDEX):  # where DIGEST_KEY is not set, it is one of these
        owners[key].add("BLIND_INDEX_KEYS")
    owners[settings.SECRET_KEY].add("DJANGO_SECRET_KEY")
    return [
        Error(
            f"One key serves {' and '.join(sorted(names))}.",
            hint="Give each a key of its own.",
            id="bank.E003",
        )
        for names in owners.values()
        if len(names) > 1
    ]


@register(Tags.security)
def check_promised_times(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """What the API promises its clients is at least what the settings keep."""
    faults: list[CheckMessage] = []
    if settings.IDEMPOTENCY_KEEP_HOURS < 24:
        faults.append(Error("IDEMPOTENCY_KEEP_HOURS must be at least 24.", id="bank.E004"))
    if settings.TRUSTED_PROXIES < 0:
        faults.append(
            Error(
                "TRUSTED_PROXIES must be the number of proxies in front of the bank, 0 for none.",
                id="bank.E005",
            )
        )
    return faults


@register()
def check_known_values(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A rule that is misspelt must not be taken for its absence."""
    known = {
        "IDEMPOTENCY_KEY_POLICY": {"optional", "required"},
        "BANK_TIME_ZONE": zoneinfo.available_timezones(),
        "DEFAULT_CURRENCY": set(CURRENCY_CODES),
    }
    return [
        Error(f"{name} is {getattr(settings, name)!r}, which the bank does not know.", id="bank.E009")
        for name, values in known.items()
        if getattr(settings, name) not in values
    ]


@register(Tags.security)
def check_metrics(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Whoever may see the figures of the bank is named by something that cannot be guessed, or by an address."""
    faults: list[CheckMessage] = []
    if 0 < len(settings.METRICS_TOKEN) < _SHORTEST_TOKEN:
        faults.append(Error(f"METRICS_TOKEN is shorter than {_SHORTEST_TOKEN} characters.", id="bank.E020"))
    for network in settings.METRICS_ALLOWED_ADDRESSES:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            faults.append(Error(f"METRICS_ALLOWED_ADDRESSES holds {network!r}, no address.", id="bank.E020"))
    return faults


@register(Tags.security, deploy=True)
def check_deployment(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A bank that serves people has no demonstration sign-ins, and a database with more than one writer."""
    faults: list[CheckMessage] = []
    if settings.DEMO_DATA_ALLOWED:
        faults.append(
            Error(
                "These settings allow demonstration sign-ins.",
                hint="Deploy with DJANGO_SETTINGS_MODULE=core_banking.settings.production.",
                id="bank.E006",
            )
        )
    if connections["default"].vendor == "sqlite":
        faults.append(Warning("SQLite has one writer and one host; a bank needs PostgreSQL.", id="bank.W008"))
    return faults


@register(Tags.database)
def check_durability(
    app_configs: Sequence[AppConfig] | None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """PostgreSQL survives a power cut with every commit it acknowledged."""
    severity, number = (Warning, "bank.W007") if settings.DEMO_DATA_ALLOWED else (Error, "bank.E007")
    return [
        severity(
            f"PostgreSQL runs with {name} = {value}: acknowledged payments can be lost.",
            hint=f"Set {name} to on.",
            id=number,
        )
        for alias in databases or []
        if connections[alias].vendor == "postgresql"
        for name, value in _undurable_settings(alias)
    ]


def bits_of_key(key: str) -> int:
    """Return how many bits a key can carry at most: 4 for a hexadecimal digit, 6 for any other character."""
    return len(key.rstrip("=")) * (4 if _HEXADECIMAL.match(key) else 6)


def _is_seed(key: str) -> bool:
    """Whether a text is a seed of Ed25519 as the checkpoints' signer reads it."""
    try:
        return len(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))) == 32
    except ValueError:
        return False


def _faults_of_key_list(keys: Sequence[str]) -> Iterator[str]:
    if not keys:
        yield "is empty"
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield f"holds something that is not a Fernet key, at position {position}"


def _undurable_settings(alias: str) -> Iterator[tuple[str, str]]:
    for name, durable_values in _DURABLE.items():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            [value] = cursor.fetchone()
        if value not in durable_values:
            yield name, value
