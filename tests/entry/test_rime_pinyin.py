"""What a person spells comes up as Chinese; nothing of it stays; an engine that dies or hangs holds nobody up."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.entry.pinyin import LETTERS, LONGEST, spells
from kiosk.entry.rime import RimePinyin, compile_tables
from kiosk.errors import EntryDown, EntryMissing

TWO_PAGES = 20
"""Candidates on two pages of the narrower panel, landscape."""
NAMES = {
    "王": "wang",
    "兰": "lan",
    "吉": "ji",
    "克": "ke",
    "阿": "a",
    "木": "mu",
    "罗": "luo",
    "冯": "feng",
    "李": "li",
    "张": "zhang",
    "刘": "liu",
    "陈": "chen",
    "史": "shi",
    "傅": "fu",
    "阎": "yan",
    "祁": "qi",
    "单": "shan",
    "查": "zha",
    "解": "xie",
    "覃": "qin",
    "甯": "ning",
    "呷": "ga",
    "秀": "xiu",
    "英": "ying",
    "怡": "yi",
    "琪": "qi",
    "洁": "jie",
    "喆": "zhe",
    "昇": "sheng",
    "堃": "kun",
    "焱": "yan",
    "祎": "yi",
    "玥": "yue",
    "杰": "jie",
    "志": "zhi",
    "国": "guo",
}


@pytest.mark.parametrize(("character", "letters"), NAMES.items())
def test_a_character_of_a_name_is_on_the_first_two_pages(engine: RimePinyin, character: str, letters: str) -> None:
    assert character in engine.find(letters, 0, TWO_PAGES).words


@pytest.mark.parametrize(
    ("letters", "word"),
    [("jike", "吉克"), ("amu", "阿木"), ("muga", "木呷"), ("panzhihuashi", "攀枝花市"), ("renhequ", "仁和区")],
)
def test_names_and_places_spelled_whole_come_among_the_first(engine: RimePinyin, letters: str, word: str) -> None:
    assert word in engine.find(letters, 0, 3).words


@pytest.mark.parametrize(("letters", "character"), [("lve", "略"), ("lue", "略"), ("nv", "女"), ("jv", "居")])
def test_both_ways_to_spell_the_rounded_vowel_are_known(engine: RimePinyin, letters: str, character: str) -> None:
    assert character in engine.find(letters, 0, TWO_PAGES).words


def test_a_syllable_begun_counts_as_its_beginning(engine: RimePinyin) -> None:
    found = engine.find("lans", 0, 40)
    assert found.divided == "lan s"
    assert "兰" in engine.find("lans", 0, 200).words
    assert "兰山" in found.words


def test_an_apostrophe_divides_syllables(engine: RimePinyin) -> None:
    assert engine.find("xi'an", 0, 1).words == ("西安",)


def test_initials_alone_bring_nothing_up(engine: RimePinyin) -> None:
    assert engine.find("qjz", 0, 10).words == ()


def test_candidates_are_had_page_by_page(engine: RimePinyin) -> None:
    first, second = engine.find("yi", 0, 10), engine.find("yi", 10, 10)
    assert first.more
    assert first.words + second.words == engine.find("yi", 0, 20).words


def test_the_last_page_says_so(engine: RimePinyin) -> None:
    assert not engine.find("yi", 0, 5000).more
    assert engine.find("yi", 5000, 10).words == ()


def test_a_chosen_character_leaves_the_letters_of_the_others(engine: RimePinyin) -> None:
    chosen = engine.choose("wanglan", engine.find("wanglan", 0, 10).words.index("王"))
    assert (chosen.text, chosen.rest) == ("王", "lan")


def test_a_word_that_takes_all_letters_leaves_none(engine: RimePinyin) -> None:
    chosen = engine.choose("jike", engine.find("jike", 0, 10).words.index("吉克"))
    assert (chosen.text, chosen.rest) == ("吉克", "")


def test_choosing_what_is_not_there_is_refused(engine: RimePinyin) -> None:
    with pytest.raises(EntryDown):
        engine.choose("a", 500)
    with pytest.raises(EntryDown):
        engine.choose("WANG", 0)
    with pytest.raises(EntryDown):
        engine.choose("wang", -1)


@pytest.mark.parametrize("letters", ["", "Wang", "王", "a\n", "'", "a" * (LONGEST + 1), "wang lan", "a''a"])
def test_what_is_not_spelling_finds_nothing(engine: RimePinyin, letters: str) -> None:
    assert engine.find(letters, 0, 10).words == ()
    assert engine.pid is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(letters=st.text(LETTERS, min_size=1, max_size=LONGEST).filter(spells), number=st.integers(0, 12))
def test_whatever_is_spelled_an_answer_comes_and_choosing_never_adds_letters(
    engine: RimePinyin, letters: str, number: int
) -> None:
    found = engine.find(letters, 0, 13)
    assert found.words == engine.find(letters, 0, 13).words
    assert len(set(found.words)) == len(found.words)
    if number < len(found.words):
        chosen = engine.choose(letters, number)
        assert chosen.text == found.words[number]
        assert letters.endswith(chosen.rest)
        assert len(chosen.rest) < len(letters)


def test_every_character_of_the_national_list_is_reachable_by_its_sound(engine: RimePinyin) -> None:
    """GB 2312 level 1, 3755 characters in the order of their sound, by every syllable there is."""
    level_1 = {
        bytes([row, cell]).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
        if (row, cell) < (0xD7, 0xFA)
    }
    begun = [a + b for a in "bpmfdtnlgkhjqxrzcsywaeo" for b in ("", "h")]
    ends = (
        "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu "
        "o ong ou u ua uai uan uang ue ui un uo v"
    )
    reached = {
        word
        for start in ["", *begun]
        for end in ends.split()
        for word in engine.find(start + end, 0, 3000).words
        if len(word) == 1
    }
    assert level_1 - reached == set()


# nothing stays ---------------------------------------------------------------------------------------------------


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(one.relative_to(folder)): (one.stat().st_size, one.stat().st_mtime_ns)
        for one in folder.rglob("*")
        if one.is_file()
    }


def test_nothing_that_was_spelled_or_chosen_is_written_or_learned(engine: RimePinyin, tables: Path) -> None:
    before = _state(tables)
    first = engine.find("wanglanhua", 0, 30).words
    for _ in range(20):
        engine.choose("wanglanhua", 5)
    assert engine.find("wanglanhua", 0, 30).words == first
    engine.forget()
    assert engine.find("wanglanhua", 0, 30).words == first
    assert _state(tables) == before
    assert not any(b"wanglan" in one.read_bytes() for one in tables.rglob("*") if one.is_file())


def test_the_process_may_write_no_file(engine: RimePinyin) -> None:
    engine.wake()
    limits = Path(f"/proc/{engine.pid}/limits").read_text(encoding="ascii")
    line = next(one for one in limits.splitlines() if one.startswith("Max file size"))
    assert line.split()[3:5] == ["0", "0"]


def test_forgetting_ends_the_process(engine: RimePinyin) -> None:
    engine.find("wanglan", 0, 10)
    pid = engine.pid
    engine.forget()
    assert engine.pid is None
    assert not Path(f"/proc/{pid}").exists()


def test_a_question_that_waits_its_turn_while_all_is_forgotten_starts_no_new_process(
    misbehaving: Callable[[str], RimePinyin],
) -> None:
    engine = misbehaving("say('{\"ready\": true}')\nfor line in sys.stdin:\n    time.sleep(0.2)\n    sys.exit()\n")
    engine.wake()
    errors: list[str] = []

    def ask() -> None:
        with pytest.raises(EntryDown) as caught:
            engine.find("wang", 0, 10)
        errors.append(str(caught.value))

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for one in askers:
        one.start()
    ends = time.monotonic() + 10
    while not engine._lock.locked():
        assert time.monotonic() < ends
    engine.forget()
    for one in askers:
        one.join(10)
    assert engine.pid is None
    assert "the visit of this question has ended" in errors


def test_found_and_chosen_do_not_show_in_a_log_line(engine: RimePinyin) -> None:
    assert "王" not in repr(engine.find("wang", 0, 10)) + repr(engine.choose("wang", 1))


# it dies or hangs ------------------------------------------------------------------------------------------------


def test_an_engine_that_was_killed_is_started_anew_unnoticed(engine: RimePinyin) -> None:
    engine.wake()
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert "王" in engine.find("wang", 0, 10).words
    assert engine.pid != pid


def test_an_engine_that_hangs_is_killed_when_its_time_is_over(
    misbehaving: Callable[[str], RimePinyin],
) -> None:
    engine = misbehaving("say('{\"ready\": true}')\ntime.sleep(600)\n")
    engine.wake()
    pid, begun = engine.pid, time.monotonic()
    with pytest.raises(EntryDown):
        engine.find("wang", 0, 10)
    assert time.monotonic() - begun < 3
    assert engine.pid is None
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    "answer",
    ["sys.exit(1)", "say('not json')", "say('[]')", "say('{}')", 'say(\'{"words": 3, "divided": 1}\')'],
)
def test_an_engine_that_dies_or_answers_nonsense_each_time_is_down(
    misbehaving: Callable[[str], RimePinyin], answer: str
) -> None:
    engine = misbehaving(f"say('{{\"ready\": true}}')\nfor line in sys.stdin:\n    {answer}\n")
    with pytest.raises(EntryDown):
        engine.find("wang", 0, 10)
    with pytest.raises(EntryDown):
        engine.choose("wang", 0)


def test_an_answer_without_end_is_nonsense(misbehaving: Callable[[str], RimePinyin]) -> None:
    flood = "say('{\"ready\": true}')\nfor line in sys.stdin:\n    sys.stdout.write('x' * (1 << 21))\n"
    with pytest.raises(EntryDown):
        misbehaving(flood).find("wang", 0, 10)


def test_an_engine_that_never_gets_ready_is_down(tables: Path, tmp_path: Path) -> None:
    program = tmp_path / "slow.py"
    program.write_text("import time\ntime.sleep(600)\n", encoding="ascii")
    with pytest.raises(EntryDown):
        RimePinyin(tables, program=program, starts_within_s=0.3).wake()


def test_a_machine_without_the_library_says_so(tables: Path) -> None:
    with pytest.raises(EntryMissing):
        RimePinyin(tables, library="librime-that-is-not.so").wake()


def test_a_machine_without_tables_says_so(tmp_path: Path) -> None:
    with pytest.raises(EntryMissing, match="provisioning pinyin"):
        RimePinyin(tmp_path).wake()


def test_tables_that_are_damaged_are_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "tongban.table.bin").write_bytes(b"nonsense")
    with pytest.raises(EntryMissing):
        RimePinyin(tmp_path).wake()


def test_tables_cannot_be_made_without_the_library(tmp_path: Path) -> None:
    with pytest.raises(EntryMissing):
        compile_tables(tmp_path, library="librime-that-is-not.so")
