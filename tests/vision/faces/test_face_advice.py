"""One instruction at a time, by a fixed order of importance, and none for ever that nobody can follow."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.vision.faces.advice import ORDER, FaceAdvice, first
from kiosk.vision.faces.covering import Covering, CoveringLimits, covered
from kiosk.vision.faces.light import Light, LightLimits, poor, too_poor
from kiosk.vision.faces.one_person import PATIENCE, OnePerson
from kiosk.vision.faces.quality import Measures, QualityLimits, spoiling, turned_away, worth_of

ASKED_BY_THE_CHECK = {"look_here", "turn_left", "turn_right", "blink", "lean_in", "look_back", "thank_you"}


def test_everything_that_can_be_found_has_its_place_in_the_order() -> None:
    assert {one.value for one in FaceAdvice} - ASKED_BY_THE_CHECK == {one.value for one in ORDER}
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize(("before", "after"), list(itertools.pairwise(ORDER)))
def test_the_more_important_comes_first(before: FaceAdvice, after: FaceAdvice) -> None:
    assert first([after, before]) is before


@given(st.lists(st.sampled_from(ORDER)))
def test_the_order_in_which_faults_are_found_changes_nothing(found: list[FaceAdvice]) -> None:
    assert first(found) is first(sorted(found, key=ORDER.index))
    assert (first(found) is None) == (not found)


@pytest.mark.parametrize(
    ("light", "advice"),
    [
        (Light(), None),
        (Light(bright=39, around=90), FaceAdvice.MORE_LIGHT),
        (Light(bright=41, around=90), None),
        (Light(bright=60, around=170), FaceAdvice.LIGHT_BEHIND),
        (Light(bright=20, around=170), FaceAdvice.LIGHT_BEHIND),
        (Light(bright=90, around=250), None),
        (Light(clipped=0.5), FaceAdvice.LESS_LIGHT),
        (Light(sharpness=3.0), FaceAdvice.HOLD_STILL),
        (Light(sharpness=4.5), None),
        (Light(bright=20, around=40, sharpness=3.0), FaceAdvice.MORE_LIGHT),
    ],
)
def test_light_too_poor_to_look_further(light: Light, advice: FaceAdvice | None) -> None:
    assert first(too_poor(light, LightLimits())) is advice


@pytest.mark.parametrize(
    ("light", "advice"),
    [
        (Light(), None),
        (Light(one_sided=1.6), FaceAdvice.LIGHT_ASIDE),
        (Light(one_sided=-1.6), FaceAdvice.LIGHT_ASIDE),
        (Light(one_sided=0.8), None),
        (Light(sharpness=4.5), FaceAdvice.HOLD_STILL),
    ],
)
def test_light_that_spoils_the_comparison(light: Light, advice: FaceAdvice | None) -> None:
    assert first(poor(light, LightLimits())) is advice


@pytest.mark.parametrize(
    ("covering", "advice"),
    [
        (Covering(), None),
        (Covering(mask=0.3), FaceAdvice.MASK_OFF),
        (Covering(unlike_eyes=0.9, eye_light=0.3), FaceAdvice.GLASSES_OFF),
        (Covering(unlike_eyes=0.9, eye_light=0.9), None),
        (Covering(unlike_eyes=0.1, eye_light=0.3), None),
        (Covering(mask=0.3, unlike_eyes=0.9, eye_light=0.3), FaceAdvice.MASK_OFF),
    ],
    ids=["free", "mask", "dark glasses", "bright lids", "deep-set dark eyes", "both"],
)
def test_coverings(covering: Covering, advice: FaceAdvice | None) -> None:
    assert first(covered(covering, CoveringLimits())) is advice


def test_faults_of_a_frame_come_in_order_too() -> None:
    everything = Measures(Light(one_sided=2.0, sharpness=4.0), Covering(0.5, 0.9, 0.2), shut=True)
    found = list(spoiling(everything, QualityLimits()))
    assert sorted(found, key=ORDER.index) == [
        FaceAdvice.MASK_OFF,
        FaceAdvice.GLASSES_OFF,
        FaceAdvice.LIGHT_ASIDE,
        FaceAdvice.HOLD_STILL,
        FaceAdvice.OPEN_EYES,
    ]


@pytest.mark.parametrize(
    ("yaw", "pitch", "away"),
    [(0.0, 8.0, False), (13.0, 8.0, True), (-13.0, 8.0, True), (0.0, 29.0, True), (float("nan"), 8.0, True)],
)
def test_a_head_turned_too_far(yaw: float, pitch: float, *, away: bool) -> None:
    assert (turned_away(yaw, pitch, QualityLimits()) is FaceAdvice.FACE_THE_CAMERA) is away


@pytest.mark.parametrize("advice", sorted(PATIENCE, key=ORDER.index))
def test_what_a_person_cannot_change_is_not_asked_for_ever(advice: FaceAdvice) -> None:
    person = OnePerson()
    said = [person.say([advice]) for _ in range(PATIENCE[advice] + 5)]
    assert said[: PATIENCE[advice]] == [advice] * PATIENCE[advice]
    assert set(said[PATIENCE[advice] :]) == {None}


def test_when_one_advice_was_in_vain_the_next_is_said() -> None:
    person = OnePerson()
    for _ in range(PATIENCE[FaceAdvice.MASK_OFF]):
        assert person.say([FaceAdvice.HOLD_STILL, FaceAdvice.MASK_OFF]) is FaceAdvice.MASK_OFF
    assert person.say([FaceAdvice.HOLD_STILL, FaceAdvice.MASK_OFF]) is FaceAdvice.HOLD_STILL


@pytest.mark.parametrize("advice", [one for one in ORDER if one not in PATIENCE])
def test_where_to_stand_is_said_as_long_as_it_is_wrong(advice: FaceAdvice) -> None:
    person = OnePerson()
    assert {person.say([advice]) for _ in range(400)} == {advice}


FAULTS = st.builds(
    Light,
    bright=st.floats(0, 255),
    clipped=st.floats(0, 1),
    one_sided=st.floats(-4, 4),
    around=st.floats(0, 255),
    sharpness=st.floats(0, 30),
)


@given(
    light=FAULTS,
    mask=st.floats(-2, 2),
    eyes_px=st.floats(0, 400),
    yaw=st.floats(-90, 90),
    pitch=st.floats(-90, 90),
    shut=st.booleans(),
)
def test_worth_is_between_nothing_and_one(
    light: Light, mask: float, eyes_px: float, yaw: float, pitch: float, *, shut: bool
) -> None:
    assert 0.0 <= worth_of(Measures(light, Covering(mask), shut), eyes_px, yaw, pitch, QualityLimits()) <= 1.0


@pytest.mark.parametrize(
    "worse",
    [
        {"sharpness": 4.0},
        {"bright": 30.0},
        {"clipped": 0.5},
        {"one_sided": 1.4},
        {"one_sided": -1.4},
    ],
)
def test_every_fault_of_light_costs_worth(worse: dict[str, float]) -> None:
    good = worth_of(Measures(Light()), 80.0, 0.0, 8.0, QualityLimits())
    assert worth_of(Measures(Light(**worse)), 80.0, 0.0, 8.0, QualityLimits()) < good


@pytest.mark.parametrize(
    ("eyes_px", "yaw", "pitch", "measures"),
    [
        (40.0, 0.0, 8.0, Measures()),
        (80.0, 10.0, 8.0, Measures()),
        (80.0, 0.0, 30.0, Measures()),
        (80.0, 0.0, 8.0, Measures(shut=True)),
        (80.0, 0.0, 8.0, Measures(covering=Covering(mask=0.35))),
    ],
    ids=["small", "turned", "bowed", "shut", "covered"],
)
def test_every_other_fault_costs_worth(eyes_px: float, yaw: float, pitch: float, measures: Measures) -> None:
    assert worth_of(measures, eyes_px, yaw, pitch, QualityLimits()) < worth_of(
        Measures(), 80.0, 0.0, 8.0, QualityLimits()
    )


def test_a_perfect_frame_is_worth_one() -> None:
    assert worth_of(Measures(), 80.0, 0.0, 8.0, QualityLimits()) == 1.0
