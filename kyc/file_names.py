"""File names as strangers write them, made fit to be shown and to be offered for saving."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST_STEM: Final = 80
# Windows opens devices under these names, whatever the extension: "Naming Files, Paths, and Namespaces", Win32 docs.
_DEVICES: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789")}
)
_DISPLAY_SAFE: Final = re.compile(r"[^\w .()+,@-]")


def safe_file_name(name: str, extension: str) -> str:
    """Return the last part of a file name with the extension its content calls for.

    Folders, control characters and characters that turn the direction of text are dropped; the name of a device is
    led by `_`; what is left is cut to a length every file system takes.
    `("../../pass\\u202egpj.exe", ".jpg")` becomes `"passgpj.jpg"`.
    """
    last_part = re.split(r"[/\\]", unicodedata.normalize("NFKC", name))[-1]
    visible = "".join(
        character for character in last_part if not unicodedata.category(character).startswith("C")
    )
    stem = visible.rpartition(".")[0] or visible
    stem = _DISPLAY_SAFE.sub("_", stem).strip(" ._")[:_LONGEST_STEM].rstrip(" ._")
    if stem.partition(".")[0].rstrip().upper() in _DEVICES:
        stem = f"_{stem}"
    return (stem or "document") + extension
