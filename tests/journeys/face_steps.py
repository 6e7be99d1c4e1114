"""The ways to and through the face step that several tests go."""

from __future__ import annotations

from fake_parts import OTHER, compared
from hall_of_fakes import Machine, opened

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.identity.document import IdentityDocument
from kiosk.journal import FaceDecided
from kiosk.journey.views_identity import CodeView, FaceState
from kiosk.platform.contract import Application, CodeAnswer, CodeIssuer, IdentityWays, Person
from kiosk.settings import Faces, Settings

TIANFU = CodeIssuer(id="tianfu", name="天府通办", prefixes=("TF:",))
EVERYTHING = IdentityWays(issuers=(TIANFU,), faces=True)
ONLY_CODES = IdentityWays(issuers=(TIANFU,))
UNSURE, LIVING = compared(0.38), compared(None)
VIRTUAL = DeviceStatus(DeviceState.FAILED, "virtual")


def at_face(ways: IdentityWays = EVERYTHING, *, face: bool = True, **faces: bool) -> Machine:
    machine = Machine(settings=Settings(faces=Faces(**faces)))
    machine.identity.offered = ways
    machine.to_face("online-one", face=face)
    return machine


def refused(*ends: object, ways: IdentityWays = EVERYTHING) -> Machine:
    """Three tries on the terminal that were not enough."""
    machine = at_face(ways)
    for end in ends or (OTHER, OTHER, OTHER):
        machine.show_face(end)
        machine.on()
    assert machine.view.state is FaceState.REFUSED
    return machine


def remote(*ends: object) -> Machine:
    machine = refused(*ends)
    machine.journey.pick_way("remote")
    return machine


def record(person: IdentityDocument) -> Person:
    return Person(name=person.name, number=person.number, document="resident")


def submitted(machine: Machine) -> Application:
    machine.rest_to_review()
    machine.sign_all()
    machine.on()
    return opened(machine)[0]


def scan(machine: Machine, person: IdentityDocument) -> None:
    machine.journey.pick_way("phone_code")
    assert isinstance(machine.view, CodeView)
    machine.identity.code = CodeAnswer(result="known", person=record(person))
    machine.journey.handle(CodeScanned("TF:invented-1"))


def decided(machine: Machine) -> list[tuple[str, str]]:
    return [(one.outcome, one.band) for one in machine.journal.entries if isinstance(one, FaceDecided)]
