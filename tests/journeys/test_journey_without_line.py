"""What cannot be done without a network is said before the person begins; everything else ends without one."""

from __future__ import annotations

import pytest
from hall_of_fakes import Machine, opened
from small_catalogue import ITEMS

from kiosk.journey.line import AWAY
from kiosk.journey.views import StepKind
from kiosk.offline.events import LinkState, LinkStateChanged
from kiosk.settings import Faces, Settings


def at_guide(link: LinkState, item_id: str = "online-one", **without: None) -> Machine:
    machine = Machine(**without)
    machine.link = link
    machine.to_guide(item_id)
    return machine


@pytest.mark.parametrize("link", sorted(AWAY))
def test_a_machine_that_cannot_compare_faces_itself_says_so_on_the_guide(link: LinkState) -> None:
    machine = at_guide(link, photos=None)
    assert machine.reads(machine.view.notice.phrase) == "现在没有网，这台机器不能比人脸。"
    assert "请工作人员来看一眼" in machine.reads(machine.view.notice.detail)


def test_and_the_way_it_names_leads_to_the_receipt() -> None:
    machine = at_guide(LinkState.DOWN, photos=None)
    machine.on()
    machine.journey.set_consent("identity", True)
    machine.journey.set_consent("face", True)
    machine.on()
    machine.lay_card()
    machine.on()
    assert machine.step is StepKind.FACE
    machine.journey.pick_way("staff")
    machine.sign_as_staff()
    machine.rest_to_review()
    machine.sign_all()
    machine.on()
    assert machine.step is StepKind.RECEIPT
    assert opened(machine)[0].identity_check.method == "card_and_staff"


def test_a_machine_that_compares_faces_itself_has_nothing_to_say() -> None:
    assert at_guide(LinkState.DOWN).view.notice is None


@pytest.mark.parametrize("link", [LinkState.UP, LinkState.UNKNOWN])
def test_with_a_network_or_before_anybody_knows_there_is_nothing_to_say(link: LinkState) -> None:
    assert at_guide(link, photos=None).view.notice is None


def test_where_no_faces_are_compared_at_all_there_is_nothing_to_say() -> None:
    machine = Machine(settings=Settings(faces=Faces(offered=False)), photos=None)
    machine.link = LinkState.DOWN
    machine.to_guide("online-one")
    assert machine.view.notice is None


def test_a_matter_that_needs_the_card_alone_has_nothing_to_say() -> None:
    (card_only,) = [one.id for one in ITEMS if one.identity == "card" and one.kiosk_level == "precheck"]
    assert at_guide(LinkState.DOWN, card_only, photos=None).view.notice is None


def test_a_network_lost_while_the_guide_is_read_is_said_at_once() -> None:
    machine = at_guide(LinkState.UP, photos=None)
    machine.link = LinkState.DOWN
    machine.journey.inside.handle(LinkStateChanged(LinkState.DOWN))
    assert machine.view.notice is not None
