"""The API reference: a page for each tag of the OpenAPI schema, written anew with each build of the documentation.

Who may call an operation is read from the table that the tests prove for every operation and every kind of caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from tests.api.role_matrix import ROWS
from tooling.documents_text import json_block, members_table, slug

JsonObject = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
CALLER_NAMES = {
    "stranger": "anybody",
    "customer": "customer",
    "bank_admin": "bank administrator",
    "auditor": "auditor",
    "admin": "system administrator",
}
NO_RIGHT = frozenset({401, 403})
SAID_ONCE = frozenset({"X-Request-ID"})
LONGEST_LIST_SHOWN = 2
DEEPEST_SHOWN = 6


@dataclass(frozen=True)
class Operation:
    """One operation of the schema."""

    method: str
    path: str
    fields: JsonObject

    @property
    def name(self) -> str:
        """What a heading calls it."""
        summary = str(self.fields.get("summary") or self.fields["operationId"])
        return summary.split(". ", maxsplit=1)[0].rstrip(".")

    @property
    def anchor(self) -> str:
        """The fragment of its address in the reference."""
        return "operation-" + slug(str(self.fields["operationId"]))


def api_pages() -> dict[str, str]:
    """Return the pages of the API reference by their paths."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    by_tag: dict[str, list[Operation]] = {}
    for operation in _operations(schema):
        by_tag.setdefault((operation.fields.get("tags") or ["Other"])[0], []).append(operation)
    described = {tag["name"]: tag.get("description", "") for tag in schema.get("tags", [])}
    tags = [name for name in described if name in by_tag]
    tags += [name for name in by_tag if name not in described]
    writer = _Writer(schema)
    pages = {
        f"reference/api/{slug(tag)}.md": writer.page(tag, described.get(tag, ""), by_tag[tag]) for tag in tags
    }
    return {"reference/api/index.md": _index(schema, tags, described, by_tag), **pages}


def _operations(schema: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in schema["paths"].items():
        for method in METHODS:
            if method in item:
                yield Operation(method.upper(), path, item[method])


def _index(
    schema: Mapping[str, Any],
    tags: Sequence[str],
    described: Mapping[str, str],
    by_tag: Mapping[str, Sequence[Operation]],
) -> str:
    count = sum(len(operations) for operations in by_tag.values())
    rows = "\n".join(
        f"| [{tag}]({slug(tag)}.md) | {described.get(tag, '')} | {len(by_tag[tag])} |" for tag in tags
    )
    listed = "\n".join(slug(tag) for tag in tags)
    return f"""# API

{count} operations, from the OpenAPI schema of version {schema["info"]["version"]}. A running bank serves
the schema itself at `/api/schema/`, and shows it in Swagger (`/api/docs/swagger/`) and Redoc (`/api/docs/redoc/`),
where it can be tried out.

| | | operations |
|---|---|---:|
{rows}

## What holds for every operation

{schema["info"]["description"]}

```{{toctree}}
:hidden:

{listed}
```
"""


class _Writer:
    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._may = {row.operation: row.expected for row in ROWS}

    def page(self, tag: str, description: str, operations: Sequence[Operation]) -> str:
        sections = "\n".join(self._operation(operation) for operation in operations)
        return f"# {tag}\n\n{description}\n\n{sections}"

    def _operation(self, operation: Operation) -> str:
        fields = operation.fields
        parts = [f"({operation.anchor})=", f"## {operation.name}", ""]
        parts += ["```text", f"{operation.method} {operation.path}", "```", ""]
        description = str(fields.get("description", "")).strip()
        if description.rstrip(".") != operation.name:
            parts += [description, ""]
        parts += [self._callers(operation), ""]
        parameters = [self._resolved(each) for each in fields.get("parameters", [])]
        parts += [self._parameters([each for each in parameters if each["name"] not in SAID_ONCE])]
        parts += self._body(fields.get("requestBody"))
        parts += self._answers(fields["responses"])
        return "\n".join(parts) + "\n"

    def _callers(self, operation: Operation) -> str:
        proven = self._may.get(f"{operation.method} {operation.path}")
        if proven is None:
            return ""
        if proven["stranger"] not in NO_RIGHT:
            may = ["anybody"]
            may += (
                [] if all(status not in NO_RIGHT for status in proven.values()) else ["see the description"]
            )
        else:
            may = [
                name
                for caller, name in CALLER_NAMES.items()
                if caller != "stranger" and proven[caller] not in NO_RIGHT
            ]
        labels = " ".join(f'<span class="may">{name}</span>' for name in may)
        return f'<p class="callers">Who may: {labels}</p>\n'

    def _parameters(self, parameters: Sequence[JsonObject]) -> str:
        rows = [
            (
                each["name"],
                f"{each['in']}, {self._type(each.get('schema', {}))}",
                bool(each.get("required")),
                str(each.get("description", "")),
            )
            for each in parameters
        ]
        return members_table("Parameter", rows)

    def _body(self, body: JsonObject | None) -> list[str]:
        if not body:
            return []
        content = body["content"]
        kind = "application/json" if "application/json" in content else next(iter(content))
        media = content[kind]
        parts = ["**Body**" + ("" if kind == "application/json" else f" ({kind})"), ""]
        parts += [self._members("Member", media.get("schema", {}))]
        example = _first_example(media)
        if example is not None and kind == "application/json":
            parts += [_shown(example)]
        return parts

    def _answers(self, responses: Mapping[str, JsonObject]) -> list[str]:
        parts: list[str] = []
        refusals = []
        for status, response in responses.items():
            if not status.startswith("2"):
                refusals.append(f"[{status}](#errors-{status})")
                continue
            parts += [f"**{status}** {response.get('description', '')}".rstrip(), ""]
            media = response.get("content", {}).get("application/json", {})
            example = _first_example(media)
            if example is not None:
                parts += [_shown(example)]
        if refusals:
            parts += ["Refusals: " + " ".join(refusals), ""]
        return parts

    def _members(self, title: str, schema: JsonObject) -> str:
        found = self._resolved(schema)
        if found.get("type") == "array":
            found = self._resolved(found.get("items", {}))
        required = set(found.get("required", ()))
        rows = [
            (name, self._type(member), name in required, str(member.get("description", "")))
            for name, member in found.get("properties", {}).items()
            if not member.get("readOnly")
        ]
        return members_table(title, rows)

    def _type(self, schema: JsonObject) -> str:
        if len(schema.get("allOf", ())) == 1:
            return self._type(schema["allOf"][0])
        found = self._resolved(schema)
        if "enum" in found:
            return " | ".join(map(str, found["enum"]))
        if "oneOf" in found or "anyOf" in found:
            choices = dict.fromkeys(self._type(each) for each in found.get("oneOf") or found["anyOf"])
            return " | ".join(choices)
        if found.get("type") == "array":
            return f"list of {self._type(found.get('items', {}))}"
        kind = found.get("format") or found.get("type") or "value"
        return " | ".join(kind) if isinstance(kind, list) else str(kind)

    def _resolved(self, schema: JsonObject) -> JsonObject:
        while "$ref" in schema:
            target: Any = self._schema
            for name in schema["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            schema = target
        return schema


def _first_example(media: Mapping[str, Any]) -> Any:
    examples = media.get("examples")
    if not examples:
        return None
    return next(iter(examples.values())).get("value")


def _shown(example: Any) -> str:
    """Lay an example out; long lists are cut after two."""
    return json_block(_shortened(example, 0))


def _shortened(value: Any, depth: int) -> Any:
    if depth > DEEPEST_SHOWN:
        return "…"
    if isinstance(value, dict):
        return {name: _shortened(member, depth + 1) for name, member in value.items()}
    if isinstance(value, list):
        kept = [_shortened(each, depth + 1) for each in value[:LONGEST_LIST_SHOWN]]
        return kept if len(value) <= LONGEST_LIST_SHOWN else [*kept, "…"]
    return value
