"""Pieces of Markdown and HTML that the generated pages are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

CODE = re.compile(r"`([^`]+)`")
VALUE_OF_ITSELF = re.compile(r"^\* `(?P<value>[^`]+)` - (?P=value)$", re.MULTILINE)
STRONG = re.compile(r"\*\*([^*]+)\*\*")


def slug(name: str) -> str:
    """Return a name as it stands in an address: `Sign-in codes` is `sign-in-codes`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def as_html(text: str) -> str:
    """Return Markdown as HTML: code and bold text, without lists of values that say no more."""
    text = VALUE_OF_ITSELF.sub("", text)
    return STRONG.sub(
        r"<strong>\1</strong>", CODE.sub(r"<code>\1</code>", escape(" ".join(text.split()), quote=False))
    )


def members_table(title: str, rows: Sequence[tuple[str, str, bool, str]]) -> str:
    """Return a table of members or parameters: name, type, whether it must be there, what it means.

    It is HTML: a hundred pages of Markdown tables would take Sphinx a minute.
    """
    if not rows:
        return ""
    lines = [
        f"<tr><td><code>{escape(name)}</code>{' *' if required else ''}</td>"
        f'<td class="note">{escape(kind)}</td><td>{as_html(meaning)}</td></tr>'
        for name, kind, required, meaning in rows
    ]
    note = '<p class="before">* must be there</p>' if any(row[2] for row in rows) else ""
    head = f"<thead><tr><th>{title}</th><th>Type</th><th>Meaning</th></tr></thead>"
    return f'<table class="members">{head}<tbody>{"".join(lines)}</tbody></table>{note}\n'
