"""One try of the face check, frame by frame: look into the camera, move as asked, look again.

A state machine without clock, thread or screen: each ``step`` gets a frame and the time it was taken, and says
what to show. Before the movements some good frames are kept as numbers and as a mesh; then the head makes the
movements of the challenge (``challenge.run``) and must be the same person's all the time; after them good frames
are taken once more. The score comes only from frames after the first movement, so nobody can move a living head
and hold up a photo for the comparison, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.vision.faces.challenge import Baseline, Challenge, ChallengeRun, Event, Pace, random_challenge
from kiosk.vision.faces.comparer import Embedding, FaceNumbers, Reference, similarity
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.follow import Place, SameOne
from kiosk.vision.faces.liveness import Judgement, Layer, Living, judge
from kiosk.vision.faces.progress import CheckLimits, FaceEnd, FaceProgress, Stage
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image

__all__ = ["CheckLimits", "Eyes", "FaceCheck", "FaceEnd", "FaceProgress", "Stage", "random_challenge"]

IN_THE_WAY = frozenset(
    {
        FaceAdvice.NOBODY,
        FaceAdvice.ONE_AT_A_TIME,
        FaceAdvice.LIGHT_BEHIND,
        FaceAdvice.MORE_LIGHT,
        FaceAdvice.LESS_LIGHT,
        FaceAdvice.TO_THE_MIDDLE,
        FaceAdvice.COME_CLOSER,
    }
)
"""What makes a frame worthless during a movement. Blur, a turned head, shut eyes and a near face belong to it."""

RESTS_DEG = 4.0
"""So far apart are frames of a head at rest: what is measured against is not taken of one on its way back."""

ENDS = {Event.WRONG: FaceEnd.WRONG_MOVE, Event.NOT_SEEN: FaceEnd.NOT_TURNED}


class Eyes(Protocol):
    """What the check needs; ``FaceEngine`` is one."""

    def look(self, image_bgr: Image) -> FaceLook:
        """What a frame shows."""

    def embed(self, look: FaceLook) -> Embedding:
        """Numbers to know the face in it again by."""

    def numbers(self, image_bgr: Image, look: FaceLook) -> FaceNumbers:
        """What the comparison with the card needs of the face a look found in that frame."""


@dataclass(frozen=True, eq=False, repr=False)
class _Probe:
    numbers: FaceNumbers
    worth: float
    """How good the frame is for the comparison; more is better."""


class FaceCheck:
    """One try. ``reference`` is ``None`` when there is no card photo: then only life is judged.

    ``layers`` judge beside the challenge and belong to this try. ``draw`` gives the next challenge when the try
    has to begin again.
    """

    def __init__(
        self,
        eyes: Eyes,
        reference: Reference | None,
        challenge: Challenge,
        limits: CheckLimits | None = None,
        layers: Sequence[Layer] = (),
        draw: Callable[[], Challenge] = random_challenge,
    ) -> None:
        self._eyes, self._reference, self._challenge = eyes, reference, challenge
        self._limits = limits or CheckLimits()
        self._layers, self._draw = tuple(layers), draw
        self._looks: list[FaceLook] = []
        self._probes: list[_Probe] = []
        self._after = 0
        self._run: ChallengeRun | None = None
        self._made = False
        self._begun_again = 0
        self._began_s: float | None = None
        self._place = Place(self._limits, 0.0)
        self._same = SameOne(self._limits)
        self._progress = FaceProgress(Stage.LOOK, FaceAdvice.LOOK_HERE, 0.0)

    @property
    def progress(self) -> FaceProgress:
        """As after the last frame."""
        return self._progress

    def step(self, image_bgr: Image, taken_s: float, beside: Image | None = None) -> FaceProgress:
        """One more camera frame (HxWx3 BGR) and when it was taken (monotonic seconds).

        ``beside`` is what the camera's second stream showed at that time. Raises ``VisionError``. After the end
        every further step returns the same progress.
        """
        if self._progress.done:
            return self._progress
        if self._began_s is None:
            self._began_s = taken_s
            self._place = Place(self._limits, taken_s)
        look = self._eyes.look(image_bgr)
        if taken_s - self._began_s > self._limits.try_s:
            return self._finish(FaceEnd.TOO_SLOW, look)
        if self._place.lost(look, taken_s) and not self._start_again():
            return self._finish(FaceEnd.UNSTEADY, look)
        if look.face is not None:
            for layer in self._layers:
                layer.step(look, image_bgr, taken_s, beside)
        self._progress = self._stage(look, image_bgr, taken_s)
        return self._progress

    def forget(self) -> None:
        """Overwrites every number and picture of a face; the try is over."""
        self._drop()
        for layer in self._layers:
            layer.forget()
        if not self._progress.done:
            self._progress = replace(self._progress, done=True, end=FaceEnd.TOO_SLOW)

    # The stages ----------------------------------------------------------------------------------------------

    def _stage(self, look: FaceLook, image_bgr: Image, taken_s: float) -> FaceProgress:
        if self._run is None:
            return self._look_here(look, image_bgr, taken_s)
        if not self._made:
            return self._move(self._run, look, image_bgr, taken_s)
        return self._look_back(look, image_bgr)

    def _look_here(self, look: FaceLook, image_bgr: Image, taken_s: float) -> FaceProgress:
        if look.advice is None:
            embedding = self._eyes.embed(look)
            if not self._same.good(embedding):
                self._drop()
            embedding.fill(0)
            self._looks.append(look)
            self._drop_looks(before=_at_rest_from(self._looks))
        if len(self._looks) >= self._limits.probes:
            pace = Pace(self._limits.move_s, self._limits.move_s)
            self._run = ChallengeRun(self._challenge, Baseline(self._looks, image_bgr), taken_s, pace)
            self._drop_looks()
            return self._show(Stage.TURN, FaceAdvice.LOOK_HERE, 0.0, look)
        return self._show(
            Stage.LOOK, look.advice or FaceAdvice.LOOK_HERE, len(self._looks) / self._limits.probes, look
        )

    def _move(self, run: ChallengeRun, look: FaceLook, image_bgr: Image, taken_s: float) -> FaceProgress:
        if look.mesh is None or look.in_the_way in IN_THE_WAY:
            return self._show(Stage.TURN, look.in_the_way or run.advice, run.fraction, look)
        if not self._still_the_same(run, look, image_bgr, taken_s):
            return self._finish(FaceEnd.CHANGED, look)
        event = run.step(look, image_bgr, taken_s)
        if event in ENDS:
            return self._finish(ENDS[event], look)
        if event in (Event.UNASKED, Event.LEAPT, Event.ASTRAY):
            if not self._start_again():
                return self._finish(FaceEnd.UNSTEADY, look)
            return self._show(Stage.LOOK, FaceAdvice.LOOK_HERE, 0.0, look)
        if event is Event.DONE:
            self._made = True
            return self._look_back(look, image_bgr)
        return self._show(Stage.TURN, run.advice, run.fraction, look)

    def _look_back(self, look: FaceLook, image_bgr: Image) -> FaceProgress:
        if look.advice is None:
            if not self._keep(look, image_bgr):
                return self._finish(FaceEnd.CHANGED, look)
            self._after += 1
        if self._after >= self._limits.probes:
            return self._judge(look)
        turned_back = FaceAdvice.LOOK_BACK if look.turned else look.spoilt or FaceAdvice.LOOK_HERE
        return self._show(Stage.COMPARE, look.in_the_way or turned_back, self._after / self._limits.probes, look)

    def _judge(self, look: FaceLook) -> FaceProgress:
        judgement = judge(Living.YES, self._layers)
        return self._finish(FaceEnd.COMPARED if judgement.living else FaceEnd.NOT_LIVE, look, judgement)

    # What holds them together ----------------------------------------------------------------------------------

    def _still_the_same(self, run: ChallengeRun, look: FaceLook, image_bgr: Image, taken_s: float) -> bool:
        """Between movements good frames are kept for the comparison; during one the face is only known again."""
        if not self._same.due(taken_s):
            return True
        if look.advice is None and run.moved and not run.asking:
            return self._keep(look, image_bgr)
        embedding = self._eyes.embed(look)
        same = self._same.moving(embedding)
        embedding.fill(0)
        return same

    def _keep(self, look: FaceLook, image_bgr: Image) -> bool:
        """Takes a good frame for the comparison if it is among the best; ``False`` when it is another person."""
        embedding = self._eyes.embed(look)
        same = self._same.good(embedding)
        embedding.fill(0)
        if not same:
            return False
        self._probes.append(_Probe(self._eyes.numbers(image_bgr, look), look.worth))
        self._probes.sort(key=lambda probe: probe.worth, reverse=True)
        for probe in self._probes[self._limits.kept :]:
            probe.numbers.forget()
        del self._probes[self._limits.kept :]
        return True

    def _start_again(self) -> bool:
        """Back to the look, with another challenge; ``False`` when that was done too often."""
        asked = self._run is not None and (self._run.asking or self._run.moved)
        self._drop()
        self._place.forget()
        for layer in self._layers:
            layer.begin_again()
        if asked:
            self._begun_again += 1
            self._challenge = self._draw()
        return self._begun_again <= self._limits.begin_again

    def _drop(self) -> None:
        for probe in self._probes:
            probe.numbers.forget()
        if self._run is not None:
            self._run.forget()
        self._same.forget()
        self._drop_looks()
        self._probes, self._run, self._made, self._after = [], None, False, 0

    def _drop_looks(self, before: int | None = None) -> None:
        """The arrays of looks belong to this check once they were looked at."""
        for look in self._looks[:before]:
            for kept in (look.mesh, look.aligned_bgr):
                if kept is not None:
                    kept.fill(0)
        self._looks = [] if before is None else self._looks[before:]

    def _show(self, stage: Stage, advice: FaceAdvice, part: float, look: FaceLook) -> FaceProgress:
        begin, end = {Stage.LOOK: (0.0, 0.15), Stage.TURN: (0.15, 0.85), Stage.COMPARE: (0.85, 1.0)}[stage]
        return FaceProgress(stage, advice, begin + (end - begin) * min(1.0, part), look.box)

    def _finish(self, end: FaceEnd, look: FaceLook, judgement: Judgement | None = None) -> FaceProgress:
        score = self._score() if end is FaceEnd.COMPARED else None
        layers = judgement.layers if judgement is not None else ()
        self._progress = FaceProgress(
            Stage.DONE, FaceAdvice.THANK_YOU, 1.0, look.box, done=True, end=end, score=score, layers=layers
        )
        return self._progress

    def _score(self) -> float | None:
        """Of the best frames since the first movement together: the score belongs to the head that moved."""
        if self._reference is None:
            return None
        return similarity(self._reference, [probe.numbers for probe in self._probes])


def _at_rest_from(looks: Sequence[FaceLook]) -> int:
    """The first of the last looks between which the head has hardly turned."""
    first = len(looks) - 1
    while first > 0 and abs(looks[first - 1].yaw_deg - looks[-1].yaw_deg) <= RESTS_DEG:
        first -= 1
    return first
