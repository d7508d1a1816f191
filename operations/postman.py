"""A Postman collection (format 2.1.0) made from the API schema: a folder for each tag, a request for each operation.

The collection signs in by itself: its login request keeps the access token in a variable that every other request
uses. Bodies come from the schema's examples, or are made from the types where an operation has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

JsonObject = dict[str, Any]

COLLECTION_SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
LOGIN_PATH: Final = "/api/auth/login/"
SIGN_OUT: Final = "Sign-out"
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_KEEP_TOKENS: Final = (
    "if (pm.response.code === 200) {",
    "    pm.collectionVariables.set('access_token', pm.response.json().access);",
    "    pm.collectionVariables.set('refresh_token', pm.response.json().refresh);",
    "}",
)
_SAMPLES: Final = {"date": "2026-01-15", "date-time": "2026-01-15T12:00:00Z", "email": "person@example.com"}


def collection_of(schema: Mapping[str, Any], base_url: str = "http://127.0.0.1:8000") -> JsonObject:
    """Return the collection of an OpenAPI document."""
    folders: dict[str, list[JsonObject]] = {}
    for path, method, operation in _operations(schema):
        # A runner goes folder by folder: what ends the session has a folder of its own, the last.
        tag = SIGN_OUT if _ends_the_session(path) else (operation.get("tags") or ["Other"])[0]
        folders.setdefault(tag, []).append(_request(schema, path, method, operation))
    return {
        "info": {
            "name": schema["info"]["title"],
            "description": schema["info"].get("description", ""),
            "schema": COLLECTION_SCHEMA,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{access_token}}", "type": "string"}],
        },
        "variable": [
            {"key": "base_url", "value": base_url},
            {"key": "username", "value": "customer"},
            {"key": "password", "value": ""},
            {"key": "access_token", "value": ""},
            {"key": "refresh_token", "value": ""},
        ],
        "item": [{"name": name, "item": items} for name, items in folders.items()],
    }


def _operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, JsonObject]]:
    """Yield every operation; signing in first, since all others need the token, and signing out last."""
    found = [
        (path, method, operations[method])
        for path, operations in schema["paths"].items()
        for method in _METHODS
        if method in operations
    ]
    yield from sorted(
        found, key=lambda operation: (_ends_the_session(operation[0]), operation[0] != LOGIN_PATH)
    )


def _ends_the_session(path: str) -> bool:
    return path.endswith("/logout/") or path.startswith("/api/auth/sessions/{")


def _request(schema: Mapping[str, Any], path: str, method: str, operation: JsonObject) -> JsonObject:
    request: JsonObject = {
        "method": method.upper(),
        "header": [{"key": "Accept", "value": "application/json"}],
        "url": _url(schema, path, operation),
        "description": operation.get("description", ""),
    }
    if _is_public(schema, operation):
        request["auth"] = {"type": "noauth"}
    body = _body(schema, operation)
    if body is not None:
        request["body"] = body
    item: JsonObject = {"name": operation["operationId"], "request": request}
    if path == LOGIN_PATH:
        request["body"] = _raw_json({"username": "{{username}}", "password": "{{password}}"})
        item["event"] = [
            {"listen": "test", "script": {"type": "text/javascript", "exec": list(_KEEP_TOKENS)}}
        ]
    return item


def _url(schema: Mapping[str, Any], path: str, operation: JsonObject) -> JsonObject:
    parameters = [_resolved(schema, parameter) for parameter in operation.get("parameters", [])]
    named = {parameter["name"]: parameter for parameter in parameters if parameter["in"] == "path"}
    postman_path = re.sub(r"\{(\w+)\}", r":\1", path)
    return {
        "raw": "{{base_url}}" + postman_path,
        "host": ["{{base_url}}"],
        "path": postman_path.strip("/").split("/") + ([""] if postman_path.endswith("/") else []),
        "query": [
            {
                "key": parameter["name"],
                "value": "",
                "description": parameter.get("description", ""),
                "disabled": True,
            }
            for parameter in parameters
            if parameter["in"] == "query"
        ],
        "variable": [
            {"key": name, "value": str(_sample(schema, parameter.get("schema", {})))}
            for name, parameter in named.items()
        ],
    }


def _body(schema: Mapping[str, Any], operation: JsonObject) -> JsonObject | None:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return _raw_json(_example(schema, content["application/json"]))
    if "multipart/form-data" in content:
        properties = _resolved(schema, content["multipart/form-data"]["schema"]).get("properties", {})
        return {"mode": "formdata", "formdata": [_form_field(schema, *field) for field in properties.items()]}
    return None


def _raw_json(value: object) -> JsonObject:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}


def _form_field(schema: Mapping[str, Any], name: str, definition: JsonObject) -> JsonObject:
    resolved = _resolved(schema, definition)
    inner = _resolved(schema, resolved.get("items", {}))
    if "binary" in (resolved.get("format"), inner.get("format")):
        return {"key": name, "type": "file", "src": []}
    return {"key": name, "type": "text", "value": str(_sample(schema, definition))}


def _example(schema: Mapping[str, Any], media: JsonObject) -> object:
    for example in media.get("examples", {}).values():
        if "value" in example:
            return example["value"]
    return _sample(schema, media.get("schema", {}))


def _sample(schema: Mapping[str, Any], definition: JsonObject) -> Any:
    """Return a value of the right shape for a schema."""
    definition = _resolved(schema, definition)
    for given in ("example", "default"):
        if given in definition:
            return definition[given]
    for choices in ("enum", "allOf", "oneOf", "anyOf"):
        if definition.get(choices):
            first = definition[choices][0]
            return first if choices == "enum" else _sample(schema, first)
    return _sample_of_type(schema, definition)


def _sample_of_type(schema: Mapping[str, Any], definition: JsonObject) -> Any:
    match definition.get("type"):
        case "object":
            fields: JsonObject = definition.get("properties", {})
            required = definition.get("required") or list(fields)
            return {name: _sample(schema, fields[name]) for name in fields if name in required}
        case "array":
            return [_sample(schema, definition.get("items", {}))]
        case "integer" | "number":
            return max(1, definition.get("minimum", 1))
        case "boolean":
            return False
    return _SAMPLES.get(definition.get("format", ""), "text")


def _resolved(schema: Mapping[str, Any], definition: Mapping[str, Any]) -> JsonObject:
    while "$ref" in definition:
        target: Any = schema
        for part in definition["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        definition = target
    return dict(definition)


def _is_public(schema: Mapping[str, Any], operation: JsonObject) -> bool:
    security = operation.get("security", schema.get("security", []))
    return not security or {} in security
