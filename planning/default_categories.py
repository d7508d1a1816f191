"""The bank's own tree of categories, which every customer has. Keys are stable; names may be translated by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from planning.contracts import CategoryKind

OWN_TRANSFER: Final = "own_transfer"
CASH: Final = "cash"
LOAN_PRINCIPAL: Final = "loan_principal"
LOAN_INTEREST: Final = "loan_interest"
LOAN_FEES: Final = "loan_fees"
BANK_FEES: Final = "bank_fees"
TAXES: Final = "taxes"
INTEREST: Final = "interest_income"
MONEY_SENT: Final = "money_sent"
MONEY_RECEIVED: Final = "money_received"
OTHER_INCOME: Final = "other_income"
UNSORTED: Final = "unsorted"


@dataclass(frozen=True, slots=True)
class ShippedCategory:
    """A category as it is shipped; `parent` is the key of its group, empty for a group."""

    key: str
    name: str
    kind: CategoryKind
    parent: str = ""


_TREE: Final[tuple[tuple[CategoryKind, str, str, tuple[tuple[str, str], ...]], ...]] = (
    (
        CategoryKind.EXPENSE,
        "housing",
        "Housing",
        (("rent", "Rent"), ("home_repairs", "Repairs and upkeep"), ("furnishing", "Furnishing")),
    ),
    (
        CategoryKind.EXPENSE,
        "utilities",
        "Utilities",
        (
            ("energy", "Electricity and heating"),
            ("water", "Water and waste"),
            ("internet_phone", "Internet and telephone"),
        ),
    ),
    (
        CategoryKind.EXPENSE,
        "food",
        "Food and drink",
        (("groceries", "Groceries"), ("eating_out", "Eating out"), ("coffee_snacks", "Coffee and snacks")),
    ),
    (
        CategoryKind.EXPENSE,
        "transport",
        "Transport",
        (
            ("public_transport", "Public transport"),
            ("fuel", "Fuel and charging"),
            ("car_upkeep", "Car upkeep"),
            ("taxis", "Taxis and hired cars"),
            ("parking", "Parking and tolls"),
        ),
    ),
    (
        CategoryKind.EXPENSE,
        "health",
        "Health",
        (("doctor", "Doctor and dentist"), ("pharmacy", "Pharmacy"), ("fitness", "Sport and fitness")),
    ),
    (
        CategoryKind.EXPENSE,
        "shopping",
        "Shopping",
        (("clothing", "Clothing"), ("electronics", "Electronics"), ("general_shopping", "Other shopping")),
    ),
    (
        CategoryKind.EXPENSE,
        "leisure",
        "Leisure",
        (
            ("entertainment", "Going out and events"),
            ("subscriptions", "Subscriptions"),
            ("hobbies_books", "Hobbies and books"),
        ),
    ),
    (
        CategoryKind.EXPENSE,
        "travel",
        "Travel",
        (("journeys", "Flights and long journeys"), ("lodging", "Hotels and lodging")),
    ),
    (
        CategoryKind.EXPENSE,
        "family",
        "Family",
        (("childcare", "Childcare"), ("education", "School and courses"), ("pets", "Pets")),
    ),
    (
        CategoryKind.EXPENSE,
        "giving",
        "Giving",
        (("gifts", "Gifts"), ("donations", "Donations")),
    ),
    (
        CategoryKind.EXPENSE,
        "insurance_taxes",
        "Insurance and taxes",
        (("insurance", "Insurance"), (TAXES, "Taxes")),
    ),
    (
        CategoryKind.EXPENSE,
        "banking_costs",
        "Bank and borrowing",
        (
            (BANK_FEES, "Bank fees"),
            (LOAN_INTEREST, "Interest on loans"),
            (LOAN_FEES, "Fees and penalties of loans"),
        ),
    ),
    (
        CategoryKind.EXPENSE,
        "other_spending",
        "Other spending",
        ((MONEY_SENT, "To other people"), (UNSORTED, "Not sorted yet")),
    ),
    (
        CategoryKind.INCOME,
        "income",
        "Income",
        (
            ("salary", "Salary"),
            ("benefits", "Pensions and benefits"),
            (INTEREST, "Interest"),
            (MONEY_RECEIVED, "From other people"),
            (OTHER_INCOME, "Other income"),
        ),
    ),
    (
        CategoryKind.TRANSFER,
        "own_money",
        "Own money moved",
        (
            (OWN_TRANSFER, "Between own accounts and pots"),
            (CASH, "Cash taken out or paid in"),
            (LOAN_PRINCIPAL, "Loans received and repaid"),
        ),
    ),
)

SHIPPED_CATEGORIES: Final = tuple(
    category
    for kind, group, name, members in _TREE
    for category in (
        ShippedCategory(group, name, kind),
        *(ShippedCategory(key, member, kind, group) for key, member in members),
    )
)
"""Every category of the bank, each group before its members."""
