"""The Postman collection, run request by request against the started server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from operations.postman import COLLECTION_SCHEMA, collection_of
from tests.live_server import DEMO_PASSWORD, BankServer, StartBank

# Requests made from the schema go to the other engine.
pytestmark = pytest.mark.any_engine

JsonObject = dict[str, Any]
COMMITTED = Path(__file__).parents[2] / "docs" / "postman_collection.json"


class CollectionRunner:
    """Does what Postman's own runner does: fills in variables, inherits the sign-in, keeps the tokens."""

    def __init__(self, collection: JsonObject, **variables: str) -> None:
        self.collection = collection
        self.variables = {row["key"]: row["value"] for row in collection["variable"]} | variables
        self.answers: dict[str, httpx.Response] = {}

    def run(self) -> None:
        """Send every request in order."""
        for folder in self.collection["item"]:
            for item in folder["item"]:
                self.answers[item["name"]] = answer = self._send(item["request"])
                if item.get("event") and answer.status_code == 200:
                    self.variables["access_token"] = answer.json()["access"]
                    self.variables["refresh_token"] = answer.json()["refresh"]

    def _send(self, request: JsonObject) -> httpx.Response:
        url = self._filled(request["url"]["raw"])
        for variable in request["url"]["variable"]:
            url = url.replace(f":{variable['key']}", variable["value"])
        headers = {row["key"]: row["value"] for row in request["header"]}
        sign_in: JsonObject = request.get("auth") or self.collection["auth"]
        if sign_in["type"] == "bearer":
            headers["Authorization"] = f"Bearer {self.variables['access_token']}"
        body: JsonObject = request.get("body", {})
        if not body:
            return httpx.request(request["method"], url, headers=headers, timeout=60)
        if body["mode"] == "raw":
            headers["Content-Type"] = "application/json"
            return httpx.request(
                request["method"], url, headers=headers, content=self._filled(body["raw"]), timeout=60
            )
        fields = {row["key"]: row["value"] for row in body["formdata"] if row["type"] == "text"}
        files = {row["key"]: ("empty.txt", b"") for row in body["formdata"] if row["type"] == "file"}
        return httpx.request(request["method"], url, headers=headers, data=fields, files=files, timeout=60)

    def _filled(self, text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda match: self.variables[match[1]], text)


@pytest.fixture(scope="module")
def bank(start_bank: StartBank) -> BankServer:
    """A bank of its own: the collection's requests change things."""
    return start_bank()


def schema_of(bank: BankServer) -> JsonObject:
    """Return the schema the server itself publishes."""
    document: JsonObject = httpx.get(f"{bank.base_url}/api/schema/?format=json", timeout=60).json()
    return document


def test_every_request_of_the_collection_gets_a_documented_answer(bank: BankServer) -> None:
    schema = schema_of(bank)
    runner = CollectionRunner(collection_of(schema, bank.base_url), password=DEMO_PASSWORD)
    runner.run()

    documented = {
        operation["operationId"]: (method, set(operation["responses"]))
        for path in schema["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert set(runner.answers) == set(documented)
    undocumented = {
        name: answer.status_code
        for name, answer in runner.answers.items()
        if str(answer.status_code) not in documented[name][1] or answer.status_code >= 500
    }
    assert undocumented == {}
    # A wrong password would make the whole run a row of documented 401s.
    assert runner.variables["access_token"]
    unsigned = [name for name, answer in runner.answers.items() if answer.status_code == 401]
    assert [name for name in unsigned if documented[name][0] == "get"] == []


@pytest.mark.any_engine
def test_the_committed_collection_is_that_of_the_schema(bank: BankServer) -> None:
    made = bank.manage("export_postman_collection")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["info"]["schema"] == COLLECTION_SCHEMA
    assert made.stdout == COMMITTED.read_text()
