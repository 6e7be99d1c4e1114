"""The program beside librime speaks one line a question; tried in a process of its own, as librime deserves."""

from __future__ import annotations

import io
import json
import multiprocessing
import shutil
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from kiosk.entry import rime_child
from provisioning import pinyin


def _apart(work: Callable[[], Any]) -> Any:
    """What ``work`` returns in a process that ends without librime's clean-up."""
    here, there = multiprocessing.Pipe(duplex=False)

    def run(answers: Connection) -> None:
        answers.send(work())
        answers.close()

    process = multiprocessing.get_context("fork").Process(target=run, args=(there,))
    process.start()
    there.close()
    try:
        assert here.poll(30), "no answer"
        return here.recv()
    finally:
        process.join(10)
        here.close()


def _served(tables: Path, *questions: dict[str, object]) -> list[dict[str, Any]]:
    lines = b"".join(json.dumps(one).encode() + b"\n" for one in questions)

    def work() -> bytes:
        answers = io.BytesIO()
        rime_child.serve(rime_child.Rime(str(tables)), io.BytesIO(lines), answers)
        return answers.getvalue()

    return [json.loads(line) for line in _apart(work).splitlines()]


def test_it_says_that_it_is_ready_and_answers_each_line(tables: Path) -> None:
    ready, found, chosen, whole, none = _served(
        tables,
        {"letters": "wanglan", "first": 1, "count": 2},
        {"letters": "wanglan", "number": 2},
        {"letters": "jike", "number": 0},
        {"letters": "qjz", "number": 0},
    )
    assert ready == {"ready": True}
    assert found == {"divided": "wang lan", "words": ["网", "王"], "more": True}
    assert chosen == {"text": "王", "rest": "lan"}
    assert whole == {"text": "即可", "rest": ""}
    assert none == {"text": "", "rest": "qjz"}


def test_letters_behind_a_sound_that_does_not_exist_are_left_over(tables: Path) -> None:
    _, found, chosen = _served(
        tables, {"letters": "ovfazub", "first": 0, "count": 3}, {"letters": "ovfazub", "number": 0}
    )
    assert found["divided"].replace(" ", "") == "ovfazub"
    assert chosen["text"] == found["words"][0]
    assert "ovfazub".endswith(chosen["rest"])


def test_without_tables_it_is_not_ready(tmp_path: Path) -> None:
    assert _served(tmp_path) == [{"ready": False}]


def test_it_makes_its_own_tables(tmp_path: Path) -> None:
    shutil.copytree(pinyin.SOURCES, tmp_path / "tables")

    def work() -> bool:
        rime_child.Rime(str(tmp_path / "tables")).compile()
        return (tmp_path / "tables" / "build" / "tongban.table.bin").is_file()

    assert _apart(work)


def test_a_missing_library_is_an_os_error() -> None:
    with pytest.raises(OSError, match="librime-that-is-not"):
        rime_child.Rime("nowhere", library="librime-that-is-not.so")
