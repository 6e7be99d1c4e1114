"""The journal takes events and nothing that could name a person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import journal
from kiosk.journal import Code, Journal

ID = UUID("0199a1b2-0000-7000-8000-000000000001")


def test_an_event_becomes_one_json_line(tmp_path: Path) -> None:
    log = Journal(tmp_path / "log" / "journal.jsonl")
    log.write(journal.EnvelopeDelivered(ID, attempts=2))
    line = json.loads((tmp_path / "log" / "journal.jsonl").read_text())
    assert {k: v for k, v in line.items() if k != "at"} == {
        "event": "envelope.delivered",
        "application_id": str(ID),
        "attempts": 2,
    }


def test_an_event_with_a_plain_string_cannot_be_defined() -> None:
    with pytest.raises(TypeError, match="could hold personal data"):

        @dataclass(frozen=True)
        class Leaky(journal.Entry, name="leaky"):
            who: str


@pytest.mark.parametrize("words", ["王兰", "a sentence here", "", "x1234567", "510402199001011234", "9lives"])
def test_a_code_refuses_what_could_be_somebodys(words: str) -> None:
    with pytest.raises(ValueError, match="not a code word"):
        Code(words)


def test_a_string_slipped_into_a_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        Journal(tmp_path / "j").write(journal.FaultShown("王兰"))  # type: ignore[arg-type]


@given(st.text(max_size=80))
def test_whatever_a_code_lets_through_is_a_technical_word(text: str) -> None:
    try:
        word = Code(text)
    except ValueError:
        return
    assert word.isascii()
    assert word[0].isalpha()


def test_a_full_journal_is_put_aside_and_old_ones_go(tmp_path: Path) -> None:
    log = Journal(tmp_path / "j.jsonl", max_bytes=60, keep=2)
    for level in range(1, 6):
        log.write(journal.RatingGiven(level))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["j.1", "j.2", "j.jsonl"]


def test_a_journal_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    log = Journal(tmp_path / "j")
    (tmp_path / "j").mkdir()
    log.write(journal.RatingGiven(5))


def test_every_event_of_the_catalogue_is_documented() -> None:
    catalogue = journal.Entry.catalogue()
    assert "terminal.started" in catalogue
    assert all(kind.__doc__ and kind.__doc__.strip() for kind in catalogue.values())
