"""Names that are like listed ones: found, kept once, and decided upon by two members of staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Final

import orjson
from django.conf import settings
from django.db.models import Q

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from fraud.contracts import DECIDE_NAME_MATCHES
from fraud.errors import NameMatchStateConflict, PayeeNotCleared
from fraud.folding import folded_name
from fraud.models import ListedName, NameList, NameMatch
from fraud.name_contracts import NameDecision, NameMatchCard, NameMatchStatus, NameSubject
from fraud.name_events import NameMatchDecided, NameMatchFound
from fraud.name_matching import NameLikeness
from fraud.selectors.names import card_of_match, index_of, lists_in_force, match_for
from fraud.services.risk import reassess_risk
from notifications.services import notify_holders
from users.selectors import person_card

_LONGEST_NAME: Final = 300


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry that a name is like, on a list in force."""

    name_list: NameList
    entry: ListedName
    digest: str
    likeness: NameLikeness


@within_use_case
def payee_is_listed(*, actor: Actor, name: str) -> bool:
    """Whether a payee's name is like a listed one that staff has not cleared; a new match is kept and staff told."""
    uncleared, _ = _compare_payee(actor, name)
    return uncleared


@within_use_case
def require_cleared_payee(*, actor: Actor, name: str) -> None:
    """Raise `PayeeNotCleared` if a payee's name is like a listed one that two members of staff have not cleared.

    A match that is new, of a list that was loaded meanwhile, is left behind for them.
    """
    if payee_is_listed(actor=actor, name=name):
        refusal = PayeeNotCleared()
        refusal.left_behind = partial(keep_matches_of_payee, actor=actor, name=name)
        raise refusal


@use_case
def keep_matches_of_payee(*, actor: Actor, name: str) -> None:
    """Keep what a payee's name is like, where a refusal has undone that; what is kept already stays as it is."""
    _, new = _compare_payee(actor, name)
    if not new:
        make_dry_run()  # there is nothing to write


def _compare_payee(actor: Actor, name: str) -> tuple[bool, bool]:
    """Compare a payee's name with the lists; return whether a match is not cleared, and whether one is new."""
    found = _found(name, lists_in_force()) if name.strip() else []
    if not found:
        return False, False
    known = _known(NameSubject.PAYEE, None, name, found)
    new = [each for each in found if _key_of(each) not in known]
    _keep(actor, NameSubject.PAYEE, None, name, new)
    if new:
        notify_holders(
            actor=actor,
            permission=DECIDE_NAME_MATCHES,
            kind="NAME_MATCH",
            title="A payee's name is like a listed one",
            body="Two members of staff decide whether he may be paid.",
        )
    uncleared = any(known.get(_key_of(each)) != NameMatchStatus.CLEARED for each in found)
    return uncleared, bool(new)


@within_use_case
def keep_matches_of_person(*, actor: Actor, user_id: int, name: str, lists: Sequence[NameList]) -> int:
    """Compare a customer's name with lists and keep what it is like; return how many matches are new."""
    found = _found(name, lists) if name else []
    if not found:
        return 0
    known = _known(NameSubject.CUSTOMER, user_id, name, found)
    new = [each for each in found if _key_of(each) not in known]
    _keep(actor, NameSubject.CUSTOMER, user_id, name, new)
    return len(new)


@within_use_case
def compare_person(*, actor: Actor, user_id: int) -> None:
    """Compare a customer who has just registered, or has another name, with the lists; tell staff what is new."""
    lists = lists_in_force()
    person = person_card(user_id) if lists else None
    if person is None or person.customer_id is None:
        return
    name = f"{person.first_name} {person.last_name}".strip()
    if keep_matches_of_person(actor=actor, user_id=user_id, name=name, lists=lists):
        notify_holders(
            actor=actor,
            permission=DECIDE_NAME_MATCHES,
            kind="NAME_MATCH",
            title="A customer's name is like a listed one",
            body="A customer who is new, or has another name, waits to be decided upon.",
            but_not=user_id,
        )


@use_case
def propose_name_decision(*, actor: Actor, match_id: int, decision: str, note: str) -> NameMatchCard:
    """Say what a match is; it counts once a second member of staff has confirmed it.

    Raises `NotAllowed`, `NotFound`, `InvalidInput` and `NameMatchStateConflict`.
    """
    match = _to_decide(actor, match_id, NameMatchStatus.OPEN)
    if decision not in set(NameDecision):
        raise InvalidInput({"decision": [f"Choose one of {', '.join(NameDecision)}."]})
    _require_note(note)
    match.status, match.proposal, match.proposal_note = NameMatchStatus.PROPOSED.value, decision, note
    match.proposed_by_id, match.proposed_at = actor.user_id, clock.now()
    match.save()
    return _announced(actor, match, "PROPOSED", decision)


@use_case
def confirm_name_decision(*, actor: Actor, match_id: int, note: str = "") -> NameMatchCard:
    """Agree with what a colleague proposed, which makes it the bank's decision.

    Raises `NotAllowed`, also for one's own proposal, `NotFound` and `NameMatchStateConflict`.
    """
    match = _to_decide(actor, match_id, NameMatchStatus.PROPOSED)
    _refuse_own_proposal(actor, match)
    match.status, match.decision_note = match.proposal, note
    match.decided_by_id, match.decided_at = actor.user_id, clock.now()
    match.save()
    if match.subject_id is not None:
        reassess_risk(actor=actor, user_id=match.subject_id)
    return _announced(actor, match, "DECIDED", match.status)


@use_case
def send_name_decision_back(*, actor: Actor, match_id: int, note: str) -> NameMatchCard:
    """Disagree with what a colleague proposed: the match is open again, with the note.

    Raises `NotAllowed`, also for one's own proposal, `NotFound`, `InvalidInput` and `NameMatchStateConflict`.
    """
    match = _to_decide(actor, match_id, NameMatchStatus.PROPOSED)
    _refuse_own_proposal(actor, match)
    _require_note(note)
    proposed = match.proposal
    match.status, match.proposal, match.decision_note = NameMatchStatus.OPEN.value, "", note
    match.proposed_by_id = match.proposed_at = None
    match.save()
    return _announced(actor, match, "SENT_BACK", proposed)


def _found(name: str, lists: Iterable[NameList]) -> list[_Found]:
    alike = [
        (name_list, likeness)
        for name_list in lists
        for likeness in index_of(name_list).matches(name, at_least=settings.NAME_MATCH_AT)
    ]
    entries = ListedName.objects.in_bulk([likeness.row_id for _, likeness in alike]) if alike else {}
    return [
        _Found(name_list, entries[likeness.row_id], _digest(entries[likeness.row_id]), likeness)
        for name_list, likeness in alike
    ]


def _digest(entry: ListedName) -> str:
    """Return what tells whether an entry says the same as in an earlier loading."""
    said = [entry.schema, entry.names, entry.birth_date, entry.countries]
    return sha256(orjson.dumps(said)).hexdigest()


def _key_of(found: _Found) -> tuple[str, str, str]:
    return found.name_list.name, found.entry.entry_id, found.digest


def _known(
    kind: NameSubject, user_id: int | None, name: str, found: Sequence[_Found]
) -> dict[tuple[str, str, str], str]:
    """Return where the matches of a name with these entries stand that are kept already."""
    same = Q()
    for each in found:
        same |= Q(list_name=each.name_list.name, entry_id=each.entry.entry_id, entry_digest=each.digest)
    rows = NameMatch.objects.filter(
        same, subject_kind=kind.value, subject_id=user_id, name_key=_name_key(name)
    ).values_list("list_name", "entry_id", "entry_digest", "status")
    return {(list_name, entry_id, digest): status for list_name, entry_id, digest, status in rows}


def _keep(actor: Actor, kind: NameSubject, user_id: int | None, name: str, found: Sequence[_Found]) -> None:
    # Two payments to one name at once find the same: the second row is none.
    NameMatch.objects.bulk_create(
        [
            NameMatch(
                subject_kind=kind.value,
                subject_id=user_id,
                subject_name=name[:_LONGEST_NAME],
                name_key=_name_key(name),
                list_name=each.name_list.name,
                entry_id=each.entry.entry_id,
                entry_digest=each.digest,
                listed=each.entry,
                likeness=each.likeness.likeness,
                explanation=each.likeness.explanation(),
            )
            for each in found
        ],
        ignore_conflicts=True,
    )
    for each in found:
        emit(
            NameMatchFound(
                actor=actor,
                subject_kind=kind.value,
                entry_id=each.entry.entry_id,
                likeness=each.likeness.likeness,
                subject_user_id=user_id,
            )
        )


def _name_key(name: str) -> str:
    return folded_name(name)[:_LONGEST_NAME]


def _to_decide(actor: Actor, match_id: int, status: NameMatchStatus) -> NameMatch:
    """Return a match, locked, that stands where the step expects it."""
    if not actor.may(DECIDE_NAME_MATCHES):
        raise NotAllowed
    match = NameMatch.objects.select_for_update(no_key=True).filter(pk=match_id).first()
    if match is None:
        raise NotFound("There is no such match.")
    if match.subject_id is not None and match.subject_id == actor.user_id:
        raise NotAllowed("Nobody decides on a match of his own name.")
    if match.status != status:
        raise NameMatchStateConflict(status=match.status)
    return match


def _refuse_own_proposal(actor: Actor, match: NameMatch) -> None:
    if match.proposed_by_id == actor.user_id:
        raise NotAllowed("A second member of staff decides on a proposal.")


def _require_note(note: str) -> None:
    if not note.strip():
        raise InvalidInput({"note": ["Say why."]})


def _announced(actor: Actor, match: NameMatch, step: str, decision: str) -> NameMatchCard:
    emit(
        NameMatchDecided(
            actor=actor,
            match_id=match.pk,
            step=step,
            decision=decision,
            subject_user_id=match.subject_id,
        )
    )
    return card_of_match(match_for(actor, match.pk))
