"""Lay the paper down: the live desk or a kept page, what is to be said of it, and the pages so far."""

from __future__ import annotations

from collections.abc import Iterator

from kivy.clock import Clock

from kiosk.journey.views import PapersView
from kiosk.screens.arrangement import Body
from kiosk.screens.means import Means
from kiosk.screens.other_ways import way_button
from kiosk.screens.papers_buttons import beside_question, button, skip_button, two_by_two
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.page_strip import Mark, Page, PageStrip
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.scan import ScanView
from kiosk.screens.widgets.words import Picture

TALL = (668, 600, 540, 480, 420, 360, 300, 240)
"""Heights of the picture, design px; the first that fits beside everything else."""
FRAMES_A_SECOND = 30
"""How often a newer picture is asked for, and the outline glides on."""


class PapersScreen(StepScreen[PapersView]):
    """The picture goes into one texture, and only while the desk is on the screen."""

    def __init__(self, means: Means, view: PapersView) -> None:
        self._picked = 0
        self._sequence: tuple[int, int] | None = None
        self._told_of_shot = False
        super().__init__(means, view)
        self._watching = Clock.schedule_interval(lambda _: self._look(), 1 / FRAMES_A_SECOND)
        self._look()

    def close(self) -> None:
        """The picture stops."""
        self._watching.cancel()
        super().close()

    # pieces -----------------------------------------------------------------------------------------------------

    def body(self, view: PapersView) -> Body:
        """The picture, the pages below it, and what can be done about this one."""
        if view.stage == "no_scanner":
            return self._without_scanner(view)
        self._picked = self._page_of(view)
        self._scan = ScanView(self.means.look, **self._verdict(view))
        self._scan.outline, self._scan.shooting = view.outline, view.shooting
        self._sequence = None
        strip, buttons = self._strip(view), self._buttons(view)
        return best_that_fits(self, self._lower_and_lower(strip, buttons))

    def _lower_and_lower(self, strip: list[Piece], buttons: list[Piece]) -> Iterator[Body]:
        """The picture gives room to many pages and to large words; when that is not enough, they turn pages."""
        for height in TALL:
            self._scan.tall = height
            if self.means.look.landscape:
                yield beside_question([self._scan], [*strip, *buttons])
            else:
                yield Body(work=[self._scan], foot=[*strip, *buttons], keeps_foot=True)
        self._scan.tall = TALL[0]
        yield Body(work=[self._scan, *buttons, *strip])

    def renew(self, view: PapersView) -> bool:
        """The desk moves all the time; pages and buttons only by a touch."""
        if self._pages_of(view) != self._pages or view.stage == "no_scanner":
            return False
        for name, value in self._verdict(view).items():
            setattr(self._scan, name, value)
        self._scan.outline, self._scan.shooting = view.outline, view.shooting
        self._tell(view)
        self._look()
        return True

    def _tell(self, view: PapersView) -> None:
        """Whoever has things read to them hears that the page is about to be taken."""
        if view.shooting and not self._told_of_shot and self.means.voice.wanted:
            self.means.voice.say(self.means.say(view.verdict), self.means.words.language)
        self._told_of_shot = view.shooting

    def _without_scanner(self, view: PapersView) -> Body:
        self._pages = self._pages_of(view)
        note = Note(self.means.look, title=self.means.say(view.verdict), tone="ok")
        return Body(work=[note, *self._buttons(view)], beside=[Picture(self.means.look, "lay-paper", 480)])

    def _verdict(self, view: PapersView) -> dict[str, str]:
        if view.stage == "kept":
            picked = next((one for one in view.thumbs if one.number == self._picked), None)
            good, verdict = (
                (True, view.verdict) if picked is None else (picked.good, picked.verdict or view.verdict)
            )
            return {"tone": "ok" if good else "look", "verdict": self.means.say(verdict)}
        tone = "ok" if view.good else "look" if view.outline else "info"
        return {"tone": tone, "verdict": self.means.say(view.verdict)}

    # pages ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _page_of(view: PapersView) -> int:
        return next((one.number for one in view.thumbs if one.chosen), view.live_page)

    def _pages_of(self, view: PapersView) -> object:
        buttons = view.can_add, view.can_skip, view.can_frame, view.auto, view.ways
        return view.stage, view.thumbs, view.live_page, buttons

    def _strip(self, view: PapersView) -> list[Piece]:
        self._pages = self._pages_of(view)
        word = self.means.word
        states: dict[int, tuple[str, Mark]] = {
            one.number: ("page_good", "good") if one.good else ("page_poor", "poor") for one in view.thumbs
        }
        if not states:
            return []
        if view.live_page:
            states[view.live_page] = "page_again" if view.live_page in states else "page_shown", "watched"
        pages = [
            Page(word("screens_b.page_name", number=one), word(f"screens_b.{state}"), mark)
            for one, (state, mark) in sorted(states.items())
        ]
        add = word("screens_b.add_page") if view.can_add else ""
        strip = PageStrip(self.means.look, pages=pages, current=self._picked - 1, add=add)
        strip.bind(on_pick=lambda _, place: self._pick(place), on_add=lambda *_: self.means.actions.add_page())
        self._page_strip = strip
        return [strip]

    def _pick(self, place: int) -> None:
        if self.view.stage == "live":
            self.means.actions.show_page(place + 1)
        elif self.view.stage == "kept":
            self._picked = place + 1
            self._page_strip.current = place
            self._scan.tone, self._scan.verdict = self._verdict(self.view).values()
            self._look()

    def _buttons(self, view: PapersView) -> list[Piece]:
        actions = self.means.actions
        buttons: list[Piece] = []
        if view.stage == "kept":
            buttons += [
                button(
                    self.means,
                    "retake_page",
                    "arrow-counter-clockwise-bold",
                    lambda: actions.retake_page(self._picked),
                ),
                button(self.means, "change_page", "pencil-simple-bold", lambda: actions.change_page(self._picked)),
            ]
        if view.can_frame:
            switch = "auto_on" if view.auto else "auto_off"
            buttons += [
                button(self.means, "frame_by_hand", "crop-bold", actions.frame_by_hand),
                button(self.means, switch, "timer-bold", lambda: actions.set_auto_shot(not view.auto)),
            ]
        buttons += [way_button(self.means, one) for one in view.ways]
        if view.can_skip:
            buttons.append(skip_button(self.means))
        return two_by_two(self.means.look, buttons)

    # the picture ------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Shows a newer picture of the desk, or the kept page that was picked."""
        if self.view.stage == "kept":
            page = self.means.actions.paper_page(self._picked)
            if page is not None and self._sequence != (self._picked, self.view.shown):
                self._sequence = self._picked, self.view.shown
                self._scan.show(page)
            return
        frame = self.means.actions.paper_frame() if self.view.stage == "live" else None
        if frame is not None and (frame[0], 0) != self._sequence:
            self._sequence = frame[0], 0
            self._scan.show(frame[1])
        if self.view.stage == "live":
            self._scan.glide()
