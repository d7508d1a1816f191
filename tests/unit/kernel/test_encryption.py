"""Encryption at rest: bound to its place, rotated, padded; and the blind index that finds equal values."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core_banking.kernel import encryption
from core_banking.kernel.encryption import (
    Purpose,
    UndecipherableValue,
    blind_index,
    decrypt_bytes,
    decrypt_text,
    encrypt_bytes,
    encrypt_text,
    keyed_digest,
    seal_once,
    unseal,
)

UseKeys = Callable[..., None]
PLACE = "kyc.identity.ssn:42"


def key(name: str) -> str:
    return base64.urlsafe_b64encode(sha256(name.encode()).digest()).decode()


@pytest.fixture
def use_keys(settings: Settings) -> Iterator[UseKeys]:
    def use(**keys: object) -> None:
        for name, value in keys.items():
            setattr(settings, name, value)
        encryption.forget_cached_keys()

    yield use
    encryption.forget_cached_keys()


@pytest.fixture(autouse=True)
def _keys_of_the_next_test() -> Iterator[None]:
    yield
    encryption.forget_cached_keys()


@given(content=st.binary(max_size=300), context=st.text(max_size=60))
def test_what_is_encrypted_is_read_back_in_its_place(content: bytes, context: str) -> None:
    assert (
        decrypt_bytes(Purpose.IDENTITY, context, encrypt_bytes(Purpose.IDENTITY, context, content)) == content
    )


def test_text_comes_back_as_text() -> None:
    assert decrypt_text(
        Purpose.IDENTITY, PLACE, encrypt_text(Purpose.IDENTITY, PLACE, "Zoë, 12 Rue\u2028")
    ) == ("Zoë, 12 Rue\u2028")


@pytest.mark.parametrize("other", ["kyc.identity.ssn:43", "kyc.identity.pan:42", "", PLACE + " ", PLACE[:-1]])
def test_a_ciphertext_moved_elsewhere_is_not_read(other: str) -> None:
    token = encrypt_text(Purpose.IDENTITY, PLACE, "123-45-6789")
    with pytest.raises(UndecipherableValue, match="another place"):
        decrypt_text(Purpose.IDENTITY, other, token)
    assert decrypt_text(Purpose.IDENTITY, PLACE, token) == "123-45-6789"


def test_a_place_cannot_swallow_the_value_that_follows_it() -> None:
    token = encrypt_text(Purpose.IDENTITY, "a", "b-secret")
    with pytest.raises(UndecipherableValue):
        decrypt_text(Purpose.IDENTITY, "ab", token)


def test_the_same_value_never_has_the_same_ciphertext_twice() -> None:
    assert len({encrypt_text(Purpose.IDENTITY, PLACE, "same") for _ in range(20)}) == 20


@pytest.mark.parametrize("position", [0, 9, 20, 60, -1])
def test_an_altered_ciphertext_is_not_read(position: int) -> None:
    token = bytearray(base64.urlsafe_b64decode(encrypt_bytes(Purpose.IDENTITY, PLACE, b"123-45-6789")))
    token[position] ^= 1
    with pytest.raises(UndecipherableValue):
        decrypt_bytes(Purpose.IDENTITY, PLACE, base64.urlsafe_b64encode(bytes(token)))


@pytest.mark.parametrize("token", ["", "not a token", "gAAAAA==", "x" * 200])
def test_what_never_was_a_ciphertext_is_not_read(token: str) -> None:
    with pytest.raises(UndecipherableValue):
        decrypt_text(Purpose.IDENTITY, PLACE, token)


def test_each_purpose_has_a_key_of_its_own() -> None:
    token = encrypt_bytes(Purpose.IDENTITY, PLACE, b"value")
    for purpose in (Purpose.DOCUMENTS, Purpose.IDEMPOTENCY):
        with pytest.raises(UndecipherableValue):
            decrypt_bytes(purpose, PLACE, token)


def test_after_a_rotation_the_old_key_still_reads_and_the_new_key_writes(use_keys: UseKeys) -> None:
    use_keys(IDENTITY_KEYS=[key("old")])
    written_before = encrypt_text(Purpose.IDENTITY, PLACE, "value")
    use_keys(IDENTITY_KEYS=[key("new"), key("old")])
    written_after = encrypt_text(Purpose.IDENTITY, PLACE, "value")
    assert decrypt_text(Purpose.IDENTITY, PLACE, written_before) == "value"
    use_keys(IDENTITY_KEYS=[key("new")])
    assert decrypt_text(Purpose.IDENTITY, PLACE, written_after) == "value"
    with pytest.raises(UndecipherableValue, match="keys at hand"):
        decrypt_text(Purpose.IDENTITY, PLACE, written_before)


def test_without_the_right_key_nothing_is_read(use_keys: UseKeys) -> None:
    use_keys(IDENTITY_KEYS=[key("right")])
    token = encrypt_text(Purpose.IDENTITY, PLACE, "value")
    use_keys(IDENTITY_KEYS=[key("wrong"), key("another")])
    with pytest.raises(UndecipherableValue) as refusal:
        decrypt_text(Purpose.IDENTITY, PLACE, token)
    assert token not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_values_of_like_length_cannot_be_told_apart_by_the_length_of_their_ciphertext() -> None:
    lengths = {len(encrypt_text(Purpose.IDENTITY, PLACE, "x" * size)) for size in range(1, 36)}
    assert len(lengths) == 1


def test_the_padding_is_a_whole_block() -> None:
    framed = Fernet(key("identity")).decrypt(encrypt_bytes(Purpose.IDENTITY, PLACE, b"v"))
    assert len(framed) % 64 == 0


@given(content=st.binary(max_size=300), context=st.text(max_size=60))
def test_what_is_sealed_is_read_back_in_its_place(content: bytes, context: str) -> None:
    assert unseal(Purpose.IDEMPOTENCY, context, seal_once(Purpose.IDEMPOTENCY, context, content)) == content


@pytest.mark.parametrize("other", ["idempotency:1:b", "idempotency:2:a", "", "idempotency:1:a "])
def test_what_is_sealed_is_not_read_elsewhere(other: str) -> None:
    sealed = seal_once(Purpose.IDEMPOTENCY, "idempotency:1:a", b"answer")
    with pytest.raises(UndecipherableValue):
        unseal(Purpose.IDEMPOTENCY, other, sealed)
    with pytest.raises(UndecipherableValue):
        unseal(Purpose.IDENTITY, "idempotency:1:a", sealed)


@pytest.mark.parametrize("position", [0, 11, 12, 40, -1])
def test_what_is_sealed_and_altered_is_not_read(position: int) -> None:
    sealed = bytearray(seal_once(Purpose.IDEMPOTENCY, PLACE, b"answer"))
    sealed[position] ^= 1
    with pytest.raises(UndecipherableValue):
        unseal(Purpose.IDEMPOTENCY, PLACE, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"x", bytes(12), bytes(27), b"x" * 200])
def test_what_never_was_sealed_is_not_read(sealed: bytes) -> None:
    with pytest.raises(UndecipherableValue):
        unseal(Purpose.IDEMPOTENCY, PLACE, sealed)


def test_the_same_answer_is_never_sealed_the_same_way_twice() -> None:
    assert len({seal_once(Purpose.IDEMPOTENCY, PLACE, b"same") for _ in range(20)}) == 20


def test_answers_of_like_length_are_sealed_to_one_length() -> None:
    assert {len(seal_once(Purpose.IDEMPOTENCY, PLACE, b"x" * size)) for size in range(61)} == {92}


def test_after_a_rotation_what_was_sealed_is_still_read(use_keys: UseKeys) -> None:
    use_keys(IDEMPOTENCY_KEYS=[key("old")])
    sealed_before = seal_once(Purpose.IDEMPOTENCY, PLACE, b"answer")
    use_keys(IDEMPOTENCY_KEYS=[key("new"), key("old")])
    sealed_after = seal_once(Purpose.IDEMPOTENCY, PLACE, b"answer")
    assert unseal(Purpose.IDEMPOTENCY, PLACE, sealed_before) == b"answer"
    use_keys(IDEMPOTENCY_KEYS=[key("new")])
    assert unseal(Purpose.IDEMPOTENCY, PLACE, sealed_after) == b"answer"
    with pytest.raises(UndecipherableValue, match="keys at hand"):
        unseal(Purpose.IDEMPOTENCY, PLACE, sealed_before)


def test_a_blind_index_is_equal_for_values_that_read_the_same() -> None:
    index = blind_index("ssn", "123-45-6789")
    assert len(index) == 32
    for same in ("123456789", " 123 45 6789 ", "\uff11\uff12\uff13-45-6789"):
        assert blind_index("ssn", same) == index
    assert blind_index("pan", "abcde1234f") == blind_index("pan", "ABCDE1234F")


def test_a_blind_index_differs_by_value_by_field_and_by_key(use_keys: UseKeys) -> None:
    index = blind_index("ssn", "123-45-6789")
    assert blind_index("ssn", "123-45-6780") != index
    assert blind_index("aadhaar", "123-45-6789") != index
    use_keys(BLIND_INDEX_KEY=key("another"))
    assert blind_index("ssn", "123-45-6789") != index


def test_a_digest_of_one_domain_says_nothing_in_another() -> None:
    assert keyed_digest("a", b"content") == keyed_digest("a", b"content")
    assert keyed_digest("a", b"content") != keyed_digest("b", b"content")
    assert keyed_digest("ssn", b"123456789") != blind_index("ssn", "123456789")
    assert sha256(b"content").digest() != keyed_digest("a", b"content")
