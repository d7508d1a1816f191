"""Buttons on the pages of the staff site: each is one use case, asked for with what it needs to know.

A deed is declared beside the page; the page shows it to who may do it, takes it as a POST of its own with its own
small form, and says what came of it. A refusal of the use case is shown as its sentence with what was typed kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect

from core_banking.api.staff_pages import acting_staff, sentence_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, InvalidInput

M = TypeVar("M", bound=Model)


class ReasonForm(forms.Form):
    """A reason, which must be given."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class OptionalNoteForm(forms.Form):
    """A note that may be left out."""

    note = forms.CharField(max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def _always(_actor: Actor, _row: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One button of a page.

    Attributes:
        name: Last part of its address, `approve`.
        label: What the button says.
        act: Calls the use case with the actor, the row and the cleaned answers; returns what to tell who pressed it.
        right: The right that shows the button; the use case checks it again.
        offered: Whether the button makes sense for the row as it stands, and for this actor (four eyes).
        form: What must be said with it; None for a bare button.
        tone: `good`, `bad` or `neutral`: how the button looks.
        hint: A sentence beside the button: what pressing it does.
    """

    name: str
    label: str
    act: Callable[[Actor, Any, Mapping[str, Any]], str]
    right: str
    offered: Callable[[Actor, Any], bool] = field(default=_always)
    form: type[forms.Form] | None = None
    tone: str = "neutral"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class OfferedDeed:
    """A deed as the page shows it: where it is sent, and its form, with errors if it came back."""

    deed: Deed
    address: str
    form: forms.Form


class DeedsOfAPage(admin.ModelAdmin[M]):
    """Gives the page of a row its buttons. Stands before the other classes of the page.

    The template shows them by `{% include "admin/bank/deeds.html" %}` outside the page's own form; the stock
    `admin/bank/page_with_deeds.html` does so below the fields.
    """

    deeds: tuple[Deed, ...] = ()
    change_form_template = "admin/bank/page_with_deeds.html"

    def get_urls(self) -> list[URLPattern]:
        """Add an address for the buttons."""
        take: Any = self.admin_site.admin_view(self.take_deed)
        # As Django marks its own: whoever records what was shown asks the view for the page behind it.
        take.model_admin = self
        name = f"{self.opts.app_label}_{self.opts.model_name}_deed"
        return [path("<path:object_id>/do/<slug:deed_name>/", take, name=name), *super().get_urls()]

    def offered_deeds(
        self, request: HttpRequest, row: M, answered: Mapping[str, forms.Form] | None = None
    ) -> list[OfferedDeed]:
        """Return the buttons that this member of staff gets on the page of this row."""
        actor, given = acting_staff(request), answered or {}
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_deed"
        return [
            OfferedDeed(
                deed,
                reverse(name, args=[row.pk, deed.name]),
                given.get(deed.name) or (deed.form or forms.Form)(auto_id=f"{deed.name}_%s"),
            )
            for deed in self.deeds
            if actor.may(deed.right) and deed.offered(actor, row)
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page with its buttons."""
        context = dict(extra_context or {})
        row = self.get_object(request, object_id)
        if row is not None and self.has_view_permission(request, row):
            context.setdefault("offered_deeds", self.offered_deeds(request, row))
        return super().change_view(request, object_id, form_url, context)

    @method_decorator(csrf_protect)
    def take_deed(self, request: HttpRequest, object_id: str, deed_name: str) -> HttpResponse:
        """Do what a button asks.

        Raises `Http404` for a row or button that is not there, and `PermissionDenied` without the right.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.get_object(request, object_id)
        deed = next((each for each in self.deeds if each.name == deed_name), None)
        if row is None or deed is None:
            raise Http404
        actor = acting_staff(request)
        if not self.has_view_permission(request, row) or not actor.may(deed.right):
            raise PermissionDenied
        form = (deed.form or forms.Form)(request.POST, auto_id=f"{deed.name}_%s")
        if form.is_valid():
            try:
                messages.success(request, deed.act(actor, row, form.cleaned_data))
            except DomainError as refusal:
                _place(refusal, form)
                messages.error(request, sentence_of(refusal))
            else:
                return HttpResponseRedirect(self.after_deed(row))
        return self._page_again(request, object_id, row, {deed.name: form})

    def after_deed(self, row: M) -> str:
        """Return where to go once a button has done its work: the page of the same row."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[row.pk])

    def _page_again(
        self, request: HttpRequest, object_id: str, row: M, answered: Mapping[str, forms.Form]
    ) -> HttpResponse:
        """Show the page with what was typed; a button that is no longer offered is gone, and its refusal says why."""
        request.method = "GET"
        context = {"offered_deeds": self.offered_deeds(request, row, answered)}
        response = self.change_view(request, object_id, "", context)
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


def _place(refusal: DomainError, form: forms.Form) -> None:
    """Show what is wrong with a field at that field."""
    if isinstance(refusal, InvalidInput):
        for name, found in refusal.fields.items():
            if name in form.fields:
                form.add_error(name, list(found))
