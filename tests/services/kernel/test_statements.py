"""Statements written by hand keep their cursor, never their caller's mistakes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from core_banking.kernel.db import savepoint
from core_banking.kernel.statements import array_text, fetch_row, run_statement

TWICE = "SELECT %s + %s, %s"
KEEP = "INSERT INTO kernel_throttlewindow (scope, subject_digest, window_start, hits) VALUES (%s, %s, %s, %s)"
ONE_KEPT = "SELECT hits FROM kernel_throttlewindow WHERE scope = %s"
MOMENT = "2026-01-01 00:00:00+00:00"


@pytest.mark.django_db
class TestStatements:
    def test_a_statement_may_run_again_with_other_values(self):
        assert fetch_row(TWICE, [1, 2, "a"]) == (3, "a")
        assert fetch_row(TWICE, [2**40, 1, None]) == (2**40 + 1, None)
        assert fetch_row(TWICE, [-1, 1, "b"]) == (0, "b")

    def test_nothing_found_is_none(self):
        assert fetch_row(ONE_KEPT, ["nowhere"]) is None

    def test_what_is_written_is_read(self):
        run_statement(KEEP, ["here", b"\x00" * 32, MOMENT, 7])

        assert fetch_row(ONE_KEPT, ["here"]) == (7,)

    def test_a_failed_statement_leaves_its_cursor_good(self):
        run_statement(KEEP, ["here", b"\x00" * 32, MOMENT, 7])
        with pytest.raises(IntegrityError), savepoint():
            run_statement(KEEP, ["here", b"\x00" * 32, MOMENT, 8])
        run_statement(KEEP, ["there", b"\x00" * 32, MOMENT, 9])

        assert fetch_row(ONE_KEPT, ["here"]) == (7,)
        assert fetch_row(ONE_KEPT, ["there"]) == (9,)

    def test_whoever_counts_queries_counts_these(self):
        fetch_row(TWICE, [1, 2, "a"])
        with CaptureQueriesContext(connection) as queries:
            fetch_row(TWICE, [1, 2, "a"])

        assert len(queries) == 1

    def test_whoever_wraps_queries_wraps_these(self):
        seen = []

        def watch(execute, statement, parameters, many, context):
            seen.append(statement)
            return execute(statement, parameters, many, context)

        fetch_row(TWICE, [1, 2, "a"])
        with connection.execute_wrapper(watch):
            fetch_row(TWICE, [1, 2, "a"])

        assert seen == [TWICE]

    @pytest.mark.postgresql
    def test_small_and_large_numbers_are_one_prepared_statement(self):
        statement = "SELECT %s::bigint AS number_of_any_size"
        for number in (1, 40_000, 3_000_000_000, 2**62):
            fetch_row(statement, [number])

        prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%number_of_any_size%%'"
        assert fetch_row(prepared + " AND statement NOT LIKE %s", ["%pg_prepared%"]) == (1,)

    @pytest.mark.postgresql
    def test_an_array_arrives_as_it_was_written(self):
        arrays = "SELECT %s::bigint[], %s::text[]"

        assert fetch_row(arrays, [array_text([1, -(2**62)]), array_text(["FEE", "X_1"])]) == (
            [1, -(2**62)],
            ["FEE", "X_1"],
        )


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_gets_new_cursors():
    assert fetch_row(TWICE, [1, 2, "a"]) == (3, "a")
    connection.close()

    assert fetch_row(TWICE, [2, 2, "b"]) == (4, "b")


@pytest.mark.parametrize("word", ["", "a,b", 'a"b', "{", "a b", "NULL}", "ü"])
def test_an_array_takes_plain_words_only(word):
    with pytest.raises(ValueError, match="no plain word"):
        array_text([word])
