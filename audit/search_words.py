"""What a word is, to the search of the trail: the same for what is kept and for what is asked."""

from __future__ import annotations

import re
from typing import Final

MOST_WORDS_ASKED: Final = 8

_WORD: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters: letters and digits of any script, nothing else."""
    return [word.lower() for word in _WORD.findall(text)]
