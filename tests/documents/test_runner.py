"""What runs the documentation notices a broken command, a wrong answer and a command that nobody would run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.answers import Different, Seen
from tests.documents.conftest import OpenShell
from tests.documents.pages import UnreadablePage, read_page

pytestmark = pytest.mark.any_engine

SHOWN = '{"number": "SAV000000017", "at": "2026-01-15T12:00:00Z", "lines": [{"amount": "1.00", …}, …], …}'


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ('{"a": 1, "b": …}', '{"b": [1, 2], "a": 1}'),
        ('{"a": "x…z"}', '{"a": "xyz"}'),
        ("[1, …, 9]", "[1, 2, 3, 9]"),
        (
            SHOWN,
            '{"number": "SAV999999999", "at": "2027-02-01T00:00:00.5Z", "lines": [{"amount": "1.00"}, {}], "c": 0}',
        ),
    ],
    ids=["a value", "a part of a text", "entries", "members"],
)
def test_an_answer_may_differ_where_the_page_leaves_it_open(shown: str, came: str) -> None:
    Seen().compare_json(shown, came)


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ('{"a": "1.00"}', '{"a": "1.01"}'),
        ('{"a": 1}', '{"a": true}'),
        ('{"a": 1}', '{"a": 1, "b": 2}'),
        ('{"a": 1, …}', '{"b": 2}'),
        ("[1, …]", "[2]"),
        ("[1]", "[1, 2]"),
        ('{"a": "SAV000000017"}', '{"a": "CUR000000017"}'),
        ('["SAV000000017", "SAV000000017"]', '["SAV000000025", "SAV000000033"]'),
        ('{"a": 1}', "<html>"),
    ],
    ids=["value", "kind", "unshown", "missing", "entry", "number", "identifier", "another one", "no JSON"],
)
def test_an_answer_may_not_differ_elsewhere(shown: str, came: str) -> None:
    with pytest.raises(Different):
        Seen().compare_json(shown, came)


def test_a_number_stands_for_the_same_in_all_answers_and_commands() -> None:
    seen = Seen()
    seen.compare_text("Opened SAV000000017.\n…\n", "Opened SAV111111111.\nmore\nand more\n")

    assert seen.in_command("close SAV000000017") == "close SAV111111111"
    seen.compare_json('{"closed": "SAV000000017"}', '{"closed": "SAV111111111"}')
    with pytest.raises(Different):
        seen.compare_json('{"closed": "SAV000000017"}', '{"closed": "SAV222222222"}')


@pytest.mark.parametrize(
    "text",
    [
        "```python\nprint()\n```\n",
        "```http\nGET / HTTP/1.1\n```\n",
        "Type:\n\n    make run\n",
        "```sh\nmake\n",
    ],
    ids=["python", "http", "indented", "without an end"],
)
def test_a_command_that_nobody_would_run_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePage):
        read_page("planted.md", text)


PLANTED = {
    "a command that fails": "```sh\necho fine\nfalse\n```\n\n```text\nfine\n```\n",
    "a program that is not there": "```sh\n.venv/bin/python manage.py verify_leger\n```\n",
    "an unknown address": "```sh\ncurl -s http://127.0.0.1:8000/api/accouns/ | grep balance\n```\n",
    "an answer that is not shown": "```sh\ncurl -s http://127.0.0.1:8000/api/accounts/\n```\n",
    "another answer": "```sh\ncurl -s http://127.0.0.1:8000/healthz\n```\n\n```text\nill\n```\n",
    "a variable that is not set": '```sh\necho "$NOBODY"\n```\n\n```text\n…\n```\n',
}


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_found(text: str, open_shell: OpenShell, tmp_path: Path) -> None:
    page = read_page("planted.md", text)

    with open_shell(tmp_path, page) as shell, pytest.raises(Different, match=r"planted\.md:1"):
        shell.run_page(page)
