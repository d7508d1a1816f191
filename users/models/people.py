"""The tables of people and of the roles' descriptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils.crypto import salted_hmac

from core_banking.kernel import clock
from core_banking.kernel.tripwire import expected_write
from users import names
from users.contracts import KycStatus, RiskProfile


def validate_username(value: str) -> None:
    """Refuse a user name that breaks the rules of `users.names`. Raises `ValidationError`."""
    if problem := names.username_problem(value):
        raise ValidationError(problem, code="invalid")


class PeopleManager(UserManager["User"]):
    """Finds people by a name in any spelling that reads the same."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person of a user name, compared case-insensitively after NFKC."""
        return self.get(username_key=names.username_key(username or ""))

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra_fields: Any
    ) -> User:
        """Create a system administrator. Raises `ValueError` without an e-mail address."""
        if not email:
            raise ValueError("A system administrator needs an e-mail address.")
        with expected_write("the first system administrator is made by whoever holds the server"):
            return super().create_superuser(username, email, password, **extra_fields)


class User(AbstractUser):
    """A person who can sign in: customer, bank administrator, auditor or system administrator.

    `token_version` is written into every token; raising it ends all tokens issued before.
    """

    username = models.CharField(
        max_length=names.USERNAME_MAX_LENGTH,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": "A user with that username already exists."},
    )
    username_key = models.CharField(max_length=names.USERNAME_MAX_LENGTH, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    phone_number = models.CharField(max_length=16, blank=True, default="")
    unique_phone_number = models.CharField(max_length=16, unique=True, null=True, editable=False)  # noqa: DJ001
    """The phone number again while `UNIQUE_PHONE_NUMBERS` is on, else null: the database then keeps it unique."""
    customer_id = models.CharField(max_length=14, unique=True, null=True, blank=True)
    kyc_status = models.CharField(
        max_length=8,
        choices=[(status.value, status.value) for status in KycStatus],
        default=KycStatus.PENDING.value,
    )
    risk_profile = models.CharField(
        max_length=6,
        choices=[(profile.value, profile.value) for profile in RiskProfile],
        default=RiskProfile.LOW.value,
    )
    two_factor_enabled = models.BooleanField(default=False)
    token_version = models.PositiveIntegerField(default=1, editable=False)
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta(AbstractUser.Meta):
        abstract = False
        permissions = [
            ("onboard_customer", "Can register a customer on behalf"),
            ("view_customers", "Can see all people of the bank"),
            ("manage_bank_admins", "Can create bank administrators"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="users_username_once"),
            models.UniqueConstraint(Lower("email"), name="users_email_once"),
            models.CheckConstraint(condition=~Q(email=""), name="users_email_present"),
            models.CheckConstraint(condition=~Q(username=""), name="users_username_present"),
            models.CheckConstraint(
                condition=Q(kyc_status__in=[status.value for status in KycStatus]),
                name="users_kyc_status_known",
            ),
            models.CheckConstraint(
                condition=Q(risk_profile__in=[profile.value for profile in RiskProfile]),
                name="users_risk_profile_known",
            ),
            models.CheckConstraint(
                condition=Q(customer_id__isnull=True) | Q(customer_id__startswith="CUST"),
                name="users_customer_id_shape",
            ),
            models.CheckConstraint(condition=Q(token_version__gte=1), name="users_token_version_positive"),
        ]
        indexes = [
            models.Index(fields=["kyc_status", "id"], name="users_kyc_status"),
            # As Django writes a comparison that ignores case: staff looks for people by their names.
            models.Index(Upper("last_name"), name="users_last_name"),
        ]

    def clean(self) -> None:
        """Bring name and address into their stored form before the forms of the admin check them."""
        super().clean()
        self._normalise()

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Django ends a session of the staff site when this changes: so a raised version ends those, too.
        # A second factor switched on ends those that were begun without it.
        held = f"{self.password}:{self.token_version}" + (":two factors" if self.two_factor_enabled else "")
        return salted_hmac("users.User.session", held, secret=secret, algorithm="sha256").hexdigest()

    def save(
        self,
        *,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Keep the comparison keys in step with the name and the address."""
        self._normalise()
        if update_fields is not None:
            update_fields = set(update_fields)
            for field, key in (("username", "username_key"), ("email", "email_key")):
                if field in update_fields:
                    update_fields.add(key)
        super().save(
            force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields
        )

    def _normalise(self) -> None:
        self.username = names.normal_username(self.username)
        self.username_key = names.username_key(self.username)
        self.email = self.email.strip()
        self.email_key = names.email_key(self.email)
        self.customer_id = self.customer_id or None


class RoleDescription(models.Model):
    """What a role is, in words, and which of its default rights were already handed out.

    A default right is given once. Staff may take it away again, and it stays away.
    """

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="role")
    description = models.CharField(max_length=200)
    granted_defaults = models.JSONField(default=list, editable=False)

    def __str__(self) -> str:
        return self.description
