"""Who may read what this app keeps, on the staff site."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db.models import Model

from core_banking.api.staff_pages import ReadByStaff as ReadByHolders
from transactions.contracts import SUBMIT_ANY

M = TypeVar("M", bound=Model)


class ReadByStaff(ReadByHolders[M]):
    """Rows that those who move customers' money, and who looks after the system, may read."""

    rights: ClassVar[tuple[str, ...]] = (SUBMIT_ANY,)
