"""Both sides of a card under the lamp: one page, as good as its sides."""

from __future__ import annotations

import numpy as np
import pytest
from fake_parts import CORNERS
from hall_of_fakes import Machine
from paper_things import CARD, left, paper, ways

from kiosk.errors import VisionError
from kiosk.vision.pages.desk import PageLook
from kiosk.vision.pages.judge import Verdict
from kiosk.vision.pages.sameness import Fingerprint

# both sides of a card -------------------------------------------------------------------------------------------


def at_card() -> Machine:
    machine = Machine(CARD)
    machine.past_face("card-one")
    assert machine.reads(machine.view.title) == "请放card 样张，先拍一面"
    machine.turn()
    machine.on()
    return machine


def test_both_sides_of_a_card_make_one_page() -> None:
    machine = at_card()
    assert (machine.title, machine.view.stage, machine.view.thumbs) == ("请翻过来，拍另一面", "live", ())
    machine.turn()
    machine.on()
    assert (machine.view.stage, len(machine.view.thumbs), len(machine.papers.joined)) == ("kept", 1, 1)
    assert paper(machine, "card").front is None


@pytest.mark.parametrize(
    ("front", "back", "said", "good"),
    [
        (Verdict.GOOD, Verdict.GOOD, "看得清，四个角都在。", True),
        (Verdict.GOOD, Verdict.TURNED, "请看看，字是不是正的。", True),
        (Verdict.BLURRED, Verdict.TURNED, "字有点虚，可以重拍。", False),
        (Verdict.GOOD, Verdict.WRONG_SIDE, "两面是一样的，可以重拍。", False),
    ],
)
def test_a_page_of_two_sides_is_as_good_as_its_sides_and_not_as_the_sheet_around_them(
    front: Verdict, back: Verdict, said: str, good: bool
) -> None:
    machine = Machine(CARD)
    machine.past_face("card-one")
    for verdict in (front, back):
        machine.papers.verdict = verdict
        machine.turn()
        machine.papers.join_verdict = Verdict.BLURRED
        machine.on()
    assert (machine.reads(machine.view.verdict), machine.view.thumbs[0].good) == (said, good)


def test_the_other_side_is_known_from_the_first_again() -> None:
    machine = at_card()
    machine.papers.known = Fingerprint(np.ones((4, 4), np.uint8))
    machine.back()
    machine.turn()
    machine.on()
    assert machine.papers.watched[-1].front is machine.papers.known


def test_the_side_that_was_taken_already_is_said() -> None:
    machine = at_card()
    machine.papers.look = PageLook(Verdict.WRONG_SIDE, CORNERS, 0.9)
    machine.turn()
    assert machine.reads(machine.view.verdict) == "这面拍过了，请翻过来。"


def test_a_card_with_one_side_only_goes_on_with_it() -> None:
    machine = at_card()
    assert ways(machine) == ["one_side"]
    machine.journey.pick_way("one_side")
    assert (machine.view.stage, len(machine.view.thumbs), machine.papers.joined) == ("kept", 1, [])


def test_back_from_the_second_side_takes_the_first_anew_and_overwrites_it() -> None:
    machine = at_card()
    jpeg = paper(machine, "card").front.jpeg
    machine.back()
    assert (machine.reads(machine.view.title), bytes(jpeg).strip(b"\0")) == ("请放card 样张，先拍一面", b"")


def test_the_first_side_goes_with_the_visit() -> None:
    machine = at_card()
    jpeg = paper(machine, "card").front.jpeg
    left(machine)
    assert bytes(jpeg).strip(b"\0") == b""


def test_the_second_side_framed_by_hand_is_joined_too() -> None:
    machine = at_card()
    machine.turn()
    machine.journey.frame_by_hand()
    machine.on()
    assert (machine.view.stage, len(machine.papers.joined)) == ("kept", 1)


def test_sides_that_cannot_be_joined_are_asked_for_again() -> None:
    machine = at_card()
    machine.turn()
    machine.papers.join_error = VisionError("no card")
    machine.on()
    assert (machine.view.stage, machine.view.thumbs) == ("live", ())
    assert machine.reads(machine.view.title) == "请放card 样张，先拍一面"


def test_a_grey_copy_of_what_must_be_in_colour_is_told() -> None:
    machine = at_card()
    machine.journey.pick_way("one_side")
    machine.on()
    machine.papers.coloured = False
    machine.scan()
    assert machine.view.thumbs[0].good is False
    assert machine.reads(machine.view.verdict) == "要彩色的，这页看着是黑白的。"
