"""librime with the tables of set-up, and programs that stand in its place and misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.entry.rime import RimePinyin
from provisioning import pinyin

SAY = """import sys, time

def say(line):
    sys.stdout.write(line + "\\n")
    sys.stdout.flush()

"""


@pytest.fixture(scope="session")
def tables() -> Path:
    """The tables as set-up makes them."""
    pinyin.build()
    return pinyin.TABLES


@pytest.fixture
def engine(tables: Path) -> Iterator[RimePinyin]:
    """The real engine."""
    rime = RimePinyin(tables)
    yield rime
    rime.forget()


@pytest.fixture
def misbehaving(tables: Path, tmp_path: Path) -> Iterator[Callable[[str], RimePinyin]]:
    """Makes an engine whose program is the given Python lines; ``say`` writes a line to the terminal."""
    made: list[RimePinyin] = []

    def make(lines: str) -> RimePinyin:
        program = tmp_path / "child.py"
        program.write_text(SAY + lines, encoding="utf-8")
        made.append(RimePinyin(tables, program=program, answers_within_s=0.3, starts_within_s=5.0))
        return made[-1]

    yield make
    for one in made:
        one.forget()
