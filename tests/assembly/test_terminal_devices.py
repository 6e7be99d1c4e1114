"""What can happen to devices and people in a hall, on the real wires: each with its sentence and a way on."""

from collections.abc import Callable

import pytest

from kiosk.devices.base import DeviceKind
from kiosk.journey.views import PapersView, PrintState, StepKind
from kiosk.journey.views_identity import CardState, FaceState
from kiosk.journey.views_papers import SourcesView
from kiosk.sandbox.hall_process import HallProcess
from tests.assembly.guest import CARD_ONLY, Guest

WITH_FACE = "fund-retirement-withdrawal"
"""Card and face, no papers."""


# Printer ---------------------------------------------------------


def test_paper_out_is_told_before_anything_is_submitted(guest: Guest, hall: HallProcess) -> None:
    at_review_without_paper(guest, hall)
    guest.one_step()
    assert (guest.said, guest.ways) == ("paper_out", ["on", "wait", "end"])
    assert guest.terminal._outbox.stubs() == []


def test_without_paper_the_receipt_is_on_the_screen_with_its_code(guest: Guest, hall: HallProcess) -> None:
    at_review_without_paper(guest, hall)
    guest.one_step()
    guest.journey.pick_way("on")
    guest.journey.go_on()
    receipt = guest.receipt(printing=PrintState.TROUBLE)
    assert receipt.show_code
    assert receipt.code.startswith("TB2:")
    assert receipt.trouble is not None
    assert receipt.trouble.key == "journey.paper_out"


def test_whoever_waits_for_paper_gets_on_when_a_roll_is_in(guest: Guest, hall: HallProcess) -> None:
    at_review_without_paper(guest, hall)
    guest.one_step()
    guest.journey.pick_way("wait")
    guest.journey.go_on()
    assert guest.step is StepKind.REVIEW
    hall.do("refill_printer")
    guest.until(lambda: guest.view.notice and guest.view.notice.phrase.key == "journey.review_paper_back", "paper")
    guest.journey.go_on()
    guest.receipt()


def at_review_without_paper(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    hall.do("empty_printer")
    guest.until(lambda: guest.status(DeviceKind.PRINTER) == "attention paper_out", "paper out")


def test_paper_that_ends_while_printing_leaves_the_code_on_the_screen_until_it_is_printed(
    guest: Guest, hall: HallProcess
) -> None:
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    slips = hall.do("slips")
    hall.do("empty_printer_after", lines=3)
    guest.one_step()
    receipt = guest.receipt(printing=PrintState.TROUBLE)
    assert (receipt.show_code, hall.do("slips")) == (True, slips)
    hall.do("refill_printer")
    guest.until(lambda: guest.status(DeviceKind.PRINTER) == "ready", "the printer ready")
    guest.journey.print_again()
    assert not guest.receipt().show_code
    assert receipt.code in hall.do("printed")["codes"]


# Card reader ---------------------------------------------------------


def test_a_card_lifted_mid_read_gets_a_sentence_and_then_works(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.CARD, CARD_ONLY)
    hall.do("spoil_reader", fault="lifted_mid_read", times=1)
    hall.do("place_card", who="young_woman")
    guest.until(lambda: guest.view.state is CardState.TROUBLE, "the sentence")
    assert (guest.said, guest.view.name, guest.ways) == ("card_lifted", "", ["other_means", "counter"])
    guest.lay_card()


def test_a_reader_unplugged_and_back_reads_again(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.CARD, CARD_ONLY)
    hall.do("unplug_reader")
    guest.until(lambda: guest.view.state is CardState.NO_READER, "that the reader is gone")
    assert (guest.said, guest.ways) == ("reader_failed", ["other_means", "counter", "end"])
    hall.do("plug_reader")
    guest.until(lambda: guest.view.state is CardState.WAITING, "the reader back")
    guest.lay_card()


# Camera ---------------------------------------------------------


def test_somebody_else_gets_three_tries_and_then_the_other_ways(guest: Guest, hall: HallProcess) -> None:
    hall.do("stand", scene="somebody_else")
    guest.walk_to(StepKind.FACE, WITH_FACE)
    for left in (2, 1):
        guest.face_ends(FaceState.AGAIN)
        assert guest.view.tries_left == left
        guest.journey.go_on()
    guest.face_ends(FaceState.REFUSED)
    assert guest.ways[-3:] == ["staff", "other_card", "counter"]
    assert not guest.view.onward.enabled


def test_a_photo_held_up_is_not_taken_for_the_person(guest: Guest, hall: HallProcess) -> None:
    hall.do("stand", scene="photo_tilted")
    guest.walk_to(StepKind.FACE, WITH_FACE)
    guest.face_ends(FaceState.AGAIN)
    assert guest.view.tries_left == 2


@pytest.mark.parametrize(("harm", "said"), [("unplug_camera", "camera_away"), ("stall_camera", "camera_still")])
def test_a_camera_that_goes_leaves_the_other_ways(guest: Guest, hall: HallProcess, harm: str, said: str) -> None:
    hall.do("stand", scene="nobody")
    guest.walk_to(StepKind.FACE, WITH_FACE)
    guest.until(lambda: guest.journey.face_frame() is not None, "a picture")
    hall.do(harm)
    guest.face_ends(FaceState.NO_CAMERA)
    assert (guest.said, guest.ways[-3:]) == (said, ["staff", "other_card", "counter"])
    assert "remote" not in guest.ways


def test_a_camera_that_comes_back_goes_on_comparing(guest: Guest, hall: HallProcess) -> None:
    hall.do("stand", scene="nobody")
    guest.walk_to(StepKind.FACE, WITH_FACE)
    guest.until(lambda: guest.journey.face_frame() is not None, "a picture")
    hall.do("stall_camera")
    guest.face_ends(FaceState.NO_CAMERA)
    hall.do("resume_camera")
    hall.do("stand", scene="resident")
    guest.until(lambda: guest.view.state is not FaceState.NO_CAMERA, "the camera back")
    guest.face_ends(FaceState.SAME)


# Scanner ---------------------------------------------------------


def test_a_document_camera_that_goes_offers_ways_and_comes_back(guest: Guest, hall: HallProcess) -> None:
    guest.walk_to(StepKind.PAPERS, CARD_ONLY)
    guest.comes(SourcesView)
    guest.journey.pick_way("desk")
    guest.until(lambda: guest.journey.paper_frame() is not None, "a picture")
    hall.do("unplug_desk")
    guest.until(lambda: guest.comes(PapersView).stage == "no_scanner", "that it is gone")
    guest.journey.go_on()
    assert guest.said == "scanner_away"
    assert {"again", "counter", "end"} <= set(guest.ways)
    hall.do("plug_desk")
    guest.journey.go_back()
    guest.until(lambda: guest.view.stage == "live", "the desk back")
    guest.scan_page()


# Everything ---------------------------------------------------------


@pytest.mark.parametrize("step", [StepKind.CARD, StepKind.FORM, StepKind.REVIEW])
def test_leaving_rests_every_device(guest: Guest, step: StepKind) -> None:
    guest.walk_to(step, CARD_ONLY)
    guest.leave()
    guest.until(resting(guest), "every device at rest")


def resting(guest: Guest) -> Callable[[], bool]:
    kinds = (DeviceKind.ID_READER, DeviceKind.CAMERA, DeviceKind.SCANNER)
    return lambda: all(guest.status(kind) == "ready" for kind in kinds)


def test_every_change_of_a_device_stands_in_the_journal_once(guest: Guest, hall: HallProcess) -> None:
    hall.do("unplug_camera")
    guest.until(lambda: guest.status(DeviceKind.CAMERA).startswith("absent"), "the loss")
    hall.do("plug_camera")
    guest.until(lambda: guest.status(DeviceKind.CAMERA) == "ready", "the return")
    lines = (guest.terminal.settings.storage.folder / "journal.jsonl").read_text(encoding="ascii").splitlines()
    told = [line for line in lines if '"camera"' in line]
    assert ["absent" in line for line in told] == [False, True, False]
