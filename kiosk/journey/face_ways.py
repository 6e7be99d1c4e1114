"""Where faces are compared, what is lacking for it, and which other ways there are to show who stands here."""

from __future__ import annotations

from kiosk.devices.base import DeviceKind
from kiosk.identity.own_consent import agrees_alone
from kiosk.journey import sentences
from kiosk.journey.rooms.room import Stay, say
from kiosk.journey.sources import IdentitySource
from kiosk.visit import FaceTries
from kiosk.wording import Phrase

AFTER_REFUSAL = 2
"""Tries for the hub's verifier after those on the terminal were used up."""
ALWAYS = ("staff", "other_card", "counter")
"""The ways that need nothing but what lies on the desk or stands in the hall."""


def lacking(stay: Stay, *, sends: bool) -> str:
    """Key of the sentence for what a comparison lacks now; empty when all is there.

    ``sends``: by the hub's verifier; on the terminal otherwise.
    """
    hall, personal = stay.hall, stay.visit.personal
    person = personal.here.identity
    if not stay.settings.faces.offered:
        return "journey.face_not_offered"
    if "face" not in personal.consents:
        return "journey.face_not_agreed"
    if person is not None and not agrees_alone(person, hall.clock.today()):
        return "journey.face_child"
    if sends and not hall.identity.ways().faces:
        return "journey.face_no_photo"
    if hall.faces is None:
        return "journey.faces_missing"
    if sentences.away(hall.camera.status):
        return sentences.for_device(DeviceKind.CAMERA, hall.camera.status)
    return ""


def tries_of(stay: Stay) -> FaceTries:
    """How the tries went for the document of the one who is here."""
    personal = stay.visit.personal
    person = personal.here.identity
    return personal.face_tries.setdefault(person.number, FaceTries()) if person is not None else FaceTries()


def hub_may_be_asked(stay: Stay) -> bool:
    """After the terminal's own comparison was not enough for a living head, or where it can make none."""
    tries, most = tries_of(stay), stay.settings.faces.tries
    alone = stay.visit.personal.here.card_photo is None and not tries.here
    used_up = tries.here >= most and tries.band != "none"
    left = (most if alone else AFTER_REFUSAL) - tries.at_hub
    return left > 0 and (alone or used_up) and not lacking(stay, sends=True)


def others(stay: Stay, *, hub: bool) -> tuple[str, ...]:
    """The other ways that can be gone now, the quickest first. ``hub``: the hub's verifier is one of them."""
    return (
        *(("remote",) if hub else ()),
        *(("phone_code",) if code_source(stay) is not None else ()),
        *ALWAYS,
    )


def code_source(stay: Stay) -> IdentitySource | None:
    """The phone's code, where it may stand in the face's place and can be read and resolved now."""
    if not stay.settings.faces.code_instead or stay.visit.personal.here.source != "card":
        return None
    return next((one for one in stay.hall.sources if one.way == "code" and one.offered(stay, False)), None)


def told_before_sending(stay: Stay) -> tuple[tuple[Phrase, Phrase], ...]:
    """What is sent, to whom, how long it is kept, and who answers for it."""
    terminal = stay.settings.terminal
    facts = [(say(f"send_{one}"), say(f"send_{one}_is")) for one in ("what", "whom", "kept")]
    return (
        *facts,
        (say("asks_contact"), say("asks_contact_is", hall=terminal.hall_name, phone=terminal.help_phone)),
    )
