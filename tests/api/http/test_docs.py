"""The documentation's pages and the document itself."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from django.contrib.staticfiles import finders
from rest_framework.test import APIClient

# Pages and a document that are made from the source code alone.
pytestmark = pytest.mark.any_engine


class Page(HTMLParser):
    """The addresses a page loads from, and the scripts and styles written into it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self._inside: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.loaded += [value for name in ("src", "href") if (value := named.get(name))]
        self.inline += [name for name in named if name.startswith("on") or name == "style"]
        self._inside = tag if tag in {"script", "style"} else None

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.inline.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = None


@pytest.mark.parametrize("path", ["/api/docs/swagger/", "/api/docs/redoc/"])
def test_a_page_loads_only_what_the_bank_serves_itself(client: Any, path: str) -> None:
    page = Page(client.get(path).content.decode())

    assert page.inline == []
    assert len(page.loaded) >= 4
    for address in page.loaded:
        assert address.startswith("/static/")
        assert finders.find(address.removeprefix("/static/")), address


@pytest.mark.parametrize("path", ["/api/docs/swagger/", "/api/docs/redoc/"])
def test_a_page_says_where_its_document_is(client: Any, path: str) -> None:
    found = re.search(r'data-schema="([^"]+)"', client.get(path).content.decode())

    assert found
    assert client.get(found[1]).status_code == 200


def test_swagger_asks_no_stranger_to_check_the_document(client: Any) -> None:
    html = client.get("/api/docs/swagger/").content.decode().replace("&quot;", '"')

    assert '"validatorUrl": null' in html
    assert '"persistAuthorization": true' in html


@pytest.mark.parametrize(
    "path", ["/static/docs/swagger.js", "/static/docs/redoc.js", "/static/docs/page.css"]
)
def test_our_own_assets_name_no_other_host(client: Any, db: None, path: str) -> None:
    response = client.get(path)
    content = b"".join(response.streaming_content)
    response.close()

    assert content
    assert b"//" not in content.replace(b"// ", b"")


@pytest.mark.parametrize("query", ["", "?format=json"])
def test_the_document_is_json(client: Any, query: str) -> None:
    response = client.get(f"/api/schema/{query}", HTTP_ACCEPT="text/html,*/*")

    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)["openapi"].startswith("3.")


def test_the_document_is_yaml_when_asked(client: Any) -> None:
    asked = [("?format=yaml", "*/*"), ("", "application/yaml"), ("", "application/vnd.oai.openapi")]

    answers = [client.get(f"/api/schema/{query}", HTTP_ACCEPT=accept) for query, accept in asked]

    assert {answer["Content-Type"] for answer in answers} == {"application/yaml"}
    [document] = {answer.content for answer in answers}
    # Read by libyaml: the reader in Python takes seconds.
    assert yaml.load(document, Loader=yaml.CSafeLoader) == client.get("/api/schema/").json()


def test_another_format_is_400(client: Any) -> None:
    response = client.get("/api/schema/?format=xml")

    assert response.status_code == 400
    assert response.json() == {"format": ["Give json or yaml."]}


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/swagger/", "/api/docs/redoc/"])
def test_a_plain_page_takes_no_other_method_and_says_so_as_json(path: str) -> None:
    response = APIClient(enforce_csrf_checks=True).post(path)

    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"
    assert response["Allow"] == "GET, HEAD"
