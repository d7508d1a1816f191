"""What the bank refuses about the lines of a bulk transfer, before any of them is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core_banking.kernel.errors import InvalidInput

_MOST_NAMED = 100


class MalformedLines(InvalidInput):
    """Lines that cannot be read: messages by line number and field, of the first hundred such lines."""

    def __init__(self, problems: Mapping[int, Mapping[str, Sequence[str]]]) -> None:
        super().__init__({})
        named = sorted(problems)[:_MOST_NAMED]
        self.fields: dict[str, object] = {  # type: ignore[assignment]  # a level deeper than elsewhere
            "lines": {
                str(number): {name: list(said) for name, said in problems[number].items()} for number in named
            }
        }
