"""What of a person goes from matches with listed names when he is erased: his name, not what was decided."""

from __future__ import annotations

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from core_banking.kernel.db import within_use_case
from fraud.models import NameMatch


@within_use_case
def forget_screened_name(*, user_id: int, email: str) -> None:
    """Overwrite a person's name in his matches. A key that compares with nothing keeps each of them one of a kind."""
    NameMatch.objects.filter(subject_id=user_id).update(
        subject_name="Erased customer",
        name_key=Concat(Value("erased "), Cast(F("pk"), CharField())),
        explanation={},
    )
