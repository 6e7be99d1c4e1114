"""A faulty catalogue is refused with the row and the field named; a good one answers what screens ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.loader import Catalogue
from kiosk.errors import CatalogueError

Files = dict[str, Any]
Write = Callable[[Files], Path]
KEY = "items/travel-permit.json"


def refused(written: Write, files: Files) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(written(files))
    return caught.value


def test_a_good_folder_is_read(written: Write, files: Files) -> None:
    catalogue = Catalogue.load(written(files))
    assert catalogue.item("travel-permit").complete


@pytest.mark.parametrize(
    "field", ["id", "name", "plain_name", "department", "mode", "kiosk_level", "verification"]
)
def test_a_missing_field_is_named_with_its_row(written: Write, files: Files, field: str) -> None:
    del files[KEY][field]
    error = refused(written, files)
    assert (error.field, KEY in error.row) == (field, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("mode", "by_pigeon"), ("scopes", "all"), ("plain_name", "一二三四五六七八九十十一十二"), ("regions", [])],
)
def test_a_wrong_value_is_named_with_its_row(written: Write, files: Files, field: str, value: object) -> None:
    files[KEY][field] = value
    error = refused(written, files)
    assert (error.field.split(".")[0], "travel-permit" in error.row) == (field, True)


def test_a_field_nobody_knows_is_refused(written: Write, files: Files) -> None:
    files[KEY]["colour"] = "red"
    assert refused(written, files).field == "colour"


def test_a_question_without_words_is_named(written: Write, files: Files) -> None:
    files[KEY]["form"]["properties"]["why"]["x-ui"]["question"] = ""
    error = refused(written, files)
    assert (error.row, error.field) == (KEY, "form.question")


def test_a_form_no_screen_can_ask_is_named(written: Write, files: Files) -> None:
    files[KEY]["form"]["properties"]["phone"]["format"] = "email"
    error = refused(written, files)
    assert (error.row, error.field, "phone" in str(error)) == (KEY, "form", True)


def test_a_condition_of_the_wrong_shape_is_named(written: Write, files: Files) -> None:
    files[KEY]["materials"][0]["only_if"] = {"answers": ["why"]}
    assert refused(written, files).field == "materials.0.only_if.answers"


def test_a_row_further_down_is_counted(written: Write, files: Files) -> None:
    files["sources.json"]["rows"].append({"id": "second", "title": "页面"})
    error = refused(written, files)
    assert (error.row, error.field) == ("sources.json row 2 (second)", "url")


@pytest.mark.parametrize("name", ["sources.json", "categories.json", "departments.json", "lists.json"])
def test_an_id_given_twice_is_refused(written: Write, files: Files, name: str) -> None:
    files[name]["rows"].append(files[name]["rows"][0])
    assert refused(written, files).field == "id"


def test_an_item_given_twice_is_refused(written: Write, files: Files) -> None:
    files["rows.json"]["rows"].append(files[KEY])
    error = refused(written, files)
    assert (error.row, error.field) == ("ServiceItem travel-permit", "id")


def test_a_region_given_twice_is_refused(written: Write, files: Files) -> None:
    files["regions.json"]["rows"].append(["510402", "东区", "510400"])
    assert refused(written, files).row == "regions.json row 7"


def test_a_region_without_its_parent_is_refused(written: Write, files: Files) -> None:
    files["regions.json"]["rows"].append(["320404", "钟楼区", "320400"])
    error = refused(written, files)
    assert (error.row, error.field) == ("region 320404", "parent")


def test_a_partner_that_is_no_region_is_refused(written: Write, files: Files) -> None:
    files["partners.json"]["rows"].append({"code": "999999"})
    assert "999999" in refused(written, files).row


@pytest.mark.parametrize("row", [["510499", "短"], "510499", ["51x499", "东区", "510400"]])
def test_a_region_that_is_no_triple_of_code_name_parent_is_refused(
    written: Write, files: Files, row: object
) -> None:
    files["regions.json"]["rows"].append(row)
    assert refused(written, files).row.startswith("regions.json row 7")


UNKNOWN = [
    (("life_event",), "nowhere", "life_event"),
    (("department",), "nobody", "department"),
    (("regions", 0), "999999", "regions"),
    (("listings", 0, "list"), "none", "listings.list"),
    (("listings", 0, "source_ids", 0), "none", "listings.ledger"),
    (("materials", 0, "source_ids", 0), "none", "materials.old_paper"),
    (("materials", 0, "only_if"), {"situation": "never"}, "materials.old_paper.only_if"),
    (("materials", 0, "only_if"), {"answers": {"colour": "red"}}, "materials.old_paper.only_if"),
    (("materials", 0, "only_if"), {"any_of": [{"answers": {"colour": "red"}}]}, "materials.old_paper.only_if"),
    (("materials", 0, "only_if"), {"answers": {"why": "fun"}}, "materials.old_paper.only_if"),
    (("materials", 0, "only_if"), {"any_of": [{"answers": {"sure": "yes"}}]}, "materials.old_paper.only_if"),
    (("form", "properties", "why", "x-ui", "only_if"), {"answers": {"sure": True}}, "form.why.only_if"),
    (("guide", "source_ids", 0), "none", "guide.source_ids"),
    (("guide", "fee", "source_ids", 0), "none", "guide.fee"),
    (("guide", "flow", 0, "source_ids", 0), "none", "guide.flow"),
]


@pytest.mark.parametrize(("path", "value", "field"), UNKNOWN)
def test_a_reference_to_nothing_is_named(
    written: Write, files: Files, path: tuple[str | int, ...], value: object, field: str
) -> None:
    place: Any = files[KEY]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    error = refused(written, files)
    assert (error.row, error.field) == ("item travel-permit", field)


def test_a_list_with_a_source_nobody_knows_is_refused(written: Write, files: Files) -> None:
    files["lists.json"]["rows"][0]["source_ids"] = ["none"]
    assert refused(written, files).row == "lists.json (ledger)"


def test_a_situation_given_twice_is_refused(written: Write, files: Files) -> None:
    files[KEY]["situations"].append(files[KEY]["situations"][0])
    assert refused(written, files).field == "situations"


def test_an_official_claim_without_a_sourced_official_list_is_refused(written: Write, files: Files) -> None:
    files[KEY]["listings"] = [{"list": "other", "verification": "sourced", "source_ids": ["page"]}]
    assert refused(written, files).field == "listed_as_official"


def test_an_official_claim_on_memory_alone_is_refused(written: Write, files: Files) -> None:
    files[KEY]["listings"][0]["verification"] = "recalled"
    assert refused(written, files).field == "listed_as_official"


def test_a_row_without_any_source_is_refused(written: Write, files: Files) -> None:
    files[KEY] |= {"listings": [], "listed_as_official": False, "guide": {}, "kiosk_level": "guide"}
    assert refused(written, files).field == "listings"


@pytest.mark.parametrize("fact", ["time_limit", "fee", "result"])
def test_an_item_to_apply_for_must_be_complete(written: Write, files: Files, fact: str) -> None:
    del files[KEY]["guide"][fact]
    assert refused(written, files).field == "kiosk_level"


def test_a_fact_named_as_unsaid_does_not_make_an_item_incomplete(written: Write, files: Files) -> None:
    del files[KEY]["guide"]["fee"]
    files[KEY]["guide"]["unsaid"] = ["fee"]
    assert Catalogue.load(written(files)).item("travel-permit").complete


def test_papers_must_be_there_or_said_to_be_needless(written: Write, files: Files) -> None:
    files[KEY]["materials"] = []
    assert refused(written, files).field == "kiosk_level"


def test_a_matter_of_no_list_can_only_be_read_about(written: Write, files: Files) -> None:
    files[KEY]["scopes"] = []
    assert refused(written, files).field == "scopes"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]"])
def test_a_file_that_is_no_json_object_is_named(written: Write, files: Files, content: bytes) -> None:
    folder = written(files)
    (folder / "sources.json").write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        Catalogue.load(folder)
    assert caught.value.row == "sources.json"


def test_a_missing_folder_is_a_catalogue_fault(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        Catalogue.load(tmp_path / "none")


def test_rows_that_are_no_list_are_named(written: Write, files: Files) -> None:
    files["rows.json"] = {"rows": {}}
    error = refused(written, files)
    assert (error.row, error.field) == ("rows.json", "rows")


@pytest.mark.parametrize(("row", "field"), [("text", ""), ({"form": []}, "form")])
def test_an_item_that_is_no_object_is_named(written: Write, files: Files, row: object, field: str) -> None:
    files["rows.json"]["rows"].append(row)
    error = refused(written, files)
    assert (error.row, error.field) == ("rows.json row 1", field)


def test_synonyms_must_be_lists_of_words(written: Write, files: Files) -> None:
    files["synonyms.json"]["放行"] = "出门条"
    assert refused(written, files).field == "放行"


def test_the_version_changes_with_any_byte(written: Write, files: Files) -> None:
    before = Catalogue.load(written(files)).version
    files[KEY]["summary"] = "改了一个字"
    assert Catalogue.load(written(files)).version != before


def test_the_version_is_the_same_for_the_same_bytes(written: Write, files: Files) -> None:
    assert Catalogue.load(written(files)).version == Catalogue.load(written(files)).version


@pytest.mark.parametrize(
    ("code", "belongs"),
    [
        ("510402", True),
        ("510000", True),
        ("532327", True),
        ("532300", False),
        ("530000", False),
        ("000000", False),
    ],
)
def test_a_matter_belongs_to_its_regions_and_all_below_them(
    written: Write, files: Files, code: str, belongs: bool
) -> None:
    catalogue = Catalogue.load(written(files))
    assert catalogue.belongs(catalogue.items[0], code) is belongs


def test_a_matter_of_all_regions_belongs_to_every_known_code(written: Write, files: Files) -> None:
    files[KEY]["regions"] = ["all"]
    catalogue = Catalogue.load(written(files))
    assert [catalogue.belongs(catalogue.items[0], code) for code in ("530000", "999999")] == [True, False]


def test_items_that_can_be_done_here_come_first(written: Write, files: Files) -> None:
    reading = json.loads(json.dumps(files[KEY])) | {"id": "a-guide", "kiosk_level": "guide"}
    files["rows.json"]["rows"].append(reading)
    catalogue = Catalogue.load(written(files))
    lists = [
        catalogue.by_category("life"),
        catalogue.by_department("office"),
        catalogue.by_scope("cross_province"),
    ]
    assert [[one.id for one in found] for found in lists] == [["travel-permit", "a-guide"]] * 3


def test_totals_count_only_what_a_page_says(written: Write, files: Files) -> None:
    recalled = json.loads(json.dumps(files[KEY])) | {"id": "recalled", "listed_as_official": False}
    recalled["listings"][0]["verification"] = "recalled"
    files["rows.json"]["rows"].append(recalled)
    total = Catalogue.load(written(files)).totals()[0]
    assert (total.announced, total.sourced, total.recalled, total.complete) == (9, 1, 1, 2)
