"""The tables that Chinese is written with are made at set-up, once, and anew when their sources change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.entry.rime import RimePinyin
from kiosk.errors import EntryMissing
from provisioning import pinyin


def test_tables_are_made_once_and_can_be_asked(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(pinyin.SOURCES, sources)
    tables = tmp_path / "tables"
    assert pinyin.build(tables, sources=sources)
    assert not pinyin.build(tables, sources=sources)
    engine = RimePinyin(tables)
    assert "王" in engine.find("wang", 0, 5).words
    engine.forget()
    (sources / "default.yaml").write_text("# another\n" + (sources / "default.yaml").read_text(encoding="utf-8"))
    assert pinyin.build(tables, sources=sources)


def test_without_debians_words_set_up_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(EntryMissing, match="rime-data-luna-pinyin"):
        pinyin.build(tmp_path / "tables", shared=tmp_path / "nothing")
