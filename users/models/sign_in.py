"""The tables of sign-in: sessions, counters, transaction PINs, second factors, resets and known devices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel import clock
from users.contracts import SessionEnd
from users.models.people import User


class Session(models.Model):
    """A place where somebody is signed in: the family of tokens that one sign-in began.

    Only a keyed digest of the one refresh token that is good now is kept, so a stolen copy of the database
    holds no token. Refreshing replaces the digest; any older refresh token then proves theft or replay.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sessions")
    refresh_digest = models.BinaryField(max_length=32)
    ip_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(
        max_length=20, blank=True, default="", choices=[(reason.value, reason.value) for reason in SessionEnd]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="users_session_end_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(revoked_at__isnull=True), name="users_session_live"),
        ]

    def __str__(self) -> str:
        return f"session {self.pk} of person {self.user_id}"


class SignInGuard(models.Model):
    """How many sign-ins in a row failed under one name, and until when that name is locked.

    The name itself is not kept: `subject_digest` is a keyed digest of the person, or of the name nobody has.
    """

    subject_digest = models.BinaryField(max_length=32, unique=True)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["last_attempt_at"], name="users_sign_in_guard_age")]

    def __str__(self) -> str:
        return f"{self.failures} failed sign-ins"


class TransactionPin(models.Model):
    """A customer's transaction PIN: never itself, only a keyed digest under a key that is not in the database.

    `attempts_left` is taken down before a guess is compared, in a transaction of its own, so that parallel
    guesses share one budget; a right one fills it up again, and at 0 the PIN is locked.
    """

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.PROTECT, related_name="transaction_pin"
    )
    verifier = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    key_id = models.CharField(max_length=16, help_text="Which key of PIN_KEYS made the verifier.")
    attempts_left = models.PositiveSmallIntegerField()
    locked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"transaction PIN of person {self.user_id}"


class TwoFactor(models.Model):
    """The secret of a person's authenticator; it counts from `confirmed_at` on.

    `secret` is encrypted for this row. `last_used_step` is the newest time step of 30 seconds whose code was
    accepted: no code of it or of an earlier one is accepted again.
    """

    user = models.OneToOneField(User, primary_key=True, on_delete=models.PROTECT, related_name="two_factor")
    secret = models.TextField()
    last_used_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"second factor of person {self.user_id}"


class RecoveryCode(models.Model):
    """A code that stands in once for a lost authenticator; only its keyed digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes", db_index=False)
    code_digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "code_digest"], name="users_recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"recovery code of person {self.user_id}"


class PasswordReset(models.Model):
    """A way to a new password that was sent by e-mail; only a keyed digest of its token is kept.

    `binding_digest` is that of the password and the token version at the time: whatever changes one of them
    leaves the token good for nothing. `order` names the request, which is carried out once.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="password_resets")
    order = models.UUIDField(unique=True)
    token_digest = models.BinaryField(max_length=32, unique=True)
    binding_digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="users_password_reset_end")]

    def __str__(self) -> str:
        return f"password reset of person {self.user_id}"


class KnownDevice(models.Model):
    """A device from which a person signed in before; only a keyed digest of the token it carries is kept.

    Its failed sign-ins are counted apart. The token alone lets nobody in.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="known_devices", db_index=False)
    token_digest = models.BinaryField(max_length=32, unique=True)
    user_agent = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-last_used_at"], name="users_known_device_latest"),
            models.Index(fields=["last_used_at"], name="users_known_device_age"),
        ]

    def __str__(self) -> str:
        return f"device of person {self.user_id}"
