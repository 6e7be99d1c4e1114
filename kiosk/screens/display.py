"""The switches for how the screen shows: text size, height of the hand's reach, black ground, language."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.screens.means import Means
from kiosk.screens.widgets.button import Button


def text_switch(means: Means, kind: str = "quiet") -> Button:
    """One size larger a touch; from the largest back to normal."""
    look = means.look
    word = "text_normal" if look.scale == look.SCALES[-1] else "text_larger"
    return _switch(means, word, "text-aa-bold", kind, look.enlarge)


def height_switch(means: Means, kind: str = "quiet") -> Button:
    """All that is touched into the lower half, and back."""
    look = means.look
    word, icon = ("raise", "arrow-line-up-bold") if look.low else ("lower", "arrow-line-down-bold")
    return _switch(means, word, icon, kind, look.toggle_low)


def contrast_switch(means: Means, kind: str = "quiet") -> Button:
    """White on black, and back."""
    look = means.look
    if look.high_contrast:
        return _switch(means, "contrast_on", "check-bold", "primary", look.toggle_contrast)
    return _switch(means, "contrast", "circle-half-bold", kind, look.toggle_contrast)


def language_switch(means: Means, kind: str = "quiet") -> Button:
    """English, and back to Chinese; named in the language it leads to."""
    return _switch(means, "other_language", "translate-bold", kind, means.switch_language)


def display_switches(means: Means, kind: str = "quiet") -> list[Button]:
    """The three of them; in landscape all is within reach."""
    every = [text_switch(means, kind), height_switch(means, kind), contrast_switch(means, kind)]
    return [every[0], every[2]] if means.look.landscape else every


def _switch(means: Means, word: str, icon: str, kind: str, turn: Callable[[], None]) -> Button:
    button = Button(means.look, text=means.word(word), icon=icon, kind=kind)
    button.bind(on_release=lambda *_: turn())
    return button
