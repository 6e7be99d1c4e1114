"""From the first touch to the wipe on the real wires, one item of each handling mode."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from kiosk.journey.codes import Ours, read_code
from kiosk.journey.views import ReceiptView, StepKind
from kiosk.sandbox.hall_process import HallProcess
from tests.assembly.guest import at_terminal, settings_of, tidy

JOURNEYS = {
    "online": ("social-card-apply", "", "camera"),
    "forwarded": ("disability-card-renewal", "", "camera"),
    "joint": ("pension-transfer", "posted", "staff"),
}
"""Mode: item, situation, and who compares the person with the card."""
CHECKED = {"camera": ("card_and_face", ""), "staff": ("card_and_staff", "B007")}


@dataclass(frozen=True)
class Done:
    """A finished visit and what it left behind."""

    mode: str
    receipt: ReceiptView
    text: str
    codes: list[str]
    new_cases: int
    case: dict[str, Any]
    ended_at: StepKind


def application_of(code: str) -> str:
    named = read_code(code)
    assert isinstance(named, Ours)
    return str(named.application_id)


@pytest.fixture(scope="module", params=list(JOURNEYS))
def done(
    request: pytest.FixtureRequest, hall_process: HallProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Done]:
    mode = request.param
    item, situation, face = JOURNEYS[mode]
    tidy(hall_process)
    with at_terminal(hall_process, settings_of(hall_process, tmp_path_factory.mktemp(mode))) as guest:
        guest.ready()
        cases, printed = hall_process.do("cases"), hall_process.do("printed")
        guest.walk_to(StepKind.RECEIPT, item, situation=situation, face=face)
        receipt = guest.receipt()
        guest.until(lambda: hall_process.do("cases") > cases, "the case passed on")
        guest.walk_to(StepKind.ATTRACT, item)
        paper = hall_process.do("printed")
        yield Done(
            mode=mode,
            receipt=receipt,
            text="\n".join(paper["text"][len(printed["text"]) :]),
            codes=paper["codes"][len(printed["codes"]) :],
            new_cases=hall_process.do("cases") - cases,
            case=hall_process.do("show_case", application_id=application_of(receipt.code)),
            ended_at=guest.step,
        )


def test_the_hub_has_the_case_exactly_once(done: Done) -> None:
    assert done.new_cases == 1


def test_the_receipt_on_the_screen_says_submitted_with_the_hubs_case_number(done: Done) -> None:
    said = (done.receipt.title.key, done.receipt.case_number)
    assert said == ("journey.receipt_submitted", done.case["case"]["case_number"])


def test_the_originals_get_their_hand_over_slip_and_nothing_else_does(done: Done) -> None:
    expected = 1 if done.mode == "online" else 2
    assert len(done.codes) == expected
    assert ("材料交接单" in done.text) == (expected == 2)
    assert done.receipt.handover == (expected == 2)


def test_every_slip_carries_the_code_of_the_application(done: Done) -> None:
    assert {application_of(one) for one in done.codes} == {application_of(done.receipt.code)}


def test_the_printed_receipt_names_number_item_and_region(done: Done) -> None:
    application = done.case["application"]
    for words in ("受理回执", application["receipt_number"], application["item_name"][:8]):
        assert words in done.text.replace("\n", "")


def test_the_printed_slips_mask_name_and_number(done: Done) -> None:
    applicant = done.case["application"]["applicant"]
    assert applicant["name"] not in done.text
    assert applicant["number"] not in done.text
    assert applicant["number"][-4:] in done.text


def test_the_hub_opens_what_was_typed_and_how_the_person_was_checked(done: Done) -> None:
    application = done.case["application"]
    assert done.mode == application["mode"]
    assert application["answers"]["phone"] == "13900002046"
    check = application["identity_check"]
    assert (check["method"], check["staff_code"]) == CHECKED[JOURNEYS[done.mode][2]]


def test_every_paper_arrives_whole_and_the_card_is_asked_for_no_paper(done: Done) -> None:
    materials = done.case["application"]["materials"]
    scanned = [one for one in materials if one["state"] == "scanned"]
    assert scanned or done.mode == "joint"
    assert "id_card" not in {one["material_id"] for one in materials}
    for one in scanned:
        assert done.case["parts"][one["part"]]["sha256"] == one["sha256"]


def test_the_signature_travels_along(done: Done) -> None:
    assert done.case["parts"]["signature.png"]["size_bytes"] > 200


def test_the_terminal_invites_the_next_person(done: Done) -> None:
    assert done.ended_at is StepKind.ATTRACT
