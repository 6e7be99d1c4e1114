"""The river: four places that never change: back, read aloud, help, and the way on."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, OptionProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import CLEAR, Colour, mix
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable

MARGIN, GAP, RADIUS, WAVE = 36, 20, 32, 60
_BLOCK = {1.0: 148, 1.25: 200, 1.5: 240, 2.0: 312}
_BLOCK_LANDSCAPE = {1.0: 124, 1.25: 132, 1.5: 148, 2.0: 172}
_WIDTHS = {1.0: (188, 164, 208), 1.25: (196, 180, 216), 1.5: (204, 192, 216), 2.0: (208, 208, 208)}
_WIDTHS_LANDSCAPE = {1.0: (300, 260, 320), 1.25: (310, 280, 350), 1.5: (320, 310, 380), 2.0: (340, 350, 440)}
NEXT_LANDSCAPE = 620
PADDING, GAP_BEFORE = 36, 12
"""Of a block whose icon stands beside its word."""
BACK, BACK_ICON = 44, 46
"""Size of the word and of the arrow."""
ICONS = {"arrow": "arrow-right-bold", "check": "check-bold", "printer": "printer-bold", "phone": "phone-bold"}


class DockBlock(Touchable):
    """One of the four places."""

    text = StringProperty("")
    icon = StringProperty("")
    role = OptionProperty("service", options=["back", "service", "onward", "missing"])

    def paint(self, brush: Brush) -> None:
        self.spoken = self.text
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        brush.drop = 4 * self.pressed
        ground = self._ground()
        if self.role == "onward":
            brush.shadow(Box(6, 0, brush.width - 12, brush.height - 8))
        brush.fill(box, theme.river)
        brush.fill(box, ground, RADIUS)
        if self.role == "back" or (theme.framed and self.role == "service"):
            brush.frame(box, theme.on_river, 4, RADIUS)
        elif self.role == "missing":
            brush.dashed(box, theme.on_river_dash, 4, RADIUS)
        self._words(brush, theme.on(ground if ground[3] else theme.river))
        self.focus_ring(brush, box, RADIUS, on_river=True)

    def _ground(self) -> Colour:
        theme = self.theme
        free, pressed = {
            "back": (theme.river, theme.river_press),
            "service": (theme.service, theme.river_press),
            "onward": (theme.sun, theme.sun_press),
            "missing": (CLEAR, CLEAR),
        }[self.role]
        return mix(free, pressed, self.pressed)

    def _words(self, brush: Brush, colour: Colour) -> None:
        if self.role == "onward" and self.look.roomy and not self.look.landscape:
            self._above(brush, colour, 52)
        elif self.role in ("onward", "missing"):
            self._beside(brush, colour, 52 if self.role == "onward" else 44, 56, after=True)
        elif self.look.landscape or (self.role == "back" and self.look.scale == 1.0 and self._fits_beside(brush)):
            self._beside(brush, colour, *((BACK, BACK_ICON) if self.role == "back" else (40, 58)))
        else:
            self._above(brush, colour, 40)

    def _beside(self, brush: Brush, colour: Colour, size: float, icon: float, *, after: bool = False) -> None:
        icon = icon if self.icon else 0
        gap = (18 if after else GAP_BEFORE) if icon else 0
        room = brush.width - icon - gap - PADDING
        words = min(room, brush.measure(self.text, size, bold=True))
        start = (brush.width - words - icon - gap) / 2
        lines = max(1, int((brush.height - 12) / (self.look.text(size) * 1.15)))
        brush.icon(self.icon, start + words + gap if after else start, (brush.height - icon) / 2, icon, colour)
        box = Box(start - 3 + (0 if after else icon + gap), 0, words + 6, brush.height)
        brush.text(
            self.text,
            box,
            size,
            colour,
            bold=True,
            align="center",
            lines=lines,
            leading=1.15,
            floor=30,
            balance=True,
        )

    def _fits_beside(self, brush: Brush) -> bool:
        """Does a word like "Back" stand in one line beside its arrow?"""
        return brush.measure(self.text, BACK, bold=True) <= brush.width - BACK_ICON - GAP_BEFORE - PADDING

    def _above(self, brush: Brush, colour: Colour, size: float) -> None:
        room, icon = brush.width - 12, self.look.grow(54) if self.icon else 0
        line = self.look.text(size) * 1.15
        lines = max(1, int((brush.height - icon - 12) / line))
        text = min(lines, self.ruler().lines_needed(self.text, size, room, bold=True)) * line
        top = (brush.height - icon - 4 - text) / 2
        brush.icon(self.icon, (brush.width - icon) / 2, top, icon, colour)
        box = Box(6, top + icon + 4, room, text)
        brush.text(
            self.text,
            box,
            size,
            colour,
            bold=True,
            align="center",
            lines=lines,
            leading=1.15,
            floor=30,
            balance=True,
        )


class RiverDock(Piece):
    """Empty ``back``, ``speak`` or ``onward`` leave their place empty; ``missing``: what the way on waits for."""

    back = StringProperty("返回")
    back_icon = StringProperty("arrow-left-bold")
    speak = StringProperty("朗读")
    stop = StringProperty("停一停")
    speaking = BooleanProperty(False)
    help = StringProperty("找人帮忙")
    called = StringProperty("已叫人")
    help_called = BooleanProperty(False)
    onward = StringProperty("")
    missing = StringProperty("")
    onward_icon = StringProperty("arrow")

    __events__ = ("on_back", "on_speak", "on_help", "on_onward", "on_refused")

    def __init__(self, look: Look, **values: Any) -> None:
        self._blocks = {name: DockBlock(look) for name in ("back", "speak", "help", "onward")}
        super().__init__(look, **values)
        for name, block in self._blocks.items():
            block.bind(on_release=lambda _, event=f"on_{name}": self.dispatch(event))
        self._blocks["onward"].bind(on_refused=lambda _, reason: self.dispatch("on_refused", reason))

    def on_back(self, *_: object) -> None:
        """Bottom left."""

    def on_speak(self, *_: object) -> None:
        """Read aloud, or stop."""

    def on_help(self, *_: object) -> None:
        """Somebody is asked to come."""

    def on_onward(self, *_: object) -> None:
        """Bottom right."""

    def on_refused(self, *_: object) -> None:
        """The way on was touched while something is missing."""

    def wanted(self, width: float) -> float:
        return self._block_height() + (84 if self.look.landscape else 92)

    def _block_height(self) -> float:
        return (_BLOCK_LANDSCAPE if self.look.landscape else _BLOCK)[self.look.scale]

    def arrange(self) -> None:
        self._word_blocks()
        boxes = self._boxes()
        for name, block in self._blocks.items():
            if block.text:
                self.seat(block, boxes[name])
            elif block.parent is self:
                self.remove_widget(block)

    def _word_blocks(self) -> None:
        back, speak, helping, onward = self._blocks.values()
        back.text, back.icon, back.role = self.back, self.back_icon, "back"
        reading = bool(self.speak) and self.speaking
        speak.text = self.stop if reading else self.speak
        speak.icon = "pause-bold" if reading else "speaker-high-bold"
        helping.text = self.called if self.help_called else self.help
        helping.icon = "check-bold" if self.help_called else "hand-waving-bold"
        onward.text, onward.reason = self.onward or self.missing, "" if self.onward else self.missing
        onward.role = "onward" if self.onward else "missing"
        onward.icon = ICONS.get(self.onward_icon, "") if self.onward else ""

    def _boxes(self) -> dict[str, Box]:
        width, tall = self.design_size[0], self._block_height()
        top = self.design_size[1] - MARGIN - tall
        back, speak, helping = (_WIDTHS_LANDSCAPE if self.look.landscape else _WIDTHS)[self.look.scale]
        start = MARGIN + back + GAP
        boxes = {"back": Box(MARGIN, top, back, tall)}
        if self.speak:
            boxes["speak"] = Box(start, top, speak, tall)
            boxes["help"] = Box(start + speak + GAP, top, helping, tall)
        else:
            boxes["help"] = Box(start, top, speak + GAP + helping, tall)
        end = start + speak + GAP + helping + GAP
        onward = NEXT_LANDSCAPE if self.look.landscape else width - MARGIN - end
        boxes["onward"] = Box(width - MARGIN - onward, top, onward, tall)
        return boxes

    def paint(self, brush: Brush) -> None:
        theme, art = self.theme, self.look.art
        px = brush.width * brush.unit
        brush.texture(art.picture("wave-back", px, "art"), Box(0, 0, brush.width, WAVE), theme.wave)
        brush.texture(art.picture("wave-front", px, "art"), Box(0, 0, brush.width, WAVE), theme.river)
        brush.fill(Box(0, WAVE, brush.width, brush.height - WAVE), theme.river)
