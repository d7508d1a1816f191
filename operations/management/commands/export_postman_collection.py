"""`manage.py export_postman_collection`: the API as a Postman collection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from drf_spectacular.generators import SchemaGenerator

from operations.postman import collection_of


class Command(BaseCommand):
    """Writes the collection of all operations to a file, or to standard output."""

    help = "Write a Postman collection made from the API schema."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file to write to and the address the collection starts with."""
        parser.add_argument("--output", help="file to write; standard output if left out")
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate the schema and write its collection."""
        generator: Any = SchemaGenerator  # the package annotates neither the class nor its method
        schema = generator().get_schema(request=None, public=True)
        text = json.dumps(collection_of(schema, options["base_url"]), indent=2, ensure_ascii=False) + "\n"
        if options["output"]:
            Path(options["output"]).write_text(text)
            return
        self.stdout.write(text, ending="")
