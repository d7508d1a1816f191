"""Hash trees as RFC 6962 defines them, and the paths that prove their leaves."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.merkle import leaf_hash, node_hash, path_of, root_from, root_of


def as_the_rfc_says(leaves: list[bytes]) -> bytes:
    """Split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(as_the_rfc_says(leaves[:split]), as_the_rfc_says(leaves[split:]))


def test_the_tree_of_nothing_is_the_hash_of_nothing() -> None:
    assert root_of([]) == sha256(b"").digest()


def test_the_published_test_vectors_hold() -> None:
    # Certificate transparency's reference inputs.
    inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [leaf_hash(bytes.fromhex(each)) for each in inputs]
    assert root_of(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.integers(1, 70))
def test_every_leaf_leads_to_the_root_and_no_other_does(size: int) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    root = root_of(leaves)
    assert root == as_the_rfc_says(leaves)
    for place, leaf in enumerate(leaves):
        path = path_of(leaves, place)
        assert root_from(leaf, path) == root
        assert root_from(leaf_hash(b"another"), path) != root


def test_a_leaf_that_is_not_there_has_no_path() -> None:
    with pytest.raises(IndexError):
        path_of([leaf_hash(b"x")], 1)
