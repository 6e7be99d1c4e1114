"""The helper's desk and what did not get through: why, in plain words, sent again, carried away, or left."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hall_of_fakes import Machine

from kiosk.errors import DiskFull, EnvelopeLost, OutboxDamaged, StickMissing
from kiosk.journal import EnvelopeExported, EnvelopeSentAgain
from kiosk.journey.views import StepKind
from kiosk.offline.outbox import OutboxRow, OutboxStub

AT = datetime(2026, 11, 20, 1, 48, tzinfo=UTC)
KEY = UUID(int=7)


def row(key: UUID = KEY, state: str = "parked", problem: str = "urn:tongban:envelope-unreadable") -> OutboxRow:
    stub = OutboxStub(key, f"T-0001-261120-00{key.int % 10}", "新生儿出生一件事", "四川省", "online", AT)
    return OutboxRow(stub, state, 1, 0.0, 0.0, problem, "")  # type: ignore[arg-type]


def at_desk(*rows: OutboxRow) -> Machine:
    machine = Machine()
    machine.outbox.rows = list(rows)
    machine.sign_in_helper()
    return machine


def looking(problem: str = "urn:tongban:envelope-unreadable") -> Machine:
    machine = at_desk(row(problem=problem))
    machine.journey.open_case(str(KEY))
    return machine


def options(machine: Machine) -> list[str]:
    return [one.id for one in machine.view.options]


def test_what_was_refused_stands_before_all_others_and_can_be_looked_at() -> None:
    others = [row(UUID(int=10 + number), "waiting", "") for number in range(8)]
    machine = at_desk(row(), *others)
    assert [one.can_open for one in machine.view.rows] == [True] + [False] * 5
    assert machine.view.rows[0].id == str(KEY)


def test_a_line_that_is_only_waiting_opens_nothing() -> None:
    machine = at_desk(row(state="waiting"))
    machine.journey.open_case(str(KEY))
    assert machine.step is StepKind.HELPER


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("urn:tongban:envelope-changed", "平台已有同号的申请，内容不同。"),
        ("urn:tongban:envelope-unreadable", "平台打不开这份申请。"),
        ("urn:tongban:application-invalid", "平台查过，内容不合要求，没有收。"),
        ("urn:tongban:too-large", "这份申请太大，平台没有收。"),
        ("urn:tongban:bad-request", "平台没有收这份申请。"),
        ("N-07", "平台没有收这份申请。"),
        ("O-08", "这份申请在这台机器上坏了。"),
        ("something <b>else</b> 510402199001011234", "平台没有收这份申请。"),
    ],
)
def test_why_is_said_in_plain_words(problem: str, said: str) -> None:
    machine = looking(problem)
    assert machine.title == said
    assert "510402199001011234" not in machine.reads(machine.view.staff)


def test_which_one_it_is_and_that_it_is_safe_stands_beside_it() -> None:
    machine = looking()
    assert machine.reads(machine.view.lead) == "新生儿出生一件事，回执号 T-0001-261120-007"
    assert machine.reads(machine.view.safe.phrase) == "申请加了密，还存在这台机器上。"
    assert options(machine) == ["send_again", "export", "desk"]
    assert "envelope-unreadable" in machine.reads(machine.view.staff)


def test_sent_again_it_is_in_the_queue_and_the_sender_awake() -> None:
    machine = looking()
    machine.on()
    assert (machine.outbox.rows[0].stub.application_id, machine.tray.retried, machine.wakes) == (KEY, [KEY], 1)
    assert machine.title == "已排进队，马上再送。"
    assert EnvelopeSentAgain(KEY) in machine.journal.entries
    machine.outbox.rows = [row(state="waiting", problem="")]
    machine.on()
    assert (machine.step, machine.view.rows[0].can_open) == (StepKind.HELPER, False)


def test_carried_away_it_stays_here_too() -> None:
    machine = looking()
    machine.journey.pick_way("export")
    machine.on()
    assert (machine.tray.exported, machine.title) == ([KEY], "已存到 U 盘，现在可以拔了。")
    assert EnvelopeExported(KEY) in machine.journal.entries
    machine.on()
    assert (machine.step, machine.view.rows[0].can_open) == (StepKind.HELPER, True)


@pytest.mark.parametrize(
    ("error", "said", "ways"),
    [
        (StickMissing("x"), "没找到能存的 U 盘。", ["export", "desk"]),
        (DiskFull("x"), "U 盘满了，没有存上。", ["export", "desk"]),
        (OutboxDamaged("EROFS"), "这个 U 盘存不进去，没有存上。", ["export", "desk"]),
        (EnvelopeLost("x"), "这份申请在这台机器上坏了。", ["desk"]),
    ],
)
def test_a_stick_that_does_not_take_it_is_told_with_a_way_on(error: Exception, said: str, ways: list[str]) -> None:
    machine = looking()
    machine.tray.error = error  # type: ignore[assignment]
    machine.journey.pick_way("export")
    machine.on()
    assert (machine.title, options(machine)) == (said, ways)
    machine.tray.error = None
    machine.on()
    assert machine.title == "已存到 U 盘，现在可以拔了。" if "export" in ways else machine.step is StepKind.HELPER


def test_a_queue_that_does_not_take_it_back_is_told_and_may_be_asked_again() -> None:
    machine = looking()
    machine.tray.error = OutboxDamaged("x")
    machine.on()
    assert (machine.title, options(machine), machine.wakes) == (
        "没能再送，请再试一次。",
        ["send_again", "desk"],
        0,
    )
    machine.tray.error = None
    machine.on()
    assert machine.tray.retried == [KEY]


def test_while_it_works_nothing_can_be_touched_twice() -> None:
    machine = looking()
    machine.runner.holding = True
    machine.on(3)
    machine.back()
    assert (machine.title, machine.view.onward.enabled) == ("正在办，请稍等。", False)
    machine.runner.let_go()
    machine.drain()
    assert machine.tray.retried == [KEY]


def test_left_alone_or_gone_back_from_nothing_changes() -> None:
    machine = looking()
    machine.journey.pick_way("desk")
    machine.on()
    assert machine.step is StepKind.HELPER
    machine.journey.open_case(str(KEY))
    machine.back()
    assert (machine.step, machine.tray.retried, machine.tray.exported) == (StepKind.HELPER, [], [])


def test_an_idle_helper_is_signed_out_from_there_too() -> None:
    machine = looking()
    machine.clock.now_s += 1000
    machine.journey.tick()
    assert (machine.step, machine.journey.scene.helper_name) == (StepKind.ATTRACT, "")
