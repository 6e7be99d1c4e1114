"""The search box: a touch opens the keys; speaking only where a speech engine is there."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import mix
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Box, Brush, Touchable


class SearchField(Touchable):
    """``text`` is what has been written; without it ``hint`` is shown. ``speech`` is the label of the speech
    button (empty: none)."""

    hint = StringProperty("")
    text = StringProperty("")
    speech = StringProperty("")
    writing = BooleanProperty(False)

    __events__ = ("on_speech",)

    def __init__(self, look: Look, **values: Any) -> None:
        self._speech = Button(look, kind="river", icon="microphone-bold", tall=100)
        self._speech.bind(on_release=lambda *_: self.dispatch("on_speech"))
        super().__init__(look, **values)

    def on_speech(self, *_: object) -> None:
        """The person wants to speak."""

    def wanted(self, width: float) -> float:
        return max(116.0 if self.look.landscape else 128.0, self.look.text(44) * 1.3 + 56)

    def arrange(self) -> None:
        if not self.speech:
            if self._speech.parent is self:
                self.remove_widget(self._speech)
            return
        self._speech.text = self.speech
        width, height = self.design_size
        button = self._speech.natural()
        self.seat(self._speech, Box(width - 14 - button, 14, button, height - 28))

    def paint(self, brush: Brush) -> None:
        self.spoken = self.hint
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        brush.card(box, ground=mix(theme.card, theme.mist, self.pressed), edge=not self.writing)
        brush.frame(
            box, theme.river if self.writing and not theme.framed else theme.accent, 6 if self.writing else 4, 32
        )
        icon = self.look.grow(60)
        brush.icon("magnifying-glass-bold", 32, (brush.height - icon) / 2, icon, theme.ink)
        start = 32 + icon + 20
        end = brush.width - 28 - (self._speech.natural() + 14 if self.speech else 0)
        words = Box(start, 0, end - start, brush.height)
        if self.text:
            placed = brush.text(self.text, words, 48, bold=True)
            caret = start + (placed.width if placed else 0) + 5
        else:
            brush.text(self.hint, words, 44, theme.ink2)
            caret = start - 9
        if self.writing:
            tall = self.look.text(48) * 1.25
            brush.fill(Box(min(caret, end), (brush.height - tall) / 2, 6, tall), theme.kapok)
        self.focus_ring(brush, box, 32)
