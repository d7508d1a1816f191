"""The bank's own rules that an operator sets by environment."""

from __future__ import annotations

from core_banking.settings.components.environment import env

BANK_NAME = env("BANK_NAME", default="Core Bank")
BANK_TIME_ZONE = env("BANK_TIME_ZONE", default="UTC")
DEFAULT_CURRENCY = env("DEFAULT_CURRENCY", default="USD")

MINIMUM_CUSTOMER_AGE_YEARS = env.int("MINIMUM_CUSTOMER_AGE_YEARS", default=18)
STRICT_PHONE_NUMBERS = env.bool("STRICT_PHONE_NUMBERS", default=False)
UNIQUE_PHONE_NUMBERS = env.bool("UNIQUE_PHONE_NUMBERS", default=False)
STRICT_IDENTITY_NUMBERS = env.bool("STRICT_IDENTITY_NUMBERS", default=False)
KYC_REQUIRED_DOCUMENTS = env.list("KYC_REQUIRED_DOCUMENTS", default=[])

DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=5 * 1024 * 1024)
DOCUMENTS_PER_CUSTOMER = env.int("DOCUMENTS_PER_CUSTOMER", default=20)
DOCUMENT_MAX_PIXELS = env.int("DOCUMENT_MAX_PIXELS", default=25_000_000)

# Who pays an opening deposit in, by dotted name: movements live on a floor above accounts.
OPENING_DEPOSIT_CARRIER = "transactions.services.carry_opening_deposit"
# Who moves what the bank pays and takes by contract (interest, loans), and who takes it back.
BANK_MOVEMENT_CARRIER = "transactions.services.carry_bank_movement"
BANK_MOVEMENTS_CARRIER = "transactions.services.carry_bank_movements"
BANK_REVERSAL_CARRIER = "transactions.services.carry_bank_reversal"

# Messages to the bank from one client address.
CONTACT_MESSAGES_PER_HOUR = env.int("CONTACT_MESSAGES_PER_HOUR", default=20)

IDEMPOTENCY_KEY_POLICY = env("IDEMPOTENCY_KEY_POLICY", default="optional")
IDEMPOTENCY_WAIT_SECONDS = env.int("IDEMPOTENCY_WAIT_SECONDS", default=2)
IDEMPOTENCY_KEEP_HOURS = env.int("IDEMPOTENCY_KEEP_HOURS", default=72)

# A domain event that would put a secret into the audit trail is a programming error and fails. In production
# the value is replaced instead: a slip in one event must not stop the bank.
AUDIT_TRAIL_REFUSES_SECRETS = True
