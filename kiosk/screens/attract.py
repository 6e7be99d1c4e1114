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
TITLE_SIZES = (152, 128, 104, 90, 76)
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
        place = Box(0, half, brush.width, half)
        brush.text(self.place, place, 36, white, valign="top", lines=3, leading=1.1, floor=26, balance=True)


class AttractScreen(Screen[AttractView]):
    """The machine at rest, in a composition of its own."""

    def __init__(self, means: Means, view: AttractView) -> None:
        super().__init__(means, view)
        look = means.look
        self.stage = Stage(look)
        self._time = TimeAndPlace(look, time=means.time, place=means.hall_name)
        self._title = Question(look, title=means.say(view.title), size=TITLE_SIZES[0])
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
        row = Row(look, *self._switches, gap=20, weights=[1] * len(self._switches))
        top = height - self._river - 18 - row.wanted(inner)
        stage.put(row, Box(MARGIN, top, inner, row.wanted(inner)))
        top -= self._start.wanted(800) + 24
        stage.put(self._start, Box(140, top, width - 280, self._start.wanted(800)))
        top = self._lay_note(Box(MARGIN, 0, inner, top - 24))
        self._lay_title(64, 462 if look.scale == 1 else 380, width - 2 * 64, top)

    def _lay_title(self, x: float, top: float, width: float, bottom: float) -> None:
        """Title and what the machine is for, as large as the room above ``bottom`` allows."""
        look = self.means.look
        apart = look.landscape or (look.scale == 1 and self.means.words.language == "zh")
        entries = None if apart else Row(look, self._language, self._helper, gap=20, weights=[1, 1])
        below = entries.wanted(width) + 24 if entries is not None else 0.0
        lead = 0.0 if look.roomy else self._lead.wanted(width) + 18
        sizes = (size for size in TITLE_SIZES if self._title_tall(size, width) + lead + below <= bottom - top)
        self._title.letters = next(sizes, TITLE_SIZES[-1])
        tall = self._title.wanted(width)
        self.stage.put(self._title, Box(x, top, width, tall))
        if lead:
            self.stage.put(self._lead, Box(x, top + tall + 18, width, lead - 18))
        if entries is None:
            self._put_column(look.page[0], top + 30)
        else:
            self.stage.put(entries, Box(x, top + tall + lead + 24, width, entries.wanted(width)))

    def _title_tall(self, size: float, width: float) -> float:
        return self._title.block(self._title.title, size, width, serif=True)

    def _put_column(self, right: float, top: float) -> None:
        column = Column(self.means.look, self._language, self._helper, gap=20)
        width = max(one.natural() or 0 for one in (self._language, self._helper))
        self.stage.put(column, Box(right - MARGIN - width, top, width, column.wanted(width)))

    def _lay_wide(self) -> None:
        look, stage = self.means.look, self.stage
        width, height = look.page
        left = PANEL + 56
        inner = width - left - MARGIN
        row = Row(look, *self._switches, gap=20, weights=[1] * len(self._switches))
        tall = row.wanted(inner)
        bottom = height - self._river - 24 - tall
        stage.put(row, Box(left, bottom, inner, tall))
        start = self._start.wanted(inner)
        stage.put(self._start, Box(left, bottom - 32 - start, inner, start))
        top = self._lay_note(Box(left, 0, inner, bottom - 32 - start - 24))
        column = max(one.natural() or 0 for one in (self._language, self._helper))
        self._lay_title(left, 44, inner - column - 24, top)

    def _lay_note(self, above: Box) -> float:
        """What cannot be done now, right above the invitation; returns where the free room ends."""
        notice = self.view.service
        if notice is None:
            return above.height
        say = self.means.say
        note = Note(self.means.look, title=say(notice.phrase), detail=say(notice.detail), tone=notice.tone)
        tall = note.wanted(above.width)
        self.stage.put(note, Box(above.x, above.height - tall, above.width, tall))
        return above.height - tall - 24
