"""Lay the paper down: the live desk, what it says of the page, and the shot, by itself or by a touch."""

from __future__ import annotations

import secrets

import numpy as np

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.errors import KioskError
from kiosk.journey import sentences
from kiosk.journey.desk_eye import DeskEye, DeskPicture, PaperLooked
from kiosk.journey.draft import Shot
from kiosk.journey.ports import Bgr, Loop
from kiosk.journey.rooms.paper_corners import BEGIN
from kiosk.journey.rooms.paper_room import ONE_SIDE, OTHER_SOURCE, Corners, PaperRoom, Table, before, kept_page
from kiosk.journey.rooms.room import Stay, missing, onward, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import NextPlace, PageThumb, PapersView
from kiosk.vision.pages.desk import Before, PageLook, PageShot
from kiosk.vision.pages.judge import Verdict
from kiosk.visit import erase

PAPER_INTERVAL_S = 0.12
"""How often the desk is looked at; three still looks then take less than half a second."""
PICTURE_INTERVAL_S = 0.03
"""How often a newer picture is fetched for the screen: as fast as any document camera sends them."""
SHOT_S = 1.2
"""How long a page lies well before it is taken by itself: time to see it coming and to say no."""
PATIENCE_S = 20.0
"""After so long with a page in sight that is never good, the person may keep it as it is."""
PERSON_KNOWS = (Verdict.EMPTY.value, Verdict.DUPLICATE.value, Verdict.WRONG_SIDE.value)
"""Said of what stands on the page, not of its picture: whoever says it is right need not wait."""
ANOTHER_PLACE = 0.03
"""A page that lies this far (share of the picture) from where the last one lay is another, or was laid anew."""


class LiveRoom(PaperRoom):
    """Looks at the desk for one page more, or for page ``retake`` (1-based) anew."""

    def __init__(self, stay: Stay, table: Table, retake: int) -> None:
        super().__init__(stay, table)
        self._retake = retake
        self._loops: list[Loop] = []
        self._picture: DeskPicture | None = None
        self._number = secrets.randbits(48)
        self._here = False

    def enter(self, focus: str = "") -> None:
        """The desk camera comes on, if there is one."""
        self._taking = self._by_itself = self._over = False
        self._another = not self.table.taken_at
        self._look_on()

    def exit(self) -> None:
        """The desk camera is off and its last picture gone; a shot under way is dropped."""
        self._over = True
        self._look_off()

    def _look_on(self) -> None:
        self._say, self._good = "starting", False
        self._outline: Corners = ()
        self._patience_over = False
        self._poor_since_s: float | None = None
        self._shot_due_s: float | None = None
        self._here = not sentences.away(self.hall.scanner.status)
        if not self._here:
            return
        self.hall.scanner.start_stream()
        number, runner = self._number, self.hall.runner
        self._picture = DeskPicture(self.hall)
        eye = DeskEye(self.hall, self.hall.papers.watch(self._before), number)
        for step, interval_s in ((self._picture.step, PICTURE_INTERVAL_S), (eye.step, PAPER_INTERVAL_S)):
            self._loops.append(runner.loop(step, interval_s, lambda error: self._failed(number, error)))

    @property
    def _before(self) -> Before:
        return before(self.table.paper, self._retake)

    def _look_off(self) -> None:
        self._number += 1
        for loop in self._loops:
            loop.stop()
        self._loops = []
        self.hall.scanner.stop_stream()
        if self._picture is not None:
            self._picture.forget()
            self._picture = None

    # what is to be drawn ----------------------------------------------------------------------------------------

    def view(self) -> PapersView:
        """The live desk, or that there is none."""
        pages = self.table.paper.pages
        stage = "live" if self._here else "no_scanner"
        head = self.head(self._title, stage)
        head["lead"] = (self.page_wanted(self._retake) if self._here else None) or head["lead"]
        return PapersView(
            **head,
            material_id=self.table.material.id,
            stage="live" if self._here else "no_scanner",
            onward=self._onward(),
            verdict=say(f"paper_{self._verdict}") if self._here else say("papers_no_scanner_more"),
            good=self._good,
            outline=self._outline,
            thumbs=tuple(PageThumb(place, one.good) for place, one in enumerate(pages, start=1)),
            live_page=(self._retake or len(pages) + 1) if self._here else 0,
            can_skip=not pages and self.table.paper.front is None,
            can_frame=self._here,
            auto=self.table.auto,
            shooting=self._shot_due_s is not None,
            working=self._taking,
            ways=self.ways,
        )

    @property
    def _title(self) -> str:
        if not self._here:
            return "papers_no_scanner"
        if not self.table.material.both_sides:
            return "papers_live"
        return "papers_second_side" if self.table.paper.front is not None else "papers_first_side"

    @property
    def _verdict(self) -> str:
        return "shooting" if self._shot_due_s is not None else self._say

    def _onward(self) -> NextPlace:
        if self._taking:
            return missing("papers_taking")
        if not self._here:
            return onward("papers_ways")
        if self._good:
            return onward("papers_use")
        return onward("papers_use_anyway") if self._usable else missing("papers_missing")

    @property
    def _usable(self) -> bool:
        """Not good, and yet the person may know better."""
        return self._patience_over or self._say in PERSON_KNOWS

    def paper_frame(self) -> tuple[int, Bgr] | None:
        """The newest picture of the desk."""
        return self._picture.newest if self._picture is not None else None

    # what the desk says -----------------------------------------------------------------------------------------

    def handle(self, event: object) -> None:
        """Looks at the desk, and the desk camera's comings and goings."""
        match event:
            case PaperLooked(watch=watch, look=look) if watch == self._number and not self._taking:
                self._looked(look)
            case StatusChanged(device=DeviceKind.SCANNER, status=status) if self._here == sentences.away(status):
                self._look_off()
                self._look_on()

    def _failed(self, number: int, error: KioskError) -> None:
        if number == self._number:
            self._look_off()
            self._here = False
            self.passage.trouble(self._without_scanner(error))

    def _looked(self, look: PageLook) -> None:
        self._say, self._good = look.verdict.value, look.verdict is Verdict.GOOD
        corners = () if look.corners is None else look.corners
        self._outline = tuple((float(x), float(y)) for x, y in corners)
        self._another = self._another or lies_elsewhere(self._outline, self.table.taken_at)
        if self._good or look.corners is None:
            self._poor_since_s = None
        elif self._poor_since_s is None:
            self._poor_since_s = self.hall.clock.monotonic_s()
        self._aim()

    def _aim(self) -> None:
        """The page lies well: it will be taken, unless it moves or the person says no."""
        if not (self.table.auto and self._good and self._another):
            self._shot_due_s = None
        elif self._shot_due_s is None:
            self._shot_due_s = self.hall.clock.monotonic_s() + SHOT_S
        elif self.hall.clock.monotonic_s() >= self._shot_due_s:
            self._shot_due_s = None
            self._take(by_itself=True)

    def tick(self) -> None:
        """A page that never gets good may be kept after a while."""
        since_s = self._poor_since_s
        waited = since_s is not None and self.hall.clock.monotonic_s() - since_s >= PATIENCE_S
        self._patience_over = self._here and waited
        if self._here and not self._taking:
            self._aim()

    # what a person does -----------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Takes the page; without a desk camera: another way."""
        if self._taking:
            return
        if not self._here:
            self.passage.trouble(self._without_scanner())
        elif self._good or self._usable:
            self._take(by_itself=False)

    def set_auto_shot(self, wanted: bool) -> None:
        """A shot that is about to be taken is not, or is."""
        if self._here:
            self._aim()

    def _hold(self) -> Shot | None:
        """The newest picture, held where the end of the visit finds it."""
        frame = self.hall.scanner.latest()
        if frame is None or self._taking or not self._here:
            return None
        paper = self.table.paper
        erase(paper.shot)
        paper.shot = Shot(frame.image_bgr.copy(), list(self._outline or BEGIN), 0)
        return paper.shot

    def _take(self, *, by_itself: bool) -> None:
        shot = self._hold()
        if shot is None:
            return
        self._taking, self._by_itself, self._shot_due_s = True, by_itself, None
        papers, image_bgr, known = self.hall.papers, shot.image_bgr, self._before
        self.run(lambda: papers.take(image_bgr, before=known), self._taken)

    def _taken(self, taken: PageShot | KioskError) -> None:
        if self._over:
            return
        self._taking = False
        if isinstance(taken, KioskError):
            self._say, self._good = "not_taken", False
        elif self._by_itself and taken.verdict not in (Verdict.GOOD, Verdict.TURNED):
            self._say, self._good = taken.verdict.value, False
        else:
            self._taking = True
            self.table.took(kept_page(taken), self._retake)

    def pick_way(self, way: str) -> None:
        """Pages may come from elsewhere; a card may have one side only."""
        if way == ONE_SIDE.id:
            self.table.only_one_side(self._retake)
        elif way == OTHER_SOURCE.id and self.table.several:
            self.table.sources(self._retake)

    def frame_by_hand(self) -> None:
        """Holds the picture; the corners begin where the outline is."""
        if self._hold() is not None:
            retake = self._retake
            self.table.corners(retake, lambda: self.table.fetch(retake))

    def show_page(self, number: int) -> None:
        """What was begun here is left: also a card's first side."""
        if not self._taking and 1 <= number <= len(self.table.paper.pages):
            self.table.drop_front()
            self.table.kept(number)

    def go_back(self) -> None:
        """To a card's first side; else to the kept pages, to the paper before, or to the step before."""
        pages = self.table.paper.pages
        if self.table.paper.front is not None:
            self.table.drop_front()
            self.table.fetch(self._retake)
        elif pages:
            self.table.kept(min(self._retake or len(pages), len(pages)))
        else:
            self.table.paper_before()

    def _without_scanner(self, error: KioskError | None = None) -> Trouble:
        what = sentences.for_error(error).what if error else "journey.scanner_away"
        later = ("later",) if self.may_come_later else ()
        code = error.code if error else "D-01"
        return Trouble(what, (*later, "again", "counter", "end"), code=code, illustration="lay-paper")


def lies_elsewhere(outline: Corners, before: Corners) -> bool:
    """Is the page gone, or does it lie where the last one did not?"""
    if len(outline) != 4 or len(before) != 4:
        return True
    return float(np.abs(np.asarray(outline) - np.asarray(before)).max()) > ANOTHER_PLACE
