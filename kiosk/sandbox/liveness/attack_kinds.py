"""The kinds of attack, by name: each draws its attacker anew from the dice of its stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.sandbox.liveness import films, pictures
from kiosk.sandbox.liveness.attacks import HANDS, Actor, HeldPhoto, HeldTablet, Living, Masked, Stage, Swapped
from kiosk.sandbox.liveness.manner import TURNS, Performer
from kiosk.sandbox.person import Pose
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image

Make = Callable[[Stage], Actor]
STILL_HANDS = 0.0


class _Counted:
    """Counts the movements asked for, so that a swap can come after, or in the middle of, one of them."""

    def __init__(self, number: int, *, during_s: float | None = None) -> None:
        self._number, self._during_s = number, during_s
        self._seen = 0
        self._last: FaceAdvice | None = None
        self._asked_s = 0.0

    def __call__(self, seconds: float, asked: FaceAdvice) -> bool:
        if asked in films.MOVEMENTS and asked is not self._last:
            self._seen += 1
            self._asked_s = seconds
        if asked in films.MOVEMENTS or asked in (FaceAdvice.LOOK_BACK, FaceAdvice.LOOK_HERE, FaceAdvice.MOVE_BACK):
            self._last = asked
        if self._during_s is not None:
            return self._seen >= self._number and asked in TURNS and seconds - self._asked_s >= self._during_s
        return self._seen >= self._number and asked not in films.MOVEMENTS


def _photo_in_step(stage: Stage) -> HeldPhoto:
    """Tilts and bends together with the asked turn, slides a little as a head does."""
    lying = bool(stage.random.integers(4) == 0)
    return HeldPhoto(
        stage, tilts=(0.6, 1.4), bends=(0.02, 0.07), lying=lying, slides_cm=stage.between(0, 3), shuts=None
    )


def _blinking_prints(stage: Stage) -> HeldPhoto:
    """A second print with shut eyes is shown in the moment."""
    asleep = pictures.with_thumbs(pictures.printed(stage.owner, Pose(eyes_shut=1.0)))

    def shown(awake: Image, shut: float) -> Image:
        return asleep if shut > 0.5 else awake

    return HeldPhoto(stage, tilts=(0.8, 1.3), bends=(0.02, 0.06), shuts=shown)


def _covered(stage: Stage) -> HeldPhoto:
    def shown(print_bgr: Image, shut: float) -> Image:
        return pictures.covered(print_bgr, stage.owner, shut)

    return HeldPhoto(stage, tilts=(0.8, 1.3), bends=(0.02, 0.06), shuts=shown)


def _living(stage: Stage) -> Living:
    return Living(stage.attacker, stage.hall, Performer(replace(HANDS, reaction_s=(0.3, 0.6)), stage.random))


def _shown(stage: Stage) -> Actor:
    """The owner, on paper or on a tablet."""
    if stage.random.integers(2):
        return HeldTablet(stage, films.still(), tilts=1.2)
    return _photo_in_step(stage)


def _swap_after(stage: Stage) -> Actor:
    slide = float(stage.random.choice([0.04, 0.15, 0.5]))
    return Swapped(_living(stage), _shown(stage), _Counted(stage.movements), slide)


def _swap_during(stage: Stage) -> Actor:
    begin = _Counted(int(stage.random.integers(1, stage.movements + 1)), during_s=stage.between(0.7, 1.6))
    return Swapped(_living(stage), _shown(stage), begin, float(stage.random.choice([0.04, 0.15])))


def _swap_reverse(stage: Stage) -> Actor:
    """The owner's picture to begin with, a living head for the movements, and at times the picture again."""
    slide = float(stage.random.choice([0.04, 0.15, 0.5]))

    def asked_first(_seconds: float, asked: FaceAdvice) -> bool:
        return asked in films.MOVEMENTS

    first = Swapped(_shown(stage), _living(stage), asked_first, slide)
    if stage.random.integers(2):
        return first
    return Swapped(first, _shown(stage), _Counted(stage.movements), slide)


ATTACKS: dict[str, Make] = {
    "photo_flat": lambda stage: HeldPhoto(stage),
    "photo_tilted": lambda stage: HeldPhoto(stage, tilts=(1.0, 1.6)),
    "photo_bent": lambda stage: HeldPhoto(stage, tilts=(0.4, 1.2), rest_bend=stage.between(0.03, 0.08)),
    "photo_moved": lambda stage: HeldPhoto(stage, tilts=(0.2, 0.6), slides_cm=stage.between(3, 7)),
    "photo_in_step": _photo_in_step,
    "photo_blink_swap": _blinking_prints,
    "photo_half_covered": _covered,
    "cut_out_eyes": lambda stage: Masked(stage, worn=False),
    "paper_mask_worn": lambda stage: Masked(stage, worn=True),
    "tablet_still": lambda stage: HeldTablet(stage, films.still(), tilts=stage.between(0.8, 1.5)),
    "tablet_other_challenge": lambda stage: HeldTablet(
        stage,
        films.other_challenge(stage.random),
        tilts=STILL_HANDS,
        begins_when_asked=bool(stage.random.integers(2)),
    ),
    "tablet_all_movements": lambda stage: HeldTablet(stage, films.everything(stage.random), tilts=STILL_HANDS),
    "swap_after": _swap_after,
    "swap_during": _swap_during,
    "swap_reverse": _swap_reverse,
    "another_person": _living,
}
"""What must never be accepted."""

BEYOND: dict[str, Make] = {
    "tablet_puppet": lambda stage: HeldTablet(stage, films.puppet(stage.random), tilts=STILL_HANDS),
}
"""Played and counted, but beyond what a challenge can see: an operator with a filmed clip of each movement."""
