"""Invented people whose every secret is unlike anything else in the bank, so that finding one is no accident."""

from __future__ import annotations

import base64
import json
import random
from dataclasses import dataclass, field

from stdnum import verhoeff


@dataclass
class Canary:
    """One person, what must never be readable, and every token the person was ever given."""

    number: int
    username: str
    password: str
    next_password: str
    ssn: str
    aadhaar_number: str
    pan_number: str
    address: str
    date_of_birth: str
    document_text: str
    tokens: dict[str, str] = field(default_factory=dict)

    def application(self) -> dict[str, str]:
        """Return the body of a registration."""
        return {
            "username": self.username,
            "email": f"{self.username}@canary.example",
            "password": self.password,
            "confirm_password": self.password,
            "first_name": "Canary",
            "last_name": "Bird",
            "phone_number": f"+1555{self.number:07d}",
            "date_of_birth": self.date_of_birth,
            "ssn": self.ssn,
            "address": self.address,
            "aadhaar_number": self.aadhaar_number,
            "pan_number": self.pan_number,
        }

    def remember_tokens(self, answer: dict[str, str], occasion: str) -> None:
        """Keep the tokens of a sign-in or refresh, and what is inside them that identifies them."""
        for kind in ("access", "refresh"):
            token = answer.get(kind)
            if token:
                self.tokens[f"{kind} token of {occasion}"] = token
                self.tokens[f"{kind} signature of {occasion}"] = token.rpartition(".")[2]
                self.tokens[f"{kind} jti of {occasion}"] = str(claims_of(token)["jti"])

    def remember_second_factor(self, secret: str, recovery_codes: list[str]) -> None:
        """Keep the secret of the authenticator, and the codes on paper."""
        self.tokens["two-factor secret"] = secret
        self.tokens |= {
            f"recovery code {number}": code for number, code in enumerate(recovery_codes, start=1)
        }

    def secrets(self) -> dict[str, str]:
        """Return everything that must not be found, by name."""
        own = {
            "password": self.password,
            "next password": self.next_password,
            "SSN": self.ssn,
            "Aadhaar": self.aadhaar_number,
            "PAN": self.pan_number,
            "address": self.address,
            "date of birth": self.date_of_birth,
            "document": self.document_text,
        }
        return {f"{self.username}'s {name}": secret for name, secret in {**own, **self.tokens}.items()}


def canary(number: int) -> Canary:
    """Return the canary of a number, always the same one."""
    chance = random.Random(f"canary {number}")
    aadhaar = str(chance.randint(2, 9)) + "".join(str(chance.randint(0, 9)) for _ in range(10))
    letters = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(3))
    return Canary(
        number=number,
        username=f"canary_{number}",
        password=f"Yellow-Feather-{chance.randint(10**6, 10**7)}x",
        next_password=f"Green-Feather-{chance.randint(10**6, 10**7)}x",
        ssn=f"{chance.randint(100, 665)}-{chance.randint(10, 99)}-{chance.randint(1000, 9999)}",
        aadhaar_number=aadhaar + verhoeff.calc_check_digit(aadhaar),
        pan_number=f"{letters}P{letters[0]}{chance.randint(1000, 9999)}K",
        address=f"{chance.randint(1000, 9999)} Quillfeather Crescent, Birdcage {chance.randint(10000, 99999)}",
        date_of_birth=f"{chance.randint(1951, 1969)}-{chance.randint(3, 9):02d}-{chance.randint(11, 28)}",
        document_text=f"Feathered document {chance.randint(10**9, 10**10)}",
    )


def claims_of(token: str) -> dict[str, object]:
    """Return the claims inside a signed token."""
    payload = token.split(".")[1]
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims
