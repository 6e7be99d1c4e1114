"""The way to the hub on the real wires: cut, lost answers, cases asked for, ratings, staff, catalogue."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import TerminalRevoked
from kiosk.journey.codes import Ours, read_code
from kiosk.journey.views import ReceiptView, StepKind
from kiosk.journey.views_cases import CasesView, HelperView
from kiosk.offline.events import LinkState
from kiosk.sandbox.hall_process import HallProcess
from tests.assembly.guest import CARD_ONLY, ROOT, Guest, at_terminal, settings_of


def at_the_hub(hall: HallProcess, question: str, *values: str) -> list[tuple[Any, ...]]:
    """What stands in the hub's own tables."""
    file = next((hall.folder / "hub").rglob("hub.sqlite3"))
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return connection.execute(question, values).fetchall()
    finally:
        connection.close()


def application_of(receipt: ReceiptView) -> str:
    named = read_code(receipt.code)
    assert isinstance(named, Ours)
    return str(named.application_id)


def test_with_the_link_cut_it_is_saved_and_said_so_and_delivered_once_when_the_link_is_back(
    guest: Guest, hall: HallProcess
) -> None:
    cases = hall.do("cases")
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    hall.do("cut_link")
    guest.linked(LinkState.DOWN)
    guest.one_step()
    receipt = guest.receipt(submitted=False)
    assert (guest.said, receipt.saved_offline) == ("receipt_saved", True)
    assert guest.terminal._outbox.counts().waiting == 1
    assert hall.do("cases") == cases
    hall.do("mend_link")
    guest.receipt()
    assert guest.said == "receipt_submitted"
    guest.until(lambda: hall.do("cases") == cases + 1, "the case at the hub")
    assert guest.terminal._outbox.counts().waiting == 0


def test_the_slip_printed_with_the_link_cut_says_that_it_waits(guest: Guest, hall: HallProcess) -> None:
    before = len(hall.do("printed")["text"])
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    hall.do("cut_link")
    guest.linked(LinkState.DOWN)
    guest.one_step()
    guest.receipt(submitted=False)
    text = "".join(hall.do("printed")["text"][before:])
    assert "已保存，联网后自动上传" in text
    assert "已提交" not in text


def test_a_lost_answer_makes_no_second_case(guest: Guest, hall: HallProcess) -> None:
    cases = hall.do("cases")
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    hall.do("lose_answer")
    guest.one_step()
    receipt = guest.receipt()
    row = guest.terminal._outbox.stubs()[-1]
    assert row.attempts >= 2, "the first answer was not lost"
    guest.until(lambda: hall.do("cases") == cases + 1, "the case at the hub")
    found = at_the_hub(hall, "SELECT count(*) FROM cases WHERE case_number = ?", receipt.case_number)
    assert found == [(1,)]


def test_the_case_can_be_asked_for_with_the_card(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.RECEIPT, CARD_ONLY)
    receipt = guest.receipt()
    guest.walk_to(StepKind.ATTRACT, CARD_ONLY)
    hall.do("lift_card")
    ask_for_cases(guest)
    guest.lay_card_for_cases()
    assert guest.view.stage == "list"
    named = {one.number: one.id for one in guest.view.rows}
    assert named[receipt.case_number] == application_of(receipt)
    guest.journey.open_case(application_of(receipt))
    assert (guest.view.stage, guest.view.number) == ("one", receipt.case_number)


def test_the_case_can_be_asked_for_with_the_code_of_the_slip(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.RECEIPT, CARD_ONLY)
    receipt = guest.receipt()
    guest.walk_to(StepKind.ATTRACT, CARD_ONLY)
    ask_for_cases(guest)
    hall.do("scan_code", text=hall.do("printed")["codes"][-1])
    guest.until(lambda: guest.view.stage == "one", "the case")
    assert guest.view.number == receipt.case_number


def test_a_person_without_cases_is_told_that_there_are_none(guest: Guest, hall: HallProcess) -> None:
    ask_for_cases(guest)
    hall.do("place_card", who="minor")
    guest.until(lambda: "journey.cases_none" in str(guest.view.notice), "that there are none")


def test_a_foreign_code_is_told_from_one_of_ours(guest: Guest, hall: HallProcess) -> None:
    ask_for_cases(guest)
    hall.do("scan_code", text="https://example.invalid/ad")
    guest.until(lambda: guest.view.notice is not None, "the answer")
    assert guest.view.notice.phrase.key == "journey.code_foreign"


def test_asking_for_cases_with_the_link_cut_offers_ways_on(guest: Guest, hall: HallProcess) -> None:
    hall.do("cut_link")
    guest.linked(LinkState.DOWN)
    ask_for_cases(guest)
    hall.do("place_card", who="young_woman")
    guest.until(lambda: guest.step is StepKind.WAYS, "the ways")
    assert (guest.said, guest.ways) == ("hub_away", ["again", "home", "end"])


def ask_for_cases(guest: Guest) -> None:
    guest.walk_to(StepKind.HOME, CARD_ONLY)
    guest.journey.open_cases()
    guest.comes(CasesView)


def test_a_rating_reaches_the_hub(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.RECEIPT, CARD_ONLY)
    application = application_of(guest.receipt())
    guest.walk_to(StepKind.RATING, CARD_ONLY)
    guest.journey.rate(2)
    guest.journey.toggle_reason(guest.view.reasons[0].id)
    guest.journey.go_on()
    asked = "SELECT level, reasons FROM ratings WHERE lower(application_id) IN (?, ?)"
    names = (application, application.replace("-", ""))
    guest.until(lambda: at_the_hub(hall, asked, *names), "the rating")
    level, reasons = at_the_hub(hall, asked, *names)[0]
    assert (level, len(json.loads(reasons))) == (2, 1)


def test_the_hub_hears_how_every_device_is(guest: Guest, hall: HallProcess) -> None:
    hall.do("empty_printer")

    def heard() -> dict[str, str]:
        beat = json.loads(at_the_hub(hall, "SELECT heartbeat FROM terminals")[0][0] or '{"devices": []}')
        return {one["kind"]: f"{one['state']} {one['reason']}".strip() for one in beat["devices"]}

    guest.until(lambda: heard().get("printer") == "attention paper_out", "the heartbeat")
    assert set(heard()) == {
        *("id_reader", "camera", "scanner", "sheets", "stick", "printer", "code_reader", "sound")
    }


def test_help_called_is_told_to_the_hub_once(guest: Guest, hall: HallProcess) -> None:
    def called() -> bool:
        beat = json.loads(at_the_hub(hall, "SELECT heartbeat FROM terminals")[0][0])
        return bool(beat["help_called"])

    guest.walk_to(StepKind.HOME, CARD_ONLY)
    guest.journey.call_help()
    assert guest.view.help_called
    guest.until(called, "the call")
    guest.until(lambda: not called(), "the next heartbeat")


def test_a_helper_signs_in_with_the_network_down_once_the_list_was_here(
    hall: HallProcess, tmp_path: Path, guest: Guest
) -> None:
    guest.until(lambda: (tmp_path / "terminal" / "helpers.json").exists(), "the staff list")
    guest.terminal.stop()
    hall.do("cut_link")
    with at_terminal(hall, settings_of(hall, tmp_path / "terminal")) as later:
        later.linked(LinkState.DOWN)
        later.journey.open_helper()
        later.sign_in()
        later.until(lambda: isinstance(later.view, HelperView) and later.view.stage == "desk", "the desk")
        assert later.view.helper_name == "测试帮办"


def test_a_wrong_pin_opens_nothing(guest: Guest) -> None:
    guest.until(lambda: guest.terminal._staff.find("b007"), "the staff list")
    guest.journey.open_helper()
    guest.sign_in(pin="111111")
    guest.until(lambda: guest.view.error is not None, "the refusal")
    assert (guest.view.stage, guest.view.error.key) == ("code", "journey.helper_wrong")


def test_what_a_helper_handed_in_for_somebody_names_both(guest: Guest, hall: HallProcess) -> None:
    guest.until(lambda: guest.terminal._staff.find("B007"), "the staff list")
    guest.journey.open_helper()
    guest.sign_in()
    guest.until(lambda: guest.view.stage == "desk", "the desk")
    guest.card = "older_man"
    guest.walk_to(StepKind.RECEIPT, CARD_ONLY)
    application = hall.do("show_case", application_id=application_of(guest.receipt()))["application"]
    assert application["helper"]["staff_code"] == "B007"
    assert application["applicant"]["name"] == "测试山"
    guest.journey.go_on()
    guest.journey.go_on()
    assert guest.comes(HelperView).stage == "desk"


def older_catalogue(folder: Path) -> Path:
    """The shipped catalogue with another name for one item."""
    shutil.copytree(ROOT / "assets" / "catalogue", folder)
    file = folder / "items" / f"{CARD_ONLY}.json"
    item = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(item | {"plain_name": "旧名字"}, ensure_ascii=False), encoding="utf-8")
    return folder


def name_of_item(guest: Guest) -> str:
    return str(guest.terminal._hall.catalogue.item(CARD_ONLY).plain_name)


def test_a_newer_catalogue_waits_for_the_person_and_is_taken_up_at_the_invitation(
    hall: HallProcess, tmp_path: Path
) -> None:
    settings = settings_of(hall, tmp_path / "terminal")
    settings = settings.model_copy(update={"catalogue": older_catalogue(tmp_path / "older")})
    hall.do("cut_link")
    with at_terminal(hall, settings) as guest:
        guest.walk_to(StepKind.HOME, CARD_ONLY)
        hall.do("mend_link")
        guest.until(lambda: guest.terminal._newer is not None, "the newer catalogue")
        assert name_of_item(guest) == "旧名字"
        guest.leave()
        guest.until(lambda: name_of_item(guest) != "旧名字", "the new name")
    with at_terminal(hall, settings) as guest:
        assert name_of_item(guest) != "旧名字", "not there after a restart"


def stand_at_the_hub(hall: HallProcess, *, revoked: bool) -> None:
    """What ``hub revoke`` writes, and how an operator's mistake is taken back without a new enrolment."""
    file = next((hall.folder / "hub").rglob("hub.sqlite3"))
    with sqlite3.connect(file, timeout=10) as connection:
        connection.execute("UPDATE terminals SET revoked_at = ?", ("2026-11-23 02:00:00" if revoked else None,))
    connection.close()


def test_a_revoked_terminal_wipes_its_draft_begins_nothing_and_keeps_its_sealed_outbox(
    guest: Guest, hall: HallProcess
) -> None:
    cases = hall.do("cases")
    hall.do("cut_link")
    guest.linked(LinkState.DOWN)
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    guest.one_step()
    guest.receipt(submitted=False)
    hall.do("lift_card")
    guest.terminal.journey.end("finished")
    guest.until(lambda: guest.step is StepKind.ATTRACT, "the machine at rest")
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    hall.do("lift_card")
    stand_at_the_hub(hall, revoked=True)
    try:
        hall.do("mend_link")
        guest.until(lambda: guest.step is StepKind.ATTRACT, "the end of the visit")
        assert guest.terminal._outbox.counts().waiting == 1
        with pytest.raises(TerminalRevoked):
            guest.terminal._hall.outbox.room()
    finally:
        stand_at_the_hub(hall, revoked=False)
    guest.until(lambda: not guest.terminal._fleet._fleet.standing.revoked, "the hub's word")
    assert guest.terminal._hall.outbox.room()
    guest.until(lambda: hall.do("cases") == cases + 1, "the case at the hub")
