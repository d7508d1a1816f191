"""The lines of a bulk transfer as they come: in JSON, or as the rows of a CSV file.

Ten thousand lines are checked by plain code, one after the other: a serializer for each would take longer than
posting them. The rules and the sentences are those of a single transfer's fields.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from core_banking.api.http_errors import MalformedBody
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import InvalidAmount, minor_of, read_amount
from transactions.bulk_contracts import MOST_LINES, RawLine
from transactions.errors import MalformedLines

COLUMNS: Final = ("to_account_number", "amount", "description", "reference")
REQUIRED_COLUMNS: Final = ("to_account_number", "amount")
_NUMBER_LENGTH: Final = 12
_LONGEST: Final[Mapping[str, int]] = {"description": 255, "reference": 140}
_MOST_DECIMALS: Final = 3

_REQUIRED: Final = "This field is required."
_NOT_A_STRING: Final = "Not a valid string."
_LINE_SCHEMA: Final[dict[str, Any]] = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_LINES,
    "items": {
        "type": "object",
        "required": list(REQUIRED_COLUMNS),
        "additionalProperties": False,
        "properties": {
            "to_account_number": {
                "type": "string",
                "minLength": _NUMBER_LENGTH,
                "maxLength": _NUMBER_LENGTH,
                "example": "SAV987654324",
            },
            "amount": {
                "oneOf": [
                    {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$", "example": "100.00"},
                    {"type": "number", "minimum": 0},
                ]
            },
            **{name: {"type": "string", "maxLength": length} for name, length in _LONGEST.items()},
        },
    },
}


@extend_schema_field(_LINE_SCHEMA)
class BulkLinesField(serializers.Field[Any, Any, Any, Any]):
    """The lines: a list of objects in JSON."""

    def to_internal_value(self, data: Any) -> list[RawLine]:
        """Return the lines in order. Raises `ValidationError`, or `MalformedLines` naming each by its number."""
        if not isinstance(data, list):
            raise serializers.ValidationError("Give a list of lines.", code="not_a_list")
        return read_lines(data)

    def to_representation(self, value: Any) -> Any:
        """Return the lines as they are: only ever read."""
        return value


def read_lines(values: Sequence[Any]) -> list[RawLine]:
    """Return lines numbered from 1. Raises `InvalidInput` for none or too many, `MalformedLines` for bad ones."""
    refuse_wrong_count(len(values))
    lines: list[RawLine] = []
    problems: dict[int, Mapping[str, Sequence[str]]] = {}
    for number, value in enumerate(values, 1):
        if not isinstance(value, Mapping):
            problems[number] = {"non_field_errors": ["Give an object."]}
            continue
        said: dict[str, list[str]] = {
            str(name): ["There is no such field here."] for name in value if name not in COLUMNS
        }
        line = RawLine(
            number,
            _account_number(value, said),
            _amount(value, said),
            _text(value, "description", said),
            _text(value, "reference", said),
        )
        if said:
            problems[number] = said
        else:
            lines.append(line)
    if problems:
        raise MalformedLines(problems)
    return lines


def refuse_wrong_count(count: int) -> None:
    """Raise `InvalidInput` for no lines at all, and for more than one bulk transfer may have."""
    if count == 0:
        raise InvalidInput({"lines": ["Give at least one line."]})
    if count > MOST_LINES:
        raise InvalidInput({"lines": [f"Give at most {MOST_LINES} lines."]})


def _account_number(line: Mapping[Any, Any], said: dict[str, list[str]]) -> str:
    value = line.get("to_account_number")
    if value is None or value == "":
        said["to_account_number"] = [_REQUIRED]
    elif not isinstance(value, str):
        said["to_account_number"] = [_NOT_A_STRING]
    elif len(value) != _NUMBER_LENGTH or not value.isascii() or not value.isprintable():
        said["to_account_number"] = [f"Ensure this field has {_NUMBER_LENGTH} characters."]
    else:
        return value.upper()
    return ""


def _amount(line: Mapping[Any, Any], said: dict[str, list[str]]) -> Decimal:
    value = line.get("amount")
    if value is None or value == "":
        said["amount"] = [_REQUIRED]
        return Decimal(0)
    try:
        amount = read_amount(value)
        # The fewest decimals that hold it: the bound is in minor units of a currency still unknown.
        minor_of(amount, min(_MOST_DECIMALS, max(0, -int(amount.as_tuple().exponent))))
    except InvalidAmount as error:
        said["amount"] = [str(error)]
        return Decimal(0)
    return amount


def _text(line: Mapping[Any, Any], name: str, said: dict[str, list[str]]) -> str:
    value = line.get(name, "")
    if not isinstance(value, str):
        said[name] = [_NOT_A_STRING]
        return ""
    text = value.strip()
    if len(text) > _LONGEST[name]:
        said[name] = [f"Ensure this field has no more than {_LONGEST[name]} characters."]
    elif not text.isprintable():
        said[name] = ["Control characters are not allowed."]
    return text


class BulkCsvParser(BaseParser):
    """Reads a `text/csv` body; what the file does not say comes from the query: the account, and the mode."""

    media_type = "text/csv"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return what a JSON body would have said. Raises `MalformedBody` or `InvalidInput`."""
        query = (parser_context or {})["request"].query_params
        said = {name: query[name] for name in ("from_account_number", "mode") if name in query}
        return {**said, "lines": rows_of_csv(stream.read())}


def rows_of_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows under a header row that names the columns; a byte order mark and empty rows are passed over.

    Raises `MalformedBody` for what is no CSV in UTF-8, `InvalidInput` for columns that are missing, unknown or named
    twice, for rows of another length, and for too many rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedBody("The file is not valid UTF-8.") from None
    try:
        return _rows(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise MalformedBody(f"The file is not valid CSV: {error}.") from None


def _rows(reader: Iterable[list[str]]) -> list[dict[str, str]]:
    table = iter(reader)
    header = [name.strip() for name in next(table, [])]
    _check_header(header)
    rows: list[dict[str, str]] = []
    for cells in table:
        if not cells:
            continue
        if len(cells) != len(header):
            message = f"The row has {len(cells)} cells and the header {len(header)}."
            raise MalformedLines({len(rows) + 1: {"non_field_errors": [message]}})
        rows.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
        if len(rows) > MOST_LINES:
            refuse_wrong_count(len(rows))
    return rows


def _check_header(header: Sequence[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in REQUIRED_COLUMNS if name not in header]
    if unknown:
        raise InvalidInput({"lines": [f"There is no column {name!r} here." for name in unknown]})
    if missing:
        raise InvalidInput({"lines": [f"The column {name!r} is missing." for name in missing]})
    if len(set(header)) != len(header):
        raise InvalidInput({"lines": ["A column is named twice."]})
