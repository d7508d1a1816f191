"""Who lives in the demonstration bank, and what happened to their money in four weeks. Nobody here is real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transactions.contracts import TransactionType
from users.contracts import RoleName

DAYS: Final = 28
"""How far back the story begins."""

STAFF: Final = (
    ("admin", "Ingrid", "Solheim", RoleName.SYSTEM_ADMINISTRATOR),
    ("bank_admin", "Marcus", "Adeyemi", RoleName.BANK_ADMIN),
    ("auditor", "Lucia", "Ferrante", RoleName.AUDITOR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCustomer:
    """An invented customer. His SSN starts with 9, which is never issued; his telephone number is for fiction."""

    username: str
    first_name: str
    last_name: str
    phone_number: str
    date_of_birth: str
    ssn: str
    address: str
    kyc_status: str


CUSTOMERS: Final = (
    DemoCustomer(
        username="customer",
        first_name="Dana",
        last_name="Whitfield",
        phone_number="+12025550141",
        date_of_birth="1988-09-03",
        ssn="901-44-7301",
        address="4 Lantern Row, Port Ellery",
        kyc_status="APPROVED",
    ),
    DemoCustomer(
        username="priya_raman",
        first_name="Priya",
        last_name="Raman",
        phone_number="+12025550142",
        date_of_birth="1993-02-17",
        ssn="902-51-7302",
        address="19 Cooper Lane, Port Ellery",
        kyc_status="APPROVED",
    ),
    DemoCustomer(
        username="tomas_lindqvist",
        first_name="Tomas",
        last_name="Lindqvist",
        phone_number="+12025550143",
        date_of_birth="1979-11-28",
        ssn="903-58-7303",
        address="210 Salt Road, Eastmere",
        kyc_status="APPROVED",
    ),
    DemoCustomer(
        username="aisha_belkacem",
        first_name="Aisha",
        last_name="Belkacem",
        phone_number="+12025550144",
        date_of_birth="1996-06-11",
        ssn="904-62-7304",
        address="7 Orchard Steps, Eastmere",
        kyc_status="PENDING",
    ),
    DemoCustomer(
        username="owen_castellan",
        first_name="Owen",
        last_name="Castellan",
        phone_number="+12025550145",
        date_of_birth="2001-01-30",
        ssn="905-67-7305",
        address="88 Ferry Street, Port Ellery",
        kyc_status="PENDING",
    ),
    DemoCustomer(
        username="hana_moriyama",
        first_name="Hana",
        last_name="Moriyama",
        phone_number="+12025550146",
        date_of_birth="1984-12-05",
        ssn="906-73-7306",
        address="31 Mill Terrace, Eastmere",
        kyc_status="REJECTED",
    ),
)


@dataclass(frozen=True, slots=True)
class DemoMovement:
    """A movement of the story: on which day, and how much, in hundredths of a major unit."""

    day: int
    kind: TransactionType
    amount_hundredths: int
    sender: str | None = None
    receiver: str | None = None
    payee_name: str = ""
    description: str = ""


def _deposit(day: int, amount_hundredths: int, receiver: str, description: str) -> DemoMovement:
    return DemoMovement(day, TransactionType.DEPOSIT, amount_hundredths, None, receiver, "", description)


def _payment(day: int, amount_hundredths: int, sender: str, payee: str, description: str) -> DemoMovement:
    return DemoMovement(day, TransactionType.PAYMENT, amount_hundredths, sender, None, payee, description)


def _transfer(day: int, amount_hundredths: int, sender: str, receiver: str, description: str) -> DemoMovement:
    return DemoMovement(day, TransactionType.TRANSFER, amount_hundredths, sender, receiver, "", description)


MOVEMENTS: Final = (
    _deposit(2, 320_000, "customer", "Salary"),
    _deposit(2, 275_050, "priya_raman", "Salary"),
    _deposit(2, 410_000, "tomas_lindqvist", "Salary"),
    _payment(3, 95_000, "customer", "Harbour Lettings", "Rent"),
    _payment(4, 6_420, "customer", "Green Basket", "Groceries"),
    _transfer(6, 12_000, "priya_raman", "customer", "Concert tickets"),
    _payment(8, 8_999, "tomas_lindqvist", "Eastmere Power", "Electricity"),
    DemoMovement(10, TransactionType.WITHDRAWAL, 8_000, sender="customer", description="Cash"),
    _payment(11, 7_185, "customer", "Green Basket", "Groceries"),
    _transfer(13, 45_000, "customer", "customer/SAVINGS", "Put aside"),
    _transfer(15, 23_500, "tomas_lindqvist", "priya_raman", "Half of the trip"),
    _payment(16, 4_500, "priya_raman", "Tidewater Gym", "Membership"),
    _payment(18, 5_960, "customer", "Green Basket", "Groceries"),
    DemoMovement(19, TransactionType.WITHDRAWAL, 15_000, sender="tomas_lindqvist", description="Cash"),
    _transfer(21, 3_250, "customer", "priya_raman", "Lunch"),
    _payment(22, 2_999, "customer", "Northline Mobile", "Telephone"),
    _payment(25, 6_815, "customer", "Green Basket", "Groceries"),
)
