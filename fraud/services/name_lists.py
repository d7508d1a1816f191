"""Loading a list of names, and comparing everybody with it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Final

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, Channel, system_actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from fraud.contracts import DECIDE_NAME_MATCHES
from fraud.list_formats import FORMATS, ListEntry, UnreadableList, entries_of
from fraud.models import ListedName, NameList
from fraud.name_contracts import NameListCard
from fraud.name_events import NameListLoaded, NamesScreened
from fraud.selectors.names import card_of_list, lists_in_force
from fraud.services.name_matches import keep_matches_of_person
from notifications.services import notify_holders
from users.selectors import people

_ROWS_AT_ONCE: Final = 1_000
_PEOPLE_AT_ONCE: Final = 500


@use_case
def load_name_list(*, actor: Actor, name: str, file_format: str, content: bytes) -> NameListCard:
    """Put a list into force in place of the one of the same name; everybody is compared with it by and by.

    The same file again changes nothing. For commands of the bank. Raises `NotAllowed` for people and `InvalidInput`.
    """
    if actor.channel is not Channel.COMMAND:
        raise NotAllowed
    if file_format not in FORMATS:
        raise InvalidInput({"format": [f"Choose one of {', '.join(FORMATS)}."]})
    digest = sha256(content).hexdigest()
    before = (
        NameList.objects.select_for_update(no_key=True).filter(name=name, replaced_at__isnull=True).first()
    )
    if before is not None and before.file_digest == digest:
        make_dry_run()
        return card_of_list(before)
    entries = _entries(file_format, content)
    if before is not None:
        before.replaced_at = clock.now()
        before.save(update_fields=["replaced_at"])
    loaded = NameList.objects.create(
        name=name, file_format=file_format, file_digest=digest, entry_count=len(entries)
    )
    for rows in _portions(iter(entries)):
        ListedName.objects.bulk_create(_row(loaded, entry) for entry in rows)
    emit(
        NameListLoaded(
            actor=actor,
            name_list_id=loaded.pk,
            name=name,
            file_digest=digest,
            entry_count=len(entries),
            entry_count_before=before.entry_count if before is not None else None,
        )
    )
    return card_of_list(loaded)


def screen_people(*, actor: Actor | None = None, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Compare everybody with the lists in force who has not been yet; return how many were.

    Those who come after a list are compared as soon as this runs again. Can be stopped anywhere.
    """
    actor, compared = actor or system_actor("screen_people"), 0
    for name_list in lists_in_force():
        while goes_on() and (count := _screened_now(actor, name_list)):
            compared += count
    return compared


def _screened_now(actor: Actor, name_list: NameList) -> int:
    """Compare the next people with a list, if there are any: an idle look takes no lock."""
    someone = people().filter(pk__gt=name_list.screened_through, customer_id__isnull=False)
    if name_list.screened_at is not None and not someone.exists():
        return 0
    compared = screen_next_people(actor=actor, name_list_id=name_list.pk)
    name_list.refresh_from_db()
    return compared


@use_case
def screen_next_people(*, actor: Actor, name_list_id: int) -> int:
    """Compare the next customers in order of their numbers with a list, and keep who is like an entry; how many were.

    For jobs and commands of the bank: raises `NotAllowed` for people.
    """
    if actor.channel not in {Channel.SYSTEM, Channel.COMMAND}:
        raise NotAllowed
    name_list = NameList.objects.select_for_update(no_key=True).get(pk=name_list_id)
    customers = list(
        people()
        .filter(pk__gt=name_list.screened_through, customer_id__isnull=False)
        .order_by("pk")
        .values_list("pk", "first_name", "last_name")[:_PEOPLE_AT_ONCE]
    )
    found = sum(
        keep_matches_of_person(
            actor=actor, user_id=user_id, name=f"{first} {last}".strip(), lists=[name_list]
        )
        for user_id, first, last in customers
    )
    if customers:
        name_list.screened_through = customers[-1][0]
    if len(customers) < _PEOPLE_AT_ONCE and name_list.screened_at is None:
        name_list.screened_at = clock.now()
    name_list.save(update_fields=["screened_through", "screened_at"])
    emit(NamesScreened(actor=actor, name_list_id=name_list.pk, people=len(customers), matches=found))
    if found:
        notify_holders(
            actor=actor,
            permission=DECIDE_NAME_MATCHES,
            kind="NAME_MATCH",
            title="Customers' names are like listed ones",
            body=f"{found} matches with the list {name_list.name} wait to be decided upon.",
        )
    return len(customers)


def _entries(file_format: str, content: bytes) -> list[ListEntry]:
    try:
        lines = content.decode("utf-8-sig").splitlines(keepends=True)
        return list(entries_of(file_format, lines))
    except (UnreadableList, UnicodeDecodeError) as error:
        raise InvalidInput({"file": [str(error)]}) from None


def _portions(entries: Iterator[ListEntry]) -> Iterator[list[ListEntry]]:
    while rows := list(islice(entries, _ROWS_AT_ONCE)):
        yield rows


def _row(name_list: NameList, entry: ListEntry) -> ListedName:
    return ListedName(
        name_list=name_list,
        entry_id=entry.entry_id,
        schema=entry.schema,
        names=list(entry.names),
        birth_date=entry.birth_date,
        countries=entry.countries,
        programme=entry.programme,
    )
