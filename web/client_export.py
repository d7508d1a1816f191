"""What the web client knows of the API, written from the OpenAPI document: operations for it, types for its editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

Schema = Mapping[str, Any]

CORE: Final = Path(__file__).resolve().parent / "static" / "web" / "core"
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_WRITTEN_BY: Final = "Written by `manage.py export_web_client` from the OpenAPI document; not by hand."
_REFERENCE: Final = "#/components/schemas/"
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_SCALARS: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}


def client_files(schema: Schema) -> dict[Path, str]:
    """Return the files that the web client's sources take from the OpenAPI document, by their paths."""
    return {
        CORE / "operations.js": operations_module(schema),
        CORE / "api_types.d.ts": type_declarations(schema),
    }


def operations_module(schema: Schema) -> str:
    """Return the module of operations: method, address, kinds of body, and whether an idempotency key is taken."""
    lines = [
        "// @ts-check",
        f"/** {_WRITTEN_BY} */",
        "",
        "/** By operationId: method, address, kinds of body, whether it takes an idempotency key. */",
        "export const operations = /** @type {const} */ ({",
        *sorted(_operation_line(*operation) for operation in _operations(schema)),
        "});",
    ]
    return "\n".join(lines) + "\n"


def type_declarations(schema: Schema) -> str:
    """Return the types of all bodies and answers, as TypeScript declarations."""
    components: Mapping[str, Schema] = schema["components"]["schemas"]
    blocks = [f"/** {_WRITTEN_BY} */\n"]
    for name in sorted(components):
        comment = _comment(components[name], "")
        blocks.append(f"{comment}export type {_type_name(name)} = {_type(components[name], '')};\n")
    return "\n".join(blocks)


def _operations(schema: Schema) -> Iterator[tuple[str, str, Schema]]:
    for address, methods in schema["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield address, method.upper(), methods[method]


def _operation_line(address: str, method: str, operation: Schema) -> str:
    kinds = [kind.split("/")[1] for kind in operation.get("requestBody", {}).get("content", {})]
    headers = [
        parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "header"
    ]
    facts = json.dumps([method, address, kinds, "Idempotency-Key" in headers])
    return f"  {operation['operationId']}: {facts},"


def _type_name(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _type(schema: Schema, indent: str) -> str:
    """Return the TypeScript type of a schema; `indent` is that of the line it stands in."""
    written = _bare_type(schema, indent)
    return f"{written} | null" if schema.get("nullable") and written != "null" else written


def _bare_type(schema: Schema, indent: str) -> str:
    if "$ref" in schema:
        return _type_name(schema["$ref"].removeprefix(_REFERENCE))
    for combination, sign in (("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")):
        if combination in schema:
            return sign.join(dict.fromkeys(_operand(part, indent) for part in schema[combination]))
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"({_type(schema.get('items', {}), indent)})[]"
    if schema.get("format") == "binary":
        return "Blob"
    if schema.get("type") == "object" or "properties" in schema:
        return _object_type(schema, indent)
    return _SCALARS.get(schema.get("type", ""), "unknown")


def _operand(schema: Schema, indent: str) -> str:
    written = _type(schema, indent)
    return f"({written})" if " | " in written else written


def _object_type(schema: Schema, indent: str) -> str:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    inner = f"{indent}  "
    lines = [
        f"{_comment(member, inner)}{inner}{_key(name)}{_mark(name, schema)}: {_type(member, inner)};"
        for name, member in properties.items()
    ]
    extra = schema.get("additionalProperties")
    if isinstance(extra, Mapping) and extra:
        lines.append(f"{inner}[name: string]: {_type(extra, inner)};")
    elif not properties:
        return "Record<string, unknown>"
    return "\n".join(["{", *lines, f"{indent}}}"])


def _key(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else json.dumps(name)


def _mark(name: str, schema: Schema) -> str:
    return "" if name in schema.get("required", ()) else "?"


def _comment(schema: Schema, indent: str) -> str:
    """Return the first paragraph of a description as a comment, without the list of values that the type repeats."""
    text = schema.get("description", "").split("\n\n")[0].strip()
    if not text or text.startswith("* `"):
        return ""
    return f"{indent}/** {' '.join(text.split()).replace('*/', '* /')} */\n"
