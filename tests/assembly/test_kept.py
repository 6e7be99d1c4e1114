"""Ratings and the staff list on the disk: kept whole, and what a power cut broke harms nothing else."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.assembly.kept import RatingBox, StaffList, write_whole
from kiosk.errors import DiskFull, HubUnreachable
from kiosk.platform.contract import HelperRecord, Rating

HELPER = HelperRecord.of("B007", "测试帮办", "246810")


def a_rating(level: int = 4) -> Rating:
    return Rating(application_id=uuid4(), level=level, at=datetime(2026, 11, 23, tzinfo=UTC))


def handed_in(box: RatingBox) -> list[UUID]:
    given: list[UUID] = []
    box.hand_in(lambda rating: given.append(rating.application_id))
    return given


def test_ratings_are_handed_in_oldest_first_and_once(tmp_path: Path) -> None:
    box, ratings = RatingBox(tmp_path / "ratings.jsonl"), [a_rating(), a_rating(), a_rating()]
    for one in ratings:
        box.keep(one)
    assert handed_in(box) == [one.application_id for one in ratings]
    assert handed_in(box) == []


def test_a_rating_the_hub_did_not_take_stays_first(tmp_path: Path) -> None:
    box, ratings = RatingBox(tmp_path / "ratings.jsonl"), [a_rating(), a_rating()]
    for one in ratings:
        box.keep(one)

    def away(_: Rating) -> None:
        raise HubUnreachable("cable")

    with pytest.raises(HubUnreachable):
        box.hand_in(away)
    assert handed_in(box) == [one.application_id for one in ratings]


def test_ratings_survive_a_restart(tmp_path: Path) -> None:
    rating = a_rating()
    RatingBox(tmp_path / "ratings.jsonl").keep(rating)
    assert handed_in(RatingBox(tmp_path / "ratings.jsonl")) == [rating.application_id]


@pytest.mark.parametrize("rest", [b'{"application_id":"0192', b"\xff\xfe\x00", b'{"level": 9}', b"\0" * 40])
def test_a_line_that_a_power_cut_broke_costs_no_other_rating(tmp_path: Path, rest: bytes) -> None:
    path, before, after = tmp_path / "ratings.jsonl", a_rating(), a_rating()
    box = RatingBox(path)
    box.keep(before)
    with path.open("ab") as file:
        file.write(rest)
    box.keep(after)
    assert handed_in(RatingBox(path)) == [before.application_id, after.application_id]


def test_a_rating_that_cannot_be_written_is_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        RatingBox(tmp_path / "nowhere" / "ratings.jsonl").keep(a_rating())


def test_without_a_box_there_is_nothing_to_hand_in(tmp_path: Path) -> None:
    assert handed_in(RatingBox(tmp_path / "ratings.jsonl")) == []


def test_the_staff_list_is_there_after_a_restart(tmp_path: Path) -> None:
    StaffList(tmp_path / "helpers.json").renew((HELPER,))
    found = StaffList(tmp_path / "helpers.json").find("b007")
    assert found is not None
    assert found.accepts("246810")


def test_somebody_taken_off_the_list_is_found_no_more(tmp_path: Path) -> None:
    staff = StaffList(tmp_path / "helpers.json")
    staff.renew((HELPER,))
    staff.renew(())
    assert (staff.find("B007"), StaffList(tmp_path / "helpers.json").find("B007")) == (None, None)


@pytest.mark.parametrize("content", [b"", b"{", b'{"helpers": [{"staff_code": "B007"}]}', b"\xff\xff", b"[]"])
def test_a_broken_staff_list_is_an_empty_one_until_the_hub_sends_another(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "helpers.json"
    path.write_bytes(content)
    staff = StaffList(path)
    assert staff.find("B007") is None
    staff.renew((HELPER,))
    assert StaffList(path).find("B007") == HELPER


def test_the_same_list_again_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "helpers.json"
    staff = StaffList(path)
    staff.renew((HELPER,))
    path.unlink()
    staff.renew((HELPER,))
    assert not path.exists()


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "helpers.json"
    path.write_text("old", encoding="utf-8")
    path.with_suffix(".new").mkdir()
    with pytest.raises(DiskFull):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
