"""Changing one's own password on the staff site: the same use case, lock and audit trail as on the API."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy

from core_banking.api.staff_pages import acting_staff
from core_banking.kernel.errors import DomainError, InvalidInput
from users.models import User
from users.services import change_password

_FORM_FIELD = {
    "current_password": "old_password",
    "new_password": "new_password1",
    "confirm_password": "new_password2",
}


class OwnPasswordForm(AdminPasswordChangeForm):
    """The admin's form, whose checks are left to the use case: it counts wrong current passwords."""

    def clean_old_password(self) -> str:
        """Leave the current password to the use case."""
        return str(self.cleaned_data["old_password"])

    def clean(self) -> dict[str, Any]:
        """Leave the rules for passwords to the use case."""
        return dict(self.cleaned_data)


class OwnPasswordView(PasswordChangeView):
    """The page behind "Change password"."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")

    def form_valid(self, form: Any) -> HttpResponse:
        """Change the password by the use case and keep this very session."""
        given = form.cleaned_data
        try:
            change_password(
                actor=acting_staff(self.request),
                current_password=given["old_password"],
                new_password=given["new_password1"],
                confirm_password=given["new_password2"],
            )
        except InvalidInput as refusal:
            for field, messages in refusal.fields.items():
                form.add_error(_FORM_FIELD.get(field), list(messages))
        except DomainError as refusal:
            # Under a field: the page shows no errors of the whole form.
            form.add_error("old_password", refusal.sentence)
        if form.errors:
            return self.form_invalid(form)
        assert self.request.user.pk is not None
        update_session_auth_hash(self.request, User.objects.get(pk=self.request.user.pk))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the admin's pages show around every form."""
        return {**super().get_context_data(**kwargs), **admin.site.each_context(self.request)}


change_own_password = admin.site.admin_view(OwnPasswordView.as_view())
"""The view, for who is signed in on the staff site."""
