"""One try of the face check, frame by frame: look into the camera, turn the head, look again.

A state machine without clock, thread or screen: each ``step`` gets a frame and the time it was taken, and says
what to show. Before the turn some good frames are kept as numbers and as a mesh; during the turn the head must
show its depth and stay where it was; after it new good frames must be the same person's. Only then is the card
compared, so nobody can turn a living head first and hold up a photo afterwards.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from kiosk.vision.faces.challenge import Turn, TurnChallenge
from kiosk.vision.faces.comparer import Embedding, FaceNumbers, Reference, cosine, similarity
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.mesh import Mesh
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image


class Eyes(Protocol):
    """What the check needs; ``FaceEngine`` is one."""

    def look(self, image_bgr: Image) -> FaceLook:
        """What a frame shows."""

    def embed(self, look: FaceLook) -> Embedding:
        """Numbers to know the face in it again by."""

    def numbers(self, image_bgr: Image, look: FaceLook) -> FaceNumbers:
        """What the comparison with the card needs of the face a look found in that frame."""


class Stage(StrEnum):
    """Where the try stands."""

    LOOK = "look"
    TURN = "turn"
    COMPARE = "compare"
    DONE = "done"


class FaceEnd(StrEnum):
    """How a try ended."""

    COMPARED = "compared"
    """A living head of one person: the score counts."""
    NOT_TURNED = "not_turned"
    """No head with depth turned to the side asked for: a picture, or somebody who did not."""
    CHANGED = "changed"
    """Before and after the turn are two people."""
    TOO_SLOW = "too_slow"
    """The time of one try is over."""


@dataclass(frozen=True)
class CheckLimits:
    """Times in seconds, similarities as SFace cosine."""

    probes: int = 3
    """Good frames before, and as many after the turn."""
    turn_s: float = 10.0
    try_s: float = 30.0
    lost_s: float = 0.8
    """A face gone for longer starts the try's look again."""
    same_face: float = 0.40
    """Frames of one try below this are two people; one person turned by 25 degrees measured 0.80 to 0.85."""
    largest_jump: float = 0.7
    """Of the face's width, from frame to frame."""


@dataclass(frozen=True)
class FaceProgress:
    """What to show after a frame. ``box`` is the face as parts of the frame (x, y, width, height)."""

    stage: Stage
    advice: FaceAdvice
    fraction: float
    """0..1 of the whole try."""
    box: tuple[float, float, float, float] | None = None
    done: bool = False
    end: FaceEnd | None = None
    score: float | None = None
    """Best cosine with the card; ``None`` without a card photo or when the try did not come so far."""

    @property
    def live(self) -> bool:
        """Did a living head of one person go through the whole try?"""
        return self.end is FaceEnd.COMPARED


@dataclass(frozen=True, eq=False, repr=False)
class _Probe:
    numbers: FaceNumbers
    mesh: Mesh
    yaw_deg: float


def random_turn() -> Turn:
    """The side to ask for, so that nobody can prepare for it."""
    return secrets.choice(tuple(Turn))


class FaceCheck:
    """One try. ``reference`` is ``None`` when there is no card photo: then only life is judged."""

    def __init__(
        self, eyes: Eyes, reference: Reference | None, turn: Turn, limits: CheckLimits | None = None
    ) -> None:
        self._eyes, self._reference, self._turn = eyes, reference, turn
        self._limits = limits or CheckLimits()
        self._before: list[_Probe] = []
        self._after: list[_Probe] = []
        self._challenge: TurnChallenge | None = None
        self._began_s: float | None = None
        self._asked_s = 0.0
        self._seen_s = 0.0
        self._place: tuple[float, float, float] | None = None
        self._progress = FaceProgress(Stage.LOOK, FaceAdvice.LOOK_HERE, 0.0)

    @property
    def progress(self) -> FaceProgress:
        """As after the last frame."""
        return self._progress

    def step(self, image_bgr: Image, taken_s: float) -> FaceProgress:
        """One more camera frame (HxWx3 BGR) and when it was taken (monotonic seconds).

        Raises ``NotAnImage``. After the end every further step returns the same progress.
        """
        if self._progress.done:
            return self._progress
        if self._began_s is None:
            self._began_s = self._seen_s = taken_s
        look = self._eyes.look(image_bgr)
        if taken_s - self._began_s > self._limits.try_s:
            return self._finish(FaceEnd.TOO_SLOW, look)
        self._follow(look, taken_s)
        if self._challenge is None:
            self._progress = self._look_here(look, image_bgr, taken_s)
        elif not self._challenge.met:
            self._progress = self._turn_head(look, taken_s, self._challenge)
        else:
            self._progress = self._look_back(look, image_bgr)
        return self._progress

    def forget(self) -> None:
        """Overwrites every number of a face; the try is over."""
        for probe in (*self._before, *self._after):
            probe.numbers.forget()
            probe.mesh.fill(0)
        self._before, self._after, self._challenge = [], [], None
        if not self._progress.done:
            self._progress = replace(self._progress, done=True, end=FaceEnd.TOO_SLOW)

    # The stages ----------------------------------------------------------------------------------------------

    def _look_here(self, look: FaceLook, image_bgr: Image, taken_s: float) -> FaceProgress:
        if look.advice is None:
            self._before.append(self._probe(look, image_bgr))
            if self._changed(self._before[-1].numbers.embedding):
                self._start_again()
        if len(self._before) >= self._limits.probes:
            straight = min(self._before, key=lambda probe: abs(probe.yaw_deg))
            self._challenge = TurnChallenge(self._turn, straight.mesh)
            self._asked_s = taken_s
            return self._show(Stage.TURN, self._side(), 0.0, look)
        advice = look.advice or FaceAdvice.LOOK_HERE
        return self._show(Stage.LOOK, advice, len(self._before) / self._limits.probes, look)

    def _turn_head(self, look: FaceLook, taken_s: float, challenge: TurnChallenge) -> FaceProgress:
        if taken_s - self._asked_s > self._limits.turn_s:
            return self._finish(FaceEnd.NOT_TURNED, look)
        if look.mesh is None or look.in_the_way is not None:
            return self._show(Stage.TURN, look.in_the_way or self._side(), challenge.fraction, look)
        challenge.step(look.mesh, taken_s)
        if challenge.leapt:
            self._start_again()
            return self._show(Stage.LOOK, FaceAdvice.LOOK_HERE, 0.0, look)
        if not challenge.met:
            return self._show(Stage.TURN, self._side(), challenge.fraction, look)
        if self._changed(self._eyes.embed(look)):
            return self._finish(FaceEnd.CHANGED, look)
        return self._show(Stage.COMPARE, FaceAdvice.LOOK_BACK, 0.0, look)

    def _look_back(self, look: FaceLook, image_bgr: Image) -> FaceProgress:
        if look.advice is None:
            self._after.append(self._probe(look, image_bgr))
            if self._changed(self._after[-1].numbers.embedding):
                return self._finish(FaceEnd.CHANGED, look)
        if len(self._after) >= self._limits.probes:
            return self._finish(FaceEnd.COMPARED, look)
        turned_back = FaceAdvice.LOOK_BACK if look.turned else FaceAdvice.LOOK_HERE
        advice = look.in_the_way or turned_back
        return self._show(Stage.COMPARE, advice, len(self._after) / self._limits.probes, look)

    # What holds them together ----------------------------------------------------------------------------------

    def _follow(self, look: FaceLook, taken_s: float) -> None:
        """A face that was gone too long or jumped is not followed any more: the try looks again."""
        if look.face is None:
            if taken_s - self._seen_s > self._limits.lost_s:
                self._start_again()
            return
        x, y = look.face.centre
        width = look.face.box[2]
        place, self._place = self._place, (x, y, width)
        gone_s, self._seen_s = taken_s - self._seen_s, taken_s
        if place is None:
            return
        jump = max(abs(x - place[0]), abs(y - place[1])) / max(min(width, place[2]), 1.0)
        if jump > self._limits.largest_jump or gone_s > self._limits.lost_s:
            self._start_again()

    def _start_again(self) -> None:
        self._before, self._after, self._challenge, self._place = [], [], None, None

    def _probe(self, look: FaceLook, image_bgr: Image) -> _Probe:
        assert look.mesh is not None
        return _Probe(self._eyes.numbers(image_bgr, look), look.mesh, look.yaw_deg)

    def _changed(self, embedding: Embedding) -> bool:
        return cosine(self._before[0].numbers.embedding, embedding) < self._limits.same_face

    def _side(self) -> FaceAdvice:
        return FaceAdvice.TURN_LEFT if self._turn is Turn.LEFT else FaceAdvice.TURN_RIGHT

    def _show(self, stage: Stage, advice: FaceAdvice, part: float, look: FaceLook) -> FaceProgress:
        passed = {Stage.LOOK: 0.0, Stage.TURN: 1.0, Stage.COMPARE: 2.0, Stage.DONE: 3.0}[stage]
        return FaceProgress(stage, advice, min(1.0, (passed + part) / 3.0), look.box)

    def _finish(self, end: FaceEnd, look: FaceLook) -> FaceProgress:
        score = self._score() if end is FaceEnd.COMPARED else None
        self._progress = FaceProgress(Stage.DONE, FaceAdvice.THANK_YOU, 1.0, look.box, True, end, score)
        return self._progress

    def _score(self) -> float | None:
        """Of the good frames after the turn together, so that the score belongs to the head that turned."""
        if self._reference is None:
            return None
        return similarity(self._reference, [probe.numbers for probe in self._after])
