"""The rules of fraud scoring on the staff site: as they are, how often each was right, and every change of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from core_banking.api.review_charts import score_bar
from core_banking.api.staff_deeds import Deed, DeedsOfAPage
from core_banking.api.staff_pages import ReadByStaff, acting_staff, badge, sentence_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, InvalidInput, NotFound
from fraud.admin.readable import MODE_TONES
from fraud.admin.rule_forms import RuleForm, ThresholdsForm
from fraud.contracts import MANAGE_RULES, VIEW_ALERTS, Rule, RuleBook, RuleKind
from fraud.models import RuleBookVersion
from fraud.rule_changes import NEVER, differences
from fraud.rule_rows import book_of
from fraud.selectors.precision import RulePrecision, rule_precisions
from fraud.selectors.rulebook import fraud_rule, newest_book, rule_kind, visible_rule_versions
from fraud.services import change_fraud_rules
from fraud.shipped_rules import DEFINITIONS

_RULE_VIEW: Final = "fraud_rule"
_CHANGES_SHOWN: Final = 20


def _change_thresholds(actor: Actor, _row: RuleBookVersion, given: Mapping[str, Any]) -> str:
    book = change_fraud_rules(actor=actor, **given)
    return f"Version {book.version} holds from the next movement on."


def _is_newest(_actor: Actor, row: RuleBookVersion) -> bool:
    return row.version == newest_book().version


@admin.register(RuleBookVersion)
class RuleBookVersionAdmin(DeedsOfAPage[RuleBookVersion], ReadByStaff[RuleBookVersion]):
    """Who changed the rules, when and why, the newest first, with what was changed."""

    rights = (VIEW_ALERTS,)
    open_to_system_administrators = False
    deeds = (
        Deed(
            name="thresholds",
            label="Write a new version",
            act=_change_thresholds,
            right=MANAGE_RULES,
            offered=_is_newest,
            form=ThresholdsForm,
            hint="It holds from the next movement on.",
        ),
    )
    list_display = ("version", "created_at", "author", "hold_from", "block_from", "reason")
    list_select_related = ("created_by",)
    ordering = ("-version",)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of each rule."""
        view = self.admin_site.admin_view(self.rule_page)
        return [path("rules/<str:kind>/", view, name=_RULE_VIEW), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RuleBookVersion]:
        """Return the versions the member of staff may see."""
        if not self.has_view_permission(request):
            return RuleBookVersion.objects.none()
        return visible_rule_versions(acting_staff(request))

    def offered_deeds(self, request: HttpRequest, row: RuleBookVersion, answered: Any = None) -> list[Any]:
        """Show the thresholds as they are, to be changed."""
        offered = super().offered_deeds(request, row, answered)
        for each in offered:
            if not each.form.is_bound:
                each.form.initial = {"hold_at": row.hold_at, "block_at": row.block_at, "version": row.version}
        return offered

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a version: what changed in it, and all its rules. Raises `PermissionDenied`."""
        if not self.has_view_permission(request) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        book, newest = _book(row), newest_book()
        precisions = rule_precisions()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Rules of fraud scoring, version {row.version}",
            "row": row,
            "is_newest": row.version == newest.version,
            "newest": newest.version,
            "changes": _changes_of(row),
            "rules": [_shown_rule(rule, precisions) for rule in book.rules],
            "hold_from": _points(row.hold_at),
            "block_from": _points(row.block_at),
            "deeds_title": "Thresholds",
            **(extra_context or {}),
        }
        context.setdefault("offered_deeds", self.offered_deeds(request, row))
        return TemplateResponse(request, "admin/fraud/rule_book.html", context)

    def after_deed(self, row: RuleBookVersion) -> str:
        """Go to the version that was just written."""
        return reverse("admin:fraud_rulebookversion_change", args=[newest_book().version])

    def rule_page(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show one rule, its changes and how often it was right; change it by a POST of its form.

        Raises `PermissionDenied` without the right, and `Http404` for a rule that there is not.
        """
        actor = acting_staff(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            book = newest_book()
            rule = fraud_rule(book, rule_kind(kind).value)
        except NotFound:
            raise Http404 from None
        status, form = HTTPStatus.OK, RuleForm(rule, book.version)
        if request.method == "POST":
            if not actor.may(MANAGE_RULES):
                raise PermissionDenied
            form = RuleForm(rule, book.version, request.POST)
            if form.is_valid() and _is_changed(request, actor, rule.kind, form):
                return HttpResponseRedirect(request.path)
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        precisions = rule_precisions()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": rule.kind.value.replace("_", " ").capitalize(),
            "shown": _shown_rule(rule, precisions),
            "book": book,
            "form": form if actor.may(MANAGE_RULES) else None,
            "history": _history_of(rule.kind),
        }
        return TemplateResponse(request, "admin/fraud/rule.html", context, status=status)

    @admin.display(description="written by", ordering="created_by")
    def author(self, row: RuleBookVersion) -> str:
        """Write who made the version."""
        return row.created_by.get_username() if row.created_by else "the bank"

    @admin.display(description="hold from", ordering="hold_at")
    def hold_from(self, row: RuleBookVersion) -> str:
        """Write from how many points a movement is held."""
        return _points(row.hold_at)

    @admin.display(description="block from", ordering="block_at")
    def block_from(self, row: RuleBookVersion) -> str:
        """Write from how many points a movement is refused."""
        return _points(row.block_at)


def _is_changed(request: HttpRequest, actor: Actor, kind: RuleKind, form: RuleForm) -> bool:
    """Change the rule; say what stands against it at the fields it concerns."""
    given = form.cleaned_data
    try:
        book = change_fraud_rules(
            actor=actor, reason=given["reason"], version=given["version"], rules={kind: form.changes()}
        )
    except DomainError as refusal:
        if isinstance(refusal, InvalidInput):
            for name, found in refusal.fields.items():
                form.add_error(form.field_named(name), list(found))
        messages.error(request, sentence_of(refusal))
        return False
    messages.success(request, f"Version {book.version} holds from the next movement on.")
    return True


def _book(row: RuleBookVersion) -> RuleBook:
    return book_of(row.version, row.hold_at, row.block_at, row.rules)


def _changes_of(row: RuleBookVersion) -> list[dict[str, str]] | None:
    """Return what a version changed, old and new; None for the first."""
    before = RuleBookVersion.objects.filter(version__lt=row.version).order_by("-version").first()
    if before is None:
        return None
    found = differences(_book(before), _book(row))
    return [
        {"what": _named(name), "old": _value(old), "new": _value(new)} for name, (old, new) in found.items()
    ]


def _history_of(kind: RuleKind) -> list[dict[str, Any]]:
    """Return the versions that changed a rule, the newest first, of the last ones."""
    versions = list(
        RuleBookVersion.objects.select_related("created_by").order_by("-version")[: _CHANGES_SHOWN + 1]
    )
    history = []
    for newer, older in itertools.pairwise(versions):
        own = {
            name.partition(".")[2]: values
            for name, values in differences(_book(older), _book(newer)).items()
            if name.partition(".")[0] == kind.value
        }
        if own:
            changes = [
                {"what": _plain(name), "old": _value(old), "new": _value(new)}
                for name, (old, new) in own.items()
            ]
            history.append({"row": newer, "changes": changes})
    return history


def _shown_rule(rule: Rule, precisions: Mapping[str, RulePrecision]) -> dict[str, Any]:
    definition = DEFINITIONS[rule.kind]
    precision = precisions.get(rule.kind.value, RulePrecision())
    share = precision.thousandths
    return {
        "name": _plain(rule.kind.value),
        "address": reverse(f"admin:{_RULE_VIEW}", args=[rule.kind.value]),
        "meaning": definition.meaning,
        "mode": badge(rule.mode.value, MODE_TONES.get(rule.mode.value, "neutral")),
        "weight": rule.weight,
        "bar": score_bar(rule.weight, 100),
        "thresholds": [
            {
                "name": _plain(each.name),
                "value": rule.parameters[each.name],
                "unit": each.unit,
                "meaning": each.meaning,
                "shipped": each.default,
                "is_changed": rule.parameters[each.name] != each.default,
            }
            for each in definition.parameters
        ],
        "precision": precision,
        "right": None if share is None else f"{share // 10}.{share % 10} %",
    }


def _named(name: str) -> str:
    rule, _, member = name.partition(".")
    return _plain(rule) if not member else f"{_plain(rule)}: {_plain(member).lower()}"


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _value(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(str(each).replace("_", " ").lower() for each in value)
    return str(value)


def _points(threshold: int) -> str:
    return "never" if threshold >= NEVER else f"{threshold} points"
