"""A bundle is the same for the same content, and is read whole or not at all."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.catalogue import bundle
from kiosk.catalogue.loader import Catalogue
from kiosk.errors import CatalogueError
from provisioning import catalogue as desk

Write = Callable[[dict[str, Any]], Path]
SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "catalogue"
PACKED = bundle.pack(SHIPPED)


def archive(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target.getvalue()


def test_the_shipped_folder_has_no_fault() -> None:
    assert desk.check(SHIPPED) == []


def test_the_shipped_pinyin_is_what_the_package_says(shipped: Catalogue) -> None:
    assert dict(shipped.pinyin) == desk.pinyin(desk.texts(shipped))


def test_a_fault_is_told_in_a_line(written: Write, files: dict[str, Any]) -> None:
    del files["items/travel-permit.json"]["name"]
    assert desk.check(written(files)) == ["items/travel-permit.json (travel-permit): name: Field required"]


def test_a_text_without_pinyin_is_told(written: Write, files: dict[str, Any]) -> None:
    files["pinyin.json"] = {}
    assert any("出门条" in line for line in desk.check(written(files)))


def test_derived_files_are_made_from_nothing(written: Write, files: dict[str, Any]) -> None:
    del files["pinyin.json"]
    folder = written(files)
    desk.write_derived(folder)
    assert (desk.check(folder), (folder / "schema.json").exists()) == ([], True)


def test_equal_content_makes_equal_bundles(written: Write, files: dict[str, Any]) -> None:
    assert desk.pack(written(files)) == desk.pack(written(files))


def test_a_faulty_folder_is_not_packed(written: Write, files: dict[str, Any]) -> None:
    files["rows.json"] = {"rows": [{}]}
    with pytest.raises(CatalogueError):
        desk.pack(written(files))


def test_the_ledger_report_names_the_three_totals(shipped: Catalogue) -> None:
    lines = desk.report(shipped)
    assert [word in line for word, line in zip(("148", "311", "229"), lines, strict=False)] == [True] * 3


def test_a_bundle_that_is_read_is_the_packed_catalogue_and_leaves_nothing_unpacked(
    tmp_path: Path, shipped: Catalogue
) -> None:
    assert bundle.read(PACKED, tmp_path / "beside").version == shipped.version
    assert list((tmp_path / "beside").iterdir()) == []


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"PK\x03\x04 nonsense",
        PACKED[: len(PACKED) // 2],
        archive(**{"rows.json": b"{}"}),
        archive(**{"../rows.json": b"{}"}),
        archive(**{"/rows.json": b"{}"}),
        archive(**{"items/deep/rows.json": b"{}"}),
        archive(**{"other/rows.json": b"{}"}),
        archive(**{"run.sh": b""}),
    ],
)
def test_a_bad_bundle_is_a_catalogue_fault_and_leaves_nothing(tmp_path: Path, bad: bytes) -> None:
    with pytest.raises(CatalogueError):
        bundle.read(bad, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("rows.json", b" " * (65 * 1024 * 1024))
    with pytest.raises(CatalogueError, match="too much"):
        bundle.read(target.getvalue(), tmp_path)


def test_a_place_that_cannot_be_written_is_a_catalogue_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError):
        bundle.read(PACKED, tmp_path / "file" / "beside")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000_000), byte=st.integers(0, 255))
def test_no_damaged_bundle_raises_anything_else(
    tmp_path: Path, written: Write, files: dict[str, Any], place: int, byte: int
) -> None:
    small = bytearray(bundle.pack(written(json.loads(json.dumps(files)))))
    small[place % len(small)] = byte
    with contextlib.suppress(CatalogueError):
        bundle.read(bytes(small), tmp_path / "beside")
    assert list((tmp_path / "beside").iterdir()) == []
