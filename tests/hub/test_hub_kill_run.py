"""A short run of kill -9 end to end, and that its verdict sees what it is there for. Long: make kill-run."""

from pathlib import Path
from uuid import UUID, uuid4

from kill_run import LIVES, a_run
from kill_verdict import judged

KILLS = 24
SHA, OTHER = "a" * 64, "b" * 64
ONE, TWO = uuid4(), uuid4()
BOTH: dict[UUID, str] = {ONE: SHA, TWO: OTHER}
NUMBERS = {ONE: "510402-20261123-000001", TWO: "510402-20261123-000002"}
CASES = [(ONE, SHA, NUMBERS[ONE]), (TWO, OTHER, NUMBERS[TWO])]
OBJECTS = {SHA: SHA, OTHER: OTHER}


def test_whatever_is_killed_on_a_bad_line_each_application_arrives_once_and_unchanged(tmp_path: Path) -> None:
    with a_run(tmp_path, seed=7) as run:
        run.go(KILLS)
        verdict = run.settled()
    assert (verdict.lost, verdict.doubled, verdict.altered, verdict.strange, run.fell) == (0, 0, 0, 0, 0), verdict
    assert verdict.confirmed > 0
    assert verdict.kept == verdict.cases >= verdict.confirmed
    assert set(run.killed) == {*LIVES, "hub"}


def test_the_verdict_is_good_for_what_arrived() -> None:
    assert judged(BOTH, NUMBERS, CASES, OBJECTS).good


def test_one_killed_between_commit_and_receipt_is_no_fault() -> None:
    assert judged({ONE: SHA}, NUMBERS, CASES, OBJECTS).good


def test_the_verdict_sees_a_lost_one() -> None:
    assert judged(BOTH, NUMBERS, CASES[:1], OBJECTS).lost == 1
    assert judged(BOTH, {ONE: NUMBERS[ONE]}, CASES, OBJECTS).lost == 1


def test_the_verdict_sees_a_doubled_one() -> None:
    assert judged(BOTH, NUMBERS, [*CASES, (ONE, SHA, "510402-20261123-000003")], OBJECTS).doubled == 1


def test_the_verdict_sees_an_altered_one() -> None:
    assert judged(BOTH | {ONE: OTHER}, NUMBERS, CASES, OBJECTS).altered == 1
    assert judged(BOTH, NUMBERS, CASES, OBJECTS | {SHA: OTHER}).altered == 1


def test_the_verdict_sees_what_nobody_submitted_and_a_number_that_is_another() -> None:
    stranger = (uuid4(), SHA, "510402-20261123-000009")
    assert judged(BOTH, NUMBERS, [*CASES, stranger], OBJECTS).strange == 1
    assert judged(BOTH, NUMBERS | {ONE: ""}, CASES, OBJECTS).strange == 1
