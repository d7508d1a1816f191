"""The web client's page, and what of it is made from the OpenAPI document."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client

from tests.template_databases import ROOT
from web.modules import SOURCES, modules_at_the_start

pytestmark = pytest.mark.any_engine


_NAMES_OF_STALE_FILES = """
import django
django.setup()
from tests.api.published_schema import published_schema
from web.client_export import client_files
print([path.name for path, text in client_files(published_schema()).items() if path.read_text() != text])
"""


def test_operations_and_types_are_those_of_the_api() -> None:
    # In a process of its own: what other tests have imported and switched adds to the schema of theirs.
    stale = subprocess.run(
        [sys.executable, "-c", _NAMES_OF_STALE_FILES], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert stale.stdout.strip() == "[]", "run manage.py export_web_client"


@pytest.mark.parametrize("address", ["/app/", "/app", "/app/accounts/17", "/app/transactions/TXN7K2Q/"])
def test_every_address_below_app_is_the_one_page(address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert answer["Cache-Control"] == "no-cache"
    assert not answer.cookies


def test_the_page_names_every_module_it_needs_at_once() -> None:
    page = Client().get("/app/").content.decode()
    modules = modules_at_the_start()

    assert {"core/api.js", "core/dom.js", "core/shell.js", "routes.js"} <= set(modules)
    assert all(f'<link rel="modulepreload" href="/static/web/{path}">' in page for path in modules)
    assert all((SOURCES / path).is_file() for path in modules)


@pytest.mark.django_db  # a file that is closed ends its request, and with it old connections
@pytest.mark.parametrize("path", ["app.js", "core/api.js", "client.css"])
def test_a_browser_asks_whether_a_module_has_changed_before_it_uses_the_one_it_keeps(path: str) -> None:
    first = Client().get(f"/static/web/{path}")
    first.close()

    assert first["Cache-Control"] == "no-cache"
    again = Client().get(f"/static/web/{path}", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
