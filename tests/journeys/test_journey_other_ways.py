"""Without a card: the phone's code, number and name with a living face, a document that staff have seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from fake_parts import NOT_TURNED, compared
from hall_of_fakes import Machine, opened
from small_catalogue import ABSENT, PIN, STAFF_CODE, WANG

from kiosk.devices.base import DeviceKind
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.devices.id_reader.events import CardRead
from kiosk.errors import HubUnreachable, KioskError
from kiosk.journey.rooms.room import Stay
from kiosk.journey.rooms.typed import TypedRoom
from kiosk.journey.sources import Shown
from kiosk.journey.views import FieldKind, FormView, Option
from kiosk.journey.views import StepKind as S
from kiosk.journey.views_cases import HelperView
from kiosk.journey.views_identity import CardState, CodeView, FaceState
from kiosk.platform.contract import Application, CodeAnswer, CodeIssuer, FaceAnswer, IdentityWays, Person
from kiosk.visit import Known
from kiosk.wording import Phrase

TIANFU = CodeIssuer(id="tianfu", name="天府通办", prefixes=("TF:",))
EVERYTHING = IdentityWays(issuers=(TIANFU,), faces=True)
TOKEN = "TF:invented-token-1"
WANG_RECORD = Person(
    name=WANG.name, number=WANG.number, document="resident", sex="女", ethnic_group="汉", address=WANG.address
)
BROKEN_RECORD = WANG_RECORD.model_copy(update={"number": "510411199203150027"})
LIVING = replace(compared(0.0), score=None, box=(0.3, 0.2, 0.4, 0.5))
"""A living head and nothing to compare it with."""


def at_card(item_id: str = "online-one", ways: IdentityWays = EVERYTHING, **without: object) -> Machine:
    machine = Machine(**without)
    machine.identity.offered = ways
    machine.to_card(item_id)
    return machine


def to_code(machine: Machine) -> None:
    machine.journey.pick_way("no_card")
    machine.take_way("code")


def to_typed(machine: Machine, way: str = "typed") -> None:
    machine.journey.pick_way("no_card")
    machine.take_way(way)


def write(machine: Machine, number: str = WANG.number, name: str = WANG.name) -> None:
    machine.type(number)
    machine.on()
    machine.journey.answer(name)
    machine.on()


def sign(machine: Machine, code: str = STAFF_CODE, pin: str = PIN) -> None:
    machine.type(code)
    machine.on()
    machine.type(pin)
    machine.on()


def show_face(machine: Machine, progress: object = LIVING) -> None:
    machine.faces.tries[-1].script[:] = [progress]
    machine.turn()


def submitted(machine: Machine) -> Application:
    machine.rest_to_review()
    machine.sign_all()
    machine.on()
    return opened(machine)[0]


# Which ways ------------------------------------------------------------------------------------------------------


def test_what_cannot_be_used_now_is_not_offered() -> None:
    machine = at_card(ways=IdentityWays())
    machine.journey.pick_way("no_card")
    assert machine.ways() == ["staff_seen", "counter", "end"]


def test_every_way_is_offered_where_the_hub_has_verifiers() -> None:
    machine = at_card()
    machine.journey.pick_way("no_card")
    assert (machine.title, machine.ways()) == (
        "没有身份证，也能办。",
        ["code", "typed", "staff_seen", "counter", "end"],
    )


def test_without_eyes_for_a_code_none_is_offered() -> None:
    machine = at_card()
    machine.code_reader.status = machine.scanner.status = ABSENT
    machine.journey.pick_way("no_card")
    assert "code" not in machine.ways()


def test_without_a_camera_a_typed_name_proves_nothing_and_is_not_offered() -> None:
    machine = at_card()
    machine.camera.status = ABSENT
    machine.journey.pick_way("no_card")
    assert "typed" not in machine.ways()


def test_a_dead_reader_leads_to_the_other_ways() -> None:
    machine = at_card()
    machine.device(DeviceKind.ID_READER, ABSENT)
    machine.journey.pick_way("other_means")
    assert machine.ways()[:3] == ["code", "typed", "staff_seen"]


def test_a_package_that_was_installed_adds_its_way() -> None:
    class Plugin:
        way = "social_card"

        def option(self) -> Option:
            return Option(self.way, Phrase.verbatim("插社保卡", en="Social security card"), icon="stamp-duotone")

        def offered(self, stay: Stay, for_applicant: bool) -> bool:
            return True

        def room(self, stay: Stay, known: Known, shown: Shown, back: Callable[[], None]) -> TypedRoom:
            return TypedRoom(stay, lambda person: shown(person, "code", "social_card"), back)

    machine = Machine(sources=(Plugin(),))
    machine.to_card("online-one")
    machine.journey.pick_way("no_card")
    assert machine.ways() == ["social_card", "counter", "end"]
    assert machine.onward == "插社保卡"
    machine.on()
    write(machine)
    assert machine.view.state is CardState.READ
    assert machine.journey.inside._personal.applicant.issuer == "social_card"


# The phone's code ------------------------------------------------------------------------------------------------


def test_a_code_says_who_one_is_and_the_hub_compares_the_face() -> None:
    machine = at_card()
    machine.identity.code = CodeAnswer(result="known", person=WANG_RECORD)
    to_code(machine)
    assert isinstance(machine.view, CodeView)
    assert (machine.view.apps, machine.reader.awake) == (("天府通办",), False)
    machine.journey.handle(CodeScanned(TOKEN))
    assert (machine.step, machine.view.state, machine.view.name) == (S.CARD, CardState.READ, "王**")
    assert machine.identity.codes == [("tianfu", TOKEN)]
    machine.on()
    assert (machine.view.state, machine.ways()) == (
        FaceState.ASKING,
        ["send_face", "no_send"],
    )
    machine.journey.pick_way("send_face")
    machine.identity.face = FaceAnswer(result="same")
    show_face(machine)
    assert machine.view.state is FaceState.SAME
    name, number, picture = machine.identity.faces[0]
    assert (name, number) == (WANG.name, WANG.number)
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR) is not None
    machine.on()
    application = submitted(machine)
    check = application.identity_check
    assert (check.method, check.compared_by, check.issuer) == ("code_and_face", "hub", "tianfu")
    assert check.liveness == "passed"
    assert {one.kind for one in application.consents} == {"identity", "face", "face_sent"}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (CodeAnswer(result="expired"), "码过期了，请刷新再扫。"),
        (CodeAnswer(result="unknown"), "没有查到这个码是谁的。"),
        (CodeAnswer(result="known", person=BROKEN_RECORD), "证上的号码不对，请到窗口核对。"),
    ],
)
def test_a_code_of_no_use_says_so_and_the_next_is_looked_for(answer: CodeAnswer, sentence: str) -> None:
    machine = at_card()
    to_code(machine)
    machine.identity.code = answer
    machine.journey.handle(CodeScanned(TOKEN))
    assert machine.reads(machine.view.notice.phrase) == sentence
    assert not machine.view.asking
    machine.identity.code = CodeAnswer(result="known", person=WANG_RECORD)
    machine.journey.handle(CodeScanned(TOKEN + "2"))
    assert machine.view.state is CardState.READ


def test_a_code_of_another_app_is_not_passed_on() -> None:
    machine = at_card()
    to_code(machine)
    machine.journey.handle(CodeScanned("https://example.invalid/pay"))
    assert machine.identity.codes == []
    assert machine.reads(machine.view.notice.phrase) == "这里不认这种码。"


def test_a_hub_that_does_not_answer_leaves_the_code_to_be_scanned_again() -> None:
    machine = at_card()
    to_code(machine)
    machine.identity.error = HubUnreachable("no route")
    machine.journey.handle(CodeScanned(TOKEN))
    assert machine.reads(machine.view.notice.phrase) == "现在没有网，查不到。"
    machine.back()
    assert (machine.view.state, machine.reader.awake) == (CardState.WAITING, True)


def test_a_second_code_while_the_first_is_asked_about_is_dropped() -> None:
    machine = at_card()
    to_code(machine)
    machine.runner.holding = True
    machine.journey.handle(CodeScanned(TOKEN))
    assert (machine.view.asking, machine.view.ways) == (True, ())
    machine.journey.handle(CodeScanned(TOKEN))
    machine.journey.pick_way("no_code")
    machine.runner.let_go()
    machine.drain()
    assert len(machine.identity.codes) == 1


def test_a_card_laid_down_after_all_is_read() -> None:
    machine = at_card()
    to_code(machine)
    machine.journey.pick_way("no_code")
    machine.lay_card()
    assert machine.view.state is CardState.READ


# Number and name -------------------------------------------------------------------------------------------------


def to_typed_face(machine: Machine) -> None:
    to_typed(machine)
    write(machine)
    assert machine.view.state is CardState.READ
    machine.on()
    machine.journey.pick_way("send_face")


def test_a_typed_name_needs_a_living_face_that_the_hub_knows() -> None:
    machine = at_card()
    to_typed(machine)
    assert isinstance(machine.view, FormView)
    assert machine.view.kind is FieldKind.ID_NUMBER
    machine.back()
    to_typed_face(machine)
    machine.identity.face = FaceAnswer(result="same")
    show_face(machine)
    machine.on()
    assert submitted(machine).identity_check.method == "typed_and_face"
    assert machine.journey.inside._personal.written == {}


def test_a_typed_name_needs_a_face_even_where_the_item_asks_for_none() -> None:
    machine = at_card("precheck-one")
    to_typed(machine)
    write(machine)
    machine.on()
    assert machine.step is S.FACE


def test_a_wrong_digit_is_named_at_once_and_nothing_typed_is_lost() -> None:
    machine = at_card()
    to_typed(machine)
    machine.type("510411199203150027")
    machine.on()
    assert machine.reads(machine.view.error) == "身份证号有一位不对，请看一看。"
    assert machine.view.value == "510411199203150027"


def test_turning_back_from_typing_wakes_the_reader_again() -> None:
    machine = at_card()
    to_typed(machine)
    assert not machine.reader.awake
    machine.type("5104")
    machine.back()
    assert (machine.view.state, machine.reader.awake) == (CardState.WAITING, True)
    to_typed(machine)
    assert machine.view.value == "5104"


def test_a_child_who_types_is_told_that_a_guardian_acts() -> None:
    machine = at_card()
    to_typed(machine)
    write(machine, "510411201501010023", "王小样")
    assert (machine.view.state, machine.title) == (CardState.TROUBLE, "不满 16 岁，要监护人来办。")


def test_three_faces_that_differ_end_the_tries() -> None:
    machine = at_card()
    to_typed_face(machine)
    machine.identity.face = FaceAnswer(result="different")
    for left in (2, 1, 0):
        show_face(machine)
        assert (machine.view.tries_left, machine.title) == (left, "和登记的照片没有对上。")
        machine.on()
    assert (machine.view.state, machine.ways()) == (FaceState.REFUSED, ["staff", "other_card", "counter"])


def test_somebody_the_verifier_does_not_know_goes_to_staff_at_once() -> None:
    machine = at_card()
    to_typed_face(machine)
    show_face(machine)
    assert (machine.view.state, machine.title) == (FaceState.REFUSED, "没有查到登记的照片。")
    machine.journey.pick_way("staff")
    sign(machine)
    assert submitted(machine).identity_check.method == "typed_and_staff"


def test_a_head_that_does_not_turn_is_sent_nowhere() -> None:
    machine = at_card()
    to_typed_face(machine)
    show_face(machine, NOT_TURNED)
    assert machine.identity.faces == []
    assert machine.title == "没看到要做的动作。"


def test_without_a_yes_no_picture_is_sent() -> None:
    machine = at_card()
    to_typed(machine)
    write(machine)
    machine.on()
    assert (machine.view.state, machine.camera.streaming) == (FaceState.ASKING, False)
    machine.journey.pick_way("no_send")
    machine.journey.pick_way("staff")
    sign(machine)
    assert machine.identity.faces == []
    assert submitted(machine).identity_check.compared_by == "nobody"


def test_a_hub_lost_while_comparing_leaves_the_other_ways() -> None:
    machine = at_card()
    to_typed_face(machine)
    machine.identity.error = HubUnreachable("no route")
    show_face(machine)
    assert (machine.view.state, machine.ways()) == (
        FaceState.NO_CAMERA,
        ["remote", "staff", "other_card", "counter"],
    )


def test_a_card_whose_picture_cannot_be_decoded_is_compared_by_the_hub() -> None:
    machine = at_card()
    machine.photos.error = KioskError("no decoder")
    machine.lay_card()
    machine.on()
    assert machine.view.state is FaceState.ASKING
    machine.journey.pick_way("send_face")
    machine.identity.face = FaceAnswer(result="same")
    show_face(machine)
    machine.on()
    check = submitted(machine).identity_check
    assert (check.method, check.compared_by) == ("card_and_face", "hub")


# A document that staff have seen ---------------------------------------------------------------------------------


def test_staff_who_saw_the_document_vouch_for_it_without_camera_or_hub() -> None:
    machine = at_card(ways=IdentityWays())
    machine.camera.status = ABSENT
    to_typed(machine, "staff_seen")
    write(machine)
    assert isinstance(machine.view, HelperView)
    assert machine.reads(machine.view.lead) == "请工作人员看过证件，再签。"
    sign(machine)
    assert (machine.step, machine.view.state) == (S.CARD, CardState.READ)
    machine.on()
    assert machine.step not in (S.CARD, S.FACE)
    check = submitted(machine).identity_check
    assert (check.method, check.staff_code) == ("staff", STAFF_CODE)


def test_a_wrong_pin_vouches_for_nobody() -> None:
    machine = at_card(ways=IdentityWays())
    to_typed(machine, "staff_seen")
    write(machine)
    sign(machine, pin="0000")
    assert isinstance(machine.view, HelperView)
    machine.back()
    assert (machine.step, machine.view.state) == (S.CARD, CardState.WAITING)
    assert machine.journey.inside._personal.applicant.check is None


def test_another_card_ends_what_staff_vouched_for() -> None:
    machine = at_card(ways=IdentityWays())
    to_typed(machine, "staff_seen")
    write(machine)
    sign(machine)
    machine.journey.pick_way("other_card")
    machine.lay_card()
    assert machine.journey.inside._personal.applicant.check is None


# What the card says besides --------------------------------------------------------------------------------------


def test_a_rare_name_is_said_to_be_taken_from_the_card() -> None:
    machine = at_card()
    machine.lay_card(replace(WANG, name="王\ue863兰"))
    assert machine.reads(machine.view.notice.phrase) == "姓名含生僻字，以证件为准。"


def test_a_typed_number_is_shown_with_the_place_it_was_given_in() -> None:
    machine = at_card()
    to_typed(machine)
    write(machine)
    assert machine.reads(machine.view.notice.phrase) == "号码开头是四川省攀枝花市仁和区"


def test_without_an_address_the_place_of_the_number_is_offered() -> None:
    machine = at_card()
    to_typed(machine)
    write(machine)
    machine.journey.inside.edit(S.REGION, "")
    assert machine.view.card_address_option.id == "510411"
    assert machine.reads(machine.view.card_address_option.detail) == "身份证号开头的地方"


def test_a_document_without_dates_is_judged_by_what_is_known() -> None:
    machine = at_card()
    to_typed(machine)
    write(machine)
    person = machine.journey.inside._personal.identity
    assert (person.valid_from, person.valid_to, person.birth) == (None, None, date(1992, 3, 15))


def test_a_card_event_that_comes_late_does_not_replace_who_was_shown() -> None:
    machine = at_card()
    to_typed(machine)
    write(machine)
    machine.journey.handle(CardRead(bytes(256), bytes(1024), 0.5))
    assert (machine.view.state, machine.view.name) == (CardState.READ, "王**")
