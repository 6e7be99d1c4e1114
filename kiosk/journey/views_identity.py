"""What is shown while a person says who they are: card, code of the phone, face."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.journey.views import Option, View
from kiosk.wording import Phrase


class CardState(StrEnum):
    """What the reader and the card are doing."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    TROUBLE = "trouble"
    NO_READER = "no_reader"


@dataclass(frozen=True)
class CardView(View):
    """Put the card on the lit spot. After ``READ`` the masked name and number are shown."""

    state: CardState = CardState.WAITING
    name: str = ""
    number: str = ""
    ways: tuple[Option, ...] = ()


@dataclass(frozen=True)
class CodeView(View):
    """Hold the phone's identity code to the scanner; ``apps`` are those whose codes are good here."""

    asking: bool = False
    apps: tuple[str, ...] = ()
    ways: tuple[Option, ...] = ()


class FaceState(StrEnum):
    """Where the comparison stands."""

    LOOKING = "looking"
    ASKING = "asking"
    """May the picture go to the verifier? Only where the terminal has nothing to compare it with."""
    TURNING = "turning"
    COMPARING = "comparing"
    SAME = "same"
    AGAIN = "again"
    REFUSED = "refused"
    NO_CAMERA = "no_camera"
    """No face can be, or is to be, compared: the other ways alone."""
    CHOOSING = "choosing"
    """The person looks through the other ways; the camera can be gone back to."""


@dataclass(frozen=True)
class FaceView(View):
    """Look at the camera. The title is the one instruction; the preview comes from ``Actions.face_frame``."""

    state: FaceState = FaceState.LOOKING
    advice: str = ""
    """The ``FaceAdvice`` that the title says, for the picture that goes with it."""
    fraction: float = 0.0
    tries_left: int = 3
    tries_made: int = 0
    facts: tuple[tuple[Phrase, Phrase], ...] = ()
    """(what, how it is) of sending the picture: told before it is agreed to."""
    ways: tuple[Option, ...] = ()
