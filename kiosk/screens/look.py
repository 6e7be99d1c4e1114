"""How the screens look now: the panel, and what this person has chosen (text size, contrast, low position).

Everything on the screens is measured in *design px*: px of a 1080x1920 panel of 102 dpi (landscape 1920x1080).
``unit`` says how many panel px one of them is. Pieces follow the look and draw themselves again.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, get_args
from weakref import WeakSet

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty

from kiosk.screens.art import Art
from kiosk.screens.theme import Theme, ThemeName, Tokens, load_tokens

PORTRAIT = (1080, 1920)
LANDSCAPE = (1920, 1080)
MM_PER_INCH = 25.4
# Sizes that are no token of their own grow as their neighbours do (tokens.json, type.sizes_px).
_ROLES = ("body", "btn", "lead", "title", "display")
_CHOICES = ("theme_name", "scale", "low", "reduce_motion", "width_px", "height_px", "dpi")


class Look(EventDispatcher):
    """One for the terminal; the host resets it between visits. ``changed`` rises with every change."""

    SCALES = (1.0, 1.25, 1.5, 2.0)

    theme_name = OptionProperty("default", options=list(get_args(ThemeName)))
    scale = OptionProperty(1.0, options=list(SCALES))
    low = BooleanProperty(False)
    reduce_motion = BooleanProperty(False)
    width_px = NumericProperty(1080)
    height_px = NumericProperty(1920)
    dpi = NumericProperty(102.0)
    changed = NumericProperty(0)

    def __init__(self, art: Art, tokens: Tokens | None = None, **values: Any) -> None:
        """``art``: what the screens draw with; ``values``: the panel (``width_px``, ``height_px``, ``dpi``)."""
        super().__init__(**values)
        self.art = art
        self.tokens = tokens or load_tokens()
        self._followers: WeakSet[Any] = WeakSet()
        for name in _CHOICES:
            self.fbind(name, self._change)

    def _change(self, *_: object) -> None:
        for follower in list(self._followers):
            follower.looked()
        self.changed += 1

    def follow(self, follower: Any) -> None:
        """``follower.looked()`` is called after every change, as long as it lives.

        Kivy would compare each listener of a property with all before it: hundreds of pieces made that dear.
        """
        self._followers.add(follower)

    def leave(self, follower: Any) -> None:
        """It hears no more."""
        self._followers.discard(follower)

    # chosen by the person ---------------------------------------------------------------------------------------

    def reset(self) -> None:
        """As a visit begins: default theme, 100 %, normal height."""
        self.theme_name, self.scale, self.low, self.reduce_motion = "default", 1.0, False, False

    def enlarge(self) -> None:
        """The next text size; after the largest the normal one again."""
        self.scale = self.SCALES[(self.SCALES.index(self.scale) + 1) % len(self.SCALES)]

    def toggle_low(self) -> None:
        """Everything to touch in the lower half, and back."""
        self.low = not self.low

    def toggle_contrast(self) -> None:
        """White on black, and back."""
        self.theme_name = "default" if self.high_contrast else "high_contrast"

    @property
    def theme(self) -> Theme:
        """The colours in force."""
        return self.tokens.theme(self.theme_name)

    @property
    def high_contrast(self) -> bool:
        """White on black."""
        return bool(self.theme_name == "high_contrast")

    @property
    def roomy(self) -> bool:
        """Text so large that lists have one column."""
        return bool(self.scale >= 1.5)

    @property
    def rows_together(self) -> int:
        """So many lines of a table stay together; longer tables are cut so that a page can break."""
        return {1.0: 6, 1.25: 4, 1.5: 3, 2.0: 2}[self.scale]

    # the panel --------------------------------------------------------------------------------------------------

    @property
    def landscape(self) -> bool:
        """The panel lies."""
        return bool(self.width_px > self.height_px)

    @property
    def unit(self) -> float:
        """Panel px of one design px: the whole design fits the panel."""
        width, height = LANDSCAPE if self.landscape else PORTRAIT
        return float(min(self.width_px / width, self.height_px / height))

    @property
    def page(self) -> tuple[float, float]:
        """The panel's width and height in design px (at least those of the design)."""
        return self.width_px / self.unit, self.height_px / self.unit

    def millimetres(self, length: float) -> float:
        """A length in design px as millimetres on this panel."""
        return float(length * self.unit / self.dpi * MM_PER_INCH)

    def too_small(self, width: float, height: float) -> bool:
        """Whether a target of that size (design px) is below the floor of 16 x 9 mm on this panel."""
        floor_width, floor_height = self.tokens.touch_floor_mm
        return self.millimetres(width) < floor_width or self.millimetres(height) < floor_height

    # sizes ------------------------------------------------------------------------------------------------------

    def text(self, size: float) -> float:
        """A text size of the 100 % design (design px) at the present text scale.

        Reading sizes grow in full, titles less, as the tokens say; sizes between tokens grow between them.
        """
        plain, grown = self.tokens.sizes[1.0], self.tokens.sizes[self.scale]
        known = [(plain[role], grown[role]) for role in _ROLES]
        if size <= known[0][0]:
            return size * known[0][1] / known[0][0]
        for (low, low_grown), (high, high_grown) in pairwise(known):
            if size <= high:
                return low_grown + (high_grown - low_grown) * (size - low) / (high - low)
        return size + known[-1][1] - known[-1][0]

    def grow(self, length: float) -> float:
        """A length that goes with the text (icon, tag) at the present scale; grows half as much."""
        return float(length * (1 + (self.scale - 1) / 2))

    def seconds(self, name: str) -> float:
        """How long a movement lasts (``press``, ``release``, ``bloom`` …); 0 when motion is reduced."""
        return 0.0 if self.reduce_motion else self.tokens.durations_s[name]
