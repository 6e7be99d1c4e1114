"""Screens from the invitation to the face: nothing overflows, touches reach the journey, nobody stays behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from screen_faults import faults, in_panel
from screen_things import Bench, live_texts, settle

from kiosk.journey import views as v
from kiosk.journey import views_identity as i
from kiosk.sandbox.album_a import SAMPLES
from kiosk.screens.look import Look
from kiosk.screens.widgets.face import FaceRing
from kiosk.screens.widgets.piece import Touchable
from kiosk.wording import Phrase

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
LOOKS = [
    *product(SIZES, Look.SCALES, ("zh", "en"), ("default",)),
    *product(SIZES, (1.0, 2.0), ("zh",), ("high_contrast",)),
]


@pytest.fixture
def bench(make_look: Callable[..., Look]) -> Iterator[Bench]:
    made = Bench(make_look())
    yield made
    made.show(SAMPLES["attract"])


@pytest.mark.parametrize(("way", "scale", "language", "theme"), LOOKS)
def test_every_text_fits_and_every_target_is_large_enough(
    make_look: Callable[..., Look], way: str, scale: float, language: str, theme: str
) -> None:
    width, height = SIZES[way]
    bench = Bench(make_look(width_px=width, height_px=height, scale=scale, theme_name=theme))
    if language == "en":
        bench.host.switch_language()
    wrong = [f"{name}: {fault}" for name, scene in SAMPLES.items() for fault in faults(bench, scene)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("way", SIZES)
def test_what_has_to_be_chosen_is_on_the_first_page_however_long_the_source(
    make_look: Callable[..., Look], way: str
) -> None:
    width, height = SIZES[way]
    bench = Bench(make_look(width_px=width, height_px=height))
    bench.show(SAMPLES["guide-long-source"])
    seen = {one.spoken for one in bench.touchables()}
    assert {"长住外地", "转到外地看病", "急诊抢救"} <= seen


@pytest.mark.parametrize("scale", Look.SCALES)
def test_in_low_position_all_that_is_touched_lies_low(make_look: Callable[..., Look], scale: float) -> None:
    bench = Bench(make_look(low=True, scale=scale))
    wrong = []
    for name, scene in SAMPLES.items():
        if name.startswith(("attract", "leave", "idle")):
            continue
        wrong += [f"{name}: {fault}" for fault in faults(bench, scene)]
        wrong += [
            f"{name}: {one.spoken}"
            for one in bench.touchables()
            if one.top > 1920 - 800 and one.spoken != bench.host.words_of("leave")
        ]
    assert not wrong, "\n".join(wrong)


# touches --------------------------------------------------------------------------------------------------------

TOUCHES: list[tuple[str, str, tuple[Any, ...]]] = [
    ("attract", "开始办事", ("go_on",)),
    ("attract", "点一下屏幕就开始", ("go_on",)),
    ("attract", "帮办台", ("open_helper",)),
    ("home", "退休养老", ("pick_group", "retire")),
    ("home", "写一写要办的事", ("open_search",)),
    ("home", "川渝通办", ("pick_scope", "sichuan_chongqing")),
    ("home", "按部门找", ("pick_grouping", "department")),
    ("home", "我的办件", ("open_cases",)),
    ("home", "退出", ("go_back",)),
    ("home", "找人帮忙", ("call_help",)),
    ("home-offices", "按事情找", ("pick_grouping", "life_event")),
    ("home-offices", "下一页", ("turn_page", 1)),
    ("items", "异地就医备案", ("pick_item", "item-1")),
    ("items-typing", "key:a", ("type_key", "a")),
    ("items-typing", "看全部结果", ("go_on",)),
    ("region", "东区", ("pick_region", "510402")),
    ("region", "选定仁和区", ("go_on",)),
    ("region-first", "下一页", ("turn_page", 1)),
    ("guide", "看全文", ("open_whole_guide",)),
    ("guide", "结束办理", ("ask_leave",)),
    ("guide", "返回", ("go_back",)),
    ("guide-situations", "长住外地", ("pick_situation", "long")),
    ("consent", "同意比对人脸", ("set_consent", "face", True)),
    ("consent", "同意读身份证", ("set_consent", "identity", False)),
    ("card", "没带身份证", ("pick_way", "no_card")),
    ("card-no-reader", "去人工窗口", ("pick_way", "counter")),
    ("consent", "不比对人脸", ("set_consent", "no_face", True)),
    ("face", "改人工核对", ("pick_way", "staff")),
    ("face", "换个办法", ("pick_way", "other_ways")),
    ("face", "撤回同意", ("pick_way", "withdraw")),
    ("face-again", "撤回同意", ("pick_way", "withdraw")),
    ("face-refused", "联网再核对一次", ("pick_way", "remote")),
    ("face-refused", "扫手机上的码", ("pick_way", "phone_code")),
    ("face-asking", "同意联网比对", ("pick_way", "send_face")),
    ("face-asking", "不发，换个办法", ("pick_way", "no_send")),
    ("face-choosing", "回来看镜头", ("go_on",)),
    ("face-again", "再看一次镜头", ("go_on",)),
    ("leave", "接着办", ("stay",)),
    ("idle", "结束办理", ("leave",)),
]


@pytest.mark.parametrize(("sample", "words", "call"), TOUCHES)
def test_a_touch_calls_the_journey(bench: Bench, sample: str, words: str, call: tuple[Any, ...]) -> None:
    bench.show(SAMPLES[sample])
    if SAMPLES[sample].overlay is not None:
        next(one for one in bench.touchables() if one.spoken == words and in_panel(one)).dispatch("on_release")
    else:
        bench.press(words)
    assert bench.actions.calls == [call]


def test_every_touch_of_the_panel_is_told(bench: Bench, tap: Callable[[Bench, float, float], None]) -> None:
    bench.show(SAMPLES["home"])
    tap(bench, 540, 1640)
    assert bench.actions.calls == [("touched",)]


def test_at_rest_a_touch_anywhere_begins(bench: Bench, tap: Callable[[Bench, float, float], None]) -> None:
    bench.show(SAMPLES["attract"])
    tap(bench, 500, 1150)
    assert bench.actions.calls == [("touched",), ("go_on",)]


def test_touching_what_is_missing_reads_out_why(bench: Bench) -> None:
    bench.show(SAMPLES["card"])
    bench.press("请放身份证")
    assert bench.said == ["请放身份证"]
    assert bench.actions.calls == []


# renewed in place -----------------------------------------------------------------------------------------------


def test_progress_of_the_face_is_drawn_in_the_same_ring(bench: Bench) -> None:
    scene = SAMPLES["face"]
    bench.show(scene)
    before = list(bench.pieces())
    assert isinstance(scene.view, i.FaceView)
    bench.show(replace(scene.view, fraction=0.8, title=Phrase("journey.face_look_back")))
    assert list(bench.pieces()) == before
    assert "请转回来看镜头" in " ".join(bench.texts())


def test_the_countdown_counts_in_the_same_panel(bench: Bench) -> None:
    scene = SAMPLES["idle"]
    bench.show(scene)
    before = list(bench.pieces())
    assert scene.overlay is not None
    bench.show(replace(scene, overlay=replace(scene.overlay, seconds_left=12)))
    assert list(bench.pieces()) == before
    assert any("12" in text for text in bench.texts())


def test_a_consent_given_is_marked_in_the_same_row(bench: Bench) -> None:
    scene = SAMPLES["consent"]
    bench.show(scene)
    row = bench.find("同意比对人脸")
    assert isinstance(scene.view, v.ConsentView)
    given = tuple(replace(one, chosen=True) for one in scene.view.consents)
    bench.show(replace(scene, view=replace(scene.view, consents=given)))
    assert bench.find("同意比对人脸") is row
    assert row.chosen


@pytest.mark.parametrize(
    ("sample", "sign"),
    [("face", "left"), ("face-right", "right"), ("face-blink", "blink"), ("face-lean-in", "nearer")],
)
def test_the_movement_asked_for_is_shown_as_a_sign(bench: Bench, sample: str, sign: str) -> None:
    bench.show(SAMPLES[sample])
    assert next(one for one in bench.pieces() if isinstance(one, FaceRing)).sign == sign


def test_the_oval_that_asks_to_lean_in_grows_and_rests_with_the_next_instruction(bench: Bench) -> None:
    bench.show(SAMPLES["face-lean-in"])
    ring = next(one for one in bench.pieces() if isinstance(one, FaceRing))
    ends = time.monotonic() + 5
    while ring.swell < 0.5 and time.monotonic() < ends:
        settle(1)
    assert ring.swell >= 0.5
    bench.show(SAMPLES["face"])
    assert (ring.swell, ring.sign) == (0.0, "left")


def test_a_new_instruction_is_read_once_to_whoever_asked_to_be_read_to(bench: Bench) -> None:
    scene = SAMPLES["face"]
    bench.show(scene)
    assert bench.said == []
    bench.press("朗读")
    read = len(bench.said)
    for advice in ("blink", "blink", "turn_right"):
        view = replace(scene.view, title=Phrase(f"journey.face_{advice}"), advice=advice)
        bench.show(view)
        bench.show(replace(view, fraction=0.7))
    assert bench.said[read:] == ["请慢慢闭一下眼", "请慢慢向右转头"]


def test_whoever_stops_the_voice_is_read_nothing_more(bench: Bench) -> None:
    view = SAMPLES["face"].view
    bench.show(replace(view, speech=(view.title,)))
    bench.press("朗读")
    bench.press("停一停")
    read = len(bench.said)
    bench.show(replace(view, title=Phrase("journey.face_blink"), advice="blink"))
    assert bench.said[read:] == []


def test_the_next_person_is_read_nothing_unasked(bench: Bench) -> None:
    bench.show(SAMPLES["face"])
    bench.press("朗读")
    bench.show(SAMPLES["attract"])
    read = len(bench.said)
    bench.show(SAMPLES["face-right"])
    assert bench.said[read:] == []


def test_another_key_is_another_screen(bench: Bench) -> None:
    bench.show(SAMPLES["region-first"])
    first = bench.host.screen
    bench.show(SAMPLES["region"])
    assert bench.host.screen is not first


def test_help_that_was_called_is_said(bench: Bench) -> None:
    scene = SAMPLES["home"]
    bench.show(scene)
    bench.show(replace(scene, view=replace(scene.view, help_called=True)))
    assert bench.find("已叫人")


def test_a_hall_without_network_says_so_quietly(bench: Bench) -> None:
    bench.show(SAMPLES["region"])
    assert "没有网，照样能办" in bench.texts()


def test_the_helper_who_helps_is_named(bench: Bench) -> None:
    bench.show(SAMPLES["consent"])
    assert "帮办员 王兰" in bench.texts()


# the camera -----------------------------------------------------------------------------------------------------


def test_the_camera_is_asked_only_while_the_ring_is_shown(bench: Bench) -> None:
    bench.actions.frame = (1, np.zeros((48, 64, 3), np.uint8))
    bench.show(SAMPLES["face"])
    screen = bench.host.screen
    bench.show(SAMPLES["guide"])
    asked: list[int] = []
    bench.actions.face_frame = lambda: asked.append(1)
    settle(30)
    assert screen is not bench.host.screen
    assert asked == []


# the end of a visit ---------------------------------------------------------------------------------------------


def test_nothing_of_a_person_stays_in_any_piece(bench: Bench) -> None:
    card = SAMPLES["card-read"].view
    assert isinstance(card, i.CardView)
    bench.show(replace(card, name="测试甲甲乙", number="510402199001010099"))
    assert any("510402199001010099" in text for text in bench.texts())
    bench.show(SAMPLES["attract"])
    assert not [text for text in live_texts() if "510402199001010099" in text or "测试甲甲乙" in text]


def test_display_and_language_go_back_when_the_visit_ends(bench: Bench) -> None:
    bench.show(SAMPLES["home"])
    bench.press("字放大")
    bench.press("字放大")
    bench.host.switch_language()
    settle()
    assert bench.look.scale > 1
    bench.show(SAMPLES["attract"])
    assert (bench.look.scale, bench.look.low, bench.look.theme_name) == (1.0, False, "default")
    assert bench.find("帮办台")


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("字放大", lambda look: look.scale == 1.25),
        ("操作放低", lambda look: look.low),
        ("黑底白字", lambda look: look.high_contrast),
    ],
)
def test_a_display_switch_changes_the_look(bench: Bench, words: str, holds: Callable[[Look], bool]) -> None:
    bench.show(SAMPLES["home"])
    bench.press(words)
    assert holds(bench.look)
    assert isinstance(next(iter(bench.touchables())), Touchable)
