"""Lists of names as they are published: read line by line, refused as a whole at the first line that is wrong.

`opensanctions`: OpenSanctions' "targets.simple.csv" (a header; columns `id`, `schema`, `name`, `aliases` parted by `;`,
`birth_date`, `countries`, `sanctions`). `ofac-sdn`: the "SDN.CSV" of the Office of Foreign Assets Control (no header,
twelve columns, `-0-` for nothing; aliases stand in its remarks as `a.k.a. 'NAME'`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_SDN_COLUMNS: Final = 12
_SDN_NOTHING: Final = "-0-"
_SDN_ALIAS: Final = re.compile(r"a\.k\.a\. '([^']+)'")
_SDN_BIRTH: Final = re.compile(r"\bDOB ([^;.]+)")
_LONGEST_NAME: Final = 500
_MOST_NAMES: Final = 200


class UnreadableList(ValueError):
    """A file that is not a list in the format it is said to have; the sentence names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One person or organisation of a list, as it is published."""

    entry_id: str
    schema: str
    names: tuple[str, ...]
    birth_date: str = ""
    countries: str = ""
    programme: str = ""


def opensanctions_entries(lines: Iterable[str]) -> Iterator[ListEntry]:
    """Yield the entries of an OpenSanctions simple CSV. Raises `UnreadableList`."""
    reader = csv.DictReader(lines, strict=True)
    missing = {"id", "schema", "name"} - set(reader.fieldnames or ())
    if missing:
        raise UnreadableList(f"The first line names no column {', '.join(sorted(missing))}.")
    for row in reader:
        names = (row["name"], *(row.get("aliases") or "").split(";"))
        yield _checked(
            reader.line_num,
            entry_id=row["id"],
            schema=row["schema"],
            names=names,
            birth_date=row.get("birth_date") or "",
            countries=row.get("countries") or "",
            programme=row.get("sanctions") or row.get("program_ids") or "",
        )


def ofac_entries(lines: Iterable[str]) -> Iterator[ListEntry]:
    """Yield the entries of an OFAC SDN.CSV. Raises `UnreadableList`."""
    reader = csv.reader(lines, strict=True)
    for row in reader:
        if not row or row == ["\x1a"]:  # the published file ends with the end-of-file mark of DOS
            continue
        if len(row) != _SDN_COLUMNS:
            raise UnreadableList(f"Line {reader.line_num} has {len(row)} columns instead of {_SDN_COLUMNS}.")
        number, name, kind, programme, remarks = (
            "" if cell.strip() == _SDN_NOTHING else cell.strip()
            for cell in (row[0], row[1], row[2], row[3], row[11])
        )
        born = _SDN_BIRTH.search(remarks)
        yield _checked(
            reader.line_num,
            entry_id=number,
            schema=kind.capitalize() or "Organization",
            names=(name, *_SDN_ALIAS.findall(remarks)),
            birth_date=born[1].strip() if born else "",
            programme=programme,
        )


FORMATS: Final[dict[str, Callable[[Iterable[str]], Iterator[ListEntry]]]] = {
    "opensanctions": opensanctions_entries,
    "ofac-sdn": ofac_entries,
}


def entries_of(file_format: str, lines: Iterable[str]) -> Iterator[ListEntry]:
    """Yield the entries of a list in one of `FORMATS`. Raises `UnreadableList`."""
    seen: set[str] = set()
    try:
        for entry in FORMATS[file_format](lines):
            if entry.entry_id in seen:
                raise UnreadableList(f"The entry {entry.entry_id} is there twice.")
            seen.add(entry.entry_id)
            yield entry
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableList(f"The file cannot be read as CSV in UTF-8: {error}.") from None
    if not seen:
        raise UnreadableList("There is no entry in the file.")


def _checked(
    line: int,
    *,
    entry_id: str,
    schema: str,
    names: Iterable[str],
    birth_date: str = "",
    countries: str = "",
    programme: str = "",
) -> ListEntry:
    given = tuple(dict.fromkeys(name.strip()[:_LONGEST_NAME] for name in names if name and name.strip()))
    if not entry_id or not given:
        raise UnreadableList(f"Line {line} has no {'name' if entry_id else 'identifier'}.")
    return ListEntry(
        entry_id=entry_id[:120],
        schema=schema[:40],
        names=given[:_MOST_NAMES],
        birth_date=birth_date[:60],
        countries=countries[:120],
        programme=programme[:500],
    )
