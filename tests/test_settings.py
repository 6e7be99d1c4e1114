"""A settings file is used whole or refused with the key and the line that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import settings
from kiosk.errors import SettingsError

GOOD = """
catalogue = "cat"
[terminal]
id = "T-0042"
hall_name = "仁和区政务服务中心"

[reader]
port = "/dev/ttyUSB0"

[reader.photo_decoder]
kind = "command"
command = ["decode", "--png"]
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    found = settings.load(_file(tmp_path, GOOD))
    assert found.terminal.id == "T-0042"
    assert found.reader.photo_decoder.command == ("decode", "--png")


def test_an_empty_file_means_the_documented_defaults(tmp_path: Path) -> None:
    assert settings.load(_file(tmp_path, "")).session.idle_s == 120


def test_relative_paths_start_at_the_files_folder(tmp_path: Path) -> None:
    found = settings.load(_file(tmp_path, GOOD))
    assert found.catalogue == tmp_path / "cat"
    assert found.storage.folder == tmp_path / "data"


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("[reader]\nbaud = 1234\n", "reader.baud", 2),
        ("[reader]\nread = '3002'\n", "reader.read", 2),
        ("[reader]\nmax_rf_bytes = 0\n", "reader.max_rf_bytes", 2),
        ("[reader]\ntransport = 'tcp'\n", "reader.transport", 2),
        ("[terminal]\nid = 'T-1'\n\n[session]\nidle_s = 'soon'\n", "session.idle_s", 5),
        ("[printer]\npaper_cm = 8\n", "printer.paper_cm", 2),
        ("[faces]\naccept = 0.3\nretry = 0.4\n", "faces.retry", 3),
        ("[camera]\nwidth_px = 640\n", "camera.source", 1),
        ("terminal.hall_name = 'x'\n", "terminal.hall_name", 1),
        ("[nonsense]\na = 1\n", "nonsense", 1),
    ],
)
def test_each_wrong_key_is_named_with_its_line(tmp_path: Path, text: str, key: str, line: int) -> None:
    path = _file(tmp_path, text)
    found = settings.problems(path)
    assert [(problem.key, problem.line) for problem in found] == [(key, line)]
    with pytest.raises(SettingsError) as caught:
        settings.load(path)
    assert (caught.value.key, caught.value.line) == (key, line)


def test_all_wrong_keys_are_named_at_once(tmp_path: Path) -> None:
    text = "[reader]\nbaud = 1\npoll_ms = 1\n[display]\ndpi = 'much'\n"
    assert {p.key for p in settings.problems(_file(tmp_path, text))} == {
        "reader.baud",
        "reader.poll_ms",
        "display.dpi",
    }


def test_a_file_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    path = _file(tmp_path, "[terminal]\nid = = 3\n")
    assert settings.problems(path)[0].line == 2
    with pytest.raises(SettingsError):
        settings.load(path)


def test_a_missing_file_is_an_error_not_a_default(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        settings.load(tmp_path / "none.toml")
    assert settings.problems(tmp_path / "none.toml")[0].message == "cannot be read"


def test_a_good_file_has_no_problems(tmp_path: Path) -> None:
    assert settings.problems(_file(tmp_path, GOOD)) == []
