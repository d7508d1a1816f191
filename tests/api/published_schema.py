"""The bank's OpenAPI document, made once in a process: it takes seconds."""

from __future__ import annotations

import functools
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@functools.cache
def published_schema() -> Any:
    """Return the document of all addresses; who changes it copies it first."""
    return SchemaGenerator().get_schema(request=None, public=True)
