"""Every room that a step of the journey opens; the step is the room's ``kind``."""

from __future__ import annotations

from kiosk.journey.rooms.attract import AttractRoom
from kiosk.journey.rooms.card import ApplicantRoom, CardRoom
from kiosk.journey.rooms.cases import CasesRoom
from kiosk.journey.rooms.consent import ConsentRoom
from kiosk.journey.rooms.delivery import DeliveryRoom
from kiosk.journey.rooms.face import FaceRoom
from kiosk.journey.rooms.form import FormRoom
from kiosk.journey.rooms.guide import GuideRoom
from kiosk.journey.rooms.home import HomeRoom
from kiosk.journey.rooms.items import ItemsRoom
from kiosk.journey.rooms.papers import PapersRoom
from kiosk.journey.rooms.rating import RatingRoom
from kiosk.journey.rooms.receipt import ReceiptRoom
from kiosk.journey.rooms.region import RegionRoom
from kiosk.journey.rooms.review import ReviewRoom
from kiosk.journey.rooms.room import Room
from kiosk.journey.rooms.submit import SubmitRoom

ROOMS: tuple[type[Room], ...] = (
    AttractRoom,
    HomeRoom,
    ItemsRoom,
    RegionRoom,
    GuideRoom,
    ConsentRoom,
    CardRoom,
    ApplicantRoom,
    FaceRoom,
    FormRoom,
    PapersRoom,
    DeliveryRoom,
    ReviewRoom,
    SubmitRoom,
    ReceiptRoom,
    RatingRoom,
    CasesRoom,
)
