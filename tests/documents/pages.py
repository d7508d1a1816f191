"""Reads the commands out of a page of the documentation, with the answers that it shows.

    ```sh                 a block that is run, by one shell for the whole page
    ```json, ```text      right behind it: what it prints

A comment right before a block says what is special about it:

    <!-- not run: needs Docker -->      it cannot be run in a test; `test_pages.py` lists all of these
    <!-- on: postgresql -->             only where the bank's database is this one (or sqlite)
    <!-- file: receiver.py -->          the reader saves it under this name

and a comment anywhere, about the page:

    <!-- begins with: how-to/index.md -->   that page's commands are run first, in the same shell
    <!-- database: a copy -->               it changes what others need: a copy of the demonstration, or `durable`:
                                           an empty PostgreSQL that keeps what it acknowledged, as production has it
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

RUN_BY_SHELL = frozenset({"sh"})
WOULD_BE_RUN = frozenset({"sh", "bash", "shell", "zsh", "console", "http", "python", "py"})
ANSWERS = frozenset({"json", "text"})

_FENCE = re.compile(r"^(?P<indent> {0,3})```(?P<language>[^\s`]*)\s*$")
_COMMENT = re.compile(r"^<!-- (?P<name>not run|on|file|begins with|database): (?P<value>.+?) -->$")
_INDENTED_CODE = re.compile(r"^(?: {4}|\t)\S")
_LIST_ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s")


@dataclass(frozen=True)
class Answer:
    """What a page shows after a command."""

    language: str
    text: str


@dataclass(frozen=True)
class Block:
    """A block of commands, or a file to be saved."""

    page: str
    line: int
    language: str
    text: str
    answer: Answer | None = None
    not_run: str = ""
    engine: str = ""
    file_name: str = ""

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"docs/{self.page}:{self.line}"


@dataclass(frozen=True)
class Page:
    """A page: what is run, in order."""

    name: str
    blocks: tuple[Block, ...]
    begins_with: str = ""
    database: str = ""


class UnreadablePage(ValueError):
    """A page has a command that nothing would run."""


def all_pages() -> list[Page]:
    """Every page of the documentation that has something to run."""
    names = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
    return [page for page in map(page_named, names) if page.blocks]


def page_named(name: str) -> Page:
    """Read a page of the documentation."""
    return read_page(name, (DOCS / name).read_text(encoding="utf-8"))


def read_page(name: str, text: str) -> Page:
    """Read a page. Raises `UnreadablePage` for a command that is neither run nor said not to be."""
    fences = list(_fences(name, text))
    comments = [match for match in map(_COMMENT.match, text.splitlines()) if match]
    about = {comment["name"]: comment["value"] for comment in comments}
    blocks = []
    for number, fence in enumerate(fences):
        if fence.language not in WOULD_BE_RUN:
            continue
        _must_be_run_or_marked(name, fence)
        following = fences[number + 1] if number + 1 < len(fences) else None
        answer = None
        if (
            following
            and following.follows_at_once
            and following.language in ANSWERS
            and not fence.marks.get("file")
        ):
            answer = Answer(following.language, following.text)
        blocks.append(
            Block(
                page=name,
                line=fence.line,
                language=fence.language,
                text=fence.text,
                answer=answer,
                not_run=fence.marks.get("not run", ""),
                engine=fence.marks.get("on", ""),
                file_name=fence.marks.get("file", ""),
            )
        )
    return Page(name, tuple(blocks), about.get("begins with", ""), about.get("database", ""))


@dataclass(frozen=True)
class _Fence:
    line: int
    language: str
    text: str
    marks: dict[str, str]
    follows_at_once: bool


def _fences(name: str, text: str) -> Iterator[_Fence]:
    lines = text.splitlines()
    marks: dict[str, str] = {}
    at_once, in_list, number = False, False, 0
    while number < len(lines):
        line = lines[number]
        if fence := _FENCE.match(line):
            end = _end_of(lines, number, name)
            content = [each.removeprefix(fence["indent"]) for each in lines[number + 1 : end]]
            yield _Fence(number + 1, fence["language"], "\n".join(content) + "\n", marks, at_once)
            marks, at_once, number = {}, True, end + 1
            continue
        if comment := _COMMENT.match(line):
            marks = {**marks, comment["name"]: comment["value"]}
        elif line.strip():
            if _INDENTED_CODE.match(line) and not in_list and not lines[number - 1].strip():
                raise UnreadablePage(f"docs/{name}:{number + 1}: code by indentation is not run; fence it.")
            in_list = bool(_LIST_ITEM.match(line)) or (in_list and line.startswith(" "))
            marks, at_once = {}, False
        number += 1


def _end_of(lines: list[str], begin: int, name: str) -> int:
    for number in range(begin + 1, len(lines)):
        if lines[number].strip() == "```":
            return number
    raise UnreadablePage(f"docs/{name}:{begin + 1}: the block has no end.")


def _must_be_run_or_marked(name: str, fence: _Fence) -> None:
    if fence.marks.get("not run") or fence.marks.get("file") or fence.language in RUN_BY_SHELL:
        return
    raise UnreadablePage(
        f"docs/{name}:{fence.line}: a block of `{fence.language}` is not run: make it `sh`, name the file it is saved"
        " in, or say why it is not run."
    )
