"""Encryption at rest and blind indexes, with a separate key for each purpose, all from the environment.

Values are encrypted with Fernet under a rotation list (`MultiFernet`: the first key writes, every key
reads). Fernet has no associated data, so the context (table, column, row) travels inside the ciphertext and
is compared on reading: a ciphertext moved to another row or column does not decrypt. Values are padded, so
that the length of the ciphertext says little about the length of the value.

A value that is written once and never again at its place (the answer to an idempotency key, in every transfer) is
sealed with AES-256-GCM instead, under a key of its own that is derived from the purpose's key and the place
(HMAC-SHA256 as a key derivation function, NIST SP 800-108). It is as well bound to its place, and several times
faster; one key never meets two nonces, so their number has no limit.

A blind index is a keyed digest (HMAC-SHA256, full 256 bits) of a normalised value: it finds equal values
under a UNIQUE constraint without revealing them. Each field has its own subkey (HKDF, RFC 5869).
"""

from __future__ import annotations

import functools
import hmac
import os
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core_banking.kernel.key_lists import BLIND_INDEX, DIGEST, key_id, keys_of

_PADDING_BLOCK_BYTES = 64
_NONCE_BYTES = 12


class Purpose(StrEnum):
    """What a key list is for; each purpose is a setting of its own."""

    IDENTITY = "IDENTITY_KEYS"
    DOCUMENTS = "DOCUMENT_KEYS"
    IDEMPOTENCY = "IDEMPOTENCY_KEYS"
    TWO_FACTOR = "TWO_FACTOR_KEYS"
    DELIVERY = "DELIVERY_KEYS"


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key as the database keeps it: encrypted under a key of the settings, whose name stands beside it."""

    sealed: bytes = field(repr=False)
    key_id: str


class UndecipherableValue(Exception):
    """The ciphertext was made with a key that is not in the list, was altered, or belongs elsewhere."""


def encrypt_text(purpose: Purpose, context: str, text: str) -> str:
    """Encrypt a text for one place (`context`: for example `"kyc.identity.ssn:42"`)."""
    return encrypt_bytes(purpose, context, text.encode()).decode("ascii")


def decrypt_text(purpose: Purpose, context: str, token: str) -> str:
    """Decrypt what `encrypt_text` made for the same place. Raises `UndecipherableValue`."""
    return decrypt_bytes(purpose, context, token.encode("ascii")).decode()


def encrypt_bytes(purpose: Purpose, context: str, content: bytes) -> bytes:
    """Encrypt bytes for one place; the result is ASCII."""
    label = context.encode()
    framed = len(label).to_bytes(2) + label + len(content).to_bytes(4) + content
    padding = -len(framed) % _PADDING_BLOCK_BYTES
    return _cipher(purpose).encrypt(framed + bytes(padding))


def decrypt_bytes(purpose: Purpose, context: str, token: bytes) -> bytes:
    """Decrypt what `encrypt_bytes` made for the same place. Raises `UndecipherableValue`."""
    try:
        framed = _cipher(purpose).decrypt(token)
    except InvalidToken:
        raise UndecipherableValue("The stored value cannot be decrypted with the keys at hand.") from None
    label_end = 2 + int.from_bytes(framed[:2])
    if framed[2:label_end] != context.encode():
        raise UndecipherableValue("The stored value was encrypted for another place.")
    content_start = label_end + 4
    return framed[content_start : content_start + int.from_bytes(framed[label_end:content_start])]


def seal_once(purpose: Purpose, context: str, content: bytes) -> bytes:
    """Encrypt bytes for a place that is written once; fast, and raw bytes."""
    framed = len(content).to_bytes(4) + content
    nonce = os.urandom(_NONCE_BYTES)
    cipher = AESGCM(_key_of_place(_sealing_keys(purpose)[0], context))
    return nonce + cipher.encrypt(nonce, framed + bytes(-len(framed) % _PADDING_BLOCK_BYTES), None)


def unseal(purpose: Purpose, context: str, sealed: bytes) -> bytes:
    """Decrypt what `seal_once` made for the same place. Raises `UndecipherableValue`."""
    nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    for key in _sealing_keys(purpose):
        try:
            framed = AESGCM(_key_of_place(key, context)).decrypt(nonce, ciphertext, None)
        except (InvalidTag, ValueError):  # a value that is too short is none
            continue
        return framed[4 : 4 + int.from_bytes(framed[:4])]
    raise UndecipherableValue("The stored value cannot be decrypted with the keys at hand, or was moved.")


def wrap_key(purpose: Purpose, context: str, data_key: bytes) -> WrappedKey:
    """Encrypt a data key for its place under the newest key of a purpose."""
    return WrappedKey(seal_once(purpose, context, data_key), newest_key_id(purpose))


def unwrap_key(purpose: Purpose, context: str, wrapped: WrappedKey) -> bytes:
    """Return a data key in clear: for as long as a request takes, no longer. Raises `UndecipherableValue`."""
    return unseal(purpose, context, wrapped.sealed)


def encrypt_under(data_key: bytes, context: str, content: bytes) -> bytes:
    """Encrypt bytes for one place under a data key of 32 bytes (AES-256-GCM, the place as associated data).

    A data key is one customer's: it never meets so many values that random nonces could repeat.
    """
    framed = len(content).to_bytes(4) + content
    nonce = os.urandom(_NONCE_BYTES)
    padded = framed + bytes(-len(framed) % _PADDING_BLOCK_BYTES)
    return nonce + AESGCM(data_key).encrypt(nonce, padded, context.encode())


def decrypt_under(data_key: bytes, context: str, sealed: bytes) -> bytes:
    """Decrypt what `encrypt_under` made for the same place. Raises `UndecipherableValue`."""
    try:
        framed = AESGCM(data_key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise UndecipherableValue("The stored value was not made with this key for this place.") from None
    return framed[4 : 4 + int.from_bytes(framed[:4])]


def newest_key_id(purpose: Purpose) -> str:
    """Return the name of the key that makes what is new."""
    return key_id(purpose.value, keys_of(purpose.value)[0])


def key_that_encrypted(purpose: Purpose, token: bytes) -> str | None:
    """Return the name of the key that made a value of `encrypt_bytes`; None if it is not in the list."""
    for key in keys_of(purpose.value):
        try:
            Fernet(key).decrypt(token)
        except InvalidToken:
            continue
        return key_id(purpose.value, key)
    return None


def key_that_sealed(purpose: Purpose, context: str, sealed: bytes) -> str | None:
    """Return the name of the key that made a value of `seal_once` for its place; None if it is not in the list."""
    for key, derived in zip(keys_of(purpose.value), _sealing_keys(purpose), strict=True):
        try:
            AESGCM(_key_of_place(derived, context)).decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None
            )
        except (InvalidTag, ValueError):
            continue
        return key_id(purpose.value, key)
    return None


def blind_index(field: str, value: str) -> bytes:
    """Return the 32-byte keyed digest of a value of `field` under the newest key, equal for values that read the same.

    The value is normalised first (NFKC, case folded, only letters and digits kept).
    """
    return blind_indexes(field, value)[0]


def blind_indexes(field: str, value: str) -> list[bytes]:
    """Return the blind index of a value under each key of the list, the newest first: what a look-up asks for."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    normalised = "".join(character for character in folded if character.isalnum()).encode()
    info = f"blind-index:{field}"
    return [
        hmac.digest(_subkey(BLIND_INDEX, place, info), normalised, sha256) for place in _places(BLIND_INDEX)
    ]


def keyed_digest(domain: str, content: bytes) -> bytes:
    """Return a 32-byte HMAC-SHA256 of content under a subkey of its own `domain` (fingerprints, token ids)."""
    return hmac.digest(_subkey(DIGEST, 0, f"digest:{domain}"), content, sha256)


def forget_cached_keys() -> None:
    """Drop the ciphers built from the settings: for tests that change keys."""
    _cipher.cache_clear()
    _sealing_keys.cache_clear()
    _subkey.cache_clear()
    _places.cache_clear()


@functools.cache
def _cipher(purpose: Purpose) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys_of(purpose.value)])


@functools.cache
def _sealing_keys(purpose: Purpose) -> tuple[bytes, ...]:
    return tuple(_derived(key, f"seal:{purpose}") for key in keys_of(purpose.value))


def _key_of_place(key: bytes, context: str) -> bytes:
    return hmac.digest(key, context.encode(), sha256)


@functools.cache
def _places(setting: str) -> range:
    return range(len(keys_of(setting)))


@functools.cache
def _subkey(setting: str, place: int, info: str) -> bytes:
    return _derived(keys_of(setting)[place], info)


def _derived(master: str, info: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info.encode()).derive(master.encode())
