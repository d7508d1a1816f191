"""Background jobs, e-mail and webhooks."""

from __future__ import annotations

from core_banking.settings.components.environment import env

PUBLIC_ADDRESS = env("PUBLIC_ADDRESS", default=f"http://127.0.0.1:{env('PORT', default='8000')}")

# The engine of the background jobs, by dotted name. The shipped one keeps them in the bank's own database.
TASK_ENGINE = env("TASK_ENGINE", default="django_tasks_db.DatabaseBackend")
TASKS = {"default": {"BACKEND": TASK_ENGINE, "QUEUES": []}}
# An engine with a broker wants its apps, and where the broker is.
TASK_ENGINE_APPS = ["django_rq", "django_tasks_rq"] if TASK_ENGINE.startswith("django_tasks_rq.") else []
RQ_QUEUES = {"default": {"URL": env("TASK_BROKER_URL", default="redis://localhost:6379/0")}}
# A job that raises is run again after each of these, and then given up; a job whose worker was killed, at once.
JOB_RETRY_DELAYS_SECONDS = env.list("JOB_RETRY_DELAYS_SECONDS", cast=int, default=[10, 60, 300])
# A job whose worker has not said for so long that it still runs it has lost its worker.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=30)
JOB_KEEP_DAYS = env.int("JOB_KEEP_DAYS", default=14)

# What the worker does again and again, by dotted name, and the seconds between two times. A function that takes an
# `actor` gets the worker's.
PERIODIC_WORK: dict[str, float] = {
    "notifications.services.deliver_due_webhooks": 1,
    "notifications.services.deliver_due_mail": 2,
    "audit.sealing_work.keep_audit_trail_sealed": 1,
    "audit.searching.keep_trail_searchable": 5,
    "audit.services.tell_of_staff_patterns": 3600,
    "core_banking.kernel.jobs.recover_abandoned_jobs": 10,
    "transactions.services.resume_bulk_transfers": 30,
    "operations.services.keep_business_day": 60,
    "fraud.services.screen_people": 10,
    "planning.services.keep_watching_budgets": 10,
    "operations.services.prove_books_now_and_then": 600,
    "notifications.services.forget_old_messages": 3600,
    "core_banking.kernel.jobs.forget_finished_jobs": 3600,
    "operations.services.purge_idempotency_keys": 3600,
    "users.services.purge_ended_sessions": 3600,
}

# How long a mail or a webhook's request belongs to the worker that took it; longer than either may take.
DELIVERY_LEASE_SECONDS = env.int("DELIVERY_LEASE_SECONDS", default=120)

# The server that `EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend` speaks to.
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)

# A mail that cannot be sent is tried again after each of these, and then given up.
MAIL_RETRY_DELAYS_SECONDS = env.list(
    "MAIL_RETRY_DELAYS_SECONDS", cast=int, default=[60, 300, 1_800, 7_200, 21_600]
)
# Messages of the inbox whose kind begins with one of these go out by e-mail as well, unless the person chose otherwise.
EMAILED_NOTICE_KINDS = env.list(
    "EMAILED_NOTICE_KINDS",
    default=[
        "SECURITY_",
        "KYC_",
        "ACCOUNT_",
        "MONEY_MOVED_",
        "PAYMENT_",
        "STANDING_ORDER_",
        "TERM_DEPOSIT_",
        "BULK_TRANSFER_",
        "LOAN_",
        "WEBHOOK_",
    ],
)
# Nobody who has got hold of a sign-in can silence the warning about it.
ALWAYS_EMAILED_NOTICE_KINDS = ["SECURITY_"]
# The person behind a row number, for the address that a message is mailed to; by name, as PERMISSION_HOLDERS is.
PERSON_CARD = "users.selectors.person_card"

# Webhooks: only https to these ports of the public internet, unless it is said otherwise here.
WEBHOOK_ALLOW_HTTP = env.bool("WEBHOOK_ALLOW_HTTP", default=False)
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=[443, 8443])
# Networks inside that may be called all the same, for tests and development: 127.0.0.0/8
WEBHOOK_ALLOWED_PRIVATE_ADDRESSES = env.list("WEBHOOK_ALLOWED_PRIVATE_ADDRESSES", default=[])
# Certificates to trust instead of the system's, in a PEM file.
WEBHOOK_CA_FILE = env("WEBHOOK_CA_FILE", default="")
# For a whole request, from the look-up of the name to the answer.
WEBHOOK_TIMEOUT_SECONDS = env.int("WEBHOOK_TIMEOUT_SECONDS", default=15)
WEBHOOK_SECRET_OVERLAP_HOURS = env.int("WEBHOOK_SECRET_OVERLAP_HOURS", default=24)
# An endpoint that has failed for this long, with no success in between, is switched off.
WEBHOOK_DISABLE_AFTER_DAYS = env.int("WEBHOOK_DISABLE_AFTER_DAYS", default=5)
# How soon every process of the bank notices a new endpoint.
WEBHOOK_SUBSCRIPTIONS_SECONDS = env.int("WEBHOOK_SUBSCRIPTIONS_SECONDS", default=5)
# How long it stays on record what was mailed, and what endpoints were told.
DELIVERY_KEEP_DAYS = env.int("DELIVERY_KEEP_DAYS", default=90)
