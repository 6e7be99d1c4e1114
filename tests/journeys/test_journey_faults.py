"""Everything that can fail in a hall, in each state it can fail in: a sentence and a way on, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fake_parts import BLURRED_LOOK, GOOD_LOOK, NO_LOOK, NOT_TURNED, OTHER, SAME, progress
from hall_of_fakes import Machine
from small_catalogue import ABSENT, LI, NO_PAPER, PHONE, READY, WANG

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.devices.id_reader.events import (
    CardAddress,
    CardAppeared,
    CardForgotten,
    CardLeft,
    CardLifted,
    CardRead,
    CardReason,
    CardTrouble,
    CardUnwatched,
)
from kiosk.devices.printer.status import PrintReason
from kiosk.errors import (
    ApplicationChanged,
    DeviceGarbled,
    DiskFull,
    KioskError,
    NotAnImage,
    OutboxDamaged,
    SealBroken,
    VisionError,
)
from kiosk.journey.steady import STANDS_S
from kiosk.journey.views import PrintState, StepKind
from kiosk.journey.views_identity import CardState, FaceState
from kiosk.vision.faces.check import Stage
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.pages.judge import Verdict

S = StepKind
STALLED = DeviceStatus(DeviceState.ATTENTION, "stalled")
STARTING = DeviceStatus(DeviceState.STARTING)


# Card -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", list(CardReason))
def test_every_reason_a_card_is_not_read_has_a_sentence_and_a_way(reason: CardReason) -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardAppeared())
    machine.journey.handle(CardTrouble(reason))
    assert machine.view.state is CardState.TROUBLE
    assert machine.title
    assert "counter" in machine.ways()
    machine.lay_card()
    assert machine.view.state is CardState.READ


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_to": date(2026, 11, 22)}, "身份证过期了，这里办不了。"),
        ({"valid_from": date(2026, 11, 24)}, "身份证还没到生效的日子。"),
        ({"birth": date(2011, 1, 1), "number": "510411201101010025"}, "不满 16 岁，要监护人来办。"),
        ({"number": "510411199203150027"}, "证上的号码不对，请到窗口核对。"),
        ({"birth": date(1992, 3, 16)}, "号码和出生日期对不上，请到窗口核对。"),
        ({"sex": "男"}, "号码和性别对不上，请到窗口核对。"),
    ],
)
def test_a_card_of_no_use_says_why_and_looks_for_another(change: dict[str, object], sentence: str) -> None:
    machine = Machine()
    machine.to_card("online-one")
    woken = machine.reader.woken
    machine.lay_card(replace(WANG, **change))
    assert (machine.title, machine.view.name, machine.reader.woken) == (sentence, "", woken + 1)
    machine.on()
    assert machine.step is S.CARD
    machine.lay_card()
    machine.on()
    assert machine.step is S.FACE


def test_a_card_of_unreadable_words_is_asked_for_again() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardRead(" ".encode("utf-16-le") * 128, bytes(1024), 0.5))
    assert (machine.view.state, machine.title) == (CardState.TROUBLE, "证里的字读不出来。")
    machine.journey.pick_way("again")
    assert machine.view.state is CardState.WAITING


def test_an_unknown_document_is_never_guessed() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardRead(bytes(248) + b"Q\0" + bytes(6), bytes(1024), 0.5))
    assert machine.title == "这种证件这里读不了。"


def test_no_reader_leads_to_the_counter_and_a_reader_plugged_in_goes_on() -> None:
    machine = Machine()
    machine.reader.status = ABSENT
    machine.to_card("online-one")
    assert (machine.view.state, machine.ways()) == (CardState.NO_READER, ["other_means", "counter", "end"])
    machine.device(DeviceKind.ID_READER, READY)
    assert (machine.view.state, machine.reader.awake) == (CardState.WAITING, True)


def test_a_reader_pulled_out_while_waiting_says_so() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.device(DeviceKind.ID_READER, ABSENT)
    assert machine.view.state is CardState.NO_READER
    machine.journey.pick_way("nonsense")
    machine.journey.pick_way("counter")
    assert machine.title == "请拿清单到人工窗口。"


def test_a_reader_pulled_out_after_reading_changes_nothing() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.device(DeviceKind.ID_READER, ABSENT)
    machine.journey.handle(CardTrouble(CardReason.LIFTED))
    machine.journey.handle(CardAppeared())
    assert (machine.view.state, machine.view.name, machine.view.number) == (
        CardState.READ,
        "王**",
        "510411********0028",
    )


def test_without_a_card_there_is_still_a_way() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.pick_way("no_card")
    assert machine.ways() == ["staff_seen", "counter", "end"]
    machine.back()
    assert (machine.step, machine.view.state) == (S.CARD, CardState.WAITING)
    assert machine.reader.awake


def test_another_card_takes_the_place_of_the_first_ones_words() -> None:
    machine = Machine()
    machine.past_face("forwarded-one")
    for _ in range(2):
        machine.back()
    assert machine.step is S.CARD
    machine.journey.pick_way("other_card")
    machine.lay_card(LI)
    machine.on()
    assert machine.view.state is FaceState.LOOKING
    machine.pass_face()
    assert "李样例" not in machine.view.value
    assert machine.journey.inside._personal.identity == LI


def test_the_way_on_waits_for_the_picture() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.runner.holding = True
    machine.lay_card()
    machine.on()
    assert (machine.step, machine.onward) == (S.CARD, "正在读身份证")
    machine.runner.let_go()
    machine.drain()
    machine.on()
    assert machine.step is S.FACE


# Face -----------------------------------------------------------------------------------------------------------


def test_three_tries_and_then_the_other_ways() -> None:
    machine = Machine()
    machine.to_face("online-one")
    for left in (2, 1, 0):
        machine.faces.tries[-1].script[:] = [OTHER]
        machine.turn()
        assert machine.view.tries_left == left
        machine.on()
    assert (machine.view.state, machine.ways()) == (FaceState.REFUSED, ["staff", "other_card", "counter"])
    assert not machine.camera.streaming
    machine.back()
    machine.on()
    assert machine.view.state is FaceState.REFUSED
    assert len(machine.faces.tries) == 3


def test_a_photo_held_up_does_not_turn_and_is_told_so() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [NOT_TURNED]
    machine.turn()
    assert (machine.view.state, machine.title) == (FaceState.AGAIN, "没看到要做的动作。")


def test_the_instruction_follows_the_frames_and_numbers_are_forgotten() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [
        progress(Stage.LOOK, FaceAdvice.COME_CLOSER),
        progress(Stage.LOOK, FaceAdvice.COME_CLOSER),
        progress(Stage.TURN, FaceAdvice.TURN_LEFT, 0.5),
        progress(Stage.COMPARE, FaceAdvice.LOOK_BACK, 0.8),
        SAME,
    ]
    seen = []
    for _ in range(5):
        machine.clock.now_s += 2 * STANDS_S
        machine.turn()
        seen.append((machine.title, machine.view.state.value))
    assert seen == [
        ("请看镜头", "looking"),
        ("请再靠近一点", "looking"),
        ("请慢慢向左转头", "turning"),
        ("请转回来看镜头", "comparing"),
        ("核对好了，是您本人。", "same"),
    ]
    assert machine.faces.tries[-1].forgotten


def test_the_same_frame_is_not_looked_at_twice() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [progress(), SAME]
    machine.turn()
    machine.runner.loops[-1].turn()
    machine.drain()
    assert machine.view.state is FaceState.LOOKING
    machine.camera.streaming = False
    machine.turn()
    assert machine.view.state is FaceState.LOOKING


def test_a_face_already_decided_is_not_asked_again_on_the_way_back() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.back()
    assert (machine.view.state, machine.camera.streaming) == (FaceState.SAME, False)
    machine.device(DeviceKind.CAMERA, ABSENT)
    machine.on()
    assert machine.step is S.FORM


@pytest.mark.parametrize(
    ("without", "sentence"),
    [({"photos": None}, "没读到证上的照片。"), ({"faces": None}, "这台机器不能比对人脸。")],
)
def test_a_machine_without_a_part_offers_staff_at_once(without: dict[str, None], sentence: str) -> None:
    machine = Machine(**without)
    machine.to_face("online-one")
    assert (machine.title, machine.ways()) == (sentence, ["staff", "other_card", "counter"])
    machine.on()
    assert machine.step is S.FACE


def test_a_picture_that_cannot_be_decoded_offers_staff() -> None:
    machine = Machine()
    machine.photos.error = DeviceGarbled("block")
    machine.to_face("online-one")
    assert machine.title == "没读到证上的照片。"


@pytest.mark.parametrize(("status", "sentence"), [(ABSENT, "镜头没有接好。"), (STALLED, "镜头没有画面。")])
def test_a_camera_lost_while_looking_offers_ways_and_comes_back(status: DeviceStatus, sentence: str) -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.device(DeviceKind.CAMERA, status)
    assert (machine.title, machine.view.state) == (sentence, FaceState.NO_CAMERA)
    machine.device(DeviceKind.CAMERA, READY)
    assert (machine.view.state, machine.camera.streaming) == (FaceState.LOOKING, True)


def test_no_camera_from_the_start_is_said_at_once() -> None:
    machine = Machine()
    machine.camera.status = ABSENT
    machine.to_face("online-one")
    assert machine.view.state is FaceState.NO_CAMERA
    machine.journey.pick_way("counter")
    assert machine.step is S.WAYS


def test_a_card_picture_without_a_face_offers_staff() -> None:
    machine = Machine()
    machine.faces.error = VisionError("no face")
    machine.to_face("online-one")
    assert (machine.view.state, machine.title) == (FaceState.NO_CAMERA, "没读到证上的照片。")


def test_a_comparison_that_breaks_offers_staff() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [NotAnImage("frame")]
    machine.turn()
    assert (machine.view.state, machine.camera.streaming) == (FaceState.NO_CAMERA, False)


def test_what_a_left_try_still_tells_is_dropped() -> None:
    machine = Machine()
    machine.to_face("online-one")
    loop = machine.runner.loops[-1]
    machine.faces.tries[-1].script[:] = [progress(), NotAnImage("late")]
    machine.camera.sequence += 1
    loop.turn()
    machine.back()
    assert machine.step is S.CARD
    machine.camera.streaming = True
    machine.camera.sequence += 1
    loop.turn()
    assert (machine.step, loop.stopped) == (S.CARD, True)


def test_a_comparison_begun_and_left_does_not_start_a_loop() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.runner.holding = True
    machine.on()
    machine.back()
    machine.runner.let_go()
    machine.drain()
    assert machine.runner.loops == []


def test_pictures_come_only_while_the_step_is_open() -> None:
    machine = Machine()
    machine.to_face("online-one")
    assert machine.journey.face_frame()[1].shape == (60, 80, 3)
    machine.back()
    assert machine.journey.face_frame() is None


# Papers ---------------------------------------------------------------------------------------------------------


def to_papers(machine: Machine, item_id: str = "needy-one") -> None:
    machine.past_face(item_id)
    if machine.step is S.FORM:
        machine.answer_question()
    if machine.step is S.FORM:
        machine.answer_question()
    assert machine.step is S.PAPERS


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_desk_says_one_thing_at_a_time(verdict: Verdict) -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look = replace(GOOD_LOOK, verdict=verdict)
    machine.turn()
    assert machine.reads(machine.view.verdict)
    person_knows = verdict in (Verdict.GOOD, Verdict.EMPTY, Verdict.WRONG_SIDE, Verdict.DUPLICATE)
    assert person_knows == machine.view.onward.enabled
    assert len(machine.view.outline) == 4


def test_no_paper_cannot_be_used_however_long_it_is_not_there() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look = NO_LOOK
    machine.turn()
    machine.after(60)
    machine.on()
    assert (machine.view.stage, machine.onward) == ("live", "请放好纸")


def test_a_page_that_never_gets_good_may_be_used_after_a_while() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look, machine.papers.verdict = BLURRED_LOOK, Verdict.BLURRED
    machine.turn()
    machine.after(10)
    machine.turn()
    machine.after(11)
    assert machine.onward == "就用这一页"
    machine.on()
    assert (machine.view.stage, machine.view.thumbs[0].good) == ("kept", False)
    assert machine.reads(machine.view.verdict) == "有点看不清，可以重拍。"


def test_pages_are_added_up_to_the_limit_and_retaken() -> None:
    machine = Machine()
    to_papers(machine, "forwarded-one")
    machine.scan()
    assert machine.onward == "还差 1 页"
    machine.on()
    machine.journey.add_page()
    machine.scan()
    machine.journey.add_page()
    machine.scan()
    assert (len(machine.view.thumbs), machine.view.can_add) == (3, False)
    machine.journey.add_page()
    machine.journey.retake_page(9)
    assert machine.view.stage == "kept"
    machine.journey.retake_page(2)
    machine.scan()
    assert [one.chosen for one in machine.view.thumbs] == [False, True, False]
    machine.on()
    assert machine.view.material_id == "extra"


def test_back_out_of_a_retake_keeps_the_old_page_and_then_the_paper_before() -> None:
    machine = Machine()
    to_papers(machine, "forwarded-one")
    machine.scan(2)
    machine.on()
    machine.scan()
    machine.journey.retake_page(1)
    machine.back()
    assert (machine.view.material_id, machine.view.stage) == ("extra", "kept")
    machine.back()
    assert (machine.view.material_id, len(machine.view.thumbs)) == ("permit", 2)
    assert machine.journey.paper_page(2).shape == (40, 30, 3)
    assert machine.journey.paper_page(3) is None
    machine.back()
    assert machine.step is S.FORM


def test_a_paper_that_must_be_there_asks_how_to_go_on() -> None:
    machine = Machine()
    to_papers(machine)
    machine.journey.skip_paper()
    assert (machine.title, machine.ways()) == ("这份材料必须有。", ["again", "counter", "end"])
    machine.take_way("again")
    assert machine.view.material_id == "permit"
    machine.scan()
    machine.journey.skip_paper()
    assert machine.view.stage == "kept"


def test_a_paper_that_may_be_left_out_comes_later() -> None:
    machine = Machine()
    to_papers(machine)
    machine.scan()
    machine.on()
    machine.journey.skip_paper()
    assert machine.step is S.DELIVERY
    machine.back()
    assert machine.view.material_id == "spare"


def test_a_page_that_is_not_taken_is_taken_again() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.error = VisionError("too small")
    machine.turn()
    machine.on()
    assert (machine.view.stage, machine.reads(machine.view.verdict)) == ("live", "没拍到，请再点一次。")
    machine.papers.error = None
    machine.scan()
    assert machine.view.stage == "kept"


def test_a_second_touch_while_a_page_is_taken_does_nothing() -> None:
    machine = Machine()
    to_papers(machine)
    machine.turn()
    machine.runner.holding = True
    machine.on(2)
    assert (machine.view.working, machine.onward) == (True, "正在拍这一页")
    machine.runner.let_go()
    machine.drain()
    assert len(machine.view.thumbs) == 1


def test_a_page_taken_after_the_step_was_left_is_dropped() -> None:
    machine = Machine()
    to_papers(machine)
    machine.turn()
    machine.runner.holding = True
    machine.on()
    machine.back()
    machine.runner.let_go()
    machine.drain()
    assert machine.journey.inside._personal.draft.papers["permit"].pages == []


def test_a_desk_camera_that_is_not_there_has_ways_and_comes_back() -> None:
    machine = Machine()
    machine.scanner.status = ABSENT
    to_papers(machine)
    assert machine.view.stage == "no_scanner"
    machine.on()
    assert machine.ways() == ["again", "counter", "end"]
    machine.back()
    machine.device(DeviceKind.SCANNER, READY)
    assert machine.view.stage == "live"
    machine.device(DeviceKind.SCANNER, ABSENT)
    assert machine.view.stage == "no_scanner"


def test_without_a_desk_camera_a_paper_that_may_come_later_does() -> None:
    machine = Machine()
    to_papers(machine)
    machine.scan()
    machine.on()
    machine.device(DeviceKind.SCANNER, ABSENT)
    machine.on()
    machine.take_way("later")
    assert machine.step is S.DELIVERY


def test_a_desk_that_breaks_while_looking_offers_ways() -> None:
    machine = Machine()
    to_papers(machine)
    machine.papers.look = NotAnImage("frame")
    machine.turn()
    assert (machine.step, machine.title) == (S.WAYS, "没有拍到图。")
    machine.on()
    assert machine.view.stage == "no_scanner"


def test_the_live_desk_is_shown_only_while_it_is_live() -> None:
    machine = Machine()
    to_papers(machine)
    assert machine.journey.paper_frame() is None
    machine.runner.loops[-2].turn()
    assert machine.journey.paper_frame() is not None
    machine.scan()
    assert machine.journey.paper_frame() is None
    machine.runner.loops[-1].turn()


# Room, saving ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [False, OutboxDamaged("file")])
def test_no_room_is_told_before_anything_is_filled_in(room: bool | KioskError) -> None:
    machine = Machine()
    machine.outbox.has_room = room
    machine.to_guide("online-one")
    machine.on()
    assert (machine.step, machine.reads(machine.view.safe.phrase)) == (S.WAYS, "还没有开始，什么都没丢。")
    machine.take_way("again")
    assert machine.step is S.GUIDE


def test_the_invitation_says_what_cannot_be_done_today() -> None:
    machine = Machine()
    machine.outbox.has_room = False
    machine.on()
    machine.back()
    assert machine.reads(machine.view.service.phrase) == "这台机器现在存不下申请。"
    machine.outbox.has_room = True
    machine.on()
    machine.back()
    machine.device(DeviceKind.ID_READER, ABSENT)
    assert machine.reads(machine.view.service.phrase) == "读身份证的地方坏了。"
    machine.device(DeviceKind.ID_READER, STARTING)
    assert machine.view.service is None


@pytest.mark.parametrize("error", [DiskFull("disk"), OutboxDamaged("x"), SealBroken("x"), ApplicationChanged("x")])
def test_what_fails_at_submit_loses_nothing(error: KioskError) -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.outbox.error = error
    machine.on()
    assert (machine.step, machine.reads(machine.view.safe.phrase)) == (S.WAYS, "填好的都在，没有丢。")
    assert error.code in machine.reads(machine.view.staff)
    machine.outbox.error = None
    machine.back()
    assert machine.step is S.REVIEW
    assert machine.onward == "确认提交"
    machine.on()
    assert machine.step is S.RECEIPT


def test_trying_to_submit_again_is_the_same_application() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.outbox.error = DiskFull("disk")
    machine.on()
    first = machine.journey.inside._personal.application_id
    machine.outbox.error = None
    machine.back()
    machine.on()
    assert first == machine.outbox.saved[0][0].application_id


def test_something_changed_after_signing_has_to_be_signed_again() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.journey.edit_row("answer:phone")
    machine.journey.answer("13800000000")
    machine.on()
    assert (machine.step, machine.onward) == (S.REVIEW, "请先签名")
    assert machine.reads(machine.view.notice.phrase) == "内容改过了，请再签一次。"


# Printer --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (NO_PAPER, "打印纸用完了。"),
        (DeviceStatus(DeviceState.ATTENTION, "cover_open"), "打印机的盖子没有关。"),
        (DeviceStatus(DeviceState.ATTENTION, "unknown"), "不知道打印机好不好。"),
        (ABSENT, "打印机现在不能用。"),
    ],
)
def test_the_printer_is_asked_before_handing_in(status: DeviceStatus, sentence: str) -> None:
    machine = Machine()
    machine.printer.status = status
    machine.to_review("online-one")
    machine.sign_all()
    machine.on()
    assert (machine.step, machine.title, machine.ways()) == (S.WAYS, sentence, ["on", "wait", "end"])
    assert machine.outbox.saved == []


def test_without_paper_the_receipt_is_on_the_screen_and_printed_after_refill() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_review("online-one")
    machine.sign_all()
    machine.on(2)
    view = machine.view
    assert (machine.step, view.printing, view.show_code) == (S.RECEIPT, PrintState.TROUBLE, True)
    assert machine.reads(view.trouble) == "打印纸用完了。"
    machine.journey.print_again()
    assert machine.printer.slips == []
    machine.device(DeviceKind.PRINTER, READY)
    machine.printed()
    assert (machine.printer.kinds, machine.view.printing) == (["receipt"], PrintState.PRINTED)


def test_waiting_for_paper_calls_staff_and_says_when_it_is_back() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_review("online-one")
    machine.sign_all()
    machine.on()
    machine.take_way("wait")
    assert (machine.help_calls, machine.reads(machine.view.notice.phrase)) == (1, "已叫人加纸，填好的都在。")
    machine.on()
    machine.device(DeviceKind.PRINTER, READY)
    assert (machine.step, machine.reads(machine.view.notice.phrase)) == (S.REVIEW, "能打印了，可以提交。")


@pytest.mark.parametrize("reason", list(PrintReason))
def test_a_slip_that_does_not_come_out_shows_the_code_and_can_be_printed_again(reason: PrintReason) -> None:
    machine = Machine()
    machine.to_receipt("forwarded-one")
    machine.print_fails(reason)
    assert (machine.view.printing, machine.view.show_code) == (PrintState.TROUBLE, True)
    machine.printer.slips.clear()
    machine.journey.print_again()
    assert machine.printer.kinds == ["receipt", "handover"]
    machine.printed()
    assert machine.view.printing is PrintState.PRINTED


def test_a_printer_that_cannot_say_leaves_the_code_on_the_screen() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.printed(confirmed=False)
    assert (machine.view.printing, machine.view.show_code) == (PrintState.UNKNOWN, True)
    assert machine.reads(machine.view.notice.phrase) == "没打出来就记下号码。"


def test_another_jobs_paper_is_not_taken_for_the_receipt() -> None:
    from kiosk.devices.printer import SlipFailed, SlipPrinted

    machine = Machine()
    machine.to_receipt("online-one")
    machine.journey.handle(SlipPrinted("old", "receipt", True))
    machine.journey.handle(SlipFailed("old", "receipt", PrintReason.PAPER_OUT))
    assert machine.view.printing is PrintState.PRINTING


def test_a_printer_that_says_ready_again_prints_nothing_twice() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.printed()
    machine.device(DeviceKind.PRINTER, READY)
    assert len(machine.printer.slips) == 1


def test_the_guide_without_paper_says_so() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_guide("guide-one")
    machine.on()
    assert (machine.title, machine.ways()) == ("打印纸用完了。", ["again", "home", "end"])
    machine.take_way("home")
    assert machine.step is S.HOME


def test_to_the_counter_without_paper_only_says_where() -> None:
    machine = Machine()
    machine.printer.status = NO_PAPER
    machine.to_consent("online-one")
    machine.on(2)
    assert (machine.title, machine.printer.slips) == ("请到人工窗口办理。", [])


# The card on the reader -----------------------------------------------------------------------------------------


def test_the_receipt_reminds_of_the_card_until_it_is_taken() -> None:
    machine = Machine()
    machine.leaves_card = True
    machine.to_receipt("joint-one")
    assert machine.view.card_on_reader
    machine.journey.handle(CardForgotten())
    assert machine.reads(machine.view.notice.phrase) == "请拿好身份证。"
    machine.journey.handle(CardLifted())
    assert (machine.view.card_on_reader, machine.view.card_taken) == (False, True)
    assert machine.reads(machine.view.notice.phrase) == "原件和交接单，请交给工作人员。"


def test_a_card_that_was_read_is_watched_until_the_visit_ends() -> None:
    machine = Machine()
    machine.leaves_card = True
    machine.to_receipt("online-one")
    assert (machine.reader.rested, machine.reader.asked_back) == (0, 1)
    machine.on(2)
    assert (machine.step, machine.view.aloud, machine.reader.rested) == (S.FAREWELL, True, 0)
    machine.journey.handle(CardLifted())
    assert (machine.step, machine.reader.rested) == (S.ATTRACT, 1)


def left_with_the_card_there() -> Machine:
    machine = Machine()
    machine.leaves_card = True
    machine.past_face("online-one")
    machine.journey.ask_leave()
    machine.journey.leave()
    assert machine.step is S.FAREWELL
    return machine


def test_who_leaves_without_the_card_is_told_when_everything_is_wiped_already() -> None:
    machine = left_with_the_card_there()
    assert machine.title == "请取走您的证件。"
    assert machine.journey.inside.visits_ended == 1
    assert machine.journey.inside._personal.identity is None
    machine.on()
    assert (machine.step, machine.reader.rested) == (S.ATTRACT, 1)


def test_a_card_that_nobody_takes_is_a_matter_for_staff() -> None:
    machine = left_with_the_card_there()
    machine.after(19)
    assert (machine.step, machine.help_calls) == (S.FAREWELL, 0)
    machine.after(1)
    assert (machine.step, machine.help_calls) == (S.ATTRACT, 1)


def test_a_reader_that_cannot_watch_the_card_keeps_nobody() -> None:
    machine = left_with_the_card_there()
    machine.journey.handle(CardUnwatched())
    assert machine.step is S.ATTRACT


def test_the_next_one_is_asked_to_take_the_forgotten_card_away_first() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.journey.handle(CardLeft())
    assert (machine.view.state, machine.title) == (CardState.TROUBLE, "请先取走读卡处的证件。")
    machine.journey.handle(CardLifted())
    assert machine.view.state is CardState.WAITING
    machine.lay_card()
    assert machine.view.state is CardState.READ


def test_the_newest_address_of_the_chip_takes_the_place_of_the_printed_one() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.journey.handle(CardAddress("四川省攀枝花市东区新样例路九号".ljust(35).encode("utf-16-le")))
    assert machine.journey.inside._personal.identity.address == "四川省攀枝花市东区新样例路九号"


@pytest.mark.parametrize("units", [b"short", "".ljust(35).encode("utf-16-le")])
def test_a_newest_address_of_no_use_leaves_the_printed_one(units: bytes) -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card()
    machine.journey.handle(CardAddress(units))
    assert machine.journey.inside._personal.identity.address == WANG.address


def test_a_card_not_read_yet_is_not_waited_for_any_more_elsewhere() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.back()
    assert (machine.step, machine.reader.awake) == (S.CONSENT, False)


def test_an_empty_place_before_the_camera_ends_by_idling() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [progress(Stage.LOOK, FaceAdvice.NOBODY) for _ in range(2)]
    machine.after(119)
    machine.turn()
    machine.after(45)
    assert machine.step is S.FACE
    machine.turn()
    machine.after(2)
    assert machine.step is S.ATTRACT
    assert machine.journey.inside.visits_ended == 1


def test_somebody_before_the_camera_is_not_idle() -> None:
    machine = Machine()
    machine.to_face("online-one")
    machine.faces.tries[-1].script[:] = [replace(progress(), box=(0.3, 0.3, 0.4, 0.4))]
    machine.after(119)
    machine.turn()
    machine.after(100)
    assert machine.journey.scene.overlay is None


def test_a_reader_that_cannot_say_shows_neither() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.journey.handle(CardUnwatched())
    assert (machine.view.card_on_reader, machine.view.card_taken) == (False, False)


# Every fault can be left ----------------------------------------------------------------------------------------


def test_every_way_named_can_be_taken_somewhere() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    machine.on()
    machine.journey.pick_way("nonsense")
    assert [one.chosen for one in machine.view.options] == [True, False, False]
    machine.after(1)
    machine.take_way("end")
    assert machine.step is S.ATTRACT


def test_a_phone_number_typed_before_a_fault_is_still_there_after_it() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.type(PHONE)
    machine.on()
    machine.device(DeviceKind.SCANNER, ABSENT)
    machine.on()
    machine.back()
    machine.back()
    assert machine.view.value == PHONE
