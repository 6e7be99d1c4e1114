"""Every part in every state: no text overflows, every text reads well, every target is large enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from part_things import drawn, every, frames, shown
from screen_things import settle

from kiosk.screens.look import Look
from kiosk.screens.samples import SHEETS
from kiosk.screens.samples.stages import desk_frame, face_frame
from kiosk.screens.theme import contrast
from kiosk.screens.widgets.face import FaceRing
from kiosk.screens.widgets.field import Field
from kiosk.screens.widgets.keys import Keys
from kiosk.screens.widgets.piece import Piece, Touchable
from kiosk.screens.widgets.qr import QrView
from kiosk.screens.widgets.scan import ScanView
from kiosk.screens.widgets.sign import SignPad
from kiosk.screens.widgets.words import Words

Make = Callable[..., Look]
THEMES = {"default": 10.0, "high_contrast": 20.0}
LARGE_PRINT = 30.0


def pieces_of(look: Look, sheet: str) -> Iterator[Piece]:
    for stage in SHEETS[sheet](look):
        stage.size = (look.width_px, look.height_px)
        settle()
        yield from every(stage)


@pytest.mark.parametrize("scale", Look.SCALES)
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_no_text_of_any_part_overflows(make_look: Make, size: tuple[int, int], scale: float) -> None:
    look = make_look(width_px=size[0], height_px=size[1], scale=scale)
    wrong = [
        f"{sheet}: {type(piece).__name__}: {placed.text}"
        for sheet in SHEETS
        for piece in pieces_of(look, sheet)
        for placed in piece.placed
        if not placed.fits
    ]
    assert wrong == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_stands_out_from_its_ground(make_look: Make, theme: str) -> None:
    look = make_look(theme_name=theme)
    grounds = [look.theme.page] if theme == "high_contrast" else [look.theme.page, look.tokens.sky]
    wrong = []
    for sheet in SHEETS:
        for piece in pieces_of(look, sheet):
            for placed in piece.placed:
                for ground in (
                    [placed.ground] if placed.ground and placed.ground[3] == 1 else grounds_of(piece, grounds)
                ):
                    ratio = contrast(placed.colour, ground)
                    if ratio < THEMES[theme]:
                        wrong.append(f"{sheet}: {type(piece).__name__}: {placed.text}: {ratio:.1f}")
    assert wrong == []


def grounds_of(piece: Piece, page: list[Any]) -> list[Any]:
    """Of text that has no ground of its own: the river's, in the river; else the page's, from top to bottom."""
    inside = piece
    while inside is not None:
        if type(inside).__name__ == "RiverDock":
            return [piece.look.theme.river]
        inside = inside.parent if isinstance(inside.parent, Piece) else None
    return page


@pytest.mark.parametrize("scale", Look.SCALES)
def test_every_target_is_at_least_16_by_9_millimetres(make_look: Make, scale: float) -> None:
    look = make_look(scale=scale)
    wrong = [
        f"{sheet}: {type(piece).__name__} {piece.spoken} {piece.size}"
        for sheet in SHEETS
        for piece in pieces_of(look, sheet)
        if isinstance(piece, Touchable) and piece.small
    ]
    assert wrong == []


def test_every_target_has_a_name(make_look: Make) -> None:
    look = make_look()
    nameless = [
        f"{sheet}: {type(piece).__name__}"
        for sheet in SHEETS
        for piece in pieces_of(look, sheet)
        if isinstance(piece, Touchable) and not piece.spoken
    ]
    assert nameless == []


def test_latin_keys_are_at_least_96_px_wide_and_128_high(make_look: Make) -> None:
    with shown(Keys(make_look(), mode="latin"), width=1008) as keys:
        sizes = {key.size[0] >= 93 and key.size[1] >= 128 for key in keys.children if isinstance(key, Touchable)}
    assert sizes == {True}


def test_a_part_follows_the_look(make_look: Make) -> None:
    look = make_look()
    with shown(Words(look, "平放，听到一声再拿"), 900, 400) as words:
        before = words.placed[0].size
        look.scale = 2.0
        frames()
        assert words.placed[0].size == before * 2


def test_a_field_shows_its_text_and_forgets_it_when_cleared(make_look: Make) -> None:
    with shown(Field(make_look(), text="51040219900307", state="writing")) as field:
        assert [one.text for one in field.placed] == ["51040219900307"]
        field.clear()
        assert (field.text, field.placed, field._memory) == ("", [], {})


def colour_at(x: float, y: float) -> tuple[int, int, int]:
    pixel = drawn().getpixel((int(x), 1920 - int(y)))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


def test_the_face_is_shown_mirrored_and_upright(make_look: Make) -> None:
    frame = np.zeros((480, 640, 3), np.uint8)
    frame[:240, :320] = (0, 0, 255)
    with shown(FaceRing(make_look(), diameter=600)) as ring:
        ring.show(frame)
        frames()
        right, left = ring.center_x + 80, ring.center_x - 80
        upper, lower = ring.center_y + 80, ring.center_y - 80
        corners = [
            colour_at(x, y)[0] > 128 for x, y in ((right, upper), (left, upper), (right, lower), (left, lower))
        ]
    assert corners == [True, False, False, False]


def test_the_desk_is_shown_as_it_lies(make_look: Make) -> None:
    frame = np.zeros((480, 720, 3), np.uint8)
    frame[:240, :360] = (255, 0, 0)
    with shown(ScanView(make_look()), width=900) as scan:
        scan.show(frame)
        frames()
        upper = scan.top - 120
        assert (
            colour_at(scan.center_x - 200, upper)[2] > 128,
            colour_at(scan.center_x + 200, upper)[2] > 128,
        ) == (
            True,
            False,
        )


@pytest.mark.parametrize("view", [FaceRing, ScanView])
def test_frames_go_into_one_texture(make_look: Make, view: type[FaceRing] | type[ScanView]) -> None:
    with shown(view(make_look())) as moving:
        moving.show(desk_frame())
        first = moving._film.texture
        for _ in range(20):
            moving.show(desk_frame())
        assert moving._film.texture is first


def test_a_cleared_ring_keeps_no_picture(make_look: Make) -> None:
    with shown(FaceRing(make_look(), diameter=400)) as ring:
        ring.show(face_frame())
        frames()
        texture = ring._film.texture
        ring.clear()
        assert ring._film.texture is None
        assert not any(texture.pixels[0::4])


def test_the_code_reads_back(make_look: Make) -> None:
    import zxingcpp

    text = "TB2:R0193F2C17A007C3E9B1A2F6D5E4C3B2A:140C40E3"
    with shown(QrView(make_look(), text=text, side=420), 420):
        read = zxingcpp.read_barcodes(np.asarray(drawn()))
    assert [one.text for one in read] == [text]


def test_a_signature_is_drawn_in_ink(make_look: Make) -> None:
    pad = SignPad(make_look(), hint="请签名")
    pad.strokes = [[(0.1, 0.5), (0.9, 0.5)]]
    with shown(pad, width=800):
        assert sum(colour_at(pad.center_x, pad.center_y)) < 200
        assert sum(colour_at(pad.center_x, pad.center_y + 60)) > 700


def test_cleared_parts_leave_nothing_behind(make_look: Make) -> None:
    look = make_look()
    for make in SHEETS.values():
        for stage in make(look):
            settle()
            for piece in reversed(list(every(stage))):
                piece.clear()
    assert look.get_property_observers("changed") == []
