"""Phrases are found by key, in the language asked for, with Chinese behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import SettingsError
from kiosk.wording import Phrase, Wording


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    for language, text in {
        "zh": 'hello = "您好，{name}"\nonly = "只有中文"\n',
        "en": 'hello = "Hello {name}"\n',
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "hall.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_phrase_is_said_with_its_values(locale: Path) -> None:
    assert Wording("zh", locale).say(Phrase("hall.hello", {"name": "王兰"})) == "您好，王兰"


def test_the_other_language_is_used_where_it_has_the_phrase(locale: Path) -> None:
    wording = Wording("en", locale)
    assert wording.say("hall.hello", name="Lan") == "Hello Lan"
    assert wording.say("hall.only") == "只有中文"


def test_a_phrase_inside_a_phrase_is_said_too(locale: Path) -> None:
    inner = Phrase("hall.only")
    assert Wording("zh", locale).say(Phrase("hall.hello", {"name": inner})) == "您好，只有中文"


def test_catalogue_text_is_said_as_it_is(locale: Path) -> None:
    assert Wording("en", locale).say(Phrase.verbatim("异地就医备案 {x}")) == "异地就医备案 {x}"


def test_a_key_nobody_wrote_is_an_error(locale: Path) -> None:
    wording = Wording("zh", locale)
    assert "hall.none" not in wording
    with pytest.raises(KeyError):
        wording.say("hall.none")


def test_a_broken_file_of_phrases_is_named(locale: Path) -> None:
    (locale / "zh" / "bad.toml").write_text("= 1", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"bad\.toml"):
        Wording("zh", locale)
