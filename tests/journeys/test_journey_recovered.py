"""Killed between commit and receipt: the person learns at their next visit that their application was saved."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hall_of_fakes import Machine
from small_catalogue import LI, WANG

from kiosk.errors import HubUnreachable, OutboxDamaged
from kiosk.journal import ReceiptRecovered
from kiosk.journey.views import StepKind
from kiosk.offline.claims import claim, claims
from kiosk.offline.outbox import OutboxRow, OutboxStub

AT = datetime(2026, 11, 20, 1, 48, tzinfo=UTC)
STUB = OutboxStub(UUID(int=7), "T-0001-261120-004", "样例事项", "四川省", "online", AT)


def after_the_kill() -> Machine:
    """A machine started anew, whose outbox holds what was committed before the receipt came up."""
    machine = Machine()
    machine.outbox.saved.append((STUB, b"sealed"))
    machine.outbox.claims[STUB.application_id] = claim(WANG.name, WANG.number)
    return machine


def shown_cases(machine: Machine, person: object = WANG) -> list[str]:
    machine.on()
    machine.journey.open_cases()
    machine.lay_card(person)  # type: ignore[arg-type]
    return [row.number for row in machine.view.rows] if machine.view.step is StepKind.CASES else []


def test_while_saving_the_outbox_knows_whose_it_is_and_forgets_with_the_receipt() -> None:
    machine = Machine()
    seen: list[bytes] = []
    keep = machine.outbox.submit
    machine.outbox.submit = lambda stub, envelope, mark, parts: (
        seen.append(mark),
        keep(stub, envelope, mark, parts),
    )[1]  # type: ignore[func-returns-value,method-assign]
    machine.to_receipt("online-one")
    assert claims(seen[0], WANG.name, WANG.number)
    assert machine.outbox.claims == {}


def test_at_the_next_card_the_person_reads_the_number_of_what_was_saved() -> None:
    machine = after_the_kill()
    machine.to_card("online-one")
    machine.lay_card()
    assert machine.reads(machine.view.notice.phrase) == "上次的申请已存好：T-0001-261120-004"


def test_somebody_else_reads_nothing_of_it() -> None:
    machine = after_the_kill()
    machine.to_card("online-one")
    machine.lay_card(LI)
    assert machine.view.notice is None or "T-0001-261120-004" not in machine.reads(machine.view.notice.phrase)
    assert shown_cases(after_the_kill(), LI) == []


def test_my_cases_show_it_without_a_network_and_it_can_be_printed() -> None:
    machine = after_the_kill()
    machine.hub.error = HubUnreachable("x")
    assert shown_cases(machine) == ["T-0001-261120-004"]
    machine.journey.open_case(str(STUB.application_id))
    machine.on()
    assert [slip.kind for _, slip in machine.printer.slips] == ["progress"]


def test_once_shown_the_mark_is_erased_and_the_journal_knows() -> None:
    machine = after_the_kill()
    shown_cases(machine)
    assert machine.outbox.claims == {}
    assert ReceiptRecovered(STUB.application_id) in machine.journal.entries


def test_a_damaged_outbox_keeps_nobody_from_their_cases() -> None:
    machine = after_the_kill()
    machine.outbox.error = OutboxDamaged("file")
    assert shown_cases(machine) == []
    assert machine.reads(machine.view.notice.phrase) == "没有查到办件。"


def test_the_desk_marks_whom_nobody_told() -> None:
    machine = Machine()
    machine.outbox.rows = [OutboxRow(STUB, "waiting", 0, 0.0, 0.0, "", "", told=False)]
    machine.sign_in_helper()
    (row,) = machine.view.rows
    assert (machine.reads(row.state), row.needs_something) == ("已存，本人还不知道", True)


def test_a_store_that_does_not_open_names_its_error_to_staff() -> None:
    machine = Machine()
    machine.outbox.has_room = OutboxDamaged("file")
    machine.on()
    machine.back()
    assert "O-02" in machine.reads(machine.view.service.detail)
