"""Review: who decides, what follows what, and who hears of it."""

from __future__ import annotations

import pytest
from django.test import override_settings

from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.contracts import DocumentUpload
from kyc.document_types import DocumentType
from kyc.errors import KycDocumentsMissing, KycStateConflict, OwnReview
from kyc.models import KycDecision
from kyc.selectors import review_queue, standing_of
from kyc.services import add_document, approve_kyc, decide_kyc, reject_kyc, resubmit_kyc
from kyc.services.documents import store_document
from kyc.services.resubmission import reopen_kyc
from notifications.models import Notification
from tests.builders import documents, people
from users.contracts import KycStatus, PersonCard

pytestmark = pytest.mark.django_db


def reviewer() -> Actor:
    return people.actor_for(people.bank_admin())


def history(person: PersonCard) -> list[tuple[str, int | None, str]]:
    steps = KycDecision.objects.filter(user_id=person.id).order_by("id")
    return [(step.status, step.decided_by_id, step.reason) for step in steps]


def told(person: PersonCard) -> list[tuple[str, str, str]]:
    messages = Notification.objects.filter(user_id=person.id).order_by("id")
    return [(message.kind, message.title, message.body) for message in messages]


def test_an_approval_opens_banking_and_tells_the_customer():
    person, staff = people.register_customer(), reviewer()

    answer = approve_kyc(actor=staff, user_id=person.id)

    assert (answer.kyc_status, answer.is_account_verified) == ("APPROVED", True)
    assert people.present(person) == answer
    assert history(person) == [("PENDING", person.id, ""), ("APPROVED", staff.user_id, "")]
    assert told(person) == [
        (
            "KYC_APPROVED",
            "Your identity is verified",
            "Your KYC was approved. You can now open accounts and make transactions.",
        )
    ]
    row = AuditLog.objects.get(action_type="APPROVE")
    assert (row.user_id, row.subject_id, row.description) == (staff.user_id, person.id, "KYC approved")


def test_a_rejection_carries_its_reason_to_the_customer_and_the_trail():
    person, staff = people.register_customer(), reviewer()

    answer = reject_kyc(actor=staff, user_id=person.id, reason="  The passport has expired. ")

    assert (answer.kyc_status, answer.is_account_verified) == ("REJECTED", False)
    assert history(person)[-1] == ("REJECTED", staff.user_id, "The passport has expired.")
    assert told(person) == [
        (
            "KYC_REJECTED",
            "Your identity could not be verified",
            "Your KYC was rejected, so you cannot bank for now. The reason: The passport has expired.",
        )
    ]
    standing = standing_of(person.id)
    assert (standing.kyc_status, standing.reason) == ("REJECTED", "The passport has expired.")
    assert AuditLog.objects.get(action_type="REJECT").details == {
        "kyc_status": "REJECTED",
        "previous_status": "PENDING",
        "reason": "The passport has expired.",
    }


def test_an_approved_customer_can_be_suspended_with_a_reason():
    person = people.approved_customer()

    assert reject_kyc(actor=reviewer(), user_id=person.id, reason="Documents were forged.").kyc_status == (
        "REJECTED"
    )
    assert AuditLog.objects.get(action_type="REJECT").details["previous_status"] == "APPROVED"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Say why: the customer reads this reason."),
        ("  ", "Say why: the customer reads this reason."),
        ("x" * 501, "The reason must have at most 500 characters."),
        (
            "SSN 123-45-6789 is not his",
            "Leave identity numbers out of the reason: it is kept and sent in clear.",
        ),
    ],
)
def test_a_rejection_without_a_fit_reason_changes_nothing(reason: str, sentence: str):
    person = people.register_customer()

    with pytest.raises(InvalidInput) as refusal:
        reject_kyc(actor=reviewer(), user_id=person.id, reason=reason)

    assert refusal.value.fields == {"reason": [sentence]}
    assert people.present(person).kyc_status == "PENDING"
    assert (len(history(person)), told(person)) == (1, [])


@pytest.mark.parametrize(
    ("make", "decision", "sentence"),
    [
        (people.approved_customer, KycStatus.APPROVED, "This customer is approved already."),
        (people.rejected_customer, KycStatus.REJECTED, "This customer is rejected already."),
        (people.register_customer, KycStatus.PENDING, "This customer is waiting for a review already."),
        (
            people.rejected_customer,
            KycStatus.APPROVED,
            "A rejected customer is reviewed again after he has resubmitted.",
        ),
        (
            people.approved_customer,
            KycStatus.PENDING,
            "An approved customer is not reviewed again; reject him to suspend him.",
        ),
    ],
)
def test_a_decision_that_cannot_follow_is_a_conflict(make, decision: KycStatus, sentence: str):
    person = make()
    before = history(person), told(person)

    with pytest.raises(KycStateConflict) as refusal:
        decide_kyc(actor=reviewer(), user_id=person.id, status=decision, reason="A reason.")

    assert (refusal.value.sentence, refusal.value.code) == (sentence, "kyc_state_conflict")
    assert refusal.value.details == {"kyc_status": person.kyc_status}
    assert (history(person), told(person)) == before
    assert people.present(person).kyc_status == person.kyc_status


def test_nobody_reviews_himself():
    person = people.register_customer()
    himself = Actor(user_id=person.id, username=person.username, permissions=frozenset({"kyc.review_kyc"}))

    for decide in (
        lambda: approve_kyc(actor=himself, user_id=person.id),
        lambda: reject_kyc(actor=himself, user_id=person.id, reason="A reason."),
    ):
        with pytest.raises(OwnReview) as refusal:
            decide()
        assert refusal.value.code == "own_review"

    assert people.present(person).kyc_status == "PENDING"
    assert AuditLog.objects.filter(outcome="REFUSED", code="own_review").count() == 2


@pytest.mark.parametrize("make", [people.approved_customer, people.auditor])
def test_who_may_not_review_decides_nothing(make):
    person, stranger = people.register_customer(), people.actor_for(make())

    for decide in (
        lambda: approve_kyc(actor=stranger, user_id=person.id),
        lambda: reject_kyc(actor=stranger, user_id=person.id, reason="A reason."),
        lambda: resubmit_kyc(actor=stranger, user_id=person.id),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            decide()

    assert people.present(person).kyc_status == "PENDING"
    assert len(history(person)) == 1


def test_staff_and_strangers_are_not_reviewed():
    staff = reviewer()

    for user_id in (people.auditor().id, 10**9):
        with pytest.raises(NotFound):
            approve_kyc(actor=staff, user_id=user_id)


@override_settings(KYC_REQUIRED_DOCUMENTS=["PASSPORT", "PROOF_OF_ADDRESS"])
def test_approval_waits_for_the_documents_the_bank_requires():
    person, staff = people.register_customer(), reviewer()
    assert standing_of(person.id).missing == ("PASSPORT", "PROOF_OF_ADDRESS")
    hand_in(person, DocumentType.PASSPORT)

    with pytest.raises(KycDocumentsMissing) as refusal:
        approve_kyc(actor=staff, user_id=person.id)

    assert (refusal.value.code, refusal.value.details) == (
        "kyc_documents_missing",
        {"missing": ["PROOF_OF_ADDRESS"]},
    )
    assert people.present(person).kyc_status == "PENDING"
    hand_in(person, DocumentType.PROOF_OF_ADDRESS)
    assert approve_kyc(actor=staff, user_id=person.id).kyc_status == "APPROVED"


def test_a_rejected_customer_asks_again_with_what_was_missing():
    person, staff = people.rejected_customer(), people.bank_admin()
    Notification.objects.all().delete()

    standing = resubmit_kyc(
        actor=people.actor_for(person),
        aadhaar_number="234123412346",
        documents=[upload(DocumentType.PASSPORT)],
    )

    assert (standing.kyc_status, standing.reason, standing.decided_at) == ("PENDING", None, None)
    assert standing.identity.aadhaar_number == "********2346"
    assert [card.document_type for card in standing.documents] == ["PASSPORT"]
    assert history(person)[-1] == ("PENDING", person.id, "")
    assert told(staff) == [
        (
            "KYC_REVIEW_DUE",
            "A customer resubmitted",
            f"{person.username} ({person.customer_id}) asks to be reviewed again.",
        )
    ]
    assert approve_kyc(actor=people.actor_for(staff), user_id=person.id).kyc_status == "APPROVED"


def test_a_resubmission_that_fails_adds_nothing():
    person = people.register_customer()

    with pytest.raises(KycStateConflict):
        resubmit_kyc(
            actor=people.actor_for(person), pan_number="ACUPA7085R", documents=[upload(DocumentType.PHOTO)]
        )

    standing = standing_of(person.id)
    assert (standing.documents, standing.identity.pan_number) == ((), None)


def test_a_bad_file_stops_a_resubmission():
    person = people.rejected_customer()
    bad = DocumentUpload(document_type=DocumentType.PHOTO, file_name="a.jpg", content=b"<svg/>")

    with pytest.raises(InvalidInput) as refusal:
        resubmit_kyc(actor=people.actor_for(person), documents=[upload(DocumentType.PHOTO), bad])

    assert refusal.value.fields == {"documents": ["File 2: The file is not a JPEG or PNG picture or a PDF."]}
    assert standing_of(person.id).kyc_status == "REJECTED"


def test_staff_puts_a_rejected_customer_back_into_the_queue_on_his_behalf():
    person, staff = people.rejected_customer(), reviewer()

    assert decide_kyc(actor=staff, user_id=person.id, status=KycStatus.PENDING).kyc_status == "PENDING"

    assert history(person)[-1] == ("PENDING", staff.user_id, "")
    row = AuditLog.objects.get(description="KYC resubmitted")
    assert row.details == {"kyc_status": "PENDING", "on_behalf": True}


def test_the_queue_begins_with_who_has_waited_longest():
    first, second, third = (people.register_customer() for _ in range(3))
    people.approved_customer()
    reject_kyc(actor=people.REVIEWER, user_id=first.id, reason="Blurred.")
    resubmit_kyc(actor=people.actor_for(first))

    assert [record.user_id for record in review_queue()] == [second.id, third.id, first.id]


def test_a_long_queue_is_read_with_as_many_queries_as_a_short_one(django_assert_num_queries):
    from kyc.selectors import standings

    for _ in range(3):
        hand_in(people.register_customer(), DocumentType.PHOTO)

    with django_assert_num_queries(4):
        assert len(standings(list(review_queue()))) == 3


def test_the_use_cases_behind_the_front_door_ask_for_a_customer():
    """`reopen_kyc` and `store_document` are handed examined values by the functions around them."""
    staff = people.bank_admin()

    with pytest.raises(NotFound):
        reopen_kyc(actor=people.ANYONE, user_id=staff.id, aadhaar_number=None, pan_number=None, documents=())
    with pytest.raises(NotFound):
        store_document(actor=people.ANYONE, user_id=staff.id, document=None)  # type: ignore[arg-type]


def upload(document_type: DocumentType) -> DocumentUpload:
    return DocumentUpload(document_type=document_type, file_name="scan.png", content=documents.picture())


def hand_in(person: PersonCard, document_type: DocumentType) -> None:
    add_document(actor=people.actor_for(person), upload=upload(document_type))
