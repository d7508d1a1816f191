"""Reference pages that other parts of the repository know best: settings, commands, errors by status, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from tooling.documents_entries import entries_page
from tooling.steps import ROOT

SECTION = re.compile(r"^# --- (?P<title>.+?) -+$")
SETTING = re.compile(r"^#? ?(?P<name>[A-Z][A-Z0-9_]+)=(?P<default>.*)$")
ERROR_ROW = re.compile(r"^\| `(?P<code>[a-z_]+)` \| (?P<status>\d{3}) \| (?P<sentence>.*) \|$", re.MULTILINE)
DECISIONS = re.compile(r"^<!-- decisions: (?P<numbers>[\d ]+) -->$", re.MULTILINE)
FOREIGN_APPS = (
    "django.",
    "rest_framework",
    "drf_spectacular",
    "django_tasks",
    "whitenoise",
    "runserver_nostatic",
)

STATUSES = {
    400: "malformed or invalid",
    401: "not signed in",
    403: "signed in and not allowed",
    404: "not there, or not yours",
    405: "another method is wanted",
    406: "none of the wanted forms",
    409: "in conflict with the present state",
    411: "a body without a length",
    413: "too large",
    415: "a content type that is not taken",
    422: "the bank declines",
    429: "too often",
    500: "a mistake of the bank",
    503: "the bank cannot be sure just now",
}


def reference_pages(folder: Path) -> dict[str, str]:
    """Return the generated pages by their paths; `folder` holds the copies of the written ones."""
    return {
        "reference/settings.md": settings_page((ROOT / ".env.example").read_text(encoding="utf-8")),
        "reference/commands.md": commands_page(),
        "errors.md": errors_by_status((folder / "errors.md").read_text(encoding="utf-8")),
        "decisions.md": decisions_page(
            (folder / "decisions.md").read_text(encoding="utf-8"), titles_of_decisions(folder / "adr")
        ),
        **entries_page(),
    }


def settings_page(example: str) -> str:
    """Return the page of settings, from the text of `.env.example`."""
    lines = [
        "# Settings",
        "",
        "Every setting is read from the environment, or from a file `.env` in the repository's folder. Without any,",
        "the bank runs on SQLite with keys made for it. This page is made from `.env.example`.",
        "",
    ]
    said: list[str] = []
    for line in example.splitlines():
        if section := SECTION.match(line):
            said = []
            lines += ["", f"## {section['title'].split(': all')[0]}", ""]
        elif setting := SETTING.match(line):
            default = setting["default"].strip()
            lines += [f"`{setting['name']}`" + (f" = `{default}`" if default else "")]
            lines += [f": {_plain(' '.join(said)) or 'See the ones before.'}", ""]
            said = []
        elif line.startswith("# ") and any(part.startswith("## ") for part in lines):
            said.append(line.removeprefix("# ").strip())
        elif not line.strip() and said:
            lines += [_plain(" ".join(said)), ""]
            said = []
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Keep Markdown from seeing marks of its own in a comment."""
    return re.sub(r"([*<>\[\]_])", r"\\\1", text)


def commands_page() -> str:
    """Return the page of the bank's own management commands, with what `--help` prints."""
    parts = [
        "# Commands",
        "",
        "`python manage.py NAME` runs a command on the bank that the settings name, and leaves a row in the audit",
        "trail. Django's own commands (`migrate`, `createsuperuser`, `check`, …) are there as well. Options that every",
        "command has (`--settings`, `--verbosity`, …) are left out here.",
        "",
    ]
    for name, command in _own_commands():
        usage, description, options = _help_of(command, name)
        parts += [f"## `{name}`", "", description, "", "```text", usage, "```", ""]
        if options:
            parts += [options, ""]
    return "\n".join(parts)


def _own_commands() -> Iterator[tuple[str, BaseCommand]]:
    for name, app in sorted(get_commands().items()):
        if isinstance(app, BaseCommand) or app.startswith(FOREIGN_APPS):
            continue
        yield name, load_command_class(app, name)


def _help_of(command: BaseCommand, name: str) -> tuple[str, str, str]:
    parser = command.create_parser("manage.py", name)
    own = [action for action in parser._actions if not action.dest.startswith(_EVERYWHERE)]
    words = [f"manage.py {name}"]
    rows = []
    for action in own:
        label = (
            action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest).upper()
        )
        value = (
            ""
            if action.nargs == 0 or not action.option_strings
            else f" {action.metavar or action.dest.upper()}"
        )
        if isinstance(action.metavar, tuple):
            value = f" {' '.join(action.metavar)}"
        word = label + value
        words.append(word if action.required else f"[{word}]")
        meaning = " ".join(str(action.help or "").replace("%%", "%").split())
        rows.append(f"`{word}`\n: {_plain(meaning) or 'See the description.'}\n")
    said = command.help.strip().split("\n\n")
    description = "\n\n".join(_plain(" ".join(paragraph.split())) for paragraph in said)
    return " ".join(words), description, "\n".join(rows)


_EVERYWHERE = (
    "help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks",
)  # fmt: skip


def errors_by_status(page: str) -> str:
    """Return the catalogue of error codes with a section for each HTTP status, which the API reference links to."""
    known: dict[int, list[tuple[str, str]]] = {status: [] for status in STATUSES}
    for row in ERROR_ROW.finditer(page):
        known.setdefault(int(row["status"]), []).append((row["code"], row["sentence"]))
    parts = [page.rstrip(), "", "## By status", ""]
    for status, codes in sorted(known.items()):
        parts += [f"(errors-{status})=", f"### {status}: {STATUSES.get(status, 'see the codes')}", ""]
        parts += [f"- `{code}`: {sentence}" for code, sentence in codes] or ["No code of its own."]
        parts += [""]
    return "\n".join(parts)


def titles_of_decisions(folder: Path) -> dict[str, tuple[str, str]]:
    """Return file name and title of each decision record by its number."""
    found = {}
    for path in sorted(folder.glob("[0-9]*.md")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        number, _, title = first.removeprefix("# ").partition(". ")
        found[number] = (path.name, title)
    return found


def decisions_page(page: str, titles: Mapping[str, tuple[str, str]]) -> str:
    """Fill the records in where the page names their numbers; those that it does not name come last."""
    named: set[str] = set()

    def links(match: re.Match[str]) -> str:
        numbers = match["numbers"].split()
        named.update(numbers)
        return _links(numbers, titles)

    filled = DECISIONS.sub(links, page).rstrip()
    left = [number for number in titles if number not in named]
    if left:
        filled += "\n\n## Others\n\n" + _links(left, titles)
    listed = "\n".join(f"adr/{name}" for name, _title in titles.values())
    return f"{filled}\n\n```{{toctree}}\n:hidden:\n\nAbout the records <adr/README>\n{listed}\n```\n"


def _links(numbers: list[str], titles: Mapping[str, tuple[str, str]]) -> str:
    rows = [(number, *titles[number]) for number in numbers if number in titles]
    return "\n".join(f"- [{number}](adr/{name}): {title}" for number, name, title in rows)
