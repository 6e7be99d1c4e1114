"""Attackers and honest people before the real face check: a few runs of the many, and what they are made of."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.sandbox.head_shape import HEIGHT_PX, WIDTH_PX
from kiosk.sandbox.liveness.attack_kinds import ATTACKS, BEYOND
from kiosk.sandbox.liveness.attacks import Stage
from kiosk.sandbox.liveness.bona_fide import BONA_FIDE
from kiosk.sandbox.liveness.cast import Cast, Part
from kiosk.sandbox.liveness.counts import count, holds
from kiosk.sandbox.liveness.filmed import BAR_PX, FilmFile
from kiosk.sandbox.liveness.manner import Manner, Performer
from kiosk.sandbox.liveness.played import Played, Run, Theatre
from kiosk.sandbox.liveness.sheet import Hold, held, seen_at
from kiosk.sandbox.liveness_run import FONT, plan
from kiosk.sandbox.person import Pose
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.progress import CheckLimits
from kiosk.vision.faces.quality import FaceAdvice
from provisioning.models import FileState, check, default_folder

SEED = 1
ATTACKS_OF_EACH_SORT = ("photo_in_step", "paper_mask_worn", "tablet_all_movements")
SOME_HONEST = ("sitting",)


@pytest.fixture(scope="module")
def models_dir() -> Path:
    folder = default_folder()
    if any(entry.state is not FileState.GOOD for entry in check(folder)):
        pytest.fail("weights missing; run: python -m provisioning models", pytrace=False)
    return folder


@pytest.fixture(scope="module")
def theatre(models_dir: Path) -> Theatre:
    """Of two movements and four seconds each, so that a run takes seconds."""
    return Theatre(models_dir, CheckLimits(move_s=4.0), steps=2)


@pytest.fixture(scope="module")
def cast(models_dir: Path) -> Cast:
    return Cast(models_dir)


@pytest.mark.parametrize("kind", ATTACKS_OF_EACH_SORT)
def test_an_attack_is_not_accepted(theatre: Theatre, kind: str) -> None:
    assert not theatre.play(Run(kind, 0, SEED)).accepted


@pytest.mark.parametrize("kind", SOME_HONEST)
def test_an_honest_person_is_accepted_in_the_first_try(theatre: Theatre, kind: str) -> None:
    assert theatre.play(Run(kind, 0, SEED)).accepted


def test_a_run_is_the_same_each_time_and_its_film_can_be_watched(theatre: Theatre, tmp_path: Path) -> None:
    run, path = Run("swap_reverse", 0, SEED), tmp_path / "swap_reverse.mp4"
    with FilmFile(path, FONT, "swap_reverse") as film:
        played = theatre.play(run, film.see)
    assert theatre.play(run) == played
    assert not played.accepted
    watched = cv2.VideoCapture(str(path))
    assert watched.get(cv2.CAP_PROP_FRAME_COUNT) >= played.frames
    there, frame = watched.read()
    watched.release()
    assert there
    assert frame.shape == (HEIGHT_PX + BAR_PX, WIDTH_PX, 3)
    assert frame[HEIGHT_PX:].max() > 200, "the instruction is written below the picture"


def test_the_plan_has_as_many_runs_as_asked_over_all_kinds() -> None:
    planned = plan(200, SEED)
    assert sum(run.kind in ATTACKS for run in planned) == 200
    assert sum(run.kind in BONA_FIDE for run in planned) == 200
    assert {run.kind for run in planned} == {*ATTACKS, *BONA_FIDE, *BEYOND}
    assert len(set(planned)) == len(planned)


def _ended(kind: str, *, accepted: bool, number: int = 0) -> Played:
    return Played(Run(kind, number, SEED), "compared" if accepted else "not_turned", None, accepted, 9.0, 100)


def test_one_accepted_attack_misses_the_goal() -> None:
    assert holds([_ended("photo_flat", accepted=False), _ended("normal", accepted=True)])
    assert not holds([_ended("photo_flat", accepted=True), _ended("normal", accepted=True)])


def test_four_of_two_hundred_honest_may_be_refused_and_not_five() -> None:
    honest = [_ended("normal", accepted=number >= 4, number=number) for number in range(200)]
    assert holds(honest)
    honest[4] = _ended("normal", accepted=False, number=4)
    assert not holds(honest)


def test_a_puppet_player_is_counted_apart() -> None:
    assert holds([_ended("tablet_puppet", accepted=True)])


def test_the_count_names_what_refused() -> None:
    counted = count("x", [_ended("photo_flat", accepted=False), _ended("photo_flat", accepted=True)])
    assert (counted.runs, counted.accepted, counted.refused, counted.ends) == (2, 1, 1, "not_turned 1")


def test_the_cast_is_of_different_people(models_dir: Path, cast: Cast) -> None:
    engine = FaceEngine(models_dir)
    embeddings = []
    for number in range(4):
        reference = engine.prepare_reference(cast.person(Part(number)).card_photo())
        assert reference is not None
        embeddings.append(reference.embedding)
    likeness = np.array(embeddings) @ np.array(embeddings).T - np.eye(4)
    assert likeness.max() < 0.34


def test_a_nose_comes_nearer_faster_than_the_eyes(models_dir: Path, cast: Cast) -> None:
    """A wide lens close by: the tip of the nose leaves the plane of the eyes behind."""
    person = cast.person(Part(1))
    brow, tip = person.mesh[[168], :2], person.mesh[[4], :2]
    corners = person.mesh[[33, 263], :2]

    def nose_in_eye_widths(distance_cm: float) -> float:
        pose = Pose(distance_cm=distance_cm, below_cm=2.0)
        eyes = person.where(pose, corners)
        nose = person.where(pose, tip) - person.where(pose, brow)
        return float(np.linalg.norm(nose) / np.linalg.norm(eyes[1] - eyes[0]))

    assert nose_in_eye_widths(36.0) > 1.03 * nose_in_eye_widths(60.0)


@pytest.mark.parametrize(
    "hold", [Hold(50.0), Hold(50.0, bend=0.06, yaw_deg=15), Hold(60.0, bend=-0.04, lying=True)]
)
def test_a_point_of_a_held_picture_is_where_it_is_said_to_be(hold: Hold) -> None:
    picture = np.full((300, 240, 3), 40, np.uint8)
    cv2.circle(picture, (170, 90), 6, (255, 255, 255), -1)
    seen, _ = held(picture, 20.0, hold)
    row, column = np.unravel_index(np.argmax(cv2.GaussianBlur(seen[:, :, 1], (0, 0), 3)), (480, 640))
    said = seen_at(np.array([[170, 90]], np.float32), (240, 300), 20.0, hold)[0]
    assert np.hypot(said[0] - column, said[1] - row) < 4


def test_attackers_do_what_is_asked(cast: Cast) -> None:
    """Each attacker of the hands moves when told to: a picture that stands still would prove nothing."""
    stage = Stage(cast.person(Part(1)), cast.person(Part(2)), np.full((480, 640, 3), 128, np.uint8), _dice())
    for kind in ("photo_tilted", "photo_in_step", "paper_mask_worn", "tablet_all_movements"):
        actor = ATTACKS[kind](stage)
        before = actor.frame(0.1, FaceAdvice.LOOK_HERE).astype(int)
        frames = [actor.frame(0.1 + number / 5, FaceAdvice.TURN_LEFT) for number in range(14)]
        assert max(float(np.abs(frame - before).mean()) for frame in frames) > 3.0, kind


def test_the_hesitant_begin_to_the_wrong_side_and_end_on_the_right_one() -> None:
    person = Performer(Manner(wrong_first_deg=10.0), _dice())
    yaws = [person.pose(number / 15, FaceAdvice.TURN_LEFT).yaw_deg for number in range(60)]
    assert min(yaws) < -7
    assert max(yaws) > 20
    assert yaws.index(min(yaws)) < yaws.index(max(yaws))


def test_the_slow_begin_seconds_later() -> None:
    person = Performer(Manner(reaction_s=(3.0, 5.0), sway_deg=0.0), _dice())
    yaws = [person.pose(number / 15, FaceAdvice.TURN_RIGHT).yaw_deg for number in range(120)]
    assert min(yaws[:44]) == pytest.approx(0.0)
    assert min(yaws) < -20


def _dice() -> np.random.Generator:
    return np.random.default_rng(SEED)
