"""What is forgotten: mail that has ended, and what webhooks were told, once it has been on record long enough."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from notifications.contracts import DeliveryStatus
from notifications.events import OldMessagesForgotten
from notifications.models import Delivery, DeliveryAttempt, Mail, MailStatus, OutboxEvent

BATCH_ROWS = 5_000


@use_case
def forget_old_messages(*, actor: Actor) -> int:
    """Remove what ended more than `DELIVERY_KEEP_DAYS` ago, a batch of each at a time; return how many rows went.

    What is still on its way stays, however old it is; so do the messages of the inbox.
    """
    until = clock.now() - dt.timedelta(days=settings.DELIVERY_KEEP_DAYS)
    ended_mail = Mail.objects.exclude(status=MailStatus.QUEUED).filter(finished_at__lt=until)
    forgotten = ended_mail.filter(pk__in=list(ended_mail.values_list("pk", flat=True)[:BATCH_ROWS])).delete()[
        0
    ]
    ended = Delivery.objects.exclude(status=DeliveryStatus.PENDING.value).filter(finished_at__lt=until)
    delivery_ids = list(ended.values_list("pk", flat=True)[:BATCH_ROWS])
    forgotten += DeliveryAttempt.objects.filter(delivery_id__in=delivery_ids).delete()[0]
    forgotten += Delivery.objects.filter(pk__in=delivery_ids).delete()[0]
    told = OutboxEvent.objects.filter(occurred_at__lt=until, spread_at__isnull=False).exclude(
        Exists(Delivery.objects.filter(event=OuterRef("pk")))
    )
    event_ids = list(told.values_list("pk", flat=True)[:BATCH_ROWS])
    forgotten += OutboxEvent.objects.filter(pk__in=event_ids).delete()[0]
    emit(OldMessagesForgotten(actor=actor, count=forgotten, older_than=until))
    return forgotten
