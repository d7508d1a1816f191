"""Who may do what: every operation of the API, and the status each kind of caller gets.

The columns are a stranger without a token, the customer whose things the path names, another customer, a bank
administrator, an auditor and a system administrator. What is sent is small and valid; `{names}` in paths and bodies
are filled in from the little bank that each test builds (`tests/api/little_bank.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

CALLERS: Final = ("stranger", "customer", "another", "bank_admin", "auditor", "admin")
STAFF: Final = CALLERS[3:]

_TABLE: Final = """
#                                                       stranger  customer  another   bank_admin auditor  admin
GET    /                                                200       200       200       200       200       200
GET    /api/errors/                                     200       200       200       200       200       200
GET    /api/errors/{code}/                              200       200       200       200       200       200

POST   /api/auth/register/                              201       201       201       201       403       201
POST   /api/customers/register/                         201       201       201       201       403       201
POST   /api/register/                                   201       201       201       201       403       201

GET    /api/kyc/                                        401       200       200       403       403       403
POST   /api/kyc/resubmit/                               401       200       409       403       403       403
GET    /api/kyc/documents/                              401       200       200       200       403       200
POST   /api/kyc/documents/                              401       201       201       201       403       201
GET    /api/kyc/documents/{document_id}/download/       401       200       404       200       403       200
GET    /api/kyc/reviews/                                401       403       403       200       403       200
GET    /api/kyc/reviews/{user_id}/                      401       403       403       200       403       200
POST   /api/kyc/reviews/{user_id}/approve/              401       403       403       200       403       200
POST   /api/kyc/reviews/{user_id}/reject/               401       403       403       200       403       200
GET    /api/users/{user_id}/                            401       403       403       200       403       200
PUT    /api/users/{user_id}/                            401       403       403       200       403       200
GET    /api/customers/{reference}/                      401       200       404       200       403       200
GET    /api/customer/                                   401       403       403       200       403       200
POST   /api/customer/                                   401       403       403       201       403       201
GET    /api/customer/{user_id}/                         401       403       403       200       403       200

GET    /api/notifications/                              401       200       200       200       200       200
POST   /api/notifications/read-all/                     401       200       200       200       200       200
GET    /api/notifications/preferences/                  401       200       200       200       200       200
PATCH  /api/notifications/preferences/                  401       200       200       200       200       200
POST   /api/notifications/{notification_id}/read/       401       200       404       404       404       404

GET    /api/webhooks/                                   401       403       403       200       403       403
POST   /api/webhooks/                                   401       403       403       201       403       403
GET    /api/webhooks/{endpoint_id}/                     401       403       403       200       403       403
PATCH  /api/webhooks/{endpoint_id}/                     401       403       403       200       403       403
DELETE /api/webhooks/{endpoint_id}/                     401       403       403       204       403       403
POST   /api/webhooks/{endpoint_id}/rotate-secret/       401       403       403       200       403       403
POST   /api/webhooks/{endpoint_id}/test/                401       403       403       202       403       403
GET    /api/webhooks/{endpoint_id}/deliveries/          401       403       403       200       403       403
POST   /api/webhooks/{endpoint_id}/redeliver/           401       403       403       202       403       403
GET    /api/webhook-events/                             401       403       403       200       403       403

GET    /api/account-products/                           200       200       200       200       200       200
GET    /api/account-products/{product_id}/              200       200       200       200       200       200
GET    /api/account-products/{product_id}/eligibility/  401       200       200       400       403       403
POST   /api/account-products/                           401       403       403       201       403       403
PATCH  /api/account-products/{product_id}/              401       403       403       200       403       403

GET    /api/loan-products/                              200       200       200       200       200       200
POST   /api/loan-products/                              401       403       403       201       403       403
GET    /api/loan-products/{loan_product_id}/            200       200       200       200       200       200
PATCH  /api/loan-products/{loan_product_id}/            401       403       403       200       403       403
GET    /api/loan-products/{loan_product_id}/eligibility/ 401      200       200       400       403       403
GET    /api/loans/                                      401       200       200       200       403       403
POST   /api/loans/                                      401       201       201       201       403       403
GET    /api/loans/{loan_id}/                            401       200       404       200       403       403
POST   /api/loans/{loan_id}/approve/                    401       403       403       200       403       403
POST   /api/loans/{loan_id}/reject/                     401       403       403       200       403       403
POST   /api/loans/{loan_id}/withdraw/                   401       200       404       403       403       403
POST   /api/loans/{loan_id}/disburse/                   401       200       404       403       403       403
POST   /api/loans/{loan_id}/repay/                      401       201       404       403       403       403
GET    /api/loans/{loan_id}/schedule/                   401       200       404       200       403       403
GET    /api/loans/{loan_id}/payoff/                     401       200       404       200       403       403
GET    /api/loans/{loan_id}/movements/                  401       200       404       200       403       403
POST   /api/loans/{loan_id}/movements/{number}/reverse/ 401       403       403       201       403       403
POST   /api/loans/{loan_id}/write-off/                  401       403       403       202       403       403
POST   /api/loans/{loan_id}/reschedule/                 401       403       403       202       403       403
POST   /api/loans/{loan_id}/recover/                    401       403       403       201       403       403
GET    /api/loan-requests/                              401       403       403       200       403       403
GET    /api/loan-requests/{request_id}/                 401       403       403       200       403       403
POST   /api/loan-requests/{request_id}/approve/         401       403       403       200       403       403
POST   /api/loan-requests/{request_id}/reject/          401       403       403       200       403       403
GET    /api/fraud-alerts/                               401       403       403       200       200       200
GET    /api/fraud-alerts/{key}/                         401       403       403       200       200       200
POST   /api/fraud-alerts/{key}/assign/                  401       403       403       200       403       403
POST   /api/fraud-alerts/{key}/resolve/                 401       403       403       200       403       403
GET    /api/fraud-risk/{reference}/                     401       403       403       200       200       200
GET    /api/fraud-rules/                                401       403       403       200       200       200
PATCH  /api/fraud-rules/                                401       403       403       200       403       403
GET    /api/fraud-rules/thresholds/                     401       403       403       200       200       200
PATCH  /api/fraud-rules/thresholds/                     401       403       403       200       403       403
GET    /api/fraud-rules/versions/                       401       403       403       200       200       200
GET    /api/fraud-rules/versions/{version}/             401       403       403       200       200       200
GET    /api/fraud-rules/learned-models/                 401       403       403       200       200       200
POST   /api/fraud-rules/learned-models/{version}/activate/ 401    403       403       200       403       403
POST   /api/fraud-rules/learned-models/{version}/deactivate/ 401  403       403       200       403       403
GET    /api/fraud-rules/{kind}/                         401       403       403       200       200       200
PATCH  /api/fraud-rules/{kind}/                         401       403       403       200       403       403

GET    /api/name-lists/                                 401       403       403       200       200       200
GET    /api/name-matches/                               401       403       403       200       200       200
GET    /api/name-matches/{match_id}/                    401       403       403       200       200       200
POST   /api/name-matches/{match_id}/propose/            401       403       403       200       403       403
POST   /api/name-matches/{match_id}/confirm/            401       403       403       200       403       403
POST   /api/name-matches/{match_id}/send-back/          401       403       403       200       403       403
POST   /api/loan-products/{loan_product_id}/quote/      200       200       200       200       200       200
GET    /api/loans/arrears/                              401       403       403       200       403       403
GET    /api/loans/portfolio-at-risk/                    401       403       403       200       200       200

GET    /api/accounts/                                   401       200       200       200       403       403
POST   /api/accounts/                                   401       201       201       201       403       403
GET    /api/accounts/{account_id}/                      401       200       404       200       403       403
PATCH  /api/accounts/{account_id}/                      401       200       404       200       403       403
GET    /api/accounts/{account_id}/balance/              401       200       404       200       403       403
GET    /api/accounts/{account_id}/interest/             401       200       404       200       403       403
GET    /api/accounts/{account_id}/statement/            401       200       404       200       403       403
POST   /api/statements/verify/                          200       200       200       200       200       200
GET    /api/statements/keys/                            200       200       200       200       200       200
POST   /api/accounts/{account_id}/activate/             401       403       403       409       403       403
POST   /api/accounts/{account_id}/freeze/               401       403       403       200       403       403
POST   /api/accounts/{account_id}/unfreeze/             401       403       403       409       403       403
POST   /api/accounts/{account_id}/close/                401       409       404       409       403       403

GET    /api/standing-orders/                            401       200       200       403       403       403
POST   /api/standing-orders/                            401       201       404       403       403       403
GET    /api/standing-orders/{order_id}/                 401       200       404       403       403       403
PATCH  /api/standing-orders/{order_id}/                 401       200       404       403       403       403
DELETE /api/standing-orders/{order_id}/                 401       204       404       403       403       403
GET    /api/standing-orders/{order_id}/executions/      401       200       404       403       403       403
GET    /api/bank-holidays/                              200       200       200       200       200       200
POST   /api/bank-holidays/                              401       403       403       201       403       403
DELETE /api/bank-holidays/{holiday_id}/                 401       403       403       204       403       403
POST   /api/accounts/{account_id}/withdraw-early/       401       200       404       200       403       403
POST   /api/accounts/{account_id}/reactivate/           401       200       404       200       403       403

GET    /api/transactions/                               401       200       200       200       403       403
POST   /api/transactions/                               401       201       404       201       403       403
GET    /api/transactions/{key}/                         401       200       404       200       403       403
GET    /api/deposit/                                    401       200       200       200       403       403
POST   /api/deposit/                                    401       201       404       201       403       403
GET    /api/withdrawal/                                 401       200       200       200       403       403
POST   /api/withdrawal/                                 401       201       404       201       403       403
GET    /api/balance-transfer/                           401       200       200       200       403       403
POST   /api/balance-transfer/                           401       201       404       201       403       403

GET    /api/transfers/bulk/                             401       200       200       200       403       403
POST   /api/transfers/bulk/                             401       202       404       202       403       403
GET    /api/transfers/bulk/{bulk_transfer_id}/          401       200       404       200       403       403
GET    /api/transfers/bulk/{bulk_transfer_id}/lines/    401       200       404       200       403       403
GET    /api/holds/                                      401       200       200       200       403       403
POST   /api/holds/                                      401       201       404       201       403       403
GET    /api/holds/{key}/                                401       200       404       200       403       403
POST   /api/holds/{key}/capture/                        401       200       404       200       403       403
POST   /api/transactions/{key}/reverse/                 401       403       403       201       403       403
POST   /api/transactions/{key}/release/                 401       403       403       200       403       403
POST   /api/transactions/{key}/decline/                 401       403       403       200       403       403
GET    /api/reversals/                                  401       403       403       200       403       403
GET    /api/reversals/{request_id}/                     401       403       403       200       403       403
POST   /api/reversals/{request_id}/approve/             401       403       403       200       403       403
POST   /api/reversals/{request_id}/reject/              401       403       403       200       403       403
POST   /api/holds/{key}/void/                           401       200       404       200       403       403

GET    /api/business-day/                               401       403       403       200       200       200
GET    /api/business-day/closings/                      401       403       403       200       200       200
GET    /api/business-day/closings/{date}/               401       403       403       200       200       200
POST   /api/business-day/close/                         401       403       403       202       403       202
POST   /api/business-day/advance/                       401       403       403       200       403       200

GET    /api/services/                                   200       200       200       200       200       200
POST   /api/services/                                   401       403       403       201       403       403
GET    /api/services/{service_id}/                      200       200       200       200       200       200
PATCH  /api/services/{service_id}/                      401       403       403       200       403       403
DELETE /api/services/{service_id}/                      401       403       403       204       403       403
POST   /api/contact/                                    201       201       201       201       201       201
GET    /api/contact/                                    401       403       403       200       403       403
GET    /api/contact/{message_id}/                       401       403       403       200       403       403
POST   /api/contact/{message_id}/answer/                401       403       403       200       403       403
POST   /api/contact/{message_id}/handled/               401       403       403       200       403       403

GET    /api/beneficiaries/                              401       200       200       403       403       403
POST   /api/beneficiaries/                              401       201       422       403       403       403
GET    /api/beneficiaries/{beneficiary_id}/             401       200       404       403       403       403
PATCH  /api/beneficiaries/{beneficiary_id}/             401       200       404       403       403       403
DELETE /api/beneficiaries/{beneficiary_id}/             401       204       404       403       403       403
POST   /api/beneficiaries/{beneficiary_id}/confirm/     401       200       404       403       403       403

GET    /api/categories/                                 401       200       200       403       403       403
POST   /api/categories/                                 401       201       201       403       403       403
PATCH  /api/categories/{category_id}/                   401       200       404       403       403       403
DELETE /api/categories/{category_id}/                   401       204       404       403       403       403
GET    /api/category-rules/                             401       200       200       403       403       403
DELETE /api/category-rules/{rule_id}/                   401       204       404       403       403       403
GET    /api/expenses/                                   401       200       200       403       403       403
POST   /api/expenses/                                   401       201       201       403       403       403
PATCH  /api/expenses/{expense_id}/                      401       200       404       403       403       403
DELETE /api/expenses/{expense_id}/                      401       204       404       403       403       403
GET    /api/budgets/                                    401       200       200       403       403       403
POST   /api/budgets/                                    401       201       201       403       403       403
GET    /api/budgets/{budget_id}/                        401       200       404       403       403       403
PATCH  /api/budgets/{budget_id}/                        401       200       404       403       403       403
DELETE /api/budgets/{budget_id}/                        401       204       404       403       403       403
GET    /api/spending/                                   401       200       200       403       403       403
GET    /api/spending/movements/                         401       200       200       403       403       403
PUT    /api/spending/movements/{transaction_id}/category/ 401     200       404       403       403       403
DELETE /api/spending/movements/{transaction_id}/category/ 401     204       404       403       403       403
GET    /api/cash-flow-forecast/                         401       200       200       403       403       403

GET    /api/savings-goals/                              401       200       200       403       403       403
POST   /api/savings-goals/                              401       201       400       403       403       403
GET    /api/savings-goals/{goal_id}/                    401       200       404       403       403       403
PATCH  /api/savings-goals/{goal_id}/                    401       200       404       403       403       403
DELETE /api/savings-goals/{goal_id}/                    401       200       404       403       403       403
POST   /api/savings-goals/{goal_id}/contribute/         401       201       404       403       403       403
POST   /api/savings-goals/{goal_id}/withdraw/           401       201       404       403       403       403
POST   /api/savings-goals/{goal_id}/release/            401       403       403       200       403       403
GET    /api/savings-goals/{goal_id}/rules/              401       200       404       403       403       403
POST   /api/savings-goals/{goal_id}/rules/              401       201       404       403       403       403
GET    /api/savings-goals/{goal_id}/rules/{rule_id}/    401       200       404       403       403       403
PATCH  /api/savings-goals/{goal_id}/rules/{rule_id}/    401       200       404       403       403       403
DELETE /api/savings-goals/{goal_id}/rules/{rule_id}/    401       204       404       403       403       403
GET    /api/savings-goals/{goal_id}/savings/            401       200       404       403       403       403

GET    /api/ledger/accounts/                            401       403       403       200       200       200
GET    /api/ledger/trial-balance/                       401       403       403       200       200       200
GET    /api/ledger/balance-sheet/                       401       403       403       200       200       200
GET    /api/ledger/profit-and-loss/                     401       403       403       200       200       200
GET    /api/ledger/health/                              401       403       403       200       200       200
GET    /api/ledger/period-locks/                        401       403       403       200       200       200
POST   /api/ledger/period-locks/                        401       403       403       201       403       403

GET    /api/audit-logs/                                 401       403       403       403       200       200
GET    /api/audit-logs/{id}/                            401       403       403       403       200       200
GET    /api/audit-logs/{id}/proof/                      401       403       403       403       200       200
GET    /api/audit-logs/export/                          401       403       403       403       200       200
GET    /api/audit-logs/activity/                        401       403       403       403       200       200
GET    /api/audit-logs/patterns/                        401       403       403       403       200       200
GET    /api/audit-logs/verify/                          401       403       403       403       200       200

POST   /api/auth/login/                                 200       200       200       200       200       200
POST   /api/login/                                      200       200       200       200       200       200
POST   /api/auth/refresh/                               200       200       200       200       200       200
POST   /api/auth/verify/                                200       200       200       200       200       200
POST   /api/auth/logout/                                401       204       204       204       204       204
POST   /api/logout/                                     401       204       204       204       204       204
GET    /api/profile/                                    401       200       200       200       200       200
PUT    /api/profile/                                    401       200       200       200       200       200
PATCH  /api/profile/                                    401       200       200       200       200       200
PUT    /api/profile/pin/                                401       200       200       200       200       200
POST   /api/auth/password/reset/                        200       200       200       200       200       200
POST   /api/auth/password/reset/confirm/                200       200       200       200       200       200
POST   /api/auth/2fa/setup/                             401       200       200       200       200       200
POST   /api/auth/2fa/confirm/                           401       200       409       409       409       409
POST   /api/auth/2fa/disable/                           401       200       409       409       409       409
POST   /api/auth/2fa/recovery-codes/                    401       200       409       409       409       409
PUT    /api/update-profile/                             401       200       200       200       200       200
PUT    /api/auth/password/                              401       200       200       200       200       200
POST   /api/auth/password/                              401       200       200       200       200       200
PUT    /api/update-password/                            401       200       200       200       200       200
GET    /api/auth/sessions/                              401       200       200       200       200       200
DELETE /api/auth/sessions/{session_id}/                 401       204       404       404       404       404
GET    /api/users/                                      401       403       403       200       403       200
GET    /api/manager/                                    401       403       403       403       403       200
POST   /api/manager/                                    401       403       403       403       403       201
GET    /api/manager/{user_id}/                          401       403       403       403       403       200
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What an operation is sent, what staff adds to it, and what must be true before (`little_bank.PREPARATIONS`)."""

    body: Mapping[str, Any] | None = None
    staff_adds: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    needs: str = "an approved customer"


_APPLICATION = Request(
    {
        "username": "newcomer",
        "email": "newcomer@example.org",
        "password": "Str0ng-Passage",
        "confirm_password": "Str0ng-Passage",
        "first_name": "New",
        "last_name": "Comer",
        "phone_number": "+15550000099",
        "date_of_birth": "1985-05-20",
        "ssn": "219-09-9999",
        "address": "7 Newcomer Street",
    }
)
_SIGN_IN = Request({"username": "{username}", "password": "{password}"})
_NAMES = Request({"first_name": "Ada", "last_name": "Lovelace", "phone_number": "+15550000001"})
_PASSWORDS = Request(
    {"current_password": "{password}", "new_password": "N3xt-Passage", "confirm_password": "N3xt-Passage"}
)
_BOTH_FACTORS = Request({"password": "{password}", "otp": "{otp}"}, needs="a second factor")
_PAYEE = Request(needs="a saved payee")
_OWN_PLANS = Request(needs="plans of the customer")
_OWN_GOAL = Request(needs="a savings goal")
_CASH = Request({"account_number": "{account_number}", "amount": "5.00"})

QUESTION: Final = {
    "name": "Rowan Pell",
    "email": "rowan@example.org",
    "phone": "+12025550177",
    "subject": "Hours",
    "message": "When are you open?",
}
"""A message to the bank."""

_REQUESTS: Final[Mapping[str, Request]] = {
    "POST /api/ledger/period-locks/": Request({"through": "2000-12-31", "reason": "Audited and filed"}),
    "POST /api/services/": Request({"name": "Safe deposit boxes", "description": "A box in the vault."}),
    "PATCH /api/services/{service_id}/": Request({"description": "Two boxes in the vault."}),
    "POST /api/contact/": Request(QUESTION),
    "POST /api/contact/{message_id}/answer/": Request({"answer": "From nine to one."}),
    "POST /api/contact/{message_id}/handled/": Request({"note": "Advertising."}),
    "POST /api/categories/": Request({"name": "Weekly market", "parent": "groceries"}),
    "PATCH /api/categories/{category_id}/": Request({"name": "Fairs"}, needs="plans of the customer"),
    "DELETE /api/categories/{category_id}/": _OWN_PLANS,
    "DELETE /api/category-rules/{rule_id}/": _OWN_PLANS,
    "POST /api/expenses/": Request({"category": "groceries", "amount": "4.50"}),
    "PATCH /api/expenses/{expense_id}/": Request({"amount": "5.00"}, needs="plans of the customer"),
    "DELETE /api/expenses/{expense_id}/": _OWN_PLANS,
    "POST /api/budgets/": Request({"category": "groceries", "period": "MONTHLY", "amount": "400.00"}),
    "GET /api/budgets/{budget_id}/": _OWN_PLANS,
    "PATCH /api/budgets/{budget_id}/": Request({"amount": "50.00"}, needs="plans of the customer"),
    "DELETE /api/budgets/{budget_id}/": _OWN_PLANS,
    "PUT /api/spending/movements/{transaction_id}/category/": Request(
        {"category": "salary"}, needs="plans of the customer"
    ),
    "DELETE /api/spending/movements/{transaction_id}/category/": _OWN_PLANS,
    "POST /api/savings-goals/": Request(
        {"name": "A boat", "target_amount": "900.00", "account_number": "{account_number}"}
    ),
    "GET /api/savings-goals/{goal_id}/": _OWN_GOAL,
    "PATCH /api/savings-goals/{goal_id}/": Request({"name": "A boat"}, needs="a savings goal"),
    "DELETE /api/savings-goals/{goal_id}/": _OWN_GOAL,
    "POST /api/savings-goals/{goal_id}/contribute/": Request({"amount": "2.00"}, needs="a savings goal"),
    "POST /api/savings-goals/{goal_id}/withdraw/": Request({"amount": "1.00"}, needs="a savings goal"),
    "POST /api/savings-goals/{goal_id}/release/": Request(
        {"reason": "Set from a stolen telephone"}, needs="a locked savings goal"
    ),
    "GET /api/savings-goals/{goal_id}/rules/": _OWN_GOAL,
    "POST /api/savings-goals/{goal_id}/rules/": Request(
        {"kind": "SHARE_OF_INCOME", "percent": "10", "threshold": "500.00"}, needs="a savings goal"
    ),
    "GET /api/savings-goals/{goal_id}/rules/{rule_id}/": _OWN_GOAL,
    "PATCH /api/savings-goals/{goal_id}/rules/{rule_id}/": Request(
        {"is_active": False}, needs="a savings goal"
    ),
    "DELETE /api/savings-goals/{goal_id}/rules/{rule_id}/": _OWN_GOAL,
    "GET /api/savings-goals/{goal_id}/savings/": _OWN_GOAL,
    "POST /api/auth/register/": _APPLICATION,
    "POST /api/customers/register/": _APPLICATION,
    "POST /api/register/": _APPLICATION,
    "POST /api/customer/": _APPLICATION,
    "PATCH /api/notifications/preferences/": Request({"email": False}),
    "POST /api/webhooks/": Request({"url": "https://hooks.example.com/bank"}),
    "PATCH /api/webhooks/{endpoint_id}/": Request({"description": "Bookkeeping"}),
    "POST /api/webhooks/{endpoint_id}/redeliver/": Request(
        {"from": "2024-01-15T10:00:00Z", "to": "2024-01-15T11:00:00Z"}
    ),
    "POST /api/kyc/resubmit/": Request({}, needs="a rejected customer"),
    "POST /api/kyc/documents/": Request(
        {"document_type": "PHOTO"}, staff_adds={"customer_id": "{user_id}"}, files=("file",)
    ),
    "POST /api/kyc/reviews/{user_id}/approve/": Request(needs="an applicant"),
    "POST /api/kyc/reviews/{user_id}/reject/": Request({"reason": "Unreadable"}, needs="an applicant"),
    "PUT /api/users/{user_id}/": Request({"kyc_status": "APPROVED"}, needs="an applicant"),
    "POST /api/account-products/": Request(
        {"code": "GOLD", "name": "Gold savings", "account_type": "SAVINGS", "currency": "USD"}
    ),
    "PATCH /api/account-products/{product_id}/": Request({"name": "Renamed"}),
    "POST /api/loan-products/": Request({"code": "SOLAR", "annual_interest_rate": "4.75"}),
    "PATCH /api/loan-products/{loan_product_id}/": Request({"name": "Renamed"}),
    "POST /api/loans/": Request(
        {"loan_type": "PERSONAL", "amount": "1200.00", "term": 12}, staff_adds={"customer_id": "{user_id}"}
    ),
    "GET /api/audit-logs/export/": Request({"from": "2025-03-01", "to": "2025-03-31"}),
    "GET /api/audit-logs/{id}/proof/": Request(needs="a sealed trail"),
    "GET /api/loans/{loan_id}/": Request(needs="a loan applied for"),
    "POST /api/loans/{loan_id}/approve/": Request({}, needs="a loan applied for"),
    "POST /api/loans/{loan_id}/reject/": Request({}, needs="a loan applied for"),
    "POST /api/loans/{loan_id}/withdraw/": Request(needs="a loan applied for"),
    "POST /api/loans/{loan_id}/disburse/": Request(
        {"disbursement_account_number": "{account_number}"}, needs="an approved loan"
    ),
    "POST /api/loans/{loan_id}/repay/": Request(
        {"amount": "5.00", "from_account_number": "{account_number}"}, needs="a loan that runs"
    ),
    "GET /api/loans/{loan_id}/schedule/": Request(needs="a loan that runs"),
    "GET /api/loans/{loan_id}/payoff/": Request(needs="a loan that runs"),
    "GET /api/loans/{loan_id}/movements/": Request(needs="a loan that runs"),
    "POST /api/loans/{loan_id}/movements/{number}/reverse/": Request(
        {"reason": "Typed twice"}, needs="a loan that runs"
    ),
    "POST /api/loans/{loan_id}/write-off/": Request({"reason": "Bankrupt"}, needs="a loan that runs"),
    "POST /api/loans/{loan_id}/reschedule/": Request(
        {"term": 24, "reason": "Out of work"}, needs="a loan that runs"
    ),
    "POST /api/loans/{loan_id}/recover/": Request({"amount": "5.00"}, needs="a loan written off"),
    "GET /api/loan-requests/{request_id}/": Request(needs="a decision on a loan that waits"),
    "GET /api/fraud-alerts/{key}/": Request(needs="a fraud alert"),
    "POST /api/fraud-alerts/{key}/assign/": Request({}, needs="a fraud alert"),
    "POST /api/fraud-alerts/{key}/resolve/": Request(
        {"disposition": "FALSE_POSITIVE", "note": "She is buying a boat."}, needs="a fraud alert"
    ),
    "PATCH /api/fraud-rules/": Request(
        {"reason": "Asked for.", "rules": [{"kind": "ODD_HOUR", "weight": 9}]}
    ),
    "PATCH /api/fraud-rules/thresholds/": Request({"reason": "Asked for.", "hold_at": 61}),
    "POST /api/fraud-rules/learned-models/{version}/activate/": Request(
        {"reason": "Asked for."}, needs="a learned model"
    ),
    "POST /api/fraud-rules/learned-models/{version}/deactivate/": Request(
        {"reason": "Asked for."}, needs="a learned model that counts"
    ),
    "PATCH /api/fraud-rules/{kind}/": Request({"reason": "Asked for.", "weight": 9}),
    "GET /api/name-matches/{match_id}/": Request(needs="a name like a listed one"),
    "POST /api/name-matches/{match_id}/propose/": Request(
        {"decision": "CLEARED", "note": "Born later."}, needs="a name like a listed one"
    ),
    "POST /api/name-matches/{match_id}/confirm/": Request({}, needs="a proposal about a name"),
    "POST /api/name-matches/{match_id}/send-back/": Request(
        {"note": "Not sure."}, needs="a proposal about a name"
    ),
    "POST /api/loan-requests/{request_id}/approve/": Request({}, needs="a decision on a loan that waits"),
    "POST /api/loan-requests/{request_id}/reject/": Request(
        {"note": "He pays"}, needs="a decision on a loan that waits"
    ),
    "POST /api/loan-products/{loan_product_id}/quote/": Request({"amount": "200.00", "term": 2}),
    "POST /api/accounts/": Request({"account_type": "SAVINGS"}, staff_adds={"customer_id": "{user_id}"}),
    "PATCH /api/accounts/{account_id}/": Request({"nickname": "Rainy days"}),
    "POST /api/accounts/{account_id}/freeze/": Request({"reason": "Court order"}),
    "POST /api/accounts/{account_id}/unfreeze/": Request({"reason": "Lifted"}),
    "POST /api/accounts/{account_id}/close/": Request({"reason": "Moving away"}),
    "POST /api/statements/verify/": Request({"signature": "none.of.ours"}),
    "POST /api/beneficiaries/": Request({"account_number": "{another_account_number}", "nickname": "Rent"}),
    "GET /api/beneficiaries/{beneficiary_id}/": _PAYEE,
    "PATCH /api/beneficiaries/{beneficiary_id}/": replace(_PAYEE, body={"nickname": "House"}),
    "DELETE /api/beneficiaries/{beneficiary_id}/": _PAYEE,
    "POST /api/beneficiaries/{beneficiary_id}/confirm/": _PAYEE,
    "POST /api/standing-orders/": Request(
        {
            "from_account_number": "{account_number}",
            "to_account_number": "{another_account_number}",
            "amount": "5.00",
            "start_date": "2099-01-01",
        }
    ),
    "GET /api/standing-orders/{order_id}/": Request(needs="a standing order"),
    "PATCH /api/standing-orders/{order_id}/": Request({"description": "Rent"}, needs="a standing order"),
    "DELETE /api/standing-orders/{order_id}/": Request(needs="a standing order"),
    "GET /api/standing-orders/{order_id}/executions/": Request(needs="a standing order"),
    "POST /api/bank-holidays/": Request({"date": "2099-05-04", "name": "Founders' day"}),
    "DELETE /api/bank-holidays/{holiday_id}/": Request(needs="a bank holiday"),
    "POST /api/accounts/{account_id}/withdraw-early/": Request({}, needs="a running fixed deposit"),
    "POST /api/accounts/{account_id}/reactivate/": Request(needs="a dormant account"),
    "POST /api/transactions/": Request(
        {"transaction_type": "DEPOSIT", "to_account_number": "{account_number}", "amount": "5.00"}
    ),
    "POST /api/deposit/": _CASH,
    "POST /api/withdrawal/": _CASH,
    "POST /api/balance-transfer/": Request(
        {
            "account_number": "{account_number}",
            "to_account_number": "{another_account_number}",
            "amount": "5.00",
        }
    ),
    "POST /api/transfers/bulk/": Request(
        {
            "from_account_number": "{account_number}",
            "mode": "BEST_EFFORT",
            "lines": [{"to_account_number": "{another_account_number}", "amount": "5.00"}],
        }
    ),
    "GET /api/transfers/bulk/{bulk_transfer_id}/": Request(needs="a bulk transfer"),
    "GET /api/transfers/bulk/{bulk_transfer_id}/lines/": Request(needs="a bulk transfer"),
    "POST /api/holds/": Request({"account_number": "{account_number}", "amount": "5.00"}),
    "POST /api/transactions/{key}/reverse/": Request({"reason": "Typed twice"}),
    "POST /api/transactions/{key}/release/": Request({"note": "He confirmed it"}, needs="a held payment"),
    "POST /api/transactions/{key}/decline/": Request({"note": "Not his"}, needs="a held payment"),
    "GET /api/reversals/{request_id}/": Request(needs="a reversal that waits"),
    "POST /api/reversals/{request_id}/approve/": Request({}, needs="a reversal that waits"),
    "POST /api/reversals/{request_id}/reject/": Request(
        {"note": "It was right"}, needs="a reversal that waits"
    ),
    "GET /api/holds/{key}/": Request(needs="an open hold"),
    "POST /api/holds/{key}/capture/": Request({}, needs="an open hold"),
    "POST /api/holds/{key}/void/": Request(needs="an open hold"),
    "GET /api/business-day/closings/{date}/": Request(needs="a closed day"),
    "POST /api/business-day/close/": Request({}),
    "POST /api/business-day/advance/": Request({"days": 1}),
    "POST /api/auth/login/": _SIGN_IN,
    "POST /api/login/": _SIGN_IN,
    "POST /api/auth/refresh/": Request({"refresh": "{refresh}"}),
    "POST /api/auth/verify/": Request({"token": "{access}"}),
    "POST /api/auth/logout/": Request({}),
    "POST /api/logout/": Request({}),
    "PUT /api/profile/": _NAMES,
    "PATCH /api/profile/": Request({"first_name": "Ada"}),
    "PUT /api/update-profile/": _NAMES,
    "PUT /api/auth/password/": _PASSWORDS,
    "POST /api/auth/password/": _PASSWORDS,
    "PUT /api/update-password/": _PASSWORDS,
    "POST /api/auth/password/reset/": Request({"email": "nobody@example.org"}),
    "POST /api/auth/password/reset/confirm/": Request(
        {"token": "{reset_token}", "new_password": "N3xt-Passage", "confirm_password": "N3xt-Passage"},
        needs="a mailed password reset",
    ),
    "POST /api/auth/2fa/confirm/": Request({"otp": "{otp}"}, needs="an authenticator set up"),
    "POST /api/auth/2fa/disable/": _BOTH_FACTORS,
    "POST /api/auth/2fa/recovery-codes/": _BOTH_FACTORS,
    "PUT /api/profile/pin/": Request({"password": "{password}", "pin": "739264"}),
    "POST /api/manager/": Request(
        {
            "username": "new_manager",
            "email": "new_manager@example.org",
            "password": "Str0ng-Passage",
            "confirm_password": "Str0ng-Passage",
            "first_name": "New",
            "last_name": "Manager",
        }
    ),
    "GET /api/manager/{user_id}/": Request(needs="a bank administrator"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One operation, as the schema names it: what to send, and the status for each caller."""

    operation: str
    request: Request = field(default_factory=Request)
    expected: Mapping[str, int] = field(default_factory=dict)


def _row(line: str) -> Row:
    method, path, *statuses = line.split()
    operation = f"{method} {path}"
    expected = dict(zip(CALLERS, map(int, statuses), strict=True))
    return Row(operation, _REQUESTS.get(operation, Request()), expected)


ROWS: Final = tuple(_row(line) for line in _TABLE.splitlines() if line.strip() and not line.startswith("#"))
