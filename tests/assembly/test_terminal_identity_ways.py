"""Other ways to say who one is, on the real wires: code reader, camera, hub and the emulated verifier."""

from pathlib import Path

import cv2
import pytest

from kiosk.assembly.identity_ways import IdentityWaysDesk
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.errors import HubRefused, HubUnreachable, VerifierAway
from kiosk.journey.views import StepKind
from kiosk.journey.views_identity import FaceState
from kiosk.offline.events import LinkState
from kiosk.platform.contract import CodeAnswer, FaceAnswer, IdentityWays
from kiosk.platform.issuers import issuer_of
from kiosk.sandbox import people
from kiosk.sandbox.face_scenes import FaceScenes, Scene
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.verifier import ISSUERS, person_of
from provisioning.models import default_folder
from tests.assembly.guest import Guest
from tests.traces import contains

WANG = people.YOUNG_WOMAN
WITH_FACE = "fund-loan-certificate"


@pytest.fixture
def desk(guest: Guest) -> IdentityWaysDesk:
    """The desk of a terminal that has heard what there is."""
    desk = guest.terminal._hall.identity
    assert isinstance(desk, IdentityWaysDesk)
    guest.until(lambda: desk.ways().issuers, "the ways")
    return desk


@pytest.fixture(scope="module")
def scenes() -> FaceScenes:
    return FaceScenes(default_folder())


def picture(scenes: FaceScenes, scene: Scene) -> bytes:
    """What the camera would send of a scene."""
    done, coded = cv2.imencode(".jpg", scenes.frame(scene, 0.0))
    assert done
    return coded.tobytes()


def test_the_terminal_hears_what_the_province_can_verify(desk: IdentityWaysDesk) -> None:
    assert desk.ways() == IdentityWays(issuers=ISSUERS, faces=True)


@pytest.mark.parametrize("issuer", [one.id for one in ISSUERS])
def test_a_code_held_to_the_reader_names_its_person_once(
    guest: Guest, hall: HallProcess, desk: IdentityWaysDesk, issuer: str
) -> None:
    posted: list[object] = []
    guest.terminal._codes._post = posted.append
    hall.do("show_code", issuer=issuer)
    guest.until(lambda: posted, "the code")
    (scanned,) = posted
    assert isinstance(scanned, CodeScanned)
    found = issuer_of(scanned.text, desk.ways())
    assert found is not None
    assert found.id == issuer
    assert desk.resolve(issuer, scanned.text) == CodeAnswer(result="known", person=person_of(WANG))
    assert desk.resolve(issuer, scanned.text) == CodeAnswer(result="expired")


def test_a_code_of_another_issuer_is_nobodys(hall: HallProcess, desk: IdentityWaysDesk) -> None:
    code = hall.do("make_code", issuer="tianfu", who="young_woman")
    assert desk.resolve("shebao", code) == CodeAnswer(result="unknown")


@pytest.mark.parametrize(
    ("scene", "result"),
    [
        (Scene.RESIDENT, "same"),
        (Scene.SOMEBODY_ELSE, "different"),
        (Scene.NOBODY, "unclear"),
    ],
)
def test_a_living_face_is_compared_with_the_provinces_record(
    desk: IdentityWaysDesk, scenes: FaceScenes, scene: Scene, result: str
) -> None:
    answer = desk.compare(WANG.name, WANG.number, picture(scenes, scene))
    assert answer == FaceAnswer.model_validate({"result": result})


@pytest.mark.parametrize(
    ("name", "number"),
    [("测试无", WANG.number), (WANG.name, people.OLDER_MAN.number), (people.MINOR.name, people.MINOR.number)],
)
def test_whom_the_record_does_not_show_is_compared_with_nobody(
    desk: IdentityWaysDesk, scenes: FaceScenes, name: str, number: str
) -> None:
    assert desk.compare(name, number, picture(scenes, Scene.RESIDENT)) == FaceAnswer(result="no_record")


@pytest.mark.parametrize("fault", ["down", "slow", "nonsense"])
def test_a_verifier_in_trouble_is_said_so_while_the_link_stays_up(
    guest: Guest, hall: HallProcess, desk: IdentityWaysDesk, fault: str
) -> None:
    hall.do("spoil_verifier", fault=fault)
    with pytest.raises(VerifierAway, match="verifier-unavailable"):
        desk.resolve("tianfu", "SANDBOX-TF.1")
    assert guest.terminal._link.state is LinkState.UP


def test_with_the_link_cut_nothing_is_offered_and_with_it_back_it_is_again(
    guest: Guest, hall: HallProcess, desk: IdentityWaysDesk
) -> None:
    hall.do("cut_link")
    guest.linked(LinkState.DOWN)
    assert desk.ways() == IdentityWays()
    with pytest.raises(HubUnreachable):
        desk.resolve("tianfu", "SANDBOX-TF.1")
    hall.do("mend_link")
    guest.linked(LinkState.UP)
    assert desk.ways().faces


def test_behind_a_login_page_nothing_is_offered(guest: Guest, hall: HallProcess, desk: IdentityWaysDesk) -> None:
    hall.do("captive_link")
    guest.linked(LinkState.CAPTIVE)
    assert desk.ways() == IdentityWays()


def test_an_issuer_without_a_verifier_is_refused(desk: IdentityWaysDesk) -> None:
    with pytest.raises(HubRefused, match="unknown-issuer"):
        desk.resolve("elsewhere", "SANDBOX-TF.1")


# Through the journey


def test_a_person_with_a_phone_and_no_card_is_known_and_compared_by_the_hub(
    guest: Guest, desk: IdentityWaysDesk
) -> None:
    guest.walk_to(StepKind.CARD, WITH_FACE)
    guest.show_code("tianfu")
    guest.journey.go_on()
    guest.until(lambda: guest.view.state is FaceState.ASKING, "the question whether the picture may be sent")
    guest.journey.pick_way("send_face")
    guest.face_ends(FaceState.SAME)


def test_the_same_code_in_a_second_hand_is_over(guest: Guest, hall: HallProcess, desk: IdentityWaysDesk) -> None:
    guest.walk_to(StepKind.CARD, WITH_FACE)
    guest.show_code("yukuaiban")
    guest.leave()
    guest.walk_to(StepKind.CARD, WITH_FACE)
    guest.journey.pick_way("no_card")
    guest.journey.pick_way("code")
    guest.journey.go_on()
    hall.do("show_code_again")
    guest.until(lambda: guest.view.notice is not None, "the answer")
    assert guest.view.notice.phrase.key == "journey.code_expired"


def test_nothing_of_a_code_lies_in_any_file_of_hub_and_terminal(
    hall: HallProcess, guest: Guest, desk: IdentityWaysDesk, scenes: FaceScenes, tmp_path: Path
) -> None:
    code = hall.do("make_code", issuer="ctid", who="other_person")
    person = people.OTHER_PERSON
    assert desk.resolve("ctid", code).result == "known"
    assert desk.compare(person.name, person.number, picture(scenes, Scene.SOMEBODY_ELSE)).result == "same"
    files = [path for folder in (hall.folder, tmp_path) for path in folder.rglob("*") if path.is_file()]
    assert files
    needles = [code.encode(), person.name.encode(), person.number.encode()]
    assert [path.name for path in files if contains(path, needles)] == []
