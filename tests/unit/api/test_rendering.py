"""Bytes of an answer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ErrorDetail

from core_banking.api.rendering import render_json
from core_banking.kernel.errors import ErrorCategory


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"amount": "100.00"}, b'{"amount":"100.00"}'),
        ({"rate": Decimal("0.10")}, b'{"rate":"0.10"}'),
        ({"at": dt.datetime(2024, 1, 15, 12, 0, tzinfo=dt.UTC)}, b'{"at":"2024-01-15T12:00:00Z"}'),
        (
            {"at": dt.datetime(2024, 1, 15, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))},
            b'{"at":"2024-01-15T10:00:00Z"}',
        ),
        ({"on": dt.date(2024, 1, 15)}, b'{"on":"2024-01-15"}'),
        ({"lines": {0: ["bad"]}}, b'{"lines":{"0":["bad"]}}'),
        ([ErrorDetail("No.", code="invalid")], b'["No."]'),
        ({"label": gettext_lazy("Yes")}, b'{"label":"Yes"}'),
        ({"kind": ErrorCategory.REFUSED}, b'{"kind":"refused"}'),
        ({"name": "Zoë"}, '{"name":"Zoë"}'.encode()),
        ({"names": {"b", "a"}}, b'{"names":["a","b"]}'),
    ],
)
def test_a_value_is_written_as(value: Any, text: Any) -> None:
    assert render_json(value) == text


@pytest.mark.parametrize("value", [dt.datetime(2024, 1, 15), object()])
def test_what_has_no_json_form_is_an_error(value: Any) -> None:
    with pytest.raises(TypeError):
        render_json({"value": value})
