"""Where a number was given: codes that are, that were, that were renamed, and that no table has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SettingsError
from kiosk.identity.regions import Divisions

SHIPPED = Divisions.load(Path(__file__).resolve().parents[2] / "assets" / "divisions.tsv")
SMALL = Divisions(
    [
        ("510000", "四川省", None, None),
        ("510400", "渡口市", None, date(1987, 12, 1)),
        ("510400", "攀枝花市", date(1987, 12, 1), None),
        ("510411", "郊区", None, date(1983, 12, 1)),
        ("510411", "仁和区", date(1983, 12, 1), None),
        ("510499", "旧区", None, date(1987, 12, 1)),
    ]
)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("510411", "四川省攀枝花市仁和区"),
        ("511623", "四川省广安市邻水县"),
        ("500157", "重庆市两江新区"),
        ("110105", "北京市朝阳区"),
        ("659001", "新疆维吾尔自治区石河子市"),
    ],
)
def test_a_code_of_today_is_shown_from_the_province_down(code: str, full_name: str) -> None:
    place = SHIPPED.place_of(code)
    assert place is not None
    assert (place.code, place.full_name, place.current) == (code, full_name, True)


@pytest.mark.parametrize(
    ("code", "full_name", "until"),
    [
        ("500105", "重庆市江北区", date(2025, 11, 6)),
        ("500112", "重庆市渝北区", date(2025, 11, 6)),
        ("440524", "广东省汕头市潮阳县", date(1993, 12, 1)),
        ("510213", "四川省重庆市九龙坡区", date(1997, 12, 1)),
    ],
)
def test_a_code_that_is_no_more_is_shown_as_it_was(code: str, full_name: str, until: date) -> None:
    place = SHIPPED.place_of(code)
    assert place is not None
    assert (place.full_name, place.until, place.current) == (full_name, until, False)


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(1970, 1, 1), "四川省渡口市郊区"),
        (date(1983, 11, 30), "四川省渡口市郊区"),
        (date(1983, 12, 1), "四川省渡口市仁和区"),
        (date(1987, 12, 1), "四川省攀枝花市仁和区"),
        (date(2090, 1, 1), "四川省攀枝花市仁和区"),
        (None, "四川省攀枝花市仁和区"),
    ],
)
def test_a_renamed_place_has_the_name_of_the_day(on: date | None, name: str) -> None:
    place = SMALL.place_of("510411", on)
    assert place is not None
    assert name == place.full_name


def test_a_place_that_ended_with_its_citys_name_keeps_the_old_one() -> None:
    place = SMALL.place_of("510499")
    assert place is not None
    assert place.full_name == "四川省渡口市旧区"


def test_a_day_before_the_first_table_gives_the_first_name() -> None:
    place = SHIPPED.place_of("500157", date(1990, 1, 1))
    assert place is not None
    assert place.name == "两江新区"


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("653009", "新疆维吾尔自治区克孜勒苏柯尔克孜自治州"),
        ("519999", "四川省"),
        ("510499199001010015", "四川省攀枝花市"),
    ],
)
def test_a_county_that_no_table_has_is_shown_by_what_it_lies_in(code: str, full_name: str) -> None:
    place = SHIPPED.place_of(code)
    assert place is not None
    assert full_name == place.full_name


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("932682198501010017", "江苏省"),
        ("810000199408230021", "香港特别行政区"),
        ("820000199408230021", "澳门特别行政区"),
        ("830000199201300022", "台湾省"),
    ],
)
def test_numbers_of_foreigners_and_permits_have_their_place(number: str, name: str) -> None:
    place = SHIPPED.place_of(number)
    assert place is not None
    assert name == place.name


@pytest.mark.parametrize("code", ["", "9", "990000", "ABCDEF", "000000", "５１０４１１"])
def test_a_code_of_no_province_has_no_place(code: str) -> None:
    assert SHIPPED.place_of(code) is None


@given(st.text(max_size=18), st.none() | st.dates())
def test_no_code_and_no_day_make_it_fail(code: str, on: date | None) -> None:
    SHIPPED.place_of(code, on)


def test_todays_divisions_can_be_chosen_from() -> None:
    codes = {one.code for one in SHIPPED.current}
    assert {"510411", "500157", "511623"} <= codes
    assert codes.isdisjoint({"500105", "500112", "440524"})


def test_the_past_is_in_it_too() -> None:
    assert len(SHIPPED) > 6500 > 3500 > len(SHIPPED.current)


@pytest.mark.parametrize("text", ["510000\t四川省\n", "510000\t四川省\t1980-13-01\t\n"])
def test_a_broken_table_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "divisions.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="divisions"):
        Divisions.load(file)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="divisions cannot be read"):
        Divisions.load(tmp_path / "none.tsv")
