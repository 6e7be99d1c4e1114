"""Tokens, the look a person chooses, and text set in lines."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SettingsError
from kiosk.screens import typeset
from kiosk.screens.look import Look
from kiosk.screens.theme import TOKENS, colour, contrast, load_tokens, mix

Make = Callable[..., Look]


def test_contrast_of_white_on_black_is_21() -> None:
    assert contrast(colour("#FFFFFF"), colour("#000000")) == pytest.approx(21)


@pytest.mark.parametrize("kind", ["text_default", "text_high_contrast"])
def test_the_contrasts_that_the_tokens_promise_are_true(kind: str) -> None:
    for one in json.loads(TOKENS.read_text(encoding="utf-8"))["contrast"][kind]:
        ratio = contrast(colour(one["fg"]), colour(one["bg"]))
        assert ratio == pytest.approx(one["ratio"], abs=0.02)
        assert ratio >= one["need"]


def test_mixing_is_between_the_two() -> None:
    assert mix((0, 0, 0, 1), (1, 1, 1, 1), 0.25) == (0.25, 0.25, 0.25, 1)


@pytest.mark.parametrize("text", ["not json", "{}", '{"colour": {}}'])
def test_tokens_that_cannot_be_used_are_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tokens.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"tokens\.json"):
        load_tokens(file)


def test_the_text_scale_turns_in_four_steps(make_look: Make) -> None:
    look = make_look()
    seen = []
    for _ in range(5):
        seen.append(look.scale)
        look.enlarge()
    assert seen == [1.0, 1.25, 1.5, 2.0, 1.0]


@pytest.mark.parametrize(("size", "at_200"), [(40, 80), (44, 88), (52, 92), (76, 112), (128, 152)])
def test_token_sizes_grow_as_the_tokens_say(make_look: Make, size: float, at_200: float) -> None:
    assert make_look(scale=2.0).text(size) == pytest.approx(at_200)


@pytest.mark.parametrize("scale", Look.SCALES)
def test_larger_text_stays_larger_at_every_scale(make_look: Make, scale: float) -> None:
    look = make_look(scale=scale)
    sizes = [look.text(size) for size in range(30, 160)]
    assert sizes == sorted(sizes)


def test_a_reset_look_is_as_a_visit_begins(make_look: Make) -> None:
    look = make_look()
    look.toggle_contrast()
    look.toggle_low()
    look.enlarge()
    look.reset()
    assert (look.theme_name, look.scale, look.low) == ("default", 1.0, False)


def test_every_change_is_counted_once(make_look: Make) -> None:
    look = make_look()
    before = look.changed
    look.toggle_contrast()
    assert look.changed == before + 1


@pytest.mark.parametrize(
    ("size", "unit"), [((1080, 1920), 1.0), ((1920, 1080), 1.0), ((720, 1280), 2 / 3), ((2160, 3840), 2.0)]
)
def test_the_design_fits_the_panel(make_look: Make, size: tuple[int, int], unit: float) -> None:
    assert make_look(width_px=size[0], height_px=size[1]).unit == pytest.approx(unit)


@pytest.mark.parametrize(
    ("width", "height", "small"), [(65, 40, False), (63, 40, True), (65, 35, True), (96, 96, False)]
)
def test_the_floor_of_targets_is_in_millimetres(make_look: Make, width: float, height: float, small: bool) -> None:
    assert make_look().too_small(width, height) is small


def test_on_a_denser_panel_the_same_pixels_are_too_small(make_look: Make) -> None:
    assert make_look(dpi=200).too_small(96, 96)


def test_motion_can_be_reduced_to_nothing(make_look: Make) -> None:
    assert [make_look(reduce_motion=still).seconds("bloom") for still in (True, False)] == [0.0, 0.6]


# text in lines --------------------------------------------------------------------------------------------------


def ten_each(text: str) -> float:
    return 10.0 * len(text)


def test_chinese_breaks_anywhere_but_before_punctuation() -> None:
    assert typeset.break_lines("写完先存在，联网后上传", 50, ten_each) == ["写完先存", "在，联网后", "上传"]


def test_an_opening_bracket_does_not_end_a_line() -> None:
    assert typeset.break_lines("来源于《办事指南》", 40, ten_each) == ["来源于", "《办事指", "南》"]


def test_latin_words_stay_whole() -> None:
    assert typeset.break_lines("Take the slip", 80, ten_each) == ["Take the", "slip"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert typeset.break_lines("abcdefghij", 40, ten_each) == ["abcd", "efgh", "ij"]


def test_a_line_feed_breaks() -> None:
    assert typeset.break_lines("一\n二", 100, ten_each) == ["一", "二"]


@given(st.text(alphabet="一二三，。（）《》ab c1\n", max_size=40), st.integers(1, 12))
def test_breaking_loses_nothing_but_blanks(text: str, width: int) -> None:
    lines = typeset.break_lines(text, width * 10, ten_each)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet="一二三，。（）《》abc1", max_size=40), st.integers(4, 12))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(ten_each(line) <= width * 10 for line in typeset.break_lines(text, width * 10, ten_each))


def test_text_shrinks_to_its_box_but_not_below_the_floor(art: Any) -> None:
    found = typeset.set_text(
        art, "请把身份证放在发亮的地方", typeset.Face(), size_px=76, width_px=300, lines=1, floor_px=40
    )
    assert (found.size_px, found.fits) == (40, False)


def test_two_parts_of_a_sentence_get_a_line_each(art: Any) -> None:
    text = "打印纸用完了，回执没有打出来"
    found = typeset.set_text(
        art, text, typeset.Face(), size_px=76, width_px=1008, lines=2, floor_px=40, balance=True
    )
    assert found.lines == ("打印纸用完了，", "回执没有打出来")


# fonts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("char", "family"), [("王", "TongbanSans"), ("ꆈ", "TongbanYi"), ("𠮷", "TongbanRare")])
def test_each_character_finds_the_font_that_has_it(art: Any, char: str, family: str) -> None:
    if char in art.fonts.coverage["TongbanSans"]:
        family = "TongbanSans"
    assert art.fonts.family_of(char, "TongbanSans") == family


def test_a_name_can_not_be_markup(art: Any) -> None:
    marked = art.fonts.markup("王[size=90]ꆈ", "TongbanSans")
    assert "[size" not in marked
    assert "&bl;size=90&br;" in marked


@pytest.mark.parametrize("sign", ["\ue863", "\ud840", "\U000f0001", "\U00031350", "\u0378"])
def test_a_sign_that_no_font_has_is_a_visible_box_and_never_a_question_mark(art: Any, sign: str) -> None:
    assert art.fonts.shown(f"王{sign}兰") == "王〓兰"
    assert art.fonts.runs(f"王{sign}兰", "TongbanSans") == [("TongbanSans", "王〓兰")]


@pytest.mark.parametrize(
    "name", ["王\U00020000", "㐀\u9fa6", "\U0002a700\U0002b740\U0002b820\U0002ceb0", "阿依·努尔"]
)
def test_signs_of_gb_18030_are_shown_as_they_are(art: Any, name: str) -> None:
    assert name == art.fonts.shown(name)


def test_a_selector_of_a_variant_is_not_drawn_as_a_box(art: Any) -> None:
    assert art.fonts.shown("葛\U000e0100城\ufe00") == "葛城"


@pytest.mark.parametrize("sign", ["\U00020000", "\ue863", "\ud840"])
def test_a_line_with_a_rare_sign_is_as_wide_as_any_and_has_ink(art: Any, sign: str) -> None:
    from kiosk.screens import typeset

    texture = typeset.render(art, f"王{sign}", 100, typeset.Face())
    assert abs(typeset.width_of(art, f"王{sign}", 100, typeset.Face()) - 200) <= 2
    pixels = np.frombuffer(texture.pixels, np.uint8).reshape(texture.height, texture.width, 4)
    assert pixels[:, texture.width // 2 :, 3].max() == 255


def test_a_name_of_half_a_pair_breaks_and_fits_like_any_other(art: Any) -> None:
    from kiosk.screens import typeset

    found = typeset.set_text(art, "测\ud840" * 6, typeset.Face(), size_px=60, width_px=400, lines=3, floor_px=30)
    assert (found.fits, "".join(found.lines)) == (True, "测\ud840" * 6)


def test_fonts_that_are_not_built_are_named(tmp_path: Path) -> None:
    from kiosk.screens.fonts import register

    with pytest.raises(SettingsError, match="set-up makes them"):
        register(tmp_path)


# before and after -----------------------------------------------------------------------------------------------


def test_kivy_cannot_be_prepared_too_late(tmp_path: Path) -> None:
    from kiosk.screens.kivy_setup import prepare

    with pytest.raises(RuntimeError, match="imported before"):
        prepare(tmp_path, width_px=1080, height_px=1920)


PREPARED = """
import sys
from pathlib import Path
from kiosk.screens.kivy_setup import prepare
prepare(Path(sys.argv[1]), width_px=1080, height_px=1920, touch_device=sys.argv[2])
from kivy.config import Config
import kivy, json
print(json.dumps({"input": dict(Config.items("input")), "home": kivy.kivy_home_dir,
    "escape": Config.get("kivy", "exit_on_escape"), "samples": Config.get("graphics", "multisamples")}))
"""


@pytest.mark.parametrize(
    ("device", "providers"),
    [("", {"mouse": "mouse,disable_multitouch"}), ("/dev/input/event7", {"panel": "mtdev,/dev/input/event7"})],
)
def test_kivy_gets_one_input_and_a_home_of_its_own(tmp_path: Path, device: str, providers: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREPARED, str(tmp_path), device], capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout)
    assert seen == {"input": providers, "home": str(tmp_path), "escape": "0", "samples": "0"}


def test_what_kivy_remembers_is_forgotten(art: Any) -> None:
    import kivy.uix.textinput  # noqa: F401  (registers its caches)
    from kivy.cache import Cache
    from kivy.core.clipboard import Clipboard

    from kiosk.screens.forget import forget_everything

    Cache.append("textinput.label", "510402199003070310", "a texture")
    Clipboard.copy("510402199003070310")
    forget_everything()
    assert Cache.get("textinput.label", "510402199003070310") is None
    assert Clipboard.paste() == " "
