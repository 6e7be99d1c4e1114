"""A bundle is the same for the same content, and a bad one leaves the old catalogue in place."""

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


def test_an_installed_bundle_is_the_packed_catalogue(tmp_path: Path, shipped: Catalogue) -> None:
    bundle.install(PACKED, tmp_path / "catalogue")
    assert Catalogue.load(tmp_path / "catalogue").version == shipped.version


def test_a_new_bundle_takes_the_place_of_the_old(tmp_path: Path, written: Write, files: dict[str, Any]) -> None:
    small = desk.pack(written(files))
    bundle.install(PACKED, tmp_path / "place")
    assert [one.id for one in bundle.install(small, tmp_path / "place").items] == ["travel-permit"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["catalogue", "place"]


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
def test_a_bad_bundle_leaves_the_old_catalogue(
    tmp_path: Path, written: Write, files: dict[str, Any], bad: bytes
) -> None:
    folder = written(files)
    with pytest.raises(CatalogueError):
        bundle.install(bad, folder)
    assert [one.name for one in tmp_path.iterdir()] == ["catalogue"]
    assert Catalogue.load(folder).item("travel-permit")


def test_a_bundle_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("rows.json", b" " * (65 * 1024 * 1024))
    with pytest.raises(CatalogueError, match="too much"):
        bundle.install(target.getvalue(), tmp_path / "catalogue")


def test_a_place_that_cannot_be_written_is_a_catalogue_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError):
        bundle.install(PACKED, tmp_path / "file" / "catalogue")


def test_the_old_catalogue_comes_back_when_the_new_cannot_be_put_in_place(
    tmp_path: Path, written: Write, files: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(files)
    rename = Path.rename

    def refuse_the_new(self: Path, target: Path) -> Path:
        if self.name == "fresh":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new)
    with pytest.raises(CatalogueError):
        bundle.install(PACKED, folder)
    assert [one.id for one in Catalogue.load(folder).items] == ["travel-permit"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000_000), byte=st.integers(0, 255))
def test_no_damaged_bundle_raises_anything_else(
    tmp_path: Path, written: Write, files: dict[str, Any], place: int, byte: int
) -> None:
    small = bytearray(bundle.pack(written(json.loads(json.dumps(files)))))
    small[place % len(small)] = byte
    with contextlib.suppress(CatalogueError):
        bundle.install(bytes(small), tmp_path / "target")
    assert sorted(one.name for one in tmp_path.iterdir()) in (["catalogue"], ["catalogue", "target"])
