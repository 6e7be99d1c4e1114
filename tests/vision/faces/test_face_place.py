"""Whose face it is that stands at the machine, and where: on boxes drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.faces.advice import FaceAdvice, first
from kiosk.vision.faces.detector import Face
from kiosk.vision.faces.one_person import LOST_FRAMES, LOW_EVERY, OnePerson
from kiosk.vision.faces.place import PlaceLimits, misplaced, ranked

WIDTH, HEIGHT = 640, 480


def face_at(x: float, y: float = 220.0, width: float = 160.0) -> Face:
    """A frontal face around a middle, 1.25 times as high as wide."""
    high = 1.25 * width
    across = np.array([-0.24, 0.24, 0.0, -0.18, 0.18]) * width
    down = np.array([-0.12, -0.12, 0.06, 0.24, 0.24]) * high
    points = np.column_stack([across + x, down + y]).astype(np.float32)
    row = np.zeros(15, np.float32)
    return Face((x - width / 2, y - high / 2, width, high), points, 0.9, row)


def said(*faces: Face) -> FaceAdvice | None:
    order = ranked(faces, WIDTH, PlaceLimits(), None)
    return first(misplaced(order, (HEIGHT, WIDTH, 3), PlaceLimits()))


@pytest.mark.parametrize(
    ("faces", "advice"),
    [
        ((), FaceAdvice.NOBODY),
        ((face_at(320),), None),
        ((face_at(320), face_at(480, width=80)), None),
        ((face_at(320), face_at(70, width=120)), None),
        ((face_at(160), face_at(480)), FaceAdvice.ONE_AT_A_TIME),
        ((face_at(320, width=60),), FaceAdvice.COME_CLOSER),
        ((face_at(320, width=320),), FaceAdvice.MOVE_BACK),
        ((face_at(500),), FaceAdvice.TO_THE_MIDDLE),
        ((face_at(140),), FaceAdvice.TO_THE_MIDDLE),
        ((face_at(320, 370),), None),
        ((face_at(320, 110),), None),
        ((face_at(320, 450),), FaceAdvice.MOVE_BACK),
        ((face_at(320, 10),), FaceAdvice.MOVE_BACK),
    ],
    ids=[
        "nobody",
        "in place",
        "somebody behind",
        "somebody passing at the side",
        "two at the machine",
        "far",
        "near",
        "right",
        "left",
        "sitting",
        "tall",
        "cut below",
        "cut above",
    ],
)
def test_place_and_number(faces: tuple[Face, ...], advice: FaceAdvice | None) -> None:
    assert said(*faces) is advice


def test_a_turned_face_is_not_sent_closer_because_its_eyes_come_together() -> None:
    face = face_at(320, width=120)
    face.points[1, 0] = face.points[0, 0] + 25
    assert said(face) is None


def test_the_face_in_the_middle_comes_before_a_slightly_larger_one_at_the_side() -> None:
    middle, aside = face_at(320, width=140), face_at(600, width=160)
    assert ranked([aside, middle], WIDTH, PlaceLimits(), None)[0] is middle


def test_the_reader_may_be_beside_the_camera() -> None:
    right, left = face_at(460), face_at(180)
    assert ranked([left, right], WIDTH, PlaceLimits(reader_at=0.7), None)[0] is right


def test_whoever_walks_past_closer_to_the_lens_does_not_take_the_place() -> None:
    person = OnePerson()
    mine = face_at(320)
    assert person.seen([mine], WIDTH)[0] is mine
    for step in range(12):
        mine, passing = face_at(320 + step), face_at(60 + 45 * step, width=260)
        assert person.seen([passing, mine], WIDTH)[0] is mine


def test_after_the_person_has_gone_the_next_is_followed() -> None:
    person = OnePerson()
    person.seen([face_at(250)], WIDTH)
    for _ in range(LOST_FRAMES):
        person.seen([], WIDTH)
    large, small = face_at(420, width=180), face_at(250, width=150)
    assert person.seen([small, large], WIDTH)[0] is large


def test_a_short_loss_does_not_give_the_place_away() -> None:
    person = OnePerson()
    person.seen([face_at(250)], WIDTH)
    for _ in range(LOST_FRAMES - 1):
        person.seen([], WIDTH)
    large, small = face_at(420, width=180), face_at(250, width=150)
    assert person.seen([small, large], WIDTH)[0] is small


def test_the_low_part_is_searched_at_the_first_miss_and_then_now_and_again() -> None:
    person = OnePerson()
    searched = []
    for _ in range(3 * LOW_EVERY):
        searched.append(person.searches_low)
        person.seen([], WIDTH)
    assert searched == ([True] + [False] * (LOW_EVERY - 1)) * 3


@given(
    st.lists(
        st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT), st.floats(10, 400)),
        max_size=6,
    )
)
def test_nobody_is_lost_and_nobody_is_doubled_by_the_ranking(places: list[tuple[float, float, float]]) -> None:
    faces = [face_at(*place) for place in places]
    followed = faces[0] if faces else None
    for order in (ranked(faces, WIDTH, PlaceLimits(), None), ranked(faces, WIDTH, PlaceLimits(), followed)):
        assert sorted(map(id, order)) == sorted(map(id, faces))
    if faces:
        assert ranked(faces, WIDTH, PlaceLimits(), followed)[0] is followed or any(
            other.box == faces[0].box for other in faces[1:]
        )
