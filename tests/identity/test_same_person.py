"""The same-person policy, as a table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.same_person import Band, Decision, SamePersonPolicy

POLICY = SamePersonPolicy(accept=0.42, retry=0.34, tries=3)


@pytest.mark.parametrize(
    ("score", "live", "tries_before", "decision", "band"),
    [
        (0.80, True, 0, Decision.ACCEPT, Band.ACCEPT),
        (0.42, True, 2, Decision.ACCEPT, Band.ACCEPT),
        (0.419, True, 0, Decision.AGAIN, Band.RETRY),
        (0.34, True, 1, Decision.AGAIN, Band.RETRY),
        (0.339, True, 0, Decision.AGAIN, Band.REFUSE),
        (0.40, True, 2, Decision.REFUSE, Band.RETRY),
        (0.05, True, 2, Decision.REFUSE, Band.REFUSE),
        (0.95, False, 0, Decision.AGAIN, Band.ACCEPT),
        (0.95, False, 2, Decision.REFUSE, Band.ACCEPT),
        (None, False, 0, Decision.AGAIN, Band.UNKNOWN),
        (None, False, 2, Decision.REFUSE, Band.UNKNOWN),
        (None, True, 0, Decision.AGAIN, Band.UNKNOWN),
        (math.nan, True, 0, Decision.AGAIN, Band.UNKNOWN),
    ],
)
def test_the_policy_table(
    score: float | None, live: bool, tries_before: int, decision: Decision, band: Band
) -> None:
    verdict = POLICY.decide(score, live=live, tries_before=tries_before)
    assert (decision, band) == (verdict.decision, verdict.band)


@given(score=st.one_of(st.none(), st.floats(-1, 1)), tries_before=st.integers(0, 20))
def test_nobody_is_accepted_without_life(score: float | None, tries_before: int) -> None:
    assert POLICY.decide(score, live=False, tries_before=tries_before).decision is not Decision.ACCEPT


@given(score=st.floats(-1, 0.4199), tries_before=st.integers(0, 20))
def test_tries_end(score: float, tries_before: int) -> None:
    verdict = POLICY.decide(score, live=True, tries_before=tries_before)
    assert (verdict.decision is Decision.REFUSE) == (tries_before >= 2)
    assert verdict.tries_left == max(0, 2 - tries_before)


@pytest.mark.parametrize("wrong", [{"accept": 0.3, "retry": 0.4}, {"tries": 0}, {"accept": 1.5}])
def test_values_that_are_no_policy_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="retry must not be above accept"):
        SamePersonPolicy(**wrong)  # type: ignore[arg-type]
