"""From the first touch to the wipe: which step follows which, for an item of each kind."""

from __future__ import annotations

from uuid import UUID

import pytest
from hall_of_fakes import Machine

from kiosk.journey.views import BackPlace
from kiosk.journey.views import StepKind as S
from kiosk.offline.events import ApplicationDelivered, LinkState, LinkStateChanged


def way_of(machine: Machine) -> list[str]:
    """The steps as the journal has them."""
    return [entry.step for entry in machine.journal.entries if entry.name == "visit.step"]


@pytest.mark.parametrize(
    ("item_id", "steps"),
    [
        ("online-one", "home region guide consent card face form papers delivery review submit receipt"),
        ("forwarded-one", "home region guide consent card face form papers delivery review submit receipt"),
        ("joint-one", "home region guide consent card face form delivery review submit receipt"),
        ("precheck-one", "home region guide consent card form papers review submit receipt"),
        ("booking-one", "home region guide consent card face form review submit receipt"),
        ("needy-one", "home region guide consent card face papers delivery review submit receipt"),
    ],
)
def test_the_item_decides_the_steps(item_id: str, steps: str) -> None:
    machine = Machine()
    machine.to_receipt(item_id)
    assert steps.split() == way_of(machine)


def test_a_guide_only_item_ends_with_the_printed_guide() -> None:
    machine = Machine()
    machine.to_guide("guide-one")
    machine.on()
    assert machine.printer.kinds == ["guide"]
    machine.on()
    assert machine.step is S.ATTRACT


def test_the_counter_counts_only_what_the_person_does() -> None:
    machine = Machine()
    machine.to_card("online-one")
    progress = machine.view.progress
    assert (progress.number, progress.count, machine.reads(progress.name)) == (1, 7, "放身份证")


def test_rating_comes_after_the_receipt_and_then_nobody_is_there() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.on()
    assert machine.step is S.RATING
    machine.on()
    assert machine.step is S.ATTRACT
    assert machine.ratings.kept == []


def test_a_low_rating_asks_why() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.on()
    machine.journey.rate(2)
    machine.on()
    assert machine.step is S.RATING
    assert machine.onward == "请选一个原因"
    machine.journey.toggle_reason("slow")
    machine.on()
    assert [(one.level, one.reasons) for one in machine.ratings.kept] == [(2, ("slow",))]


def test_the_same_level_again_takes_the_rating_back_and_nonsense_is_ignored() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.on()
    machine.journey.rate(4)
    machine.journey.toggle_reason("slow")
    machine.journey.rate(9)
    assert (machine.view.level, machine.view.reasons) == (4, ())
    machine.journey.rate(4)
    assert machine.view.level == 0


def test_another_matter_begins_a_new_visit_at_once() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    assert machine.view.back is BackPlace.AGAIN
    machine.back()
    assert machine.step is S.HOME
    assert machine.journey.inside._personal.identity is None


# Submitted or saved ---------------------------------------------------------------------------------------------


def test_the_screen_says_submitted_only_when_the_hub_has_it() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    assert machine.title == "已保存"
    stub = machine.outbox.saved[0][0]
    machine.journey.handle(ApplicationDelivered(stub.application_id, "510400-20261123-000001", 1))
    assert (machine.title, machine.view.case_number) == ("已提交", "510400-20261123-000001")


def test_somebody_elses_delivery_changes_nothing() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    machine.journey.handle(ApplicationDelivered(UUID(int=7), "x", 1))
    assert machine.title == "已保存"


def test_without_a_network_it_is_saved_and_says_so() -> None:
    machine = Machine()
    machine.link = LinkState.DOWN
    machine.journey.handle(LinkStateChanged(LinkState.DOWN))
    machine.to_receipt("online-one")
    assert (machine.title, machine.view.saved_offline) == ("已保存，待上传", True)
    assert machine.journey.scene.link == "down"
    machine.journey.handle(LinkStateChanged(LinkState.UP))
    assert machine.title == "已保存"


def test_submitting_wakes_the_uploader_once() -> None:
    machine = Machine()
    machine.to_receipt("online-one")
    assert (machine.wakes, len(machine.outbox.saved)) == (1, 1)


def test_while_it_is_being_saved_there_is_nothing_to_touch() -> None:
    machine = Machine()
    machine.to_review("online-one")
    machine.sign_all()
    machine.runner.holding = True
    machine.on()
    assert machine.step is S.SUBMIT
    machine.on()
    machine.back()
    machine.journey.ask_leave()
    machine.after(500)
    assert (machine.step, machine.journey.scene.overlay) == (S.SUBMIT, None)
    machine.runner.let_go()
    machine.drain()
    assert machine.step is S.RECEIPT


# Consent --------------------------------------------------------------------------------------------------------


def test_nothing_is_agreed_to_beforehand_and_each_consent_can_be_taken_back() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    assert [one.chosen for one in machine.view.consents] == [False, False, False]
    machine.journey.set_consent("identity", True)
    machine.journey.set_consent("newsletter", True)
    assert [one.chosen for one in machine.view.consents] == [True, False, False]
    machine.journey.set_consent("identity", False)
    assert machine.onward == "换个办法"


def test_an_item_without_a_face_check_does_not_ask_for_the_face() -> None:
    machine = Machine()
    machine.to_consent("precheck-one")
    assert [one.id for one in machine.view.consents] == ["identity"]


def test_refusing_the_card_leads_to_the_counter_with_a_list() -> None:
    machine = Machine()
    machine.to_consent("online-one")
    machine.on()
    assert (machine.step, machine.ways()) == (S.WAYS, ["counter", "again", "end"])
    machine.on()
    assert (machine.title, machine.printer.kinds) == ("请拿清单到人工窗口。", ["guide"])
    machine.back()
    machine.on()
    assert machine.step is S.ATTRACT


def test_refusing_the_face_leads_to_staff_and_the_application_goes_on() -> None:
    machine = Machine()
    machine.to_face("online-one", face=False)
    assert (machine.title, machine.ways()) == ("您没有选人脸比对。", ["staff", "other_card", "counter"])
    assert not machine.camera.streaming
    machine.journey.pick_way("staff")
    machine.type("B07")
    machine.on()
    machine.type("4711")
    machine.on()
    assert machine.step is S.FORM
