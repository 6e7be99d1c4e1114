"""On-screen keys: digits (with X for ID numbers), Latin letters, and the letters that Chinese is spelled with.

Handwriting comes later; the line of modes has its place.
"""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, OptionProperty, StringProperty

from kiosk.screens.look import Look
from kiosk.screens.theme import mix
from kiosk.screens.widgets.chips import ScopeChips
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable

GAP, TALL, ICON = 8, 128, 46
_DIGITS = "1234567890"
_LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SIGNS = {"latin": ("-", "#", "."), "pinyin": ("·", "-", "#", "，")}
"""The dot stands between the parts of a name (吉克·阿木)."""
_LABELS = {"v": "v ü"}
"""Keys that spell another letter too."""
Cell = tuple[str, str, float]
"""A key: what it writes, its icon, its share of the row."""
Row = list[Cell]
WORDS = {
    "digits": "123",
    "letters": "abc",
    "backspace": "删除",
    "clear": "清空",
    "space": "空格",
    "shift": "大写",
    "'": "隔开",
}


class Key(Touchable):
    """One key; ``spoken`` is ``key:`` and what it writes. It acts when the finger lifts, as all things here do."""

    key = StringProperty("")
    text = StringProperty("")
    icon = StringProperty("")
    soft = BooleanProperty(False)

    def paint(self, brush: Brush) -> None:
        self.spoken = f"key:{self.key}"
        theme, box = self.theme, Box(0, 0, brush.width, brush.height - 5)
        brush.drop = 5 * self.pressed
        ground = mix(theme.mist if self.soft else theme.card, theme.press, self.pressed)
        if self.pressed < 0.5 and not theme.framed:
            brush.fill(Box(0, 5, brush.width, brush.height - 5), theme.edge, 20)
        brush.fill(box, ground, 20)
        if theme.framed:
            brush.frame(box, theme.line, 4, 20)
        self._words(brush, theme.on(ground), box)
        self.focus_ring(brush, box, 20)

    def _words(self, brush: Brush, colour: Any, box: Box) -> None:
        size = 40.0 if len(self.text) > 1 else 56.0
        # In a low key the text keeps within its height.
        size *= min(1.0, (box.height - 6) / (self.look.text(size) * 1.25))
        room, width = box.width - 8, brush.measure(self.text, size, bold=True)
        beside = width + ICON + 8 <= room
        above = not beside and width <= room * 1.3 and box.height >= ICON + 60
        if self.icon and beside:
            start = (box.width - width - ICON - 8) / 2
            brush.icon(self.icon, start, (box.height - ICON) / 2, ICON, colour)
            words = Box(start + ICON + 6, 0, width + 4, box.height)
        elif self.icon and above:
            brush.icon(self.icon, (box.width - ICON) / 2, 10, ICON, colour)
            words = Box(4, ICON + 8, room, box.height - ICON - 14)
        else:
            words = Box(4, 0, room, box.height)
        brush.text(self.text, words, size, colour, bold=True, align="center", floor=24)


class Keys(Piece):
    """``mode``: ``latin``, ``pinyin``, ``digits`` or ``id`` (digits and X). Dispatches ``on_key(key)`` with a
    character, ``backspace`` or ``clear``, ``on_mode(id)`` for a touched mode, and ``on_switch`` for the key
    between Chinese and Latin."""

    mode = OptionProperty("latin", options=["latin", "pinyin", "digits", "id"])
    switch = StringProperty("")
    """The label of the key between Chinese and Latin; empty: there is none."""
    tall = NumericProperty(TALL)
    """Height of a row of letters."""
    compact = BooleanProperty(False)
    """Letters have four rows; digits and signs come with a key of their own."""
    digits = BooleanProperty(False)
    """Compact: digits and signs are shown now."""
    modes = ObjectProperty(())
    words = ObjectProperty(WORDS)
    """The labels of the keys that are words, by key."""
    upper = BooleanProperty(False)

    __events__ = ("on_key", "on_mode", "on_switch")

    def __init__(self, look: Look, **values: Any) -> None:
        self._keys: list[list[tuple[Key, float]]] = []
        self._made: tuple[Any, ...] = ()
        self._modes = ScopeChips(look, rounded=False)
        self._modes.bind(on_pick=lambda _, mode: self.dispatch("on_mode", mode))
        super().__init__(look, **values)

    def on_key(self, *_: object) -> None:
        """A key was pressed."""

    def on_mode(self, *_: object) -> None:
        """Another mode was touched."""

    def on_switch(self, *_: object) -> None:
        """The key between Chinese and Latin was pressed."""

    @property
    def _state(self) -> tuple[Any, ...]:
        return self.mode, self.upper, self.switch, self.compact, self.digits

    @property
    def _letters(self) -> bool:
        return self.mode in _SIGNS

    def wanted(self, width: float) -> float:
        rows = 5 if self._letters and not self.compact else 4
        tall = self.tall if self._letters else 144
        return self._modes_height(width) + rows * tall + (rows - 1) * self._gap()

    def _gap(self) -> int:
        return GAP if self._letters else 14

    def _modes_height(self, width: float) -> float:
        self._modes.choices, self._modes.chosen = tuple(self.modes), self._shown_mode()
        return self._modes.wanted(width) + 20 if self.modes else 0.0

    def _shown_mode(self) -> str:
        return "digits" if self.mode == "id" else str(self.mode)

    def arrange(self) -> None:
        width, height = self.design_size
        top = self._modes_height(width)
        if top:
            self.seat(self._modes, Box(0, 0, width, top - 20))
        elif self._modes.parent is self:
            self.remove_widget(self._modes)
        if self._made != self._state:
            self._make()
        gap = self._gap()
        tall = (height - top - gap * (len(self._keys) - 1)) / len(self._keys)
        for row in self._keys:
            self._seat_row(row, width, top, tall, gap)
            top += tall + gap

    def _seat_row(self, row: list[tuple[Key, float]], width: float, top: float, tall: float, gap: float) -> None:
        """Shares of the row; a row of fewer keys than ten keeps their size and stands in the middle."""
        whole = 10.0 if self._letters else sum(share for _, share in row)
        unit = (width - gap * (whole - 1)) / whole
        used = sum(unit * share + gap * (share - 1) for _, share in row) + gap * (len(row) - 1)
        x = (width - used) / 2
        for key, share in row:
            one = unit * share + gap * (share - 1)
            self.seat(key, Box(x, top, one, tall))
            x += one + gap

    def _make(self) -> None:
        for row in self._keys:
            for key, _ in row:
                self.remove_widget(key)
        self._made = self._state
        rows = self._rows_of_letters() if self._letters else self._digits()
        self._keys = [[(self._key(*one[:2]), one[2]) for one in row] for row in rows]

    def _rows_of_letters(self) -> list[Row]:
        first: Cell = ("'", "", 1.4) if self.mode == "pinyin" else ("shift", "arrow-fat-up-bold", 1.4)
        letters: list[Row] = [[(self._cased(one), "", 1.0) for one in row] for row in _LETTERS]
        letters[2] = [first, *letters[2], ("backspace", "backspace-bold", 1.6)]
        signs: Row = [(one, "", 1.0) for one in _SIGNS[self.mode]]
        if not self.compact:
            return [[(one, "", 1.0) for one in _DIGITS], *letters, self._last_row(signs)]
        if not self.digits:
            return [*letters, self._last_row([("digits", "", 1.7)])]
        upper: Row = [(one, "", 2.0) for one in _DIGITS[:5]]
        lower: Row = [(one, "", 2.0) for one in _DIGITS[5:]]
        share = (10 - 2.0) / len(signs)
        wide: Row = [*((one, "", share) for one, _, _ in signs), ("backspace", "backspace-bold", 2.0)]
        return [upper, lower, wide, self._last_row([("letters", "", 1.7)])]

    def _last_row(self, between: Row) -> Row:
        switch: Row = [("switch", "", 1.9)] if self.switch else []
        space = 10 - 1.6 - sum(share for *_, share in [*switch, *between])
        return [*switch, *between, ("space", "", space), ("clear", "", 1.6)]

    def _digits(self) -> list[Row]:
        rows: list[Row] = [[(one, "", 1.0) for one in row] for row in ("123", "456", "789")]
        left: Cell = ("X", "", 1.0) if self.mode == "id" else ("clear", "", 1.0)
        return [*rows, [left, ("0", "", 1.0), ("backspace", "backspace-bold", 1.0)]]

    def _cased(self, letter: str) -> str:
        return letter.upper() if self.upper else letter

    def _key(self, name: str, icon: str) -> Key:
        word = self.switch if name == "switch" else self.words.get(name, WORDS.get(name, ""))
        label = _LABELS.get(name, name) if self.mode == "pinyin" else name
        key = Key(self.look, key=name, text=word or label, icon=icon, soft=bool(word))
        key.bind(on_release=lambda *_: self._pressed(name))
        return key

    def _pressed(self, name: str) -> None:
        if name == "shift":
            self.upper = not self.upper
            return
        if name in ("digits", "letters"):
            self.digits = name == "digits"
            return
        if name == "switch":
            self.dispatch("on_switch")
            return
        self.dispatch("on_key", " " if name == "space" else name)
        self.upper = False
