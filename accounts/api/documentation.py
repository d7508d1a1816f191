"""What the API's documentation says of each operation of accounts and products."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema

from accounts.api import examples
from accounts.api.opening_serializers import ActivationSerializer, EligibilityQuery, EligibilitySerializer
from accounts.api.serializers import (
    AccountApplicationSerializer,
    AccountChangeSerializer,
    AccountSerializer,
    BalanceQuery,
    BalanceSerializer,
    ClosedAccountSerializer,
    NewProductSerializer,
    ProductChangeSerializer,
    ProductSerializer,
    ReasonSerializer,
)

LIST_PRODUCTS = extend_schema(
    summary="List account products",
    description=(
        "The products on offer with their terms, requirements, limits and fees. Staff also sees those "
        "taken off offer."
    ),
    tags=["Accounts"],
    responses=ProductSerializer(many=True),
    examples=examples.PRODUCT,
)

SHOW_PRODUCT = extend_schema(
    summary="Show an account product",
    description="One product with its terms, requirements, limits and fees.",
    tags=["Accounts"],
    examples=examples.PRODUCT,
)

CREATE_PRODUCT = extend_schema(
    summary="Create an account product",
    description=(
        "A new product. Limits that are left out are those of the shipped products; nothing else is charged "
        "or required unless it is given. Amounts are in the product's currency."
    ),
    tags=["Accounts"],
    request=NewProductSerializer,
    responses={201: ProductSerializer},
    examples=examples.NEW_PRODUCT,
)

CHANGE_PRODUCT = extend_schema(
    summary="Change an account product",
    description=(
        "Terms that are left out stay. New terms bind accounts opened from now on; fees and the tax withheld from "
        "interest bind all accounts of the product. A fee of null takes it away."
    ),
    tags=["Accounts"],
    request=ProductChangeSerializer,
    responses=ProductSerializer,
    examples=examples.PRODUCT_CHANGE,
)

SHOW_ELIGIBILITY = extend_schema(
    summary="Ask whether I may have a product",
    description=(
        "Before applying: which of the product's requirements I meet and what is missing. Staff asks for a "
        "customer by `customer_id`."
    ),
    tags=["Accounts"],
    parameters=[EligibilityQuery],
    responses=EligibilitySerializer,
    filters=False,
    examples=examples.ELIGIBILITY,
)

LIST_ACCOUNTS = extend_schema(
    summary="List accounts",
    description="A customer's own accounts; everybody's for staff that manages accounts.",
    tags=["Accounts"],
    responses=AccountSerializer(many=True),
    examples=examples.ACCOUNT_IN_LIST,
)

OPEN_ACCOUNT = extend_schema(
    summary="Open an account",
    description=(
        "Needs an approved KYC. Staff names the customer by `customer_id`. Where the product leaves "
        "activation to staff, the account is PENDING and has no number yet. Requirements that are not "
        "met are all named. An `opening_deposit` is paid from another account of the customer, named as "
        "`funding_account_number`, or taken in cash by staff, in one step with the opening: if it cannot be "
        "paid, nothing is opened. In a dry run nobody gets a number."
    ),
    tags=["Accounts"],
    request=AccountApplicationSerializer,
    responses={201: AccountSerializer},
    examples=examples.OPENING,
)

SHOW_ACCOUNT = extend_schema(
    summary="Show an account",
    description="One account with its balance.",
    tags=["Accounts"],
    examples=examples.ACCOUNT_IN_LIST,
)

CHANGE_ACCOUNT = extend_schema(
    summary="Change an account",
    description="The owner sets the nickname; staff also sets limits and minimum balance.",
    tags=["Accounts"],
    request=AccountChangeSerializer,
    responses=AccountSerializer,
    examples=examples.ACCOUNT_CHANGE,
)

ACTIVATE_ACCOUNT = extend_schema(
    summary="Activate an account",
    description=(
        "Gives a PENDING account its number, and with it the opening deposit that its product asks for: in "
        "cash, or from the customer's account named as `funding_account_number`."
    ),
    tags=["Accounts"],
    request=ActivationSerializer,
    responses=AccountSerializer,
    examples=examples.ACTIVATION,
)

FREEZE_ACCOUNT = extend_schema(
    summary="Freeze an account",
    description="Stops all movements of the account. The reason stays with the bank.",
    tags=["Accounts"],
    request=ReasonSerializer,
    responses=AccountSerializer,
    examples=examples.FREEZING,
)

UNFREEZE_ACCOUNT = extend_schema(
    summary="Unfreeze an account",
    description="Gives the account the status it had before it was frozen.",
    tags=["Accounts"],
    request=ReasonSerializer,
    responses=AccountSerializer,
    examples=examples.UNFREEZING,
)

REACTIVATE_ACCOUNT = extend_schema(
    summary="Wake a dormant account",
    description=(
        "By its owner, whose KYC must be approved, or by staff. An account whose owner has not moved money for a long"
        " time falls asleep: nothing goes in or out until it is woken."
    ),
    tags=["Accounts"],
    request=None,
    responses=AccountSerializer,
    examples=examples.REACTIVATION,
)

CLOSE_ACCOUNT = extend_schema(
    summary="Close an account",
    description=(
        "By staff with a reason, or by the owner; at zero balance and without open holds. Interest that was not posted"
        " yet goes to the oldest other active account of the owner in the currency; without one it is forgone."
    ),
    tags=["Accounts"],
    request=ReasonSerializer,
    responses=ClosedAccountSerializer,
    examples=examples.CLOSING,
)

SHOW_BALANCE = extend_schema(
    summary="Show a balance, now or in the past",
    description=(
        "Now, at a past instant, or at the end of a past business date. What was available is known for "
        "now only."
    ),
    tags=["Accounts"],
    parameters=[BalanceQuery],
    responses=BalanceSerializer,
    filters=False,
    examples=examples.BALANCE,
)
