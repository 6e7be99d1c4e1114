"""The fuzzing targets themselves: their seeds are fine, and each sees a fault that is put before it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import __main__ as runner
from fuzz.__main__ import TARGETS

MODULES = [importlib.import_module(f"fuzz.{name}") for name in TARGETS]


def the(name: str) -> ModuleType:
    return MODULES[TARGETS.index(name)]


@pytest.mark.parametrize("target", MODULES, ids=TARGETS)
def test_every_seed_is_taken_without_a_finding(target: ModuleType) -> None:
    seeds = list(target.seeds())
    for seed in seeds:
        target.one(seed)
    assert len(seeds) > 4


@pytest.mark.parametrize("target", MODULES, ids=TARGETS)
@given(data=st.binary(max_size=600))
def test_any_bytes_are_taken_without_a_finding(target: ModuleType, data: bytes) -> None:
    target.one(data)


def test_a_parser_that_lets_a_foreign_error_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the("card_text"), "parse", raising(UnicodeDecodeError("utf-16", b"", 0, 1, "cut")))
    with pytest.raises(UnicodeDecodeError):
        the("card_text").one(b"")


def test_a_module_that_reads_part_of_a_card_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.devices.id_reader.protocol import Sam

    class Part:
        text, photo = bytes(256), bytes(1000)

    monkeypatch.setattr(Sam, "read", lambda module: Part())
    with pytest.raises(AssertionError, match="part of a card"):
        the("sam").one(bytes(2))


def test_a_wait_without_end_is_found() -> None:
    wire = the("sam").NoisyWire(b"", 1, breaks=False)
    with pytest.raises(AssertionError, match="without end"):
        [wire.read(1.0) for _ in range(1000)]


def test_a_receiver_that_depends_on_the_pieces_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.devices.id_reader.frames import Receiver

    monkeypatch.setattr(Receiver, "feed", lambda receiver, data: [data])
    with pytest.raises(AssertionError, match="how the line was cut"):
        the("frames").one(b"\x00abc")


def test_a_check_that_contradicts_itself_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the("numbers"), "same_number", lambda one, other: False)
    with pytest.raises(AssertionError, match="modern form"):
        the("numbers").one(b"1")


# The runner -----------------------------------------------------------------------------------------------------

LOG = b"""#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 40Mb
#9000\tDONE   cov: 131 ft: 265 corp: 47/12Kb lim: 5000 exec/s: 4500 rss: 60Mb
"""


def run(monkeypatch: pytest.MonkeyPatch, out: Path, code: int, finding: str = "") -> int:
    def child(target: str, corpus: Path, findings: Path, seconds: int, heard: BinaryIO) -> int:
        heard.write(LOG)
        if finding:
            (findings / finding).write_bytes(b"x")
        return code

    monkeypatch.setattr(runner, "_child", child)
    return runner.main(["--seconds", "4", "--out", str(out)])


def test_a_run_without_a_finding_is_well_and_tells_its_figures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, 0) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == list(TARGETS)
    assert "9,000 runs   131 edges    265 features  corpus   47  found 0" in told[0]


def test_a_crash_ends_ill_and_its_input_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, tmp_path, 77, "crash-0a") == 1
    assert (tmp_path / "frames" / "crash-0a").read_bytes() == b"x"


def test_a_fuzzer_that_does_not_start_is_no_good_news(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, tmp_path, 1) == 1


def test_each_target_begins_with_its_seeds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run(monkeypatch, tmp_path, 0)
    kept = {file.read_bytes() for file in (tmp_path / "corpus" / "numbers").iterdir()}
    assert set(the("numbers").seeds()) == kept


def raising(error: Exception) -> Callable[[object], object]:
    def fail(_: object) -> object:
        raise error

    return fail
