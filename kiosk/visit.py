"""One person at the machine, from first touch to wipe: every personal datum in one place, and the idle clock.

Nothing of a person is kept anywhere else. ``wipe()`` has no list of what to clear: it walks whatever the visit
holds, overwrites what can be overwritten (pictures, strokes, bytes) and drops the rest with the one object that
held it.
"""

from __future__ import annotations

import math
from collections.abc import MutableSequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kiosk.catalogue.model import Answer, ServiceItem
from kiosk.identity.acting import Role
from kiosk.identity.document import IdentityDocument
from kiosk.journey.composition import Composition
from kiosk.journey.draft import Draft
from kiosk.journey.ports import Clock
from kiosk.journey.safekeeping import SealedPapers
from kiosk.platform.contract import Case, Consent, Helper, IdentityCheck

Bgr = NDArray[np.uint8]


@dataclass(frozen=True)
class Saved:
    """What the receipt shows of a submitted application; nothing personal."""

    application_id: UUID
    receipt_number: str
    due: str
    """The item's time limit as the catalogue words it; empty when no source gives one."""


Source = Literal["", "card", "code", "typed", "staff"]
"""What somebody is known by: the chip, a phone's code, words typed, or a document that staff have seen."""


@dataclass
class Known:
    """Somebody and what they are known by."""

    identity: IdentityDocument | None = None
    card_photo: Bgr | None = None
    """The picture on the card, HxWx3 uint8."""
    check: IdentityCheck | None = None
    source: Source = ""
    issuer: str = ""
    """Of the code."""

    def forget(self) -> None:
        """Another document comes: nothing of this one stays."""
        erase(self.card_photo)
        self.identity = self.card_photo = self.check = None
        self.source = self.issuer = ""


@dataclass
class FaceTries:
    """How the comparisons for one document went: leaving the step and coming back gives no new tries."""

    here: int = 0
    """Tries that the terminal judged."""
    at_hub: int = 0
    """Tries for the hub's verifier: a head that was not alive, or an answer."""
    band: Literal["none", "retry", "refuse"] = "none"
    """Best band of a living head on the terminal that was not enough."""


@dataclass
class Personal:
    """Every datum of the person. A new field is wiped without anybody having to remember it."""

    applicant: Known = field(default_factory=Known)
    """Whose business it is."""
    actor: Known = field(default_factory=Known)
    """Who stands here for the applicant, when ``role`` is not empty."""
    role: Role = ""
    written: dict[str, Answer] = field(default_factory=dict)
    """Number and name typed by somebody without a card."""
    consents: dict[str, Consent] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Kinds of consent the person said no to, or took back."""
    face_tries: dict[str, FaceTries] = field(default_factory=dict)
    """By the number of the document they were made for."""
    draft: Draft = field(default_factory=Draft)
    sealed: SealedPapers = field(default_factory=SealedPapers)
    """Keys of what was scanned and lies on the disk; without them it is noise."""
    application_id: UUID | None = None
    """Made at the first attempt to submit; another attempt is the same application."""
    saved: Saved | None = None
    cases: list[Case] = field(default_factory=list)
    cases_number: str = ""
    """Of the document that the cases were asked for with; empty where a receipt's code was all there was."""
    helper: Helper | None = None
    composing: Composition = field(default_factory=Composition)
    """Letters of a sound, not yet Chinese."""
    typed: list[str] = field(default_factory=list)
    """Signs of a staff code or PIN being typed."""

    @property
    def here(self) -> Known:
        """The one who stands at the machine: looks into the camera and signs."""
        return self.actor if self.role else self.applicant

    @property
    def identity(self) -> IdentityDocument | None:
        """The applicant's document: what the form is filled from."""
        return self.applicant.identity

    def act_as(self, role: Role) -> None:
        """The person here says for whom they act; a document of theirs that is known goes with them."""
        if bool(role) != bool(self.role):
            self.applicant, self.actor = self.actor, self.applicant
        self.role = role


class Idle(StrEnum):
    """How long nobody has touched anything."""

    AWAKE = "awake"
    COUNTDOWN = "countdown"
    OVER = "over"


class Visit:
    """One use of the terminal. ``idle_s`` without a touch begins a countdown of ``countdown_s``."""

    def __init__(self, clock: Clock, *, idle_s: float, countdown_s: float, helper: Helper | None = None) -> None:
        self._clock, self._idle_s, self._countdown_s = clock, idle_s, countdown_s
        self.personal = Personal(helper=helper)
        self.over = False
        self.card_lies: bool | None = None
        """Is a card that was read still on the reader? ``None``: none was read, or nobody can say."""
        self.begun_s = clock.monotonic_s()
        self._touched_s = self.begun_s

    @property
    def seconds(self) -> int:
        """Whole seconds since the first touch."""
        return int(self._clock.monotonic_s() - self.begun_s)

    def touched(self) -> None:
        """Somebody is there: the idle clock starts again."""
        self._touched_s = self._clock.monotonic_s()

    @property
    def idle(self) -> Idle:
        """Awake, in the countdown, or over."""
        still_s = self._clock.monotonic_s() - self._touched_s
        if still_s < self._idle_s:
            return Idle.AWAKE
        return Idle.COUNTDOWN if still_s < self._idle_s + self._countdown_s else Idle.OVER

    @property
    def seconds_left(self) -> int:
        """Seconds until the visit ends by itself, rounded up."""
        left_s = self._idle_s + self._countdown_s - (self._clock.monotonic_s() - self._touched_s)
        return max(0, math.ceil(left_s))

    def choose(self, item: ServiceItem) -> None:
        """Takes up an item. Choosing the same one again keeps everything; another one keeps only the region."""
        old = self.personal.draft
        if old.item is not None and old.item.id == item.id:
            return
        self.personal.draft = Draft(item=item, path=list(old.path))
        erase(old)

    def wipe(self) -> None:
        """Overwrites and drops every datum; the visit is over and may not be used again."""
        self.over = True
        erase(self.personal)
        self.personal = Personal()


def erase(thing: Any) -> None:
    """Overwrites what ``thing`` holds, all the way down: arrays and bytearrays with zeros, containers emptied.

    Texts and frozen values cannot be overwritten in Python; they end when their holder lets go of them.
    """
    if isinstance(thing, np.ndarray):
        if thing.flags.writeable:
            thing.fill(0)
    elif isinstance(thing, bytearray):
        thing[:] = bytes(len(thing))
    elif isinstance(thing, dict):
        for value in thing.values():
            erase(value)
        thing.clear()
    elif isinstance(thing, MutableSequence):
        for value in thing:
            erase(value)
        thing.clear()
    elif isinstance(thing, tuple):
        for value in thing:
            erase(value)
    elif isinstance(thing, set):
        thing.clear()
    elif is_dataclass(thing) and not isinstance(thing, type):
        for one in fields(thing):
            erase(getattr(thing, one.name))
