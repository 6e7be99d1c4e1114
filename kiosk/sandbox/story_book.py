"""Every story by the name of its scene."""

from __future__ import annotations

from kiosk.sandbox.stories import (
    CardRemoved,
    Forwarded,
    Joint,
    Offline,
    PaperOut,
    Story,
    Township,
    WrongPerson,
)
from kiosk.sandbox.stories_of_cards import CardFaults
from kiosk.sandbox.stories_of_faces import FaceCode, FaceOtherWays, FaceRemote, FaceStaff, FaceWithdrawn
from kiosk.sandbox.stories_of_identity import Agent, Guardian, PhoneCode, StaffSeen, TypedName
from kiosk.sandbox.stories_of_licences import PapersLicence
from kiosk.sandbox.stories_of_papers import PapersCard, PapersFeeder, PapersStick, PapersWrong
from kiosk.sandbox.stories_of_results import ResultOnA4

STORIES: dict[str, type[Story]] = {
    "journey": Story,
    "forwarded": Forwarded,
    "joint": Joint,
    "offline": Offline,
    "wrong-person": WrongPerson,
    "paper-out": PaperOut,
    "card-removed": CardRemoved,
    "township": Township,
    "card-faults": CardFaults,
    "phone-code": PhoneCode,
    "typed-name": TypedName,
    "staff-seen": StaffSeen,
    "guardian": Guardian,
    "agent": Agent,
    "face-other-ways": FaceOtherWays,
    "face-remote": FaceRemote,
    "face-staff": FaceStaff,
    "face-code": FaceCode,
    "face-withdrawn": FaceWithdrawn,
    "papers-feeder": PapersFeeder,
    "papers-stick": PapersStick,
    "papers-card": PapersCard,
    "papers-wrong": PapersWrong,
    "papers-licence": PapersLicence,
    "result-a4": ResultOnA4,
}
