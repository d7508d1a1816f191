"""How a person's name is shown to strangers: enough to recognise who is known, too little to find out who is not."""

from __future__ import annotations

import unicodedata


def masked_name(name: str) -> str:
    """Return each word's first letter and a star for each other one, at least one: `"John Doe"` → `"J*** D**"`."""
    words = unicodedata.normalize("NFC", name).split()
    return " ".join(word[0] + "*" * max(1, len(word) - 1) for word in words)
