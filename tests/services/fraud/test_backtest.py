"""`backtest_fraud`: what changed rules would have made of stored movements, beside what staff found."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from fraud.backtest import compare
from fraud.contracts import Verdict
from fraud.models import Alert, RuleBookVersion, ScreeningRecord
from fraud.scoring import screen
from fraud.selectors.history import scored_between
from fraud.shipped_rules import shipped_book
from tests.builders import people
from tests.unit.fraud.movements import NOON, SHIPPED, movement

pytestmark = pytest.mark.django_db

DAYS = ("--from", "2026-03-01", "--to", "2026-03-31")
ALL_ON = [f"--set={rule.kind.value}.mode=ON" for rule in SHIPPED.rules if rule.kind.value != "LEARNED_SCORE"]


def keep(number: int, disposition: str = "", **changed: object) -> ScreeningRecord:
    """Store a movement's score as the money path does, and what staff found of it."""
    request = movement(at=NOON + dt.timedelta(hours=number), **changed)
    found = screen(request, SHIPPED)
    record = ScreeningRecord.objects.create(
        screening_id=f"SCR{number}",
        account_id=1,
        user_id=1,
        origin=request.origin.value,
        score=found.score,
        verdict=found.verdict.value,
        book_version=1,
        facts=dict(found.facts),
        hits=[
            {"rule": hit.rule.value, "points": hit.points, "counted": hit.counted, "why": dict(hit.why)}
            for hit in found.hits
        ],
        screened_at=request.at,
    )
    if disposition or found.verdict is not Verdict.ALLOW:
        decided = (
            {"status": "RESOLVED", "disposition": disposition, "resolved_at": NOON} if disposition else {}
        )
        Alert.objects.create(
            alert_id=f"ALERT{number}", alert_type="VELOCITY", severity="HIGH", title="", description="",
            risk_score=found.score, verdict=found.verdict.value, screening=record, **decided,
        )  # fmt: skip
    return record


@pytest.fixture
def history() -> None:
    """Two held for listed names, one of them fraud, and a large payment to a stranger that nobody stopped."""
    keep(1, "CONFIRMED_FRAUD", payee_name_listed=True)
    keep(2, "FALSE_POSITIVE", payee_name_listed=True)
    keep(3, amount_minor=500_000)
    keep(4)


def printed(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("backtest_fraud", *DAYS, *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.usefixtures("history")
def test_the_same_rules_change_nothing() -> None:
    comparison = compare(scored_between(dt.date(2026, 3, 1), dt.date(2026, 3, 31)), shipped_book())

    assert comparison.verdicts_before == comparison.verdicts_after == {"HOLD": 2, "ALLOW": 2}
    assert (comparison.before.stopped, comparison.before.confirmed, comparison.before.false_positives) == (
        2,
        1,
        1,
    )
    assert comparison.examples == {"newly": [], "no_longer": []}


@pytest.mark.usefixtures("history")
def test_changed_rules_show_what_they_would_have_stopped_and_let_go() -> None:
    lines = printed(
        *ALL_ON, "--set=LISTED_NAME.weight=20", "--hold-at=35", "--set", "NEW_PAYEE.start_percent=0"
    )

    assert lines == [
        "4 movements, 4 of them scored again;",
        "held from 35, blocked from 90.",
        "",
        "verdict                     before     after",
        "ALLOW                            2         3",
        "HOLD                             2         1",
        "BLOCK                            0         0",
        "",
        "stopped                  movements     fraud      none  precision",
        "before                           2         1         1       50 %",
        "after                            1         0         0          -",
        "newly                            1         0         0          -",
        "no longer                        2         1         1       50 %",
        "",
        "rule                        before     after     fraud      none  precision",
        "LIMIT_USE                        1         1         0         0          -",
        "LISTED_NAME                      2         2         1         1       50 %",
        "NEW_PAYEE                        4         4         1         1       50 %",
        "ROUND_AMOUNT                     1         1         0         0          -",
        "",
        "first 1 newly stopped:",
        "  SCR3: 500000, 40 ALLOW -> 40 HOLD",
        "",
        "first 2 no longer stopped:",
        "  SCR1: 10000, 80 HOLD -> 25 ALLOW, found to be CONFIRMED_FRAUD",
        "  SCR2: 10000, 80 HOLD -> 25 ALLOW, found to be FALSE_POSITIVE",
    ]
    assert RuleBookVersion.objects.count() == 1


@pytest.mark.usefixtures("history")
def test_a_file_in_the_form_of_the_api_says_the_same_as_single_settings(tmp_path: Path) -> None:
    rules = [{"kind": "LISTED_NAME", "mode": "ON", "weight": 75, "origins": ["CUSTOMER"]}]
    (tmp_path / "rules.json").write_text(json.dumps({"hold_at": 70, "rules": rules}))

    by_file = printed("--rules", str(tmp_path / "rules.json"), "--examples", "1")

    assert by_file == printed(
        "--set=LISTED_NAME.mode=ON", "--set=LISTED_NAME.weight=75", "--hold-at=70", "--examples=1"
    )
    assert "HOLD                             2         2" in by_file


def test_what_another_program_has_stored_is_counted_and_left_out() -> None:
    record = keep(1)
    ScreeningRecord.objects.create(
        screening_id="OLD", account_id=1, user_id=1, origin="CUSTOMER", score=3, verdict="ALLOW",
        book_version=1, facts={"origin": "CUSTOMER"}, hits=[], screened_at=record.screened_at,
    )  # fmt: skip

    assert "1 could not be: their facts are of another program." in printed(*ALL_ON)


def test_days_without_a_score_are_said_to_be_empty() -> None:
    with pytest.raises(SystemExit) as ended:
        printed()

    assert ended.value.code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "March"), "--from 'March' is no date: write YYYY-MM-DD."),
        (("--from", "2026-04-01"), "--to is before --from."),
        (("--set", "NEW_PAYEE"), "The rules cannot be read: 'NEW_PAYEE' is not of the form KIND.name=value."),
        (("--set", "MOON.weight=3"), "The rules cannot be read: there is no rule 'MOON'."),
        (
            ("--set", "NEW_PAYEE.weight=much"),
            "The rules cannot be read: 'NEW_PAYEE.weight=much' needs a whole number.",
        ),
        (("--set", "NEW_PAYEE.mode=LOUD"), "The rules cannot be read: mode cannot be 'LOUD'."),
        (("--set", "NEW_PAYEE.weight=101"), "The rules are not valid. weight: It must be from 0 to 100."),
        (
            ("--hold-at", "95"),
            "The rules are not valid. block_at: It must be from hold_at to 101 (101: never).",
        ),
        (("--rules", "/nowhere.json"), "The rules cannot be read: /nowhere.json: No such file or directory."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        printed(*arguments)

    assert (str(refused.value), refused.value.returncode) == (sentence, 2)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        '"text"',
        '{"rules": [3]}',
        '{"rules": {}}',
        '{"hold_at": "low"}',
        '[{"kind": "NEW_PAYEE", "weight": "a"}]',
        '[{"kind": "NEW_PAYEE", "parameters": []}]',
        '[{"kind": "NEW_PAYEE", "origins": ["MOON"]}]',
        '[{"kind": "NEW_PAYEE", "valid_from": "2026-01-01"}]',
    ],
)
def test_a_file_that_is_no_change_of_rules_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "rules.json").write_text(content)

    with pytest.raises(CommandError, match="The rules cannot be read"):
        printed("--rules", str(tmp_path / "rules.json"))


@pytest.mark.usefixtures("history")
def test_only_the_days_asked_for_are_looked_at() -> None:
    people.approved_customer()

    assert [each.screening_id for each in scored_between(NOON.date(), NOON.date())] == [
        "SCR1",
        "SCR2",
        "SCR3",
        "SCR4",
    ]
    assert list(scored_between(dt.date(2026, 3, 3), dt.date(2026, 3, 9))) == []
