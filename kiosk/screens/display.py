"""The switches for how the screen shows: text size, height of the hand's reach, black ground, language."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.screens.means import Means
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.chips import Chip
from kiosk.screens.widgets.piece import Touchable

TALL = 100


def text_switch(means: Means, kind: str = "quiet", *, icons: bool = True) -> Touchable:
    """One size larger a touch; from the largest back to normal."""
    look = means.look
    last = look.scale == look.SCALES[-1]
    word = "text_size" if look.roomy else "text_normal" if last else "text_larger"
    return _switch(means, word, "text-aa-bold" if icons else "", kind, look.enlarge)


def height_switch(means: Means, kind: str = "quiet", *, icons: bool = True) -> Touchable:
    """All that is touched into the lower half, and back."""
    look = means.look
    word, icon = ("raise", "arrow-line-up-bold") if look.low else ("lower", "arrow-line-down-bold")
    return _switch(means, word, icon if icons else "", kind, look.toggle_low)


def contrast_switch(means: Means, kind: str = "quiet", *, icons: bool = True) -> Touchable:
    """White on black, and back."""
    look = means.look
    if not look.high_contrast:
        return _switch(means, "contrast", "circle-half-bold" if icons else "", kind, look.toggle_contrast)
    chip = Chip(look, text=means.word("contrast_on"), icon="check-bold", chosen=True, rounded=False)
    chip.bind(on_release=lambda *_: look.toggle_contrast())
    return chip


def language_switch(means: Means, kind: str = "quiet") -> Touchable:
    """English, and back to Chinese; named in the language it leads to."""
    return _switch(means, "other_language", "translate-bold", kind, means.switch_language)


def display_switches(means: Means, kind: str = "quiet", *, icons: bool = True) -> list[Touchable]:
    """The three of them; in landscape all is within reach."""
    text, contrast = text_switch(means, kind, icons=icons), contrast_switch(means, kind, icons=icons)
    return [text, contrast] if means.look.landscape else [text, height_switch(means, kind, icons=icons), contrast]


def _switch(means: Means, word: str, icon: str, kind: str, turn: Callable[[], None]) -> Button:
    button = Button(means.look, text=means.word(word), icon=icon, kind=kind, tall=TALL)
    button.bind(on_release=lambda *_: turn())
    return button
