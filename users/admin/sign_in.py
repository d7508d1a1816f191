"""The door of the staff site: name, password, and a one-time code of those who sign in with a second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from users.device_tokens import hand_out_device_token
from users.errors import OtpInvalid, OtpRequired
from users.one_time_codes import LONGEST_CODE


class StaffSignInForm(AdminAuthenticationForm):
    """The admin's form with a field for the code, which most leave empty."""

    otp = forms.CharField(
        label="One-time code",
        required=False,
        max_length=LONGEST_CODE,
        help_text="If two-factor sign-in is on: a code of your authenticator app, or a recovery code.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask the sign-in itself. Raises `ValidationError` with as much as a stranger may know."""
        given = self.cleaned_data
        name, password = given.get("username"), given.get("password")
        if name and password:
            self.user_cache = authenticate(
                self.request, username=name, password=password, otp=given.get("otp") or None
            )
            if self.user_cache is None:
                raise self._refusal()
            self.confirm_login_allowed(self.user_cache)
        return given

    def _refusal(self) -> ValidationError:
        reason = getattr(self.request, "bank_sign_in_refusal", None)
        if isinstance(reason, OtpRequired | OtpInvalid):
            return ValidationError(reason.sentence, code=reason.code)
        return self.get_invalid_login_error()


def staff_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Show or take the form, and give the device of who got in its token."""
    response: HttpResponseBase = admin.site.login(request)
    token: str | None = getattr(request, "bank_device_token", None)
    if token is not None:
        hand_out_device_token(request, response, token)
    return response


admin.site.login_form = StaffSignInForm
admin.site.login_template = "users/staff_sign_in.html"
