"""Nobody is here: the valley, the branch in bloom and one invitation; a touch anywhere begins."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.journey.views import AttractView
from kiosk.screens.display import display_switches, language_switch
from kiosk.screens.means import Means
from kiosk.screens.river import make_dock
from kiosk.screens.screen import Screen
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Box, Brush, Piece, Touchable
from kiosk.screens.widgets.stack import Column, Row
from kiosk.screens.widgets.stage import Stage
from kiosk.screens.widgets.words import Picture, Question, Words

MARGIN = 36
TITLE_SIZE = 152
PANEL = 690
"""Width of the valley in landscape (design-language, 02L)."""


class Invitation(Touchable):
    """The white pill over the river; the whole panel does the same."""

    text = StringProperty("")

    def wanted(self, width: float) -> float:
        """Design: 148 px."""
        return max(148.0, self.look.text(60) * 1.2 + 60)

    def paint(self, brush: Brush) -> None:
        """Hand and words in the middle."""
        self.spoken = self.text
        box = Box(0, 0, brush.width, brush.height)
        brush.drop = 4 * self.pressed
        brush.shadow(box)
        brush.fill(box, self.theme.card, brush.height / 2)
        if self.theme.framed:
            brush.frame(box, self.theme.line, 4, brush.height / 2)
        icon = self.look.grow(76)
        words = min(brush.width - icon - 100, brush.measure(self.text, 60, bold=True) + 4)
        start = (brush.width - words - icon - 20) / 2
        brush.icon("hand-tap-bold", start, (brush.height - icon) / 2, icon, self.theme.ink)
        brush.text(self.text, Box(start + icon + 20, 0, words, brush.height), 60, bold=True)
        self.focus_ring(brush, box, brush.height / 2)


class TimeAndPlace(Piece):
    """In the place of Back: what o'clock it is and where one stands."""

    time = StringProperty("")
    place = StringProperty("")

    def paint(self, brush: Brush) -> None:
        """White on the river."""
        half, white = brush.height / 2, self.theme.on_river
        brush.text(self.time, Box(0, 0, brush.width, half), 44, white, bold=True, valign="bottom")
        brush.text(
            self.place, Box(0, half, brush.width, half), 40, white, valign="top", lines=2, leading=1.1, floor=28
        )


class AttractScreen(Screen[AttractView]):
    """The machine at rest, in a composition of its own."""

    def __init__(self, means: Means, view: AttractView) -> None:
        super().__init__(means, view)
        look = means.look
        self.stage = Stage(look)
        self._time = TimeAndPlace(look, time=means.time, place=means.hall_name)
        self._title = Question(look, title=means.say(view.title), size=TITLE_SIZE)
        self._lead = Words(look, means.say(view.lead), size=50, bold=True)
        self._start = Invitation(look, text=means.word("touch_to_start"))
        self._start.bind(on_release=lambda *_: means.actions.go_on())
        self._helper = Button(look, text=means.word("helper_entry"), icon="users-bold", kind="ghost")
        self._helper.bind(on_release=lambda *_: means.actions.open_helper())
        self._language = language_switch(means, "ghost")
        self._switches = display_switches(means, "quiet" if look.high_contrast else "river")
        self._lay_ground()
        if look.landscape:
            self._lay_wide()
        else:
            self._lay_high()

    def update(self, view: AttractView) -> bool:
        """What cannot be done now changes rarely: all is built anew then."""
        return view == self.view

    def tick(self) -> None:
        """The time."""
        self._time.time = self.means.time

    def touched_nothing(self) -> None:
        """A touch beside everything begins as well."""
        self.means.actions.go_on()

    def _lay_ground(self) -> None:
        """Valley, river, and the clock where Back would be."""
        look, stage = self.means.look, self.stage
        width, height = look.page
        across = PANEL if look.landscape else width
        if not look.high_contrast:
            stage.put(
                Picture(look, "attract-valley", across * 1920 / 1080), Box(0, 0, across, across * 1920 / 1080)
            )
        dock = make_dock(self.means, self.view)
        stage.dock(dock)
        self._river = dock.wanted(width)
        self._dock = dock
        tall = self._river - 92 if not look.landscape else self._river - 84
        stage.put(self._time, Box(MARGIN, height - MARGIN - tall, 300 if look.landscape else 180, tall))

    def speaking(self, speaking: bool) -> None:
        """朗读 becomes 停一停 while the voice reads."""
        self._dock.speaking = speaking

    def _lay_high(self) -> None:
        look, stage = self.means.look, self.stage
        width, height = look.page
        inner = width - 2 * MARGIN
        row = Row(look, *self._switches, gap=20)
        top = height - self._river - 18 - row.wanted(inner)
        stage.put(row, Box(MARGIN, top, inner, row.wanted(inner)))
        top -= self._start.wanted(800) + 24
        stage.put(self._start, Box(140, top, width - 280, self._start.wanted(800)))
        self._lay_note(Box(MARGIN, 0, inner, top - 24))
        title_top = 462 if look.scale == 1 else 420
        title = self._title.wanted(width - 2 * 64)
        room = width - 2 * 64
        stage.put(self._title, Box(64, title_top, room, title))
        lead = self._lead.wanted(room)
        stage.put(self._lead, Box(64, title_top + title + 18, room, lead))
        self._lay_entries(title_top, title_top + title + lead + 42)

    def _lay_entries(self, beside: float, below: float) -> None:
        """English and the helpers' door: in the sky beside the title, or below it when the letters are large."""
        look = self.means.look
        if look.scale > 1 or self.means.words.language != "zh":
            row = Row(look, self._language, self._helper, gap=20)
            inner = look.page[0] - 2 * 64
            self.stage.put(row, Box(64, below, inner, row.wanted(inner)))
            return
        self._put_column(look.page[0], beside + 30)

    def _put_column(self, right: float, top: float) -> None:
        column = Column(self.means.look, self._language, self._helper, gap=20)
        width = max(one.natural() or 0 for one in (self._language, self._helper))
        self.stage.put(column, Box(right - MARGIN - width, top, width, column.wanted(width)))

    def _lay_wide(self) -> None:
        look, stage = self.means.look, self.stage
        width, height = look.page
        left = PANEL + 56
        inner = width - left - MARGIN
        room = inner - 340
        title = self._title.wanted(room)
        stage.put(self._title, Box(left, 44, room, title))
        stage.put(self._lead, Box(left, 62 + title, room, self._lead.wanted(room)))
        row = Row(look, *self._switches, gap=20)
        tall = row.wanted(inner)
        bottom = height - self._river - 24 - tall
        stage.put(row, Box(left, bottom, inner, tall))
        start = self._start.wanted(inner)
        stage.put(self._start, Box(left, bottom - 32 - start, inner, start))
        self._lay_note(Box(left, 0, inner, bottom - 32 - start - 24))
        self._put_column(width, 60)

    def _lay_note(self, above: Box) -> None:
        """What cannot be done now, right above the invitation."""
        notice = self.view.service
        if notice is None:
            return
        say = self.means.say
        note = Note(self.means.look, title=say(notice.phrase), detail=say(notice.detail), tone=notice.tone)
        tall = note.wanted(above.width)
        self.stage.put(note, Box(above.x, above.height - tall, above.width, tall))
