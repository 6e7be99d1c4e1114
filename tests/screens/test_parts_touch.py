"""Parts under a finger: a touch counts when it begins and ends inside, and what cannot be pressed says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from part_things import frames, press, shown, told, touch, until

from kiosk.screens.look import Look
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.chips import Choice, ScopeChips
from kiosk.screens.widgets.dock import RiverDock
from kiosk.screens.widgets.keys import Keys
from kiosk.screens.widgets.page_strip import Page, PageStrip
from kiosk.screens.widgets.panels import Panel
from kiosk.screens.widgets.piece import Box, Touchable
from kiosk.screens.widgets.sign import SignPad
from kiosk.screens.widgets.stage import Stage
from kiosk.screens.widgets.stars import Stars

Make = Callable[..., Look]


def by_name(root: Any, spoken: str) -> Touchable:
    found = [one for one in root.walk(restrict=True) if isinstance(one, Touchable) and one.spoken == spoken]
    assert len(found) == 1
    return found[0]


def test_a_touch_that_begins_and_ends_inside_counts(make_look: Make) -> None:
    with shown(Button(make_look(), text="用这一页")) as button:
        pressed = told(button, "on_release")
        touch(button)
    assert pressed == [()]


def test_a_finger_that_slides_off_before_lifting_does_nothing(make_look: Make) -> None:
    with shown(Button(make_look(), text="用这一页")) as button:
        pressed = told(button, "on_release")
        touch(button, end=(20, 20))
    assert pressed == []


def test_a_finger_that_slides_onto_a_button_does_nothing(make_look: Make) -> None:
    with shown(Button(make_look(), text="用这一页")) as button:
        pressed = told(button, "on_release")
        finger = press(button)
        finger.lift()
        pressed.clear()
        from kiosk.sandbox.finger import FingerTouch

        finger = FingerTouch(20, 20)
        finger.press()
        finger.slide(*button.center)
        finger.lift()
        frames()
    assert pressed == []


def test_a_button_that_moves_away_under_the_finger_was_meant_all_the_same(make_look: Make) -> None:
    with shown(Button(make_look(), text="用这一页")) as button:
        pressed = told(button, "on_release")
        finger = press(button)
        button.y += 3 * button.height
        finger.lift()
        frames()
    assert len(pressed) == 1


def test_it_looks_pressed_only_while_the_finger_is_on_it(make_look: Make) -> None:
    with shown(Button(make_look(), text="用这一页")) as button:
        finger = press(button)
        down = button.pressed
        finger.slide(20, 20)
        frames(2)
        off = button.pressed
        finger.slide(*button.center)
        frames(2)
        again = button.pressed
        finger.lift()
        frames(2)
    assert (down, off, again, button.pressed) == (1.0, 0.0, 1.0, 0.0)


def test_the_pressed_look_comes_within_its_80_milliseconds(make_look: Make) -> None:
    with shown(Button(make_look(reduce_motion=False), text="用这一页")) as button:
        finger = press(button)
        until(lambda: button.pressed == 1.0)
        finger.lift()
        until(lambda: button.pressed == 0.0)


def test_two_fingers_press_a_button_once(make_look: Make) -> None:
    with shown(Button(make_look(), text="用这一页")) as button:
        pressed = told(button, "on_release")
        one, other = press(button), press(button)
        one.lift()
        other.lift()
        frames()
    assert pressed == [()]


def test_what_cannot_be_pressed_says_why(make_look: Make) -> None:
    with shown(Button(make_look(), text="请先签名", reason="请先签名")) as button:
        pressed, refused = told(button, "on_release"), told(button, "on_refused")
        touch(button)
    assert (pressed, refused) == ([], [("请先签名",)])


def test_a_button_taken_down_under_the_finger_no_longer_acts(make_look: Make) -> None:
    button = Button(make_look(), text="用这一页")
    pressed = told(button, "on_release")
    with shown(button):
        finger = press(button)
    finger.lift()
    frames()
    assert pressed == []


def test_the_mouse_wheel_presses_nothing(make_look: Make) -> None:
    with shown(Button(make_look(), text="用这一页")) as button:
        pressed = told(button, "on_release")
        from kiosk.sandbox.finger import FingerTouch

        finger = FingerTouch(*button.center)
        finger.button = "scrollup"
        finger.press()
        finger.lift()
        frames()
    assert pressed == []


@pytest.mark.parametrize(
    ("words", "event"),
    [("返回", "on_back"), ("朗读", "on_speak"), ("找人帮忙", "on_help"), ("下一步", "on_onward")],
)
def test_each_of_the_four_places_has_its_own_event(make_look: Make, words: str, event: str) -> None:
    with shown(RiverDock(make_look(), onward="下一步"), width=1000) as dock:
        heard = told(dock, event)
        touch(by_name(dock, words))
    assert heard == [()]


def test_the_way_on_says_what_is_missing(make_look: Make) -> None:
    with shown(RiverDock(make_look(), missing="请先签名"), width=1000) as dock:
        on, refused = told(dock, "on_onward"), told(dock, "on_refused")
        touch(by_name(dock, "请先签名"))
    assert (on, refused) == ([], [("请先签名",)])


def test_the_places_stay_where_they_are_whatever_stands_in_them(make_look: Make) -> None:
    look = make_look()
    with shown(RiverDock(look, onward="下一步"), width=1080) as dock:
        before = {one.spoken: one.x for one in dock.children}
        dock.speaking, dock.help_called, dock.onward, dock.missing = True, True, "", "请点选一项"
        frames()
        after = sorted(one.x for one in dock.children)
    assert after == sorted(before.values())


def test_a_chip_tells_its_id(make_look: Make) -> None:
    choices = [Choice("", "全部"), Choice("cross_province", "跨省通办")]
    with shown(ScopeChips(make_look(), choices=choices, chosen=""), width=900) as chips:
        picked = told(chips, "on_pick")
        touch(by_name(chips, "跨省通办"))
    assert picked == [("cross_province",)]


def test_a_chip_that_cannot_be_chosen_is_not_picked(make_look: Make) -> None:
    choices = [Choice("", "全部"), Choice("in_province", "省内通办", reason="暂无")]
    with shown(ScopeChips(make_look(), choices=choices, chosen=""), width=900) as chips:
        picked = told(chips, "on_pick")
        touch(by_name(chips, "省内通办"))
    assert picked == []


@pytest.mark.parametrize(
    ("mode", "touched", "written"),
    [
        ("digits", "7", "7"),
        ("id", "X", "X"),
        ("latin", "q", "q"),
        ("latin", "space", " "),
        ("latin", "backspace", "backspace"),
        ("digits", "clear", "clear"),
    ],
)
def test_a_key_writes_what_it_says(make_look: Make, mode: str, touched: str, written: str) -> None:
    with shown(Keys(make_look(), mode=mode), width=900) as keys:
        heard = told(keys, "on_key")
        touch(by_name(keys, f"key:{touched}"))
    assert heard == [(written,)]


def test_shift_makes_one_capital_letter(make_look: Make) -> None:
    with shown(Keys(make_look(), mode="latin"), width=900) as keys:
        heard = told(keys, "on_key")
        touch(by_name(keys, "key:shift"))
        touch(by_name(keys, "key:Q"))
        touch(by_name(keys, "key:q"))
    assert heard == [("Q",), ("q",)]


def test_another_mode_can_be_touched(make_look: Make) -> None:
    modes = [Choice("latin", "字母"), Choice("digits", "数字")]
    with shown(Keys(make_look(), mode="latin", modes=modes), width=900) as keys:
        heard = told(keys, "on_mode")
        touch(by_name(keys, "数字"))
    assert heard == [("digits",)]


def test_a_star_gives_its_level(make_look: Make) -> None:
    labels = ("很不满意", "不满意", "一般", "满意", "很满意")
    with shown(Stars(make_look(), labels=labels), width=900) as stars:
        rated = told(stars, "on_rate")
        touch(by_name(stars, "不满意"))
    assert rated == [(2,)]


def test_a_page_tells_its_place_and_one_more_can_be_added(make_look: Make) -> None:
    pages = [Page("第 1 页", "可以用"), Page("第 2 页", "正在看", "watched")]
    with shown(PageStrip(make_look(), pages=pages, add="再加一页"), width=900) as strip:
        picked, added = told(strip, "on_pick"), told(strip, "on_add")
        touch(by_name(strip, "第 2 页 正在看"))
        touch(by_name(strip, "再加一页"))
    assert (picked, added) == ([(1,)], [()])


def test_nothing_under_a_panel_can_be_touched(make_look: Make) -> None:
    look = make_look()
    stage = Stage(look)
    button = Button(look, text="用这一页")
    stage.put(button, Box(400, 100, 300, 110))
    stage.overlay(Panel(look, title="要结束吗？", lead="没提交的会清掉。", stay="接着办", leave="结束办理"))
    with shown(stage, 1080, 1920):
        stage.pos = (0, 0)
        frames()
        pressed = told(button, "on_release")
        touch(button)
    assert pressed == []


@pytest.mark.parametrize(("words", "event"), [("接着办", "on_stay"), ("结束办理", "on_leave")])
def test_a_panel_gives_two_ways(make_look: Make, words: str, event: str) -> None:
    panel = Panel(make_look(), title="要结束吗？", lead="没提交的会清掉。", stay="接着办", leave="结束办理")
    with shown(panel, 900, 1500):
        heard = told(panel, event)
        touch(by_name(panel, words))
    assert heard == [()]


def draw(pad: SignPad, *points: tuple[float, float]) -> None:
    from kiosk.sandbox.finger import FingerTouch

    where = [(pad.x + x * pad.width, pad.top - y * pad.height) for x, y in points]
    finger = FingerTouch(*where[0])
    finger.press()
    for point in where[1:]:
        finger.slide(*point)
    finger.lift()
    frames()


def test_a_stroke_is_told_in_shares_of_the_pad(make_look: Make) -> None:
    with shown(SignPad(make_look(), hint="请签名"), width=900) as pad:
        heard = told(pad, "on_strokes")
        draw(pad, (0.25, 0.5), (0.5, 0.25), (0.75, 0.5))
    ((strokes,),) = heard
    assert [pytest.approx(point, abs=0.01) for point in ((0.25, 0.5), (0.5, 0.25), (0.75, 0.5))] == strokes[0]


def test_a_finger_that_leaves_the_pad_stays_at_its_edge(make_look: Make) -> None:
    with shown(SignPad(make_look(), hint="请签名"), width=900) as pad:
        draw(pad, (0.5, 0.5), (0.5, 1.4))
        assert pad.strokes[0][-1] == pytest.approx((0.5, 1.0), abs=0.01)


def test_wiping_the_pad_is_told(make_look: Make) -> None:
    with shown(SignPad(make_look(), hint="请签名"), width=900) as pad:
        draw(pad, (0.2, 0.5), (0.7, 0.5))
        heard = told(pad, "on_strokes")
        pad.clear()
    assert (heard, pad.strokes) == ([([],)], [])
