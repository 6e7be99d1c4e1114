"""The face step: three tries and every other way on."""

from __future__ import annotations

import pytest
from face_steps import (
    EVERYTHING,
    LIVING,
    ONLY_CODES,
    UNSURE,
    VIRTUAL,
    at_face,
    record,
    refused,
    remote,
    scan,
    submitted,
)
from fake_parts import NOT_TURNED, OTHER, SAME
from hall_of_fakes import Machine
from small_catalogue import ABSENT, LI, STAFF_CODE, WANG

from kiosk.devices.base import DeviceStatus
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.errors import HubUnreachable, VerifierAway, VisionError
from kiosk.journey.views import StepKind as S
from kiosk.journey.views_cases import HelperView
from kiosk.journey.views_identity import CardState, FaceState
from kiosk.platform.contract import CodeAnswer, FaceAnswer, IdentityWays
from kiosk.settings import Faces, Settings

# Every way on from three tries -----------------------------------------------------------------------------------


def test_after_three_tries_every_way_that_can_be_gone_is_named() -> None:
    assert refused().ways() == ["remote", "phone_code", "staff", "other_card", "counter"]


@pytest.mark.parametrize(
    ("ways", "there"),
    [
        (IdentityWays(), ["staff", "other_card", "counter"]),
        (ONLY_CODES, ["phone_code", "staff", "other_card", "counter"]),
        (IdentityWays(faces=True), ["remote", "staff", "other_card", "counter"]),
    ],
)
def test_a_way_that_cannot_be_gone_now_is_not_named(ways: IdentityWays, there: list[str]) -> None:
    assert refused(ways=ways).ways() == there


def test_ways_come_and_go_with_the_link() -> None:
    machine = refused()
    machine.identity.offered = IdentityWays()
    machine.journey.tick()
    assert machine.ways() == ["staff", "other_card", "counter"]


def test_staff_who_compare_by_eye_end_the_question() -> None:
    machine = refused()
    machine.journey.pick_way("staff")
    machine.sign_as_staff()
    check = submitted(machine).identity_check
    assert (check.method, check.staff_code, check.score_band) == ("card_and_staff", STAFF_CODE, "none")


def test_the_counter_gets_a_list_to_take_along() -> None:
    machine = refused()
    machine.journey.pick_way("counter")
    assert (machine.title, machine.printer.kinds) == ("请拿清单到人工窗口。", ["guide"])


def test_another_card_begins_with_tries_of_its_own_and_what_was_chosen_stays() -> None:
    machine = refused()
    draft = machine.journey.inside._personal.draft
    region, situation = draft.region, draft.situation
    machine.journey.pick_way("other_card")
    assert (machine.step, machine.view.state, machine.reader.awake) == (S.CARD, CardState.WAITING, True)
    machine.lay_card(LI)
    machine.on()
    assert (machine.view.state, machine.view.tries_left) == (FaceState.LOOKING, 3)
    machine.pass_face()
    assert (draft.region, draft.situation) == (region, situation)
    assert submitted(machine).applicant.name == LI.name


def test_another_card_keeps_the_answers_that_were_typed() -> None:
    machine = Machine()
    machine.past_face("online-one")
    machine.type("13900002046")
    machine.on()
    answers = machine.journey.inside._personal.draft.answers
    assert answers["phone"] == "13900002046"
    machine.journey.inside.go(S.FACE)
    machine.journey.inside.go(S.CARD, "other_card")
    machine.lay_card(LI)
    machine.on()
    machine.pass_face()
    assert answers["phone"] == "13900002046"
    assert WANG.address not in answers.values()


def test_the_same_card_laid_down_again_has_no_new_tries() -> None:
    machine = refused()
    machine.journey.pick_way("other_card")
    machine.lay_card()
    machine.on()
    assert (machine.view.state, machine.view.tries_left) == (FaceState.REFUSED, 0)
    assert len(machine.faces.tries) == 3


# The phone's code in the face's place ----------------------------------------------------------------------------


def test_a_code_of_the_cards_owner_stands_in_the_faces_place() -> None:
    machine = refused()
    scan(machine, WANG)
    assert machine.step is S.FORM
    check = submitted(machine).identity_check
    assert (check.method, check.issuer, check.compared_by) == ("card_and_code", "tianfu", "nobody")
    assert (check.liveness, check.tries) == ("not_done", 0)


def test_somebody_elses_code_stands_for_nothing_and_the_ways_are_still_there() -> None:
    machine = refused()
    scan(machine, LI)
    assert (machine.step, machine.title) == (S.FACE, "码和身份证不是同一个人。")
    assert machine.journey.inside._personal.applicant.check is None
    assert "staff" in machine.ways()


def test_no_code_at_hand_leads_back_to_the_ways_with_the_card_still_known() -> None:
    machine = refused()
    machine.journey.pick_way("phone_code")
    machine.journey.pick_way("no_code")
    assert (machine.step, machine.view.state) == (S.FACE, FaceState.REFUSED)
    assert machine.journey.inside._personal.applicant.identity == WANG


def test_where_the_hall_wants_a_face_no_code_stands_in_its_place() -> None:
    machine = at_face(face=False, code_instead=False)
    assert machine.ways() == ["staff", "other_card", "counter"]


def test_whoever_came_by_a_code_is_not_offered_it_again() -> None:
    machine = Machine()
    machine.identity.offered = EVERYTHING
    machine.identity.code = CodeAnswer(result="known", person=record(WANG))
    machine.to_card("online-one")
    machine.journey.pick_way("no_card")
    machine.take_way("code")
    machine.journey.handle(CodeScanned("TF:invented-1"))
    machine.on()
    machine.journey.pick_way("no_send")
    assert machine.ways() == ["staff", "other_card", "counter"]


# The remote check ------------------------------------------------------------------------------------------------


def test_the_remote_check_is_explained_and_agreed_to_before_anything_is_sent() -> None:
    machine = remote()
    assert (machine.view.state, machine.title) == (FaceState.ASKING, "可以联网比对人脸吗？")
    said = {machine.reads(what): machine.reads(how) for what, how in machine.view.facts}
    assert list(said) == ["发什么", "发给谁", "存多久", "有疑问找谁"]
    assert "12345" in said["有疑问找谁"]
    assert (machine.identity.faces, machine.camera.streaming) == ([], False)


def test_a_no_to_sending_leaves_every_other_way() -> None:
    machine = remote()
    assert machine.ways() == ["send_face", "no_send"]
    machine.journey.pick_way("no_send")
    assert machine.ways() == ["phone_code", "staff", "other_card", "counter"]
    machine.journey.pick_way("staff")
    machine.sign_as_staff()
    application = submitted(machine)
    assert "face_sent" not in {one.kind for one in application.consents}
    assert machine.identity.faces == []


def test_the_record_says_that_the_hub_compared_and_the_terminal_was_not_sure() -> None:
    machine = remote(OTHER, UNSURE, OTHER)
    machine.journey.pick_way("send_face")
    machine.identity.face = FaceAnswer(result="same")
    machine.show_face(LIVING)
    machine.on()
    check = submitted(machine).identity_check
    assert (check.method, check.compared_by, check.score_band) == ("card_and_face", "hub", "retry")
    assert (check.model, check.tries, check.liveness) == ("fake-1", 4, "passed")


def test_the_hub_is_asked_twice_at_most_after_the_terminal_refused() -> None:
    machine = remote()
    machine.journey.pick_way("send_face")
    machine.identity.face = FaceAnswer(result="different")
    machine.show_face(LIVING)
    assert (machine.view.state, machine.view.tries_left) == (FaceState.AGAIN, 1)
    machine.on()
    machine.show_face(LIVING)
    assert (machine.view.state, len(machine.identity.faces)) == (FaceState.REFUSED, 2)
    assert machine.ways() == ["phone_code", "staff", "other_card", "counter"]


def test_a_head_that_never_lived_is_not_offered_the_hub() -> None:
    machine = refused(NOT_TURNED, NOT_TURNED, NOT_TURNED)
    assert "remote" not in machine.ways()


def test_the_hub_is_no_way_round_the_tries_on_the_terminal() -> None:
    machine = at_face()
    machine.show_face(OTHER)
    machine.journey.pick_way("other_ways")
    assert "remote" not in machine.ways()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(HubUnreachable("gone"), "现在没有网，查不到。"), (VerifierAway("down"), "现在核对不了身份。")],
)
def test_a_hub_lost_in_the_middle_can_be_asked_again_and_names_the_other_ways(
    error: Exception, sentence: str
) -> None:
    machine = remote()
    machine.journey.pick_way("send_face")
    machine.identity.error = error
    machine.show_face(LIVING)
    assert (machine.title, machine.ways()) == (
        sentence,
        ["remote", "phone_code", "staff", "other_card", "counter"],
    )
    machine.identity.error, machine.identity.face = None, FaceAnswer(result="same")
    machine.journey.pick_way("remote")
    machine.show_face(LIVING)
    assert machine.view.state is FaceState.SAME


# Without a part --------------------------------------------------------------------------------------------------


def test_without_a_decoder_the_hub_compares_or_staff_do() -> None:
    machine = Machine(photos=None)
    machine.identity.offered = EVERYTHING
    machine.to_face("online-one")
    assert (machine.view.state, machine.ways()) == (FaceState.ASKING, ["send_face", "no_send"])
    machine.journey.pick_way("no_send")
    assert machine.ways() == ["phone_code", "staff", "other_card", "counter"]
    machine.on()
    assert machine.view.state is FaceState.ASKING


def test_a_card_picture_without_a_face_is_as_good_as_none() -> None:
    machine = Machine()
    machine.identity.offered = EVERYTHING
    machine.faces.error = VisionError("no face in the card's picture")
    machine.to_face("online-one")
    assert machine.view.state is FaceState.ASKING
    assert machine.journey.inside._personal.applicant.card_photo is None


def test_without_networks_no_face_is_sent_anywhere() -> None:
    machine = Machine(faces=None)
    machine.identity.offered = EVERYTHING
    machine.to_face("online-one")
    assert (machine.title, machine.ways()) == (
        "这台机器不能比对人脸。",
        ["phone_code", "staff", "other_card", "counter"],
    )


@pytest.mark.parametrize("status", [ABSENT, VIRTUAL])
def test_without_a_camera_to_trust_the_ways_without_one_are_named(status: DeviceStatus) -> None:
    machine = Machine()
    machine.identity.offered = EVERYTHING
    machine.camera.status = status
    machine.to_face("online-one")
    assert (machine.view.state, machine.camera.streaming) == (FaceState.NO_CAMERA, False)
    assert machine.ways() == ["phone_code", "staff", "other_card", "counter"]


def test_a_hall_without_face_recognition_asks_no_consent_for_it_and_goes_on_by_the_other_ways() -> None:
    machine = Machine(settings=Settings(faces=Faces(offered=False)))
    machine.identity.offered = EVERYTHING
    machine.to_consent("online-one")
    assert [one.id for one in machine.view.consents] == ["identity"]
    machine.journey.set_consent("identity", True)
    machine.on()
    machine.journey.pick_way("no_card")
    assert machine.ways() == ["code", "staff_seen", "counter", "end"]
    machine.back()
    machine.lay_card()
    machine.on()
    assert (machine.title, machine.ways()) == (
        "这里不用人脸核对。",
        ["phone_code", "staff", "other_card", "counter"],
    )
    assert (machine.camera.streaming, machine.faces.tries) == (False, [])


# The other ways while the camera is looked into ------------------------------------------------------------------


def test_while_one_looks_staff_the_other_ways_and_the_end_of_consent_are_beside_it() -> None:
    machine = at_face()
    assert machine.ways() == ["staff", "other_ways", "withdraw"]


def test_looking_at_the_other_ways_rests_the_camera_and_costs_no_try() -> None:
    machine = at_face()
    machine.journey.pick_way("other_ways")
    assert (machine.view.state, machine.camera.streaming) == (FaceState.CHOOSING, False)
    assert machine.ways() == ["phone_code", "staff", "other_card", "counter"]
    assert machine.faces.tries[-1].forgotten
    machine.on()
    assert (machine.view.state, machine.view.tries_left) == (FaceState.LOOKING, 3)
    machine.show_face(SAME)
    assert machine.view.state is FaceState.SAME


def test_coming_back_from_the_staffs_code_shows_the_ways_not_a_dead_ring() -> None:
    machine = at_face()
    machine.journey.pick_way("staff")
    assert isinstance(machine.view, HelperView)
    machine.back()
    assert machine.view.state is FaceState.CHOOSING
    machine.on()
    assert machine.camera.streaming
