"""Pieces of Markdown and HTML that the generated pages are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any

CODE = re.compile(r"`([^`]+)`")
VALUE_OF_ITSELF = re.compile(r"^\* `(?P<value>[^`]+)` - (?P=value)$", re.MULTILINE)
JSON_PART = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*"(?=:))|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?\b\d[\d.eE+-]*)|(?P<word>\b(?:true|false|null)\b)"
)
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


def json_block(value: Any) -> str:
    """Return a JSON value as a block of code, coloured as Sphinx colours its own.

    It is HTML for the same reason as the tables: there are hundreds.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    coloured = JSON_PART.sub(_coloured, escape(text, quote=False))
    return (
        f'<div class="highlight-json notranslate"><div class="highlight"><pre>{coloured}</pre></div></div>\n'
    )


def _coloured(part: re.Match[str]) -> str:
    kind = {"name": "nt", "text": "s2", "number": "mi", "word": "kc"}[str(part.lastgroup)]
    return f'<span class="{kind}">{part[0]}</span>'


def members_table(title: str, rows: Sequence[tuple[str, str, bool, str]]) -> str:
    """Return a table of members or parameters: name, type, whether it must be there, what it means.

    It is HTML: hundreds of Markdown tables would take Sphinx as many seconds.
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
