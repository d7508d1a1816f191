"""Filters that answer 400 to what they do not know, instead of silently showing everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django_filters import Filter
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.widgets import SuffixedMultiWidget
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request

from core_banking.api.pagination import KeysetOrPages
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency, InvalidAmount, parse_amount_minor

if TYPE_CHECKING:
    # REST framework's settings name this module, so it must not need the views while it loads.
    from rest_framework.views import APIView

_PAGE_PARAMETERS = frozenset({"page", "page_size"})


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the view's filter set; a parameter that neither it nor the view knows is a 400 by name.

    A view adds names of its own in `extra_query_parameters`.
    """

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:
        if not _is_one_object(view):
            refuse_unknown_parameters(request, self._known_parameters(request, queryset, view))
        return super().filter_queryset(request, queryset, view)

    def _known_parameters(self, request: Request, queryset: Any, view: APIView) -> set[str]:
        known = {*_PAGE_PARAMETERS, *getattr(view, "extra_query_parameters", ())}
        paginator = getattr(view, "paginator", None)
        if isinstance(paginator, KeysetOrPages):
            known.add(paginator.cursor_query_param)
        if getattr(view, "ordering_fields", None):
            known.add("ordering")
        filterset = self.get_filterset(request, queryset, view)
        if filterset is not None:
            for name, field in filterset.form.fields.items():
                known.update(_parameter_names(name, field.widget))
        return known


def refuse_unknown_parameters(request: Request, known: Iterable[str]) -> None:
    """Refuse query parameters outside of `known`: for views that list without a filter set.

    Raises `InvalidInput` naming each.
    """
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise InvalidInput({name: ["There is no such parameter here."] for name in unknown})


class StrictOrderingFilter(OrderingFilter):
    """`?ordering=` over the view's `ordering_fields`; anything else is a 400. Ties are broken by row number.

    A field whose column has another name is listed in the view's `ordering_columns`.
    """

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> Sequence[str] | None:
        text = request.query_params.get(self.ordering_param)
        if text is None or not getattr(view, "ordering_fields", None):
            return self.get_default_ordering(view)
        terms = [term.strip() for term in text.split(",")]
        valid = {str(name) for name, _ in self.get_valid_fields(queryset, view, {"request": request})}
        unknown = [term for term in terms if term.removeprefix("-") not in valid]
        if unknown:
            choices = ", ".join(sorted(valid))
            raise InvalidInput(
                {self.ordering_param: [f"Order by one of: {choices} (with - for descending)."]}
            )
        columns: Mapping[str, str] = getattr(view, "ordering_columns", {})
        named = {term.removeprefix("-") for term in terms}
        ordering = [_column_of(term, columns) for term in terms]
        return ordering if named & {"id", "pk"} else [*ordering, "-id"]


def _column_of(term: str, columns: Mapping[str, str]) -> str:
    name = term.removeprefix("-")
    return term.removesuffix(name) + columns.get(name, name)


class _AmountFormField(forms.CharField):
    """Text of an amount in major units, as integer minor units of the bank's default currency."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            exponent = Currency.of(settings.DEFAULT_CURRENCY).exponent
            return parse_amount_minor(text, exponent, allow_zero=True)
        except InvalidAmount as error:
            raise forms.ValidationError(str(error)) from None


class MoneyFilter(Filter):
    """Compares a column of minor units with an amount given in major units (`?amount_min=10.50`)."""

    field_class = _AmountFormField


def _is_one_object(view: APIView) -> bool:
    name = getattr(view, "lookup_url_kwarg", None) or getattr(view, "lookup_field", None)
    return name is not None and name in view.kwargs


def _parameter_names(name: str, widget: forms.Widget) -> list[str]:
    if isinstance(widget, SuffixedMultiWidget):
        return [widget.suffixed(name, suffix) for suffix in widget.suffixes]
    return [name]
