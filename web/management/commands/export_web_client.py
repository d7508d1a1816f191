"""`manage.py export_web_client`: write what the web client knows of the API from the OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from drf_spectacular.generators import SchemaGenerator

from web.client_export import client_files


class Command(BaseCommand):
    """Write the web client's operations and types; run it whenever the API has changed."""

    help = "Writes web/static/web/core/operations.js and api_types.d.ts from the OpenAPI document."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the files, and say which."""
        schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        for path, content in client_files(schema).items():
            path.write_text(content, encoding="utf-8")
            self.stdout.write(f"{path} written.")
