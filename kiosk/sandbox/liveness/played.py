"""One counted run: somebody before the camera, the real engine and check, and a clock that is only counted."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.identity.same_person import Band, SamePersonPolicy
from kiosk.sandbox.face_scenes import hall
from kiosk.sandbox.liveness.attack_kinds import ATTACKS, BEYOND
from kiosk.sandbox.liveness.attacks import Actor, Stage
from kiosk.sandbox.liveness.bona_fide import BONA_FIDE, HonestPerson
from kiosk.sandbox.liveness.cast import PORTRAITS, Cast, Part
from kiosk.sandbox.liveness.optics import Light, Sensor
from kiosk.sandbox.person import Person
from kiosk.sandbox.photo_codec import decode, encode
from kiosk.vision.faces.challenge import Challenge
from kiosk.vision.faces.challenge.sequence import LONGEST_PAUSE_S, SHORTEST_PAUSE_S, STEPS, all_sequences
from kiosk.vision.faces.check import FaceCheck
from kiosk.vision.faces.comparer import Reference
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.progress import CheckLimits, FaceProgress
from kiosk.vision.picture import Image

OWNERS = 16
RATES = (15, 15, 15, 15, 20, 25)
"""Frames a second; a webcam in a dim hall gives 15."""

Watch = Callable[[Image, FaceProgress], None]
"""Sees every frame of a run and what the screen showed after it."""


@dataclass(frozen=True)
class Run:
    """One run to play; everything else follows from these three."""

    kind: str
    number: int
    seed: int

    def dice(self) -> np.random.Generator:
        """Always the same for the same run."""
        return np.random.default_rng([self.seed, zlib.crc32(self.kind.encode()), self.number])

    @property
    def honest(self) -> bool:
        """Is it the card's owner?"""
        return self.kind in BONA_FIDE

    @property
    def owner(self) -> Part:
        """Whose card it is."""
        number = (self.number * 5 + self.seed + zlib.crc32(self.kind.encode())) % OWNERS
        if not self.honest:
            return Part(number)
        kind = BONA_FIDE[self.kind]
        return Part(number, kind.glasses, kind.size)


@dataclass(frozen=True)
class Played:
    """What came of it."""

    run: Run
    end: str
    score: float | None
    accepted: bool
    """A living head, and the card's."""
    seconds: float
    frames: int


class Theatre:
    """Plays runs with one engine. Raises ``ModelMissing`` when the set-up has not been run."""

    def __init__(self, models_dir: Path, limits: CheckLimits | None = None, steps: int = STEPS) -> None:
        """``limits`` and ``steps`` are the product's own unless a test wants short runs."""
        self._limits, self._steps = limits, steps
        cv2.setNumThreads(1)  # every worker of the counted run has a core to itself
        self._engine = FaceEngine(models_dir)
        self._cast = Cast(models_dir)
        self._hall = hall()
        self._policy = SamePersonPolicy()

    def play(self, run: Run, watch: Watch | None = None) -> Played:
        """The whole first try of a run."""
        dice = run.dice()
        owner = self._cast.person(run.owner)
        actor, light = self._actor(run, owner, dice)
        sensor = Sensor(dice, light)
        check = FaceCheck(
            self._engine,
            self._reference(run),
            self._challenge(dice),
            self._limits,
            draw=lambda: self._challenge(dice),
        )
        fps = float(dice.choice(RATES))
        seconds, frames = 0.0, 0
        while not check.progress.done:
            seconds += float(dice.uniform(0.9, 1.1)) / fps
            frame = sensor.shot(actor.frame(seconds, check.progress.advice))
            progress = check.step(frame, seconds)
            frames += 1
            if watch is not None:
                watch(frame, progress)
        last = check.progress
        check.forget()
        accepted = last.live and self._policy.band(last.score) is Band.ACCEPT
        return Played(run, str(last.end), last.score, accepted, seconds, frames)

    def _actor(self, run: Run, owner: Person, dice: np.random.Generator) -> tuple[Actor, Light]:
        other = Part((run.owner.number + int(dice.integers(1, len(PORTRAITS)))) % len(PORTRAITS))
        if run.honest:
            kind = BONA_FIDE[run.kind]
            stranger = self._cast.person(other) if kind.passer_by else None
            return HonestPerson(kind, owner, stranger, self._hall, dice), kind.light
        stage = Stage(owner, self._cast.person(other), self._hall, dice, self._steps)
        return {**ATTACKS, **BEYOND}[run.kind](stage), Light.HALL

    def _reference(self, run: Run) -> Reference:
        """The owner's chip photo, as a thousand bytes keep it; glasses are not worn on it."""
        plain = Part(run.owner.number, size=run.owner.size)
        picture = decode(encode(self._cast.person(plain).card_photo())).convert("RGB")
        chip_bgr = np.ascontiguousarray(np.asarray(picture, np.uint8)[:, :, ::-1])
        reference = self._engine.prepare_reference(chip_bgr)
        assert reference is not None, "a portrait of the sandbox shows a face"
        return reference

    def _challenge(self, dice: np.random.Generator) -> Challenge:
        """As ``random_challenge`` draws, but from the run's own dice."""
        orders = all_sequences(self._steps)
        pauses = (float(dice.uniform(SHORTEST_PAUSE_S, LONGEST_PAUSE_S)) for _ in range(self._steps))
        return Challenge(orders[int(dice.integers(len(orders)))], tuple(pauses))
