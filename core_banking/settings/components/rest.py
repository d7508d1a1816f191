"""REST framework, schema and body limits."""

from __future__ import annotations

from typing import Any

from core_banking.settings.components.environment import BASE_DIR, env

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core_banking.api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["core_banking.api.permissions.IsSignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["core_banking.api.renderers.BankJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core_banking.api.renderers.BankContentNegotiation",
    "DEFAULT_PARSER_CLASSES": ["core_banking.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core_banking.api.pagination.PageNumbers",
    "DEFAULT_FILTER_BACKENDS": [
        "core_banking.api.filters.StrictFilterBackend",
        "core_banking.api.filters.StrictOrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "core_banking.api.schema.BankAutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [],
    "EXCEPTION_HANDLER": "core_banking.api.errors.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": None,
    "DATETIME_FORMAT": "iso-8601",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# The identity provider of the bearer tokens, by name: the API layer imports no app.
BEARER_IDENTITY = "users.services.actor_of_access_token"
CLAIMED_BEARER_IDENTITY = "users.services.actor_claimed_by_access_token"
# Who acts on the staff site, with the rights he holds.
STAFF_IDENTITY = "users.services.actor_on_staff_site"
# Who is told of what concerns a right: notifications live beside the people and do not import them.
PERMISSION_HOLDERS = "users.selectors.holders_of"

JSON_BODY_MAX_BYTES = env.int("JSON_BODY_MAX_BYTES", default=256 * 1024)
UPLOAD_BODY_MAX_BYTES = env.int("UPLOAD_BODY_MAX_BYTES", default=32 * 1024 * 1024)
JSON_MAX_DEPTH = 32
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Core Banking API",
    "DESCRIPTION": (BASE_DIR / "core_banking" / "api" / "description.md").read_text(encoding="utf-8"),
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/",
    "SORT_OPERATIONS": False,
    # In the order in which a newcomer needs them.
    "TAGS": [
        {"name": "Registration", "description": "Becoming a customer."},
        {"name": "Sign-in", "description": "Tokens and sessions."},
        {"name": "Profile", "description": "One's own data and password."},
        {"name": "KYC", "description": "Proof of identity and its review."},
        {"name": "Accounts", "description": "Products, accounts, balances and statements."},
        {"name": "Transactions", "description": "Money that moves."},
        {"name": "Holds", "description": "Payments in two steps: money set aside now and taken later."},
        {"name": "Beneficiaries", "description": "Saved payees and what they may be paid."},
        {"name": "Bulk transfers", "description": "Many transfers in one order."},
        {"name": "Standing orders", "description": "Transfers ordered in advance, once or by a rule."},
        {"name": "Reversals", "description": "Undoing a movement, by staff, with four eyes above an amount."},
        {"name": "Fraud rules", "description": "The rules of fraud scoring, changed as versions by staff."},
        {"name": "Held payments", "description": "Payments that fraud scoring holds, decided by staff."},
        {"name": "Loan products", "description": "What the bank lends, and what a loan would cost."},
        {
            "name": "Loans",
            "description": "Loans from application to the last repayment, arrears and recoveries.",
        },
        {"name": "Loan decisions", "description": "Write-offs, reschedules and reversals, with four eyes."},
        {"name": "Planning", "description": "Categories, budgets, spending and forecasts of one customer."},
        {"name": "Savings goals", "description": "Money set aside in pots, by hand and by itself."},
        {"name": "Notifications", "description": "What the bank has told somebody."},
        {"name": "Webhooks", "description": "What the bank tells other systems."},
        {"name": "Support", "description": "What the bank does for people, and messages to it."},
        {"name": "Customers", "description": "Customers, as the staff sees them."},
        {"name": "Staff", "description": "Bank administrators."},
        {"name": "Fraud", "description": "What needs the eyes of staff, and how much care a customer needs."},
        {
            "name": "Names on lists",
            "description": "People whose names are like listed ones, decided by two of staff.",
        },
        {"name": "Books", "description": "The bank's own accounts, their reports, and locked periods."},
        {"name": "Business day", "description": "The business date and the close of business."},
        {"name": "Audit", "description": "Who did what, and what was refused."},
        {"name": "Bank", "description": "The way in, and what errors mean."},
    ],
    "ENUM_NAME_OVERRIDES": {
        "AuditFaultEnum": "audit.chain_faults.Fault",
        "LedgerAccountKindEnum": "ledger.models.AccountKind",
        "BooksHealthEnum": "operations.books_health.Health",
        "AccountTypeEnum": "accounts.contracts.AccountType",
        "OpenableAccountTypeEnum": "accounts.contracts.OPENABLE_TYPES",
        "AccountStatusEnum": "accounts.contracts.AccountStatus",
        "DeliveryStatusEnum": "notifications.contracts.DeliveryStatus",
        "DocumentTypeEnum": "kyc.document_types.DocumentType",
        "OrderableTypeEnum": "transactions.contracts.ORDERABLE_TYPES",
        "TransactionTypeEnum": "transactions.contracts.TransactionType",
        "ReversalRequestStatusEnum": "transactions.reversal_contracts.REVERSAL_REQUEST_CHOICES",
        "LoanRequestStatusEnum": "loans.life_contracts.LOAN_REQUEST_CHOICES",
        "BulkModeEnum": "transactions.bulk_contracts.BulkMode",
        "BulkStatusEnum": "transactions.bulk_contracts.BulkStatus",
        "BulkLineStatusEnum": "transactions.bulk_contracts.BulkLineStatus",
        "HoldStatusEnum": "ledger.contracts.HoldStatus",
        "StandingOrderStatusEnum": "transactions.standing_order_contracts.OrderStatus",
        "ExecutionStatusEnum": "transactions.standing_order_contracts.ExecutionStatus",
        "CategoryKindEnum": "planning.contracts.CategoryKind",
        "SpendingKindEnum": "planning.contracts.SPENDING_KINDS",
        "BudgetStateEnum": "planning.budgeting.BudgetState",
        "SavingsGoalStatusEnum": "planning.goal_contracts.GoalStatus",
        "SavingRuleKindEnum": "planning.goal_contracts.RuleKind",
        "SavingStatusEnum": "planning.goal_contracts.SavingStatus",
        "RiskProfileEnum": "users.contracts.RiskProfile",
        "StaffPatternKindEnum": "audit.patterns.PatternKind",
        "FraudAlertStatusEnum": "fraud.contracts.AlertStatus",
        "FraudRuleKindEnum": "fraud.contracts.RuleKind",
        "FraudRuleModeEnum": "fraud.contracts.RuleMode",
        "TransactionStatusEnum": "transactions.contracts.TransactionStatus",
    },
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": True, "displayRequestDuration": True, "filter": True},
}
