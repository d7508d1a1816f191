"""People on the staff site: looked at by staff, their access changed by system administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core_banking.api.staff_pages import ReadByStaff, SavesByUseCase, acting_staff, badge, sentence_of
from core_banking.kernel.errors import DomainError
from users.admin.acting import MANAGE_STAFF, VIEW_PEOPLE
from users.admin.forms import AccessForm, NewStaffForm
from users.admin.sign_in_state import SignInState
from users.models import User
from users.services import change_access, drop_second_factor, register_staff, unlock_sign_in

_SHOWN = (
    "username",
    "email",
    "first_name",
    "last_name",
    "phone_number",
    "customer_id",
    "kyc_status",
    "risk_profile",
    "date_joined",
    "last_login",
)
_TONES = {"APPROVED": "good", "PENDING": "warn", "REJECTED": "bad"}
_SIGN_IN = ("second_factor", "pin", "devices", "open_sessions")
_ACCESS = ("is_active", "is_staff", "is_superuser", "groups")
_NEW = (
    "username",
    "email",
    "first_name",
    "last_name",
    "phone_number",
    "role",
    "password",
    "confirm_password",
)


class RoleFilter(admin.SimpleListFilter):
    """Offers the roles. Django's own filter joins people and roles and then sorts all of it to have each once."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [(str(key), name) for key, name in Group.objects.order_by("name").values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the people who hold the chosen role, or all."""
        chosen = dict(self.lookup_choices).get(self.value() or "")
        if chosen is None:
            return queryset
        held = User.groups.through._default_manager.filter(
            user_id=OuterRef("pk"), group_id=int(str(self.value()))
        )
        return queryset.filter(Exists(held))


@admin.register(User)
class PersonAdmin(SignInState, SavesByUseCase[User], ReadByStaff[User]):
    """Everybody the bank knows. Passwords are never shown or set for somebody else, and nobody is deleted."""

    subject_paths = ("pk",)
    list_display = (
        "id",
        "username",
        "customer",
        "kyc",
        "is_active",
        "is_staff",
        "email",
        "date_joined",
    )
    list_display_links = ("id", "username")
    list_filter = ("kyc_status", "risk_profile", "is_active", "is_staff", RoleFilter)
    search_fields = ("username_key", "email_key", "customer_id")
    search_help_text = "The beginning of a user name or e-mail address, or a whole customer id."
    rights = (VIEW_PEOPLE,)
    open_to_system_administrators = False
    actions = ("unlock", "switch_off_two_factor")

    @admin.display(description="Customer", ordering="customer_id")
    def customer(self, person: User) -> SafeString | str:
        if not person.customer_id:
            return "staff"
        address = reverse("staff-customer", args=[person.customer_id])
        return format_html('<a href="{}">{}</a>', address, person.customer_id)

    @admin.display(description="KYC", ordering="kyc_status")
    def kyc(self, person: User) -> SafeString | str:
        return badge(person.kyc_status.lower(), _TONES[person.kyc_status]) if person.customer_id else "-"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Find beginnings of names and addresses and whole customer ids: these have indexes, parts have none."""
        key = search_term.strip().casefold()
        if not key:
            return queryset, False
        begins = Q(username_key__startswith=key) | Q(email_key__startswith=key)
        return queryset.filter(begins | Q(customer_id=key.upper())), False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = dict(extra_context or {})
        person = self.get_object(request, object_id)
        if person is not None and person.customer_id:
            address = reverse("staff-customer", args=[person.customer_id])
            context["bank_links"] = [("Everything about this customer", address)]
        return super().change_view(request, object_id, form_url, context)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": _NEW}),)
        return (
            (None, {"fields": _SHOWN}),
            ("Sign-in", {"fields": _SIGN_IN}),
            ("Access", {"fields": _ACCESS}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return () if obj is None else (*_SHOWN, *_SIGN_IN)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[User]]:
        kwargs["form"] = NewStaffForm if obj is None else AccessForm
        if obj is None:
            # The role and the passwords are no columns: the form declares them itself.
            kwargs["fields"] = NewStaffForm.Meta.fields
        form: type[ModelForm[User]] = super().get_form(request, obj, change=change, **kwargs)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        actor = acting_staff(request)
        if change:
            change_access(actor=actor, user_id=obj.pk, change=form.change())
            return
        # The form itself has compared the two passwords.
        person = register_staff(actor=actor, person=form.person(), password=form.cleaned_data["password"])
        obj.pk = person.id

    @admin.action(description="Unlock sign-in", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the chosen people sign in again before their locks run out."""
        self._for_each(request, queryset, unlock_sign_in)

    @admin.action(description="Switch off two-factor sign-in (lost device)", permissions=["change"])
    def switch_off_two_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the chosen people sign in without the authenticator that they have lost."""
        self._for_each(request, queryset, drop_second_factor)

    def _for_each(self, request: HttpRequest, people: QuerySet[User], deed: Callable[..., None]) -> None:
        for person in people:
            try:
                deed(actor=acting_staff(request), user_id=person.pk)
            except DomainError as refusal:
                self.message_user(request, f"{person.username}: {sentence_of(refusal)}", messages.ERROR)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_manage(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_manage(request) and (obj is None or obj.pk != request.user.pk)

    def _may_manage(self, request: HttpRequest) -> bool:
        return acting_staff(request).may(MANAGE_STAFF)
