"""What may be read of names on lists."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from fraud.contracts import VIEW_ALERTS
from fraud.models import ListedName, NameList, NameMatch
from fraud.name_contracts import ListedEntryCard, NameListCard, NameMatchCard, NameMatchStatus
from fraud.name_matching import ListedPerson, NameIndex
from users.selectors import person_card


def has_confirmed_match(user_id: int) -> bool:
    """Whether two members of staff found the customer to be on a list."""
    return NameMatch.objects.filter(subject_id=user_id, status=NameMatchStatus.CONFIRMED.value).exists()


def lists_in_force() -> list[NameList]:
    """Return the newest loading of each list."""
    return list(NameList.objects.filter(replaced_at__isnull=True).order_by("id"))


def index_of(name_list: NameList) -> NameIndex:
    """Return the names of one loading, ready to be compared with; a loading never changes."""
    return _index(name_list.pk, name_list.loaded_at)


@functools.lru_cache(maxsize=8)
def _index(name_list_id: int, loaded_at: dt.datetime) -> NameIndex:
    # By its moment as well: a loading that was taken back leaves its number to the next one.
    entries = ListedName.objects.filter(name_list_id=name_list_id).order_by("id").values_list("pk", "names")
    return NameIndex(ListedPerson(row_id, tuple(names)) for row_id, names in entries.iterator())


def visible_matches(actor: Actor) -> QuerySet[NameMatch]:
    """Return the matches the actor may see, the newest first. Raises `NotAllowed`."""
    if not actor.may(VIEW_ALERTS):
        raise NotAllowed
    # Nobody reads what the bank looks for in his own name.
    return (
        NameMatch.objects.select_related("listed", "proposed_by", "decided_by", "subject")
        .exclude(subject_id=actor.user_id)
        .order_by("-id")
    )


def match_for(actor: Actor, match_id: int) -> NameMatch:
    """Return one match. Raises `NotAllowed` and `NotFound`."""
    found = visible_matches(actor).filter(pk=match_id).first()
    if found is None:
        raise NotFound("There is no such match.")
    return found


def visible_lists(actor: Actor) -> QuerySet[NameList]:
    """Return every loading of every list, the newest first. Raises `NotAllowed`."""
    if not actor.may(VIEW_ALERTS):
        raise NotAllowed
    return NameList.objects.order_by("-id")


def card_of_list(name_list: NameList) -> NameListCard:
    """Return a loading as staff sees it."""
    return NameListCard(
        id=name_list.pk,
        name=name_list.name,
        file_format=name_list.file_format,
        file_digest=name_list.file_digest,
        entry_count=name_list.entry_count,
        loaded_at=name_list.loaded_at,
        replaced_at=name_list.replaced_at,
        screened_at=name_list.screened_at,
    )


def cards_of_matches(matches: Iterable[NameMatch]) -> list[NameMatchCard]:
    """Return matches as staff sees them."""
    return [card_of_match(match) for match in matches]


def card_of_match(match: NameMatch) -> NameMatchCard:
    """Return a match as staff sees it."""
    entry = match.listed
    return NameMatchCard(
        id=match.pk,
        subject_kind=match.subject_kind,
        subject_id=match.subject_id,
        customer_id=match.subject.customer_id if match.subject is not None else None,
        subject_name=match.subject_name,
        likeness=match.likeness,
        explanation=match.explanation,
        entry=ListedEntryCard(
            list_name=match.list_name,
            entry_id=entry.entry_id,
            schema=entry.schema,
            names=tuple(entry.names),
            birth_date=entry.birth_date,
            countries=entry.countries,
            programme=entry.programme,
        ),
        status=match.status,
        found_at=match.found_at,
        proposal=match.proposal,
        proposal_note=match.proposal_note,
        proposed_by=match.proposed_by.username if match.proposed_by is not None else None,
        proposed_at=match.proposed_at,
        decision_note=match.decision_note,
        decided_by=match.decided_by.username if match.decided_by is not None else None,
        decided_at=match.decided_at,
    )


def name_of_person(user_id: int) -> str:
    """Return a person's first and last name, or nothing. Raises `NotFound`."""
    person = person_card(user_id)
    return f"{person.first_name} {person.last_name}".strip()
