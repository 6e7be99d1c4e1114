"""Chinese is written by touches: letters, words to choose from, pages of them; nothing of it stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from screen_faults import faults
from screen_things import Bench, live_texts, settle
from writing_desk import WritingDesk

from kiosk.journey import views as v
from kiosk.sandbox.album_b import SAMPLES
from kiosk.screens.look import Look
from kiosk.screens.widgets.keys import Key
from kiosk.screens.widgets.spelling import Spelling, Word

Make = Callable[..., Look]
PANELS = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
ON_THE_WINDOW = {"portrait": (1080, 1920, 102.0), "landscape": (1080, 608, 57.4)}
"""The panels as large as the window of the tests holds them: width, height (px) and dots per inch."""
LETTERS_AND_SIGNS = 31
"""26 letters, and the keys for dividing, deleting, switching, space and clearing."""


@pytest.fixture
def bench(make_look: Make) -> Iterator[Bench]:
    made = Bench(make_look())
    yield made
    made.show(SAMPLES["submit"])


@pytest.fixture(params=ON_THE_WINDOW.values(), ids=ON_THE_WINDOW)
def desk(request: pytest.FixtureRequest, make_look: Make) -> Iterator[WritingDesk]:
    width, height, dpi = request.param
    made = WritingDesk(make_look(width_px=width, height_px=height, dpi=dpi))
    yield made
    made.close()
    made.show(SAMPLES["submit"])


def sample(name: str = "form-pinyin") -> v.FormView:
    view = SAMPLES[name].view
    assert isinstance(view, v.FormView)
    return view


def spelled(letters: str, words: tuple[str, ...], **more: Any) -> v.FormView:
    entry = sample().entry
    assert entry is not None
    return replace(sample(), entry=replace(entry, letters=letters, words=words, **more))


def words_on(bench: Bench) -> list[str]:
    return [one.text for one in bench.touchables() if isinstance(one, Word)]


# with librime, by the finger -------------------------------------------------------------------------------------


def test_a_name_is_written_by_touches(desk: WritingDesk) -> None:
    desk.spell("wanglan")
    desk.touch("word:王")
    desk.touch("word:兰")
    desk.until(lambda: desk.answers == {"name": "王兰"})
    assert "王兰" in desk.texts()
    assert words_on(desk) == []


def test_a_rarer_character_is_found_by_turning_pages(desk: WritingDesk) -> None:
    desk.spell("yi")
    turned = 0
    while "懿" not in words_on(desk):
        before = words_on(desk)
        desk.touch("words:更多")
        desk.until(lambda before=before: words_on(desk) != before)
        turned += 1
        assert turned < 4
    desk.touch("word:懿")
    desk.until(lambda: desk.answers == {"name": "懿"})


def test_every_page_follows_the_one_before_without_a_gap(desk: WritingDesk) -> None:
    desk.spell("ji")
    seen = words_on(desk)
    for _ in range(3):
        before = words_on(desk)
        desk.touch("words:更多")
        desk.until(lambda before=before: words_on(desk) != before)
        seen += words_on(desk)
    assert seen == list(desk.engine.find("ji", 0, len(seen)).words)
    last = words_on(desk)
    desk.touch("words:往前")
    assert words_on(desk) == seen[-len(last) - len(words_on(desk)) : -len(last)]


def test_letters_and_chinese_are_switched_by_one_key(desk: WritingDesk) -> None:
    desk.touch("key:switch")
    desk.touch("key:a")
    assert desk.answers == {"name": "a"}
    desk.touch("key:switch")
    desk.spell("mu")
    desk.touch("word:木")
    desk.until(lambda: desk.answers == {"name": "a木"})


def test_going_on_over_letters_says_to_choose_first(desk: WritingDesk) -> None:
    desk.spell("wang")
    desk.actions.go_on()
    assert any("请先点一个字" in text for text in desk.texts())


def test_after_the_visit_no_piece_knows_what_was_spelled_or_chosen(desk: WritingDesk) -> None:
    desk.spell("wanglan")
    desk.touch("word:王")
    desk.until(lambda: desk.answers == {"name": "王"})
    desk.spell("hua")
    desk.visit.wipe()
    desk.room.writing = None
    desk.answers.clear()
    desk.show(SAMPLES["submit"])
    assert not {"lan hua", "lanhua", "王", "兰花", "正在拼"} & set(live_texts())


# what is shown ---------------------------------------------------------------------------------------------------


def test_the_first_word_is_the_dark_one_and_none_on_later_pages(bench: Bench) -> None:
    bench.show(sample())
    assert [one.text for one in bench.touchables() if isinstance(one, Word) and one.first] == ["三路"]
    bench.show(sample("form-pinyin-later"))
    assert not any(one.first for one in bench.touchables() if isinstance(one, Word))


def test_a_touched_word_tells_its_number_and_more_tells_how_many_were_shown(bench: Bench) -> None:
    bench.show(sample())
    shown = words_on(bench)
    bench.press("word:山路")
    bench.press("words:更多")
    assert bench.actions.calls == [("pick_word", 2), ("turn_words", len(shown))]


def test_back_is_offered_from_the_second_page_on(bench: Bench) -> None:
    bench.show(sample())
    assert not any(one.spoken == "words:往前" for one in bench.touchables())
    bench.show(sample("form-pinyin-later"))
    bench.press("words:往前")
    assert bench.actions.calls == [("turn_words", -1)]


def test_nothing_more_is_offered_when_all_words_have_room(bench: Bench) -> None:
    bench.show(spelled("nv", ("女", "钕"), more=False))
    assert not any(one.spoken.startswith("words:") for one in bench.touchables())


def test_keys_stay_where_they_are_while_words_come_and_go(bench: Bench) -> None:
    bench.show(sample("form-text-empty"))

    def places() -> dict[str, tuple[float, ...]]:
        return {one.key: (*one.pos, *one.size) for one in bench.touchables() if isinstance(one, Key)}

    before = places()
    for view in (spelled("s", tuple("是上时")), spelled("san lu", ("三路",)), spelled("qjz", ()), sample()):
        bench.show(replace(view, value="", shown=""))
        assert places() == before


def test_without_chinese_the_sentence_says_so_and_the_keys_are_latin(bench: Bench) -> None:
    bench.show(sample("form-pinyin-none"))
    assert any("写不了中文" in text for text in bench.texts())
    assert any(one.spoken == "key:shift" for one in bench.touchables())
    assert not any(one.spoken == "key:switch" for one in bench.touchables())


def test_a_lost_engine_offers_chinese_again(bench: Bench) -> None:
    bench.show(sample())
    bench.show(sample("form-pinyin-down"))
    assert any("拼音停了" in text for text in bench.texts())
    bench.press("key:switch")
    assert bench.actions.calls == [("switch_writing",)]


def test_large_text_has_digits_and_signs_behind_a_key(make_look: Make) -> None:
    bench = Bench(make_look(scale=2.0))
    bench.show(sample())
    keys = [one.key for one in bench.touchables() if isinstance(one, Key)]
    assert "5" not in keys
    assert len(keys) == LETTERS_AND_SIGNS + 1
    bench.press("key:digits")
    bench.press("key:5")
    bench.press("key:·")
    bench.press("key:letters")
    bench.press("key:q")
    assert bench.actions.calls == [("type_key", "5"), ("type_key", "·"), ("type_key", "q")]


def test_a_long_text_shows_its_end_where_the_room_is_short(make_look: Make) -> None:
    bench = Bench(make_look(scale=2.0))
    bench.show(sample("form-pinyin-long"))
    box = next(text for text in bench.texts() if text.startswith("…"))
    assert "附 3 号" in box


@pytest.mark.parametrize(("way", "scale"), [*product(PANELS, Look.SCALES)])
def test_two_pages_hold_at_least_eight_words_at_any_size(make_look: Make, way: str, scale: float) -> None:
    width, height = PANELS[way]
    bench = Bench(make_look(width_px=width, height_px=height, scale=scale))
    bench.show(sample("form-pinyin-name"))
    assert len(words_on(bench)) >= (10 if scale == 1.0 else 4)


@pytest.mark.parametrize("name", [one for one in SAMPLES if one.startswith(("form-pinyin", "form-text"))])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_high_contrast_and_digits_overflow_nowhere(make_look: Make, name: str, scale: float) -> None:
    bench = Bench(make_look(theme_name="high_contrast", scale=scale))
    assert list(faults(bench, SAMPLES[name])) == []
    if any(one.spoken == "key:digits" for one in bench.touchables()):
        bench.press("key:digits")
        assert [one.spoken for one in bench.touchables() if one.small] == []


# quick -----------------------------------------------------------------------------------------------------------


def test_other_words_are_put_into_the_same_pieces(bench: Bench) -> None:
    bench.show(sample())
    spelling = next(one for one in bench.pieces() if isinstance(one, Spelling))
    cells = [one for one in bench.touchables() if isinstance(one, Word)]
    bench.show(spelled("lan", tuple("蓝烂兰")))
    settle()
    assert next(one for one in bench.pieces() if isinstance(one, Spelling)) is spelling
    assert {one for one in bench.touchables() if isinstance(one, Word)} <= set(cells)
