"""Things to choose: life events, answers, places, rows that lead on. All that can be pressed has a bottom edge."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.screens.theme import CLEAR, mix
from kiosk.screens.widgets.piece import Box, Brush, Touchable

DROP, RADIUS = 6, 32
TAG_ICON, TAG_ROOM = 36, 44


class _Tile(Touchable):
    """Ground, frame and the tag of what is chosen, common to all tiles."""

    title = StringProperty("")
    said = StringProperty("")
    """Accessible name where the title alone would not be unique on the screen."""
    note = StringProperty("")
    chosen = BooleanProperty(False)
    done = StringProperty("")

    def ground(self, brush: Brush) -> Box:
        """Draws what lies under the words; returns the tile's box."""
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        self.spoken = self.said or self.title
        brush.drop = DROP * self.pressed
        if self.reason:
            brush.dashed(box, theme.dash, 3, RADIUS)
        elif self.pressed >= 1:
            brush.fill(box, theme.mist if not theme.framed else theme.card, RADIUS)
            if theme.framed:
                brush.frame(box, theme.chosen, 8, RADIUS)
        else:
            brush.card(box, ground=mix(theme.card, theme.mist, self.pressed), edge=self.pressed < 0.5)
        if self.chosen and not self.reason:
            brush.frame(box, theme.chosen, 8, RADIUS)
        self.focus_ring(brush, box, RADIUS)
        return box

    def tag_width(self) -> float:
        """Room for 已选 at the right, with its gap."""
        if not (self.chosen and self.done):
            return 0.0
        icon = self.look.grow(TAG_ICON)
        if self.look.roomy:
            return icon + 36
        return self.ruler().measure(self.done, 40, bold=True) + icon + TAG_ROOM + 8

    def tag_height(self) -> float:
        """Height of 已选."""
        return self.look.text(40) * 1.3 + 10

    def tag(self, brush: Brush, right: float, middle: float) -> None:
        """已选, with a check."""
        width, icon = self.tag_width(), self.look.grow(TAG_ICON)
        if not width:
            return
        tall = self.tag_height()
        brush.fill(Box(right - width, middle - tall / 2, width, tall), self.theme.chosen, tall / 2)
        colour = self.theme.on_chosen
        if self.look.roomy:
            # The check alone: the word would take the room of the words beside it.
            brush.icon("check-bold", right - width + 18, middle - icon / 2, icon, colour)
            return
        brush.icon("check-bold", right - width + 14, middle - icon / 2, icon, colour)
        words = Box(right - width + 22 + icon, middle - tall / 2, width - 40 - icon, tall)
        brush.text(self.done, words, 40, colour, bold=True)


class LifeTile(_Tile):
    """A life event: icon, name, examples. ``upright`` (low position) puts the icon above."""

    icon = StringProperty("")
    upright = BooleanProperty(False)

    def wanted(self, width: float) -> float:
        if self.upright:
            text = self.block(self.title, 40, width - 24, bold=True, leading=1.2)
            return max(150.0, self.look.grow(64) + 8 + text + 30)
        room = self._room(width)
        text = self.block(self.title, 52, room, bold=True, leading=1.2) + self.block(
            self.note, 40, room, leading=1.25
        )
        if self.look.landscape or self.look.roomy:
            return max(112.0, self._icon_box() + 24, text + 32)
        tag = self.tag_height() + 8 if self._tag_below(width) else 0
        return max(176.0 if self.note else 132.0, self._icon_box() + 40, text + tag + 40)

    def _icon_box(self) -> float:
        large = self.note or (self.look.roomy and not self.look.landscape)
        return self.look.grow(108 if large else 88)

    def _room(self, width: float) -> float:
        whole = width - 32 - self._icon_box() - 18
        return whole if self._tag_below(width) else whole - (self.tag_width() + 8 if self.chosen else 0)

    def _tag_below(self, width: float) -> bool:
        """Where words and tag would crowd each other, the tag has a line of its own."""
        return self.chosen and width - 50 - self._icon_box() - self.tag_width() < width * 0.34

    def paint(self, brush: Brush) -> None:
        self.ground(brush)
        if self.upright:
            self._upright(brush)
            return
        side, room = self._icon_box(), self._room(brush.width)
        self._icon(brush, 16, (brush.height - side) / 2, side)
        title = self.block(self.title, 52, room, bold=True, leading=1.2)
        note = self.block(self.note, 40, room, leading=1.25)
        tag = self.tag_height() + 8 if self._tag_below(brush.width) else 0
        top, x = (brush.height - title - note - tag) / 2, 16 + side + 18
        brush.text(self.title, Box(x, top, room, title), 52, bold=True, lines=9, leading=1.2)
        brush.text(self.note, Box(x, top + title, room, note), 40, self.theme.ink2, lines=9, leading=1.25)
        self.tag(brush, brush.width - 20, top + title + note + 4 + tag / 2 if tag else brush.height / 2)

    def _icon(self, brush: Brush, x: float, top: float, side: float) -> None:
        ground = self.theme.sun_tint if not self.reason and not self.theme.framed else CLEAR
        brush.fill(Box(x, top, side, side), ground, 28)
        inner = side * 0.78
        brush.icon(self.icon, x + (side - inner) / 2, top + (side - inner) / 2, inner, self.theme.ink)

    def _upright(self, brush: Brush) -> None:
        icon = self.look.grow(64)
        text = self.block(self.title, 40, brush.width - 24, bold=True, leading=1.2)
        top = (brush.height - icon - 8 - text) / 2
        brush.icon(self.icon, (brush.width - icon) / 2, top, icon, self.theme.ink)
        words = Box(12, top + icon + 8, brush.width - 24, text)
        brush.text(self.title, words, 40, bold=True, align="center", lines=9, leading=1.2)


class OptionRow(_Tile):
    """One of several ways: icon, what it is, what it means. With ``done`` (已选) it is chosen by a circle;
    without, it leads on and has an arrow."""

    icon = StringProperty("")
    least = NumericProperty(148)
    """Its height at least, where there is no note."""

    def wanted(self, width: float) -> float:
        return max(float(self.least) if not self.note else 184.0, self._text(width) + 48)

    def _text(self, width: float) -> float:
        room = self._room(width)
        title = self.block(self.title, 52, room, bold=True, leading=1.25)
        return title + self.block(self.note, 40, room, leading=1.3)

    def _icon_box(self) -> float:
        return self.look.grow(116) if self.icon else 0.0

    def _start(self) -> float:
        return 32 + (self._icon_box() + 28 if self.icon else 0)

    def _end(self) -> float:
        return max(self.tag_width(), 56.0) + 32

    def _room(self, width: float) -> float:
        return width - self._start() - self._end() - 16

    def paint(self, brush: Brush) -> None:
        self.ground(brush)
        middle, side = brush.height / 2, self._icon_box()
        if self.icon:
            ground = CLEAR if self.reason or self.theme.framed else self.theme.sun_tint
            brush.fill(Box(32, middle - side / 2, side, side), ground, 30)
            brush.icon(self.icon, 32 + side * 0.14, middle - side * 0.36, side * 0.72, self.theme.ink)
        room = self._room(brush.width)
        title = self.block(self.title, 52, room, bold=True, leading=1.25)
        note = self.block(self.note, 40, room, leading=1.3)
        top, x = middle - (title + note) / 2, self._start()
        brush.text(self.title, Box(x, top, room, title), 52, bold=True, lines=9, leading=1.25)
        brush.text(self.note, Box(x, top + title, room, note), 40, self.theme.ink2, lines=9)
        self._mark(brush, middle)

    @property
    def leads_on(self) -> bool:
        """Has it an arrow? Not where a touch goes nowhere."""
        return not self.done and not self.reason

    def _mark(self, brush: Brush, middle: float) -> None:
        if self.chosen and self.done:
            self.tag(brush, brush.width - 32, middle)
        elif self.done:
            brush.circle(brush.width - 60, middle, 28, self.theme.accent, 5)
        elif self.leads_on:
            brush.icon("caret-right-bold", brush.width - 80, middle - 25, 50, self.theme.ink)


class ChoiceTile(_Tile):
    """An answer or a place in a grid: name, what belongs to it, 已选."""

    def wanted(self, width: float) -> float:
        return max(196.0 if self.note else 132.0, sum(self._heights(width)) + 44)

    def _tag_room(self) -> float:
        """Room for the tag is kept even while nothing is chosen, so that choosing moves nothing."""
        if not self.done:
            return 0.0
        return self.ruler().measure(self.done, 40, bold=True) + self.look.grow(TAG_ICON) + TAG_ROOM + 20

    def _heights(self, width: float) -> tuple[float, float, float]:
        """Of title, note, and the tag's own line where title and tag would crowd each other."""
        room = width - 64
        beside, alone = self._title(room - self._tag_room()), self._title(room)
        crowded = room - self._tag_room() < room * 0.42
        note = self.block(self.note, 40, room, leading=1.3)
        if self.done and (crowded or alone < beside):
            return alone, note, self.tag_height() + 8
        return beside, note, 0.0

    def _title(self, room: float) -> float:
        return self.block(self.title, 52, room, bold=True, leading=1.25)

    def paint(self, brush: Brush) -> None:
        self.ground(brush)
        room = brush.width - 64
        title, note, tag = self._heights(brush.width)
        top = (brush.height - title - note - (tag if self.chosen else 0)) / 2
        words = Box(32, top, room if tag else room - self._tag_room(), title)
        brush.text(self.title, words, 52, bold=True, lines=9, leading=1.25)
        brush.text(self.note, Box(32, top + title, room, note), 40, self.theme.ink2, lines=9)
        self.tag(brush, brush.width - 28, top + title + note + 4 + tag / 2 if tag else top + title / 2)


class EntryRow(Touchable):
    """A quiet row that leads somewhere: icon, title, note, and what a touch does (``action``)."""

    title = StringProperty("")
    note = StringProperty("")
    action = StringProperty("")
    icon = StringProperty("")

    def wanted(self, width: float) -> float:
        title, note = self._heights(width)
        return max(124.0, title + note + 40)

    def _start(self) -> float:
        return 32 + (self.look.grow(76) + 24 if self.icon else 0)

    def _action(self) -> float:
        return self.ruler().measure(self.action, 42, bold=True) + 8 if self.action else 0

    def _room(self, width: float) -> float:
        return width - self._start() - self._action() - 50 - 32 - 24

    def _heights(self, width: float) -> tuple[float, float]:
        room = self._room(width)
        return self.block(self.title, 48, room, bold=True, leading=1.25), self.block(
            self.note, 40, room, leading=1.3
        )

    def paint(self, brush: Brush) -> None:
        self.spoken = self.title
        theme, box = self.theme, Box(0, 0, brush.width, brush.height)
        brush.drop = 4 * self.pressed
        ground = mix(theme.mist, theme.press, self.pressed)
        brush.fill(box, ground, RADIUS)
        ink = theme.on(ground)
        if theme.framed:
            brush.frame(box, theme.line, 4, RADIUS)
        icon, middle = self.look.grow(76), brush.height / 2
        brush.icon(self.icon, 32, middle - icon / 2, icon, ink)
        room = self._room(brush.width)
        title, note = self._heights(brush.width)
        top, x = middle - (title + note) / 2, self._start()
        brush.text(self.title, Box(x, top, room, title), 48, ink, bold=True, lines=9, leading=1.25)
        brush.text(self.note, Box(x, top + title, room, note), 40, ink, lines=9)
        end = brush.width - 32 - 50
        words = Box(end - self._action() - 6, 0, self._action() + 4, brush.height)
        brush.text(self.action, words, 42, ink, bold=True, align="right")
        brush.icon("caret-right-bold", end, middle - 25, 50, ink)
        self.focus_ring(brush, box, RADIUS)
