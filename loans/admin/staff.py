"""Who may read what lending keeps, on the staff site."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db.models import Model

from core_banking.api.staff_pages import ReadByStaff as ReadByHolders
from loans.contracts import MANAGE_ANY_LOAN

M = TypeVar("M", bound=Model)


class ReadByStaff(ReadByHolders[M]):
    """Rows that those who manage loans, and who looks after the system, may read."""

    rights: ClassVar[tuple[str, ...]] = (MANAGE_ANY_LOAN,)
