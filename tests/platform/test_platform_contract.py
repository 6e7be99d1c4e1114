"""The models both sides share, where they do more than hold values."""

import pytest
from pydantic import ValidationError

from kiosk.platform.contract import Case, Enrolment, HelperRecord, Rating
from kiosk.platform.results import MAX_RESULT_BYTES, MAX_RESULT_PAGES, MAX_RESULTS, ResultPaper


def test_a_helpers_record_holds_no_pin_and_knows_the_right_one() -> None:
    helper = HelperRecord.of("B-07", "测试乙", "246810")
    assert "246810" not in helper.model_dump_json()
    assert helper.accepts("246810")
    assert not helper.accepts("246811")


def test_the_same_pin_is_never_kept_the_same_way() -> None:
    first, second = (HelperRecord.of("B-07", "测试乙", "246810") for _ in range(2))
    assert first.pin_scrypt != second.pin_scrypt


def test_an_enrolment_gives_the_hubs_key_as_bytes() -> None:
    enrolment = Enrolment(terminal_id="T-0001", token="t", hub_key_id="k", hub_public_key="AAEC", signing_key="")
    assert enrolment.public_key() == b"\x00\x01\x02"


@pytest.mark.parametrize("level", [0, 6])
def test_a_rating_has_five_levels(level: int) -> None:
    with pytest.raises(ValidationError):
        Rating.model_validate(
            {
                "application_id": "018bcfe5-687b-7000-8000-000000000000",
                "level": level,
                "at": "2026-11-23T02:00:00Z",
            }
        )


PAPER = {
    "id": "018bcfe5-687b-7000-8000-000000000001",
    "title": "样例凭证",
    "pages": 2,
    "size_bytes": MAX_RESULT_BYTES,
    "sha256": "0" * 64,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "长" * 41},
        {"pages": 0},
        {"pages": MAX_RESULT_PAGES + 1},
        {"size_bytes": 0},
        {"size_bytes": MAX_RESULT_BYTES + 1},
        {"sha256": "0" * 63},
    ],
)
def test_a_result_paper_keeps_its_limits(wrong: dict[str, object]) -> None:
    assert ResultPaper.model_validate(PAPER).pages == 2
    with pytest.raises(ValidationError):
        ResultPaper.model_validate(PAPER | wrong)


def test_a_case_without_the_field_has_no_results_and_none_has_too_many() -> None:
    case = {
        "application_id": "018bcfe5-687b-7000-8000-000000000000",
        "case_number": "510402-20261123-000001",
        "item_id": "x",
        "item_name": "样例事项",
        "region_code": "510402",
        "state": "done",
        "events": [{"state": "done", "at": "2026-11-23T02:00:00Z"}],
    }
    assert Case.model_validate(case).results == ()
    with pytest.raises(ValidationError):
        Case.model_validate(case | {"results": [PAPER] * (MAX_RESULTS + 1)})
