"""Sign-in: passwords, tokens, lockout, throttles and trusted proxies."""

from __future__ import annotations

from datetime import timedelta

from core_banking.settings.components.environment import env

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "users.password_rules.MixedCharactersValidator"},
]

ACCESS_TOKEN_LIFETIME = timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", default=60))
REFRESH_TOKEN_LIFETIME = timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=7))
# A session ends for good after this, however often it was refreshed.
SESSION_ABSOLUTE_LIFETIME = timedelta(days=env.int("SESSION_ABSOLUTE_DAYS", default=90))
# How long a refresh by cookie may be asked for again, by a page that was left before the answer came; 0 never.
REFRESH_REPEAT_SECONDS = env.int("REFRESH_REPEAT_SECONDS", default=10)
TOKEN_ISSUER = env("TOKEN_ISSUER", default="core-banking")
TOKEN_AUDIENCE = env("TOKEN_AUDIENCE", default="core-banking-api")

LOGIN_FAILURES_BEFORE_LOCK = env.int("LOGIN_FAILURES_BEFORE_LOCK", default=5)
LOGIN_LOCK_MINUTES = env.int("LOGIN_LOCK_MINUTES", default=30)
LOGIN_ATTEMPTS_PER_MINUTE = env.int("LOGIN_ATTEMPTS_PER_MINUTE", default=5)
# How long a device stays known after its last good sign-in: its failures are counted apart from strangers'.
KNOWN_DEVICE_DAYS = env.int("KNOWN_DEVICE_DAYS", default=365)
# How long the token of a mailed password reset is good, and how often a client address may ask for one or use one.
PASSWORD_RESET_MINUTES = env.int("PASSWORD_RESET_MINUTES", default=30)
PASSWORD_RESETS_PER_HOUR = env.int("PASSWORD_RESETS_PER_HOUR", default=20)
# How long after it was switched on a second factor can be switched off together with a mailed password reset, by an
# owner whom a thief of his access token has locked out; 0 never.
TWO_FACTOR_FRESH_HOURS = env.int("TWO_FACTOR_FRESH_HOURS", default=72)
# The page of the link in that mail; the token is put behind it as a fragment, which no server logs.
PASSWORD_RESET_PAGE = env("PASSWORD_RESET_PAGE", default="/app/password-reset/confirm/")
# How long sessions, resets and counters are kept after their end, for `purge_ended_sessions`.
ENDED_SESSIONS_KEPT_DAYS = env.int("ENDED_SESSIONS_KEPT_DAYS", default=30)
# Wrong transaction PINs in a row that lock it.
PIN_ATTEMPTS = env.int("PIN_ATTEMPTS", default=5)
REGISTRATIONS_PER_HOUR = env.int("REGISTRATIONS_PER_HOUR", default=60)

# How many proxies in front of the bank may be believed about the client's address; 0 believes none.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# Who knows the numbers that must not be a person's PIN: customers' identities live on a floor above sign-in.
PERSONAL_NUMBERS = "kyc.selectors.personal_numbers"
# Who sends the mail of a password reset: notifications live beside the people and neither imports the other.
MAIL_SENDER = "notifications.services.send_mail_later"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.int("STAFF_SESSION_SECONDS", default=12 * 3600)
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "/admin/login/"
AUTHENTICATION_BACKENDS = ["users.backends.StaffBackend"]
