"""Chinese is written by its sound: letters first, then a word is chosen; nothing half-written is lost or kept."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from hall_of_fakes import Machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_catalogue import item

from kiosk.catalogue.model import FormField
from kiosk.entry.pinyin import Chosen, Found
from kiosk.entry.rime import RimePinyin
from kiosk.errors import EntryDown, EntryError, EntryMissing
from kiosk.journal import EntryLost
from kiosk.journey.views import EntryView, StepKind
from provisioning import pinyin

NAME = FormField(id="name", kind="text", label="姓名", question="叫什么名字？", max_length=12)
NICKNAME = FormField(id="nickname", kind="text", label="小名", question="小名叫什么？", required=False)
AGE = FormField(id="phone", kind="phone", label="手机", question="手机号多少？")
SOUNDS = {
    "wang": ("网", "王", "往"),
    "lan": ("蓝", "烂", "兰"),
    "wanglan": ("网篮", "网", "王", "往"),
    "jike": ("即可", "吉克"),
    "yi": tuple(chr(0x4E00 + number) for number in range(130)),
}


class TableEngine:
    """Knows five sounds; ``down`` is raised by whatever is asked next."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.woken = self.forgotten = 0
        self.down: EntryError | None = None

    def wake(self) -> None:
        self.woken += 1
        self._fail()

    def find(self, letters: str, first: int, count: int) -> Found:
        self.asked.append((letters, first))
        self._fail()
        words = SOUNDS.get(letters, ())
        divided = letters.replace("wangl", "wang l")
        return Found(divided, words[first : first + count], more=len(words) > first + count)

    def choose(self, letters: str, number: int) -> Chosen:
        self._fail()
        word = SOUNDS[letters][number]
        return Chosen(word, "lan" if letters == "wanglan" and len(word) == 1 else "")

    def forget(self) -> None:
        self.forgotten += 1

    def _fail(self) -> None:
        if self.down is not None:
            raise self.down


class Writer(Machine):
    """A machine that stands at a question for a name."""

    def __init__(self, engine: object, *fields: FormField) -> None:
        super().__init__(item("named", form=fields or (NAME, NICKNAME, AGE)), pinyin=engine)  # type: ignore[arg-type]
        self.past_face("named")
        assert self.step is StepKind.FORM

    @property
    def entry(self) -> EntryView:
        entry: EntryView = self.view.entry
        return entry

    def choose(self, word: str) -> None:
        self.journey.pick_word(self.entry.words.index(word))

    def says(self) -> str:
        return self.reads(self.entry.note) if self.entry.note else ""


@pytest.fixture
def engine() -> TableEngine:
    return TableEngine()


@pytest.fixture
def writer(engine: TableEngine) -> Writer:
    return Writer(engine)


@pytest.fixture
def real() -> Callable[[], RimePinyin]:
    pinyin.build()
    return lambda: RimePinyin(Path(pinyin.TABLES))


# spelling and choosing -------------------------------------------------------------------------------------------


def test_a_question_for_text_begins_in_chinese_with_the_engine_awake(writer: Writer, engine: TableEngine) -> None:
    assert (writer.entry.chinese, writer.entry.can_switch, writer.says()) == (True, True, "")
    assert engine.woken == 1


def test_letters_bring_words_and_leave_the_box_alone(writer: Writer) -> None:
    writer.type("wang")
    assert writer.entry.letters == "wang"
    assert writer.entry.words == ("网", "王", "往")
    assert writer.view.value == ""


def test_a_chosen_word_goes_into_the_box_and_the_rest_is_spelled_on(writer: Writer) -> None:
    writer.type("wanglan")
    assert writer.entry.letters == "wang lan"
    writer.choose("王")
    assert writer.view.value == "王"
    assert (writer.entry.letters, writer.entry.words) == ("lan", ("蓝", "烂", "兰"))
    writer.choose("兰")
    assert writer.view.value == "王兰"
    assert (writer.entry.letters, writer.entry.words) == ("", ())


def test_capitals_spell_as_well(writer: Writer) -> None:
    writer.type("WANG")
    assert writer.entry.words == ("网", "王", "往")


def test_backspace_takes_letters_first_and_then_what_is_written(writer: Writer) -> None:
    writer.type("wang")
    writer.choose("王")
    writer.type("lanx")
    writer.journey.type_key("backspace")
    assert writer.entry.words == ("蓝", "烂", "兰")
    for _ in range(3):
        writer.journey.type_key("backspace")
    assert (writer.entry.letters, writer.view.value) == ("", "王")
    writer.journey.type_key("backspace")
    assert writer.view.value == ""


def test_clear_takes_the_letters_first_and_then_the_box(writer: Writer) -> None:
    writer.type("wang")
    writer.choose("王")
    writer.type("lan")
    writer.journey.type_key("clear")
    assert (writer.entry.letters, writer.view.value) == ("", "王")
    writer.journey.type_key("clear")
    assert writer.view.value == ""


def test_the_space_bar_takes_the_first_word_and_is_a_space_when_nothing_is_spelled(writer: Writer) -> None:
    writer.type("wang ")
    assert writer.view.value == "网"
    writer.type(" ")
    assert writer.view.value == "网 "


def test_a_digit_takes_the_first_words_and_then_itself(writer: Writer) -> None:
    writer.type("wanglan3")
    assert writer.view.value == "网篮3"
    assert writer.entry.letters == ""


def test_a_sign_after_letters_that_are_no_sound_leaves_them_as_they_are(writer: Writer) -> None:
    writer.type("qjz-")
    assert writer.view.value == "qjz-"


def test_letters_that_are_no_sound_are_said_to_be_none(writer: Writer) -> None:
    writer.type("qjz")
    assert writer.entry.words == ()
    assert "没有这个音" in writer.says()


def test_an_apostrophe_divides_and_is_itself_when_nothing_is_spelled(writer: Writer, engine: TableEngine) -> None:
    writer.type("'")
    assert writer.view.value == "'"
    writer.type("xi''an")
    assert engine.asked[-1] == ("xi'an", 0)


def test_what_is_written_ends_where_the_field_does(writer: Writer) -> None:
    for _ in range(8):
        writer.type("wanglan")
        writer.choose("网篮")
    assert writer.view.value == "网篮" * 6


def test_no_more_letters_are_taken_than_an_engine_reads(writer: Writer, engine: TableEngine) -> None:
    writer.type("a" * 60)
    assert len(engine.asked[-1][0]) == 40


# pages -----------------------------------------------------------------------------------------------------------


def test_pages_are_turned_by_as_many_as_were_shown_and_back_again(writer: Writer) -> None:
    writer.type("yi")
    assert len(writer.entry.words) == 24
    assert (writer.entry.earlier, writer.entry.more) == (False, True)
    writer.journey.turn_words(13)
    assert writer.entry.words[0] == SOUNDS["yi"][13]
    assert writer.entry.earlier
    writer.journey.turn_words(9)
    assert writer.entry.words[0] == SOUNDS["yi"][22]
    writer.journey.turn_words(-1)
    assert writer.entry.words[0] == SOUNDS["yi"][13]
    writer.choose(SOUNDS["yi"][20])
    assert writer.view.value == SOUNDS["yi"][20]


def test_every_word_of_a_sound_is_reached_by_turning(writer: Writer) -> None:
    writer.type("yi")
    seen = list(writer.entry.words[:10])
    while writer.entry.more or len(writer.entry.words) > 10:
        writer.journey.turn_words(10)
        seen += writer.entry.words[:10]
    assert tuple(seen) == SOUNDS["yi"]
    writer.journey.turn_words(10)
    assert writer.entry.words[-1] == SOUNDS["yi"][-1]


def test_another_letter_begins_at_the_first_page(writer: Writer) -> None:
    writer.type("yi")
    writer.journey.turn_words(24)
    writer.type("x")
    writer.journey.type_key("backspace")
    assert writer.entry.words[0] == SOUNDS["yi"][0]


# Chinese and Latin -----------------------------------------------------------------------------------------------


def test_latin_letters_go_straight_into_the_box(writer: Writer) -> None:
    writer.journey.switch_writing()
    writer.type("Li 3")
    assert writer.view.value == "Li 3"
    assert writer.entry.letters == ""


def test_switching_while_spelling_keeps_the_letters_as_they_are(writer: Writer) -> None:
    writer.type("wang")
    writer.journey.switch_writing()
    assert (writer.view.value, writer.entry.chinese) == ("wang", False)
    writer.journey.switch_writing()
    assert writer.entry.chinese


def test_a_question_for_digits_has_nothing_to_choose_from(writer: Writer) -> None:
    writer.type("wang ")
    writer.on(2)
    assert (writer.view.field_id, writer.view.entry) == ("phone", None)
    writer.type("138")
    assert writer.view.value == "138"


# going on --------------------------------------------------------------------------------------------------------


def test_one_does_not_go_on_over_letters_that_are_no_word_yet(writer: Writer) -> None:
    writer.type("wang")
    writer.choose("王")
    writer.type("lan")
    writer.on()
    assert writer.view.field_id == "name"
    assert "先点一个字" in writer.reads(writer.view.error)
    writer.choose("兰")
    assert writer.view.error is None
    writer.on()
    assert writer.view.field_id == "nickname"


def test_going_back_drops_the_letters_and_keeps_the_answer(writer: Writer) -> None:
    writer.type("wang ")
    writer.on()
    writer.type("lan")
    writer.back()
    assert (writer.view.value, writer.entry.letters) == ("网", "")


# answers that take their time ------------------------------------------------------------------------------------


def test_keys_that_come_while_an_answer_is_under_way_are_handled_in_their_order(writer: Writer) -> None:
    writer.runner.holding = True
    writer.type("wanglan")
    assert writer.entry.letters == "wanglan"
    writer.type(" 3")
    writer.runner.let_go()
    writer.drain()
    assert writer.view.value == "网篮3"


def test_a_word_touched_while_the_words_change_is_not_taken_for_another(writer: Writer) -> None:
    writer.type("wang")
    writer.runner.holding = True
    writer.type("lan")
    writer.journey.pick_word(0)
    writer.runner.let_go()
    writer.drain()
    assert writer.view.value == ""
    assert writer.entry.words[0] == "网篮"


def test_letters_typed_while_a_word_is_taken_come_after_it(writer: Writer) -> None:
    writer.type("wang")
    writer.runner.holding = True
    writer.choose("王")
    writer.type("lan")
    writer.runner.let_go()
    writer.drain()
    assert writer.view.value == "王"
    assert writer.entry.words == ("蓝", "烂", "兰")


def test_one_question_is_under_way_at_a_time(writer: Writer, engine: TableEngine) -> None:
    writer.runner.holding = True
    writer.type("wanglan")
    writer.runner.let_go()
    writer.drain()
    assert [letters for letters, _ in engine.asked] == ["w", "wanglan"]


def test_an_answer_for_a_question_that_was_left_changes_nothing(writer: Writer) -> None:
    writer.type("wang ")
    writer.on()
    writer.type("wang")
    writer.runner.holding = True
    writer.choose("王")
    writer.back()
    writer.runner.let_go()
    writer.drain()
    assert writer.view.value == "网"
    writer.on()
    assert writer.view.value == ""


def test_a_sign_that_waits_for_an_answer_is_not_lost_by_switching() -> None:
    writer = Writer(TableEngine())
    writer.runner.holding = True
    writer.journey.type_key("w")
    writer.journey.type_key("1")
    writer.journey.switch_writing()
    assert writer.view.value == "w1"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [*"wangljike1- '", "backspace", "clear", "pick", "turn", "back", "switch", "hold", "let go"]
        )
    )
)
def test_whatever_keys_come_in_whatever_order_the_box_and_the_letters_hold_together(touches: list[str]) -> None:
    writer = Writer(TableEngine())
    for touch in touches:
        match touch:
            case "pick":
                writer.journey.pick_word(1)
            case "turn":
                writer.journey.turn_words(7)
            case "back":
                writer.journey.turn_words(-1)
            case "switch":
                writer.journey.switch_writing()
            case "hold":
                writer.runner.holding = True
            case "let go":
                writer.runner.let_go()
                writer.drain()
            case _:
                writer.journey.type_key(touch)
    writer.runner.let_go()
    writer.drain()
    composition = writer.journey.inside._visit.personal.composing
    assert composition.settled
    assert composition.waiting == []
    assert len(writer.view.value) <= NAME.max_length
    writer.journey.type_key("clear")
    writer.journey.type_key("clear")
    assert (writer.view.value, writer.entry.letters) == ("", "")


# the engine is not there -----------------------------------------------------------------------------------------


def test_without_an_engine_the_keys_stay_latin_and_say_so() -> None:
    writer = Writer(None)
    assert (writer.entry.chinese, writer.entry.can_switch) == (False, False)
    assert "找人帮忙" in writer.says()
    writer.type("Lan")
    assert writer.view.value == "Lan"
    writer.journey.switch_writing()
    assert not writer.entry.chinese


def test_an_engine_that_is_not_installed_is_found_out_at_once_and_staff_can_be_called(engine: TableEngine) -> None:
    engine.down = EntryMissing("no tables")
    writer = Writer(engine)
    assert not writer.entry.chinese
    assert "写不了中文" in writer.says()
    writer.journey.call_help()
    assert writer.help_calls == 1


def test_an_engine_that_dies_while_somebody_spells_leaves_the_letters_and_latin(
    writer: Writer, engine: TableEngine
) -> None:
    writer.type("wang")
    writer.choose("王")
    engine.down = EntryDown("died")
    writer.type("lan")
    assert writer.view.value == "王lan"
    assert (writer.entry.chinese, writer.entry.can_switch) == (False, True)
    assert "写好的还在" in writer.says()
    assert EntryLost("T-02") in writer.journal.entries  # type: ignore[arg-type]


def test_an_engine_that_dies_while_a_word_is_taken_loses_nothing(writer: Writer, engine: TableEngine) -> None:
    writer.type("wang")
    engine.down = EntryDown("hangs")
    writer.choose("王")
    assert writer.view.value == "wang"


def test_an_engine_that_is_back_writes_chinese_again(writer: Writer, engine: TableEngine) -> None:
    engine.down = EntryDown("died")
    writer.type("w")
    engine.down = None
    writer.journey.type_key("clear")
    writer.journey.switch_writing()
    writer.type("wang ")
    assert (writer.view.value, writer.says()) == ("网", "")


# the end of the visit --------------------------------------------------------------------------------------------


def test_after_the_visit_the_letters_the_words_and_the_engines_memory_are_gone(
    writer: Writer, engine: TableEngine
) -> None:
    writer.type("wanglan")
    composition = writer.journey.inside._visit.personal.composing
    writer.journey.ask_leave()
    writer.journey.leave()
    assert (composition.letters, composition.words, composition.waiting) == ([], [], [])
    assert engine.forgotten == 1
    del composition
    gc.collect()
    gc.unfreeze()
    alive = [one for one in gc.get_objects() if type(one).__name__ in ("EntryView", "Found", "Chosen")]
    assert all(getattr(one, "letters", "") != "wang lan" for one in alive)


def test_an_answer_that_comes_after_the_visit_is_dropped(writer: Writer) -> None:
    writer.runner.holding = True
    writer.type("wang")
    writer.journey.ask_leave()
    writer.journey.leave()
    writer.runner.let_go()
    writer.drain()
    assert writer.journey.inside._visit.personal.composing.words == []
    assert writer.step is StepKind.ATTRACT


# with librime ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "words"),
    [("wanglan", "王 兰"), ("jikeamu", "吉克 阿木"), ("luoxiuying", "罗 秀 英"), ("fengguohua", "冯 国 华")],
)
def test_a_name_is_written_with_librime(real: Callable[[], RimePinyin], letters: str, words: str) -> None:
    engine = real()
    try:
        writer = Writer(engine)
        writer.type(letters)
        for word in words.split():
            while word not in writer.entry.words and writer.entry.more:
                writer.journey.turn_words(len(writer.entry.words))
            writer.choose(word)
        assert writer.view.value == words.replace(" ", "")
        pid = engine.pid
        writer.journey.ask_leave()
        writer.journey.leave()
        assert not Path(f"/proc/{pid}").exists()
    finally:
        engine.forget()
