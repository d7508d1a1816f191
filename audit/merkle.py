"""Hash trees over sealed rows, and the proof that one row is among them (RFC 6962, section 2.1).

A leaf is hashed behind a zero byte and a node behind a one, so that neither can be taken for the other. Of n leaves the
left side takes the largest power of two below n.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Literal, TypeAlias

Step: TypeAlias = tuple[Literal["left", "right"], bytes]
"""A neighbour on the way up to the root, and on which side of us it stands."""


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two hashes that stand beside each other."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over hashes of leaves; of none it is the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    # Pairing from the left and carrying an odd one up gives the same tree as splitting at powers of two.
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = [*paired, level[-1]] if len(level) % 2 else paired
    return level[0]


def path_of(leaves: Sequence[bytes], place: int) -> list[Step]:
    """Return the neighbours that lead from the leaf at `place` (from 0) up to the root. Raises `IndexError`."""
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    path: list[Step] = []
    level = list(leaves)
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            path.append(("left" if neighbour < place else "right", level[neighbour]))
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = [*paired, level[-1]] if len(level) % 2 else paired
        place //= 2
    return path


def root_from(leaf: bytes, path: Sequence[Step]) -> bytes:
    """Return the root that a leaf and its path lead to."""
    reached = leaf
    for side, neighbour in path:
        reached = node_hash(neighbour, reached) if side == "left" else node_hash(reached, neighbour)
    return reached
