"""The pgbench script says what the bank said, with other people and fresh keys."""

from __future__ import annotations

import datetime as dt

import pytest

from benchmarks import population
from benchmarks.pgbench_script import TEMPLATE_KEY, SentStatement, script_of


def filled(text, *parameters):
    script = script_of([SentStatement(text, parameters)], customers=10)
    lines = script.text.splitlines()
    return lines[lines.index("BEGIN;") + 1], script.texts


def test_a_number_that_names_somebody_is_computed():
    statement, texts = filled(
        "SELECT %s, %s, %s",
        population.FIRST_PERSON_ID,
        population.FIRST_LEDGER_ACCOUNT_ID + 1,
        population.account_number(1),
    )

    assert statement == "SELECT :sender_person, :receiver_book, ('SAV' || :receiver_number);"
    assert texts == {}


def test_keys_and_generated_identifiers_are_fresh_each_time():
    statement, _ = filled("SELECT %s, %s, %s, %s", TEMPLATE_KEY, "TXN0123456789AB", "LOG0123456789AB", 2**50)

    assert statement == "SELECT ('pgbench-' || :key), ('TXN' || :key), ('LOG' || :key), :lock;"


def test_other_texts_are_sent_as_parameters_once_each():
    statement, texts = filled("SELECT %s, %s, %s", '{"a":null}', b"\x01\xff", '{"a":null}')

    assert statement == "SELECT :text0, :text1, :text0;"
    assert texts == {"text0": '{"a":null}', "text1": "\\x01ff"}


def test_moments_flags_lists_and_nothing_have_their_own_words():
    statement, _ = filled(
        "SELECT %s, %s, %s, %s::bigint[], %s, %s",
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        dt.date(2026, 1, 1),
        True,
        [777, -777, 5],
        None,
        "",
    )

    assert statement == "SELECT now(), current_date, true, ARRAY[:amount, :credit, 5]::bigint[], NULL, '';"


def test_an_array_written_as_text_is_filled_item_by_item():
    statement, texts = filled("SELECT %s::bigint[], %s::text[]", "{3000001,-777,5}", "{TRANSFER,FEE}")

    assert statement == "SELECT ARRAY[:receiver_book, :credit, 5]::bigint[], ARRAY[:text0, :text1]::text[];"
    assert texts == {"text0": "TRANSFER", "text1": "FEE"}


def test_a_statement_that_does_not_fit_its_parameters_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        script_of([SentStatement("SELECT %s", (1, 2))], customers=10)
