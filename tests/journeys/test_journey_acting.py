"""Acting for somebody else: a guardian for a child, an agent with a letter; both are in the application."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hall_of_fakes import Machine, opened
from small_catalogue import LI, WANG

from kiosk.identity.document import IdentityDocument
from kiosk.journey.views import FormView
from kiosk.journey.views import StepKind as S
from kiosk.journey.views_identity import CardState

CHILD = replace(WANG, name="王小样", number="510411201501010023", birth=date(2015, 1, 1))
JUST_GROWN = replace(WANG, name="王大样", number="510411200810010022", birth=date(2008, 10, 1))
"""18 on the first of October, seven weeks ago."""
NOT_GROWN = replace(WANG, name="王中样", number="510411200901010028", birth=date(2009, 1, 1))


def acting(role: str, item_id: str = "online-one") -> Machine:
    machine = Machine()
    machine.to_card(item_id)
    machine.journey.pick_way("for_other")
    assert machine.title == "您替谁办？"
    machine.take_way(role)
    return machine


def lay_both(machine: Machine, actor: IdentityDocument, applicant: IdentityDocument) -> None:
    machine.lay_card(actor)
    machine.on()
    assert machine.step is S.APPLICANT
    machine.lay_card(applicant)


def hand_in(machine: Machine) -> None:
    machine.rest_to_review()
    machine.sign_all()
    machine.on()


def test_a_guardian_and_a_child_are_both_in_the_application() -> None:
    machine = acting("guardian")
    assert machine.title == "请放您自己的身份证。"
    lay_both(machine, WANG, CHILD)
    assert (machine.view.state, machine.title) == (CardState.READ, "孩子的证读到了，对吗？")
    machine.on()
    assert machine.step is S.FACE
    machine.pass_face()
    machine.rest_to_review()
    rows = {one.id: one.value for one in machine.view.rows}
    assert (rows["name"], rows["actor"]) == ("王**", "王**")
    hand_in(machine)
    application, archive = opened(machine)
    assert (application.applicant.number, application.identity_check.method) == (CHILD.number, "card")
    assert application.actor is not None
    assert (application.actor.role, application.actor.person.number) == ("guardian", WANG.number)
    assert application.actor.identity_check.method == "card_and_face"
    assert "guardianship_proof.pdf" in archive.namelist()


def test_an_agent_lays_down_the_letter() -> None:
    machine = acting("agent")
    lay_both(machine, LI, WANG)
    machine.on()
    machine.pass_face()
    hand_in(machine)
    application, archive = opened(machine)
    assert application.actor is not None
    assert (application.actor.role, application.actor.person.name) == ("agent", LI.name)
    assert application.applicant.name == WANG.name
    assert "authorisation_letter.pdf" in archive.namelist()


def test_the_form_is_filled_from_the_applicants_card() -> None:
    machine = acting("agent", "forwarded-one")
    lay_both(machine, LI, replace(WANG, address="四川省攀枝花市东区样例街一号"))
    machine.on()
    machine.pass_face()
    assert machine.journey.inside._personal.draft.answers["home"] == "四川省攀枝花市东区样例街一号"


def test_the_face_is_compared_with_the_one_who_is_here() -> None:
    machine = acting("guardian")
    lay_both(machine, WANG, CHILD)
    machine.on()
    machine.pass_face()
    personal = machine.journey.inside._personal
    assert (personal.actor.check.method, personal.applicant.check.method) == ("card_and_face", "card")


def test_a_childs_card_alone_leads_to_the_guardian_and_need_not_be_laid_down_again() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card(CHILD)
    assert (machine.title, machine.view.name) == ("不满 16 岁，要监护人来办。", "")
    machine.journey.pick_way("guardian")
    assert (machine.step, machine.view.state) == (S.CARD, CardState.WAITING)
    assert machine.title == "请放您自己的身份证。"
    machine.lay_card(WANG)
    machine.on()
    assert (machine.step, machine.view.state) == (S.APPLICANT, CardState.READ)
    assert machine.journey.inside._personal.identity == CHILD


def test_a_childs_card_that_was_refused_is_forgotten_with_the_step() -> None:
    machine = Machine()
    machine.to_card("online-one")
    machine.lay_card(CHILD)
    machine.back()
    assert machine.journey.inside._personal.identity is None


@pytest.mark.parametrize(
    ("role", "actor", "applicant", "sentence", "ways"),
    [
        (
            "guardian",
            WANG,
            JUST_GROWN,
            "他满 18 岁了，要本人或委托人办。",
            ["agent", "for_self", "counter", "end"],
        ),
        ("agent", WANG, CHILD, "他不满 16 岁，要监护人来办。", ["guardian", "counter", "end"]),
        ("agent", WANG, WANG, "这还是您的证，请换对方的。", ["for_self", "again", "end"]),
        (
            "agent",
            LI,
            replace(WANG, valid_to=date(2026, 1, 1)),
            "身份证过期了，这里办不了。",
            ["other_means", "counter", "again", "end"],
        ),
    ],
)
def test_who_may_not_be_acted_for_here_is_told_why(
    role: str, actor: IdentityDocument, applicant: IdentityDocument, sentence: str, ways: list[str]
) -> None:
    machine = acting(role)
    lay_both(machine, actor, applicant)
    assert (machine.view.state, machine.title, machine.ways()) == (CardState.TROUBLE, sentence, ways)
    machine.on()
    assert machine.step is S.APPLICANT
    assert machine.journey.inside._personal.applicant.identity is None


def test_somebody_of_17_acts_for_nobody() -> None:
    machine = acting("agent")
    machine.lay_card(NOT_GROWN)
    assert (machine.view.state, machine.title) == (CardState.TROUBLE, "替别人办，要年满 18 岁。")


def test_an_agent_for_a_child_becomes_its_guardian() -> None:
    machine = acting("agent")
    lay_both(machine, WANG, CHILD)
    machine.journey.pick_way("guardian")
    assert (machine.view.state, machine.title) == (CardState.WAITING, "请换成孩子的身份证。")
    machine.lay_card(CHILD)
    assert machine.view.state is CardState.READ


def test_a_child_without_a_card_is_known_by_the_household_book() -> None:
    machine = acting("guardian")
    machine.lay_card(WANG)
    machine.on()
    machine.journey.pick_way("no_card")
    assert machine.ways() == ["typed", "staff_seen", "counter", "end"]
    machine.take_way("typed")
    assert isinstance(machine.view, FormView)
    machine.type(CHILD.number)
    machine.on()
    machine.journey.answer(CHILD.name)
    machine.on()
    assert (machine.step, machine.view.state) == (S.APPLICANT, CardState.READ)
    machine.on()
    machine.pass_face()
    hand_in(machine)
    application, archive = opened(machine)
    assert (application.applicant.name, application.identity_check.method) == (CHILD.name, "typed")
    assert "guardianship_proof.pdf" in archive.namelist()


def test_an_absent_adult_is_not_known_by_typed_words_alone() -> None:
    machine = acting("agent")
    machine.lay_card(LI)
    machine.on()
    machine.journey.pick_way("no_card")
    assert machine.ways() == ["staff_seen", "counter", "end"]


def test_for_myself_after_all_keeps_the_card_that_was_read() -> None:
    machine = acting("agent")
    lay_both(machine, WANG, WANG)
    machine.journey.pick_way("for_self")
    assert (machine.step, machine.view.state, machine.view.name) == (S.CARD, CardState.READ, "王**")
    machine.on()
    assert machine.step is S.FACE
    personal = machine.journey.inside._personal
    assert (personal.role, personal.actor.identity, personal.identity) == ("", None, WANG)


def test_back_from_the_second_card_leads_to_the_first() -> None:
    machine = acting("guardian")
    lay_both(machine, WANG, CHILD)
    machine.back()
    assert (machine.step, machine.view.state, machine.title) == (S.CARD, CardState.READ, "读到了，是您本人吗？")


def test_nothing_of_either_stays_after_the_visit() -> None:
    machine = acting("guardian")
    lay_both(machine, WANG, CHILD)
    photo = machine.journey.inside._personal.actor.card_photo
    assert photo.any()
    machine.journey.ask_leave()
    machine.journey.leave()
    assert not photo.any()
    left = machine.journey.inside._personal
    assert (left.actor.identity, left.applicant.identity, left.role) == (None, None, "")


def test_the_slip_names_who_signed() -> None:
    machine = acting("agent")
    lay_both(machine, LI, WANG)
    machine.on()
    machine.pass_face()
    hand_in(machine)
    machine.hub_is_slow()
    said = {getattr(one, "label", ""): getattr(one, "value", "") for one in machine.printer.slips[0][1].blocks}
    assert (said["办事人"], said["代办人"]) == ("王**", "李**")
