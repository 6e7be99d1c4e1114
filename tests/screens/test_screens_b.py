"""Screens from the form to the rating: nothing overflows, typing is light, nothing stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from kivy.clock import Clock
from kivy.tests.common import UnitTestTouch
from screen_faults import faults
from screen_things import Bench, live_texts, settle

from kiosk.journey import views as v
from kiosk.sandbox.album_b import SAMPLES
from kiosk.screens.look import Look
from kiosk.screens.trial import fits
from kiosk.screens.widgets.corners import CornerPad
from kiosk.screens.widgets.keys import Keys
from kiosk.screens.widgets.on_desk import Follower
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.scan import ScanView
from kiosk.screens.widgets.sheet import SheetView
from kiosk.screens.widgets.sign import SignPad
from kiosk.wording import Phrase

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
LOOKS = [
    *product(SIZES, Look.SCALES, ("zh", "en"), ("default",)),
    *product(SIZES, (1.0, 2.0), ("zh",), ("high_contrast",)),
]
ANOTHER = SAMPLES["submit"]
"""A view with nothing personal in it, to end on."""
CREST = 40
"""The river's wave leaves so much of its height free (design px)."""


@pytest.fixture
def bench(make_look: Callable[..., Look]) -> Iterator[Bench]:
    made = Bench(make_look())
    yield made
    made.show(ANOTHER)


@pytest.mark.parametrize(("way", "scale", "language", "theme"), LOOKS)
def test_nothing_of_the_second_half_overflows(
    make_look: Callable[..., Look], way: str, scale: float, language: str, theme: str
) -> None:
    width, height = SIZES[way]
    bench = Bench(make_look(width_px=width, height_px=height, scale=scale, theme_name=theme))
    if language == "en":
        bench.host.switch_language()
    assert _wrong(bench) == []


@pytest.mark.parametrize("scale", Look.SCALES)
def test_nothing_of_the_second_half_overflows_in_low_position(
    make_look: Callable[..., Look], scale: float
) -> None:
    bench = Bench(make_look(low=True, scale=scale))
    assert _wrong(bench) == []


def _wrong(bench: Bench) -> list[str]:
    """Faults of every sample; and pieces over each other or under the river's crest."""
    found = []
    for name, scene in SAMPLES.items():
        found += [f"{name}: {fault}" for fault in faults(bench, scene)]
        screen: Any = bench.host.screen
        area = screen.stage.area()
        if not fits(screen.placed(screen._body), replace(area, height=area.height + CREST)):
            found.append(f"{name}: pieces over each other")
    return found


# touches --------------------------------------------------------------------------------------------------------

TOUCHES: list[tuple[str, str, tuple[Any, ...]]] = [
    ("form-text", "key:a", ("type_key", "a")),
    ("form-text", "key:backspace", ("type_key", "backspace")),
    ("form-phone", "key:7", ("type_key", "7")),
    ("form-id", "key:X", ("type_key", "X")),
    ("form-text", "填下一题", ("go_on",)),
    ("form-choice", "打零工", ("answer", "打零工")),
    ("form-choice-few", "临时去看病", ("answer", "临时去看病")),
    ("form-region", "云南省", ("answer", "云南省")),
    ("form-region", "下一页", ("turn_page", 1)),
    ("form-region-below", "重选上一级", ("answer", "up")),
    ("form-yes-no", "不是", ("answer", "no")),
    ("papers-live", "用这一页", ("go_on",)),
    ("papers-small", "没有这张纸", ("skip_paper",)),
    ("papers-kept", "再加一页", ("add_page",)),
    ("papers-kept", "重拍这一页", ("retake_page", 2)),
    ("papers-kept", "改这一页", ("change_page", 2)),
    ("papers-live", "自动拍：开", ("set_auto_shot", False)),
    ("papers-live-by-hand", "自动拍：关", ("set_auto_shot", True)),
    ("papers-live", "手动框边", ("frame_by_hand",)),
    ("papers-live", "第 1 页 可以用", ("show_page", 1)),
    ("papers-page", "转一转", ("pick_way", "page_turn")),
    ("papers-page", "删掉这一页", ("pick_way", "page_delete")),
    ("papers-sources", "U 盘里的文件", ("pick_way", "stick")),
    ("papers-sources", "没有这张纸", ("skip_paper",)),
    ("papers-feeder-ready", "开始扫", ("go_on",)),
    ("papers-feeder-jam", "就要这些页", ("pick_way", "sheets_enough")),
    ("papers-stick-list", "成绩单.pdf", ("pick_way", "file:成绩单.pdf")),
    ("papers-picks", "不要这一页", ("pick_way", "page:1")),
    ("papers-other-person", "纸上是家人", ("pick_way", "family")),
    ("papers-offer", "用这个", ("pick_way", "take_value")),
    ("papers-no-scanner", "没有这张纸", ("skip_paper",)),
    ("delivery", "到窗口取", ("pick_delivery", "pickup")),
    ("review", "改手机号", ("edit_row", "answer:phone")),
    ("review", "看全部身份证号", ("show_row", "number")),
    ("review", "重签", ("sign", [])),
    ("review", "确认提交", ("go_on",)),
    ("receipt-paper-out", "再打一次", ("print_again",)),
    ("receipt-submitted", "再办一件", ("go_back",)),
    ("receipt-submitted", "结束办理", ("go_on",)),
    ("rating", "满意", ("rate", 4)),
    ("rating-low", "看不明白", ("toggle_reason", "unclear")),
    ("cases-one", "打印进度单", ("go_on",)),
    ("cases-result", "打印 3 张", ("go_on",)),
    ("cases-result-elsewhere", "打印进度单", ("go_on",)),
    ("cases-list", "社会保障卡申领", ("open_case", "b")),
    ("ways-paper-out", "等人加纸", ("pick_way", "wait")),
    ("helper-code", "key:8", ("type_key", "8")),
    ("helper-code", "key:b", ("type_key", "b")),
    ("helper-pin", "key:4", ("type_key", "4")),
    ("helper-desk", "帮下一位", ("go_on",)),
]


@pytest.mark.parametrize(("sample", "words", "call"), TOUCHES)
def test_a_touch_calls_the_right_action(bench: Bench, sample: str, words: str, call: tuple[Any, ...]) -> None:
    bench.show(SAMPLES[sample])
    bench.press(words)
    assert bench.actions.calls == [call]


def test_a_missing_signature_is_read_out_and_hands_in_nothing(bench: Bench) -> None:
    bench.show(SAMPLES["review-short"])
    bench.press("请签全名")
    assert bench.said == ["请签全名"]
    assert bench.actions.calls == []


# typing ---------------------------------------------------------------------------------------------------------


def _typed(text: str) -> v.FormView:
    view = SAMPLES["form-phone"].view
    assert isinstance(view, v.FormView)
    return replace(view, value=text, shown=text)


def test_a_key_changes_the_box_and_rebuilds_nothing(bench: Bench) -> None:
    bench.show(_typed("139"))
    before = list(bench.pieces())
    keys = [one for one in before if isinstance(one, Keys)]
    painted = [id(one) for one in keys[0].placed]
    bench.show(_typed("1390"))
    assert list(bench.pieces()) == before
    assert [id(one) for one in keys[0].placed] == painted
    assert "1390" in bench.texts()


def test_a_faulty_answer_says_in_the_box_what_is_missing(bench: Bench) -> None:
    bench.show(_typed("1390812"))
    bench.show(replace(_typed("1390812"), error=Phrase("journey.phone_short", {"missing": 4})))
    assert any("手机号少 4 位" in text for text in bench.texts())


def test_a_choice_is_marked_in_the_same_row(bench: Bench) -> None:
    view = SAMPLES["form-yes-no"].view
    assert isinstance(view, v.FormView)
    bench.show(view)
    row = bench.find("不是")
    bench.show(replace(view, options=tuple(replace(one, chosen=one.id == "no") for one in view.options)))
    assert bench.find("不是") is row
    assert row.chosen


# papers ---------------------------------------------------------------------------------------------------------


def _pictures(bench: Bench) -> list[int]:
    asked: list[int] = []

    def frame() -> tuple[int, np.ndarray]:
        asked.append(len(asked))
        return len(asked), np.full((540, 960, 3), len(asked) % 255, np.uint8)

    bench.actions.paper_frame = frame
    return asked


def _look_at_the_desk(bench: Bench, frames: int) -> ScanView:
    screen: Any = bench.host.screen
    for _ in range(frames):
        screen._look()
        settle(1)
    return next(one for one in bench.pieces() if isinstance(one, ScanView))


def test_a_hundred_pictures_of_the_desk_use_one_texture(bench: Bench) -> None:
    _pictures(bench)
    bench.show(SAMPLES["papers-live"])
    first = _look_at_the_desk(bench, 2).picture
    assert _look_at_the_desk(bench, 100).picture is first


def test_the_desk_is_not_asked_once_the_step_is_left(bench: Bench) -> None:
    bench.show(SAMPLES["papers-live"])
    bench.show(SAMPLES["delivery"])
    asked = _pictures(bench)
    ends = time.monotonic() + 0.3
    while time.monotonic() < ends:
        Clock.tick()
    assert asked == []


def test_the_outline_follows_without_a_new_screen(bench: Bench) -> None:
    view = SAMPLES["papers-live"].view
    assert isinstance(view, v.PapersView)
    bench.show(view)
    before = list(bench.pieces())
    corners = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
    bench.show(replace(view, outline=corners))
    assert list(bench.pieces()) == before


def test_a_page_that_was_picked_is_the_one_taken_again(bench: Bench) -> None:
    bench.show(SAMPLES["papers-kept"])
    bench.press("第 1 页 可以用")
    bench.press("重拍这一页")
    assert bench.actions.calls == [("retake_page", 1)]


def test_a_source_that_is_away_is_read_out_and_goes_nowhere(bench: Bench) -> None:
    bench.show(SAMPLES["papers-sources"])
    bench.press("一叠纸自动扫")
    assert bench.actions.calls == []


def test_the_pages_of_a_file_are_looked_at_one_by_one_and_left_out(bench: Bench) -> None:
    bench.show(SAMPLES["papers-picks"])
    bench.press("第 3 页 不要")
    bench.press("要这一页")
    assert bench.actions.calls == [("pick_way", "page:3")]


def _corner_pad(bench: Bench) -> CornerPad:
    bench.actions.paper_frame = lambda: (1, np.full((600, 800, 3), 90, np.uint8))
    bench.show(SAMPLES["papers-corners"])
    return next(one for one in bench.pieces() if isinstance(one, CornerPad))


def _drag(pad: CornerPad, begin: tuple[float, float], end: tuple[float, float]) -> None:
    finger = UnitTestTouch(*begin)
    finger.ud = {}
    (finger.x, finger.y), finger.pos = begin, begin
    pad.on_touch_down(finger)
    finger.grab_current = pad
    (finger.x, finger.y), finger.pos = end, end
    pad.on_touch_move(finger)
    pad.on_touch_up(finger)


def test_a_corner_is_dragged_by_the_finger_and_keeps_its_distance_from_it(bench: Bench) -> None:
    pad = _corner_pad(bench)
    x, y = pad.corner_at(0)
    _drag(pad, (x + 10, y - 5), (x + 110, y - 5))
    ((name, number, point),) = bench.actions.calls
    across = 100 / pad.look.unit / pad.shown.width
    assert (name, number) == ("move_corner", 0)
    assert point == (
        pytest.approx(pad.corners[0][0] + across, abs=0.003),
        pytest.approx(pad.corners[0][1], abs=0.003),
    )


def test_a_finger_far_from_every_corner_drags_none(bench: Bench) -> None:
    pad = _corner_pad(bench)
    _drag(pad, pad.point_at((0.5, 0.5)), pad.point_at((0.6, 0.6)))
    assert bench.actions.calls == []


def test_the_outline_glides_to_where_the_page_was_seen(bench: Bench) -> None:
    follower = Follower()
    follower.aim(((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)))
    assert follower.corners[0] == (0.1, 0.1)
    follower.aim(((0.2, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)))
    assert follower.step(0.04)
    assert 0.1 < follower.corners[0][0] < 0.2
    for _ in range(60):
        follower.step(0.04)
    assert follower.corners[0] == (pytest.approx(0.2, abs=0.001), pytest.approx(0.1))
    assert not follower.step(0.04)
    follower.aim(())
    assert follower.corners == []


# review ---------------------------------------------------------------------------------------------------------


def test_a_line_drawn_on_the_pad_reaches_the_journey(
    bench: Bench, tap: Callable[[Bench, float, float], None]
) -> None:
    bench.show(SAMPLES["review-unsigned"])
    bench.host.size = (1080, 1920)
    settle()
    pad = next(one for one in bench.pieces() if isinstance(one, SignPad))
    tap(bench, *pad.to_window(*pad.center))
    signed = [call for call in bench.actions.calls if call[0] == "sign"]
    assert len(signed) == 1
    (x, y) = signed[0][1][0][0]
    assert (x, y) == (pytest.approx(0.5, abs=0.02), pytest.approx(0.5, abs=0.02))


def test_taking_the_review_down_wipes_no_signature(bench: Bench) -> None:
    bench.show(SAMPLES["review"])
    bench.show(SAMPLES["form-phone"])
    assert bench.actions.calls == []


def test_an_opened_line_is_shown_in_the_same_rows(bench: Bench) -> None:
    view = SAMPLES["review"].view
    assert isinstance(view, v.ReviewView)
    bench.show(view)
    pad = next(one for one in bench.pieces() if isinstance(one, SignPad))
    opened = tuple(
        replace(one, value="51040219900307031X", masked=False) if one.id == "number" else one for one in view.rows
    )
    bench.show(replace(view, rows=opened))
    assert "51040219900307031X" in bench.texts()
    assert pad in list(bench.pieces())


def test_a_number_beside_a_long_label_is_set_smaller_and_not_broken(bench: Bench) -> None:
    view = SAMPLES["review"].view
    assert isinstance(view, v.ReviewView)
    home = v.ReviewRow("home", Phrase.verbatim("户口所在地"), "四川省攀枝花市东区")
    number = v.ReviewRow("number", Phrase.verbatim("身份证号"), "510402********4682", can_edit=False, masked=True)
    bench.show(replace(view, rows=(number, home)))
    bench.host.size = (1080, 1920)
    settle()
    drawn = {one.text: one for piece in bench.pieces() if isinstance(piece, Piece) for one in piece.placed}
    assert drawn[number.value].height < 1.6 * drawn[number.value].size
    assert drawn[number.value].size < drawn[home.value].size


# the end --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sample",
    [
        *("form-text", "form-from-card", "review", "receipt-paper-out", "cases-list", "cases-one", "cases-result"),
        "papers-kept",
        *("papers-stick-list", "papers-other-person", "papers-offer"),
    ],
)
def test_nothing_personal_stays_in_any_piece(bench: Bench, sample: str) -> None:
    bench.show(SAMPLES[sample])
    shown = {text for text in bench.texts() if len(text) > 5}
    bench.show(ANOTHER)
    kept = {*bench.texts()}
    assert not [text for text in live_texts() if text in shown - kept]


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        ("papers-kept", ScanView),
        ("papers-page", SheetView),
        ("papers-picks", SheetView),
        ("papers-feeder-busy", SheetView),
        ("papers-corners", CornerPad),
        ("papers-other-kind", SheetView),
    ],
)
def test_no_picture_of_a_page_outlives_its_screen(bench: Bench, sample: str, kind: type) -> None:
    bench.actions.paper_page = lambda number: np.full((80, 60, 3), number, np.uint8)
    bench.actions.paper_frame = lambda: (1, np.full((80, 60, 3), 9, np.uint8))
    bench.show(SAMPLES[sample])
    shown = next(one for one in bench.pieces() if isinstance(one, kind))
    assert shown.picture is not None
    bench.show(ANOTHER)
    assert shown.picture is None
