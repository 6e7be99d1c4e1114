"""The papers of this person, one after the other: which one is asked for, and which of its rooms is open."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalogue.model import Material
from kiosk.devices.pages import SourceName
from kiosk.errors import KioskError
from kiosk.journey import asked
from kiosk.journey.actions import Point
from kiosk.journey.draft import KeptPage, Paper
from kiosk.journey.findings import findings
from kiosk.journey.page_reading import PageReading
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms import paper_sources
from kiosk.journey.rooms.paper_corners import CornersRoom
from kiosk.journey.rooms.paper_files import FilesRoom
from kiosk.journey.rooms.paper_kept import KeptRoom
from kiosk.journey.rooms.paper_licence import ConsentedSource, licence_room
from kiosk.journey.rooms.paper_live import LiveRoom
from kiosk.journey.rooms.paper_page import PageRoom
from kiosk.journey.rooms.paper_question import PaperQuestionRoom
from kiosk.journey.rooms.paper_room import Corners, joined_page, place_page
from kiosk.journey.rooms.paper_sheets import SheetsRoom
from kiosk.journey.rooms.paper_sources import SourcesRoom
from kiosk.journey.rooms.room import Room, Stay
from kiosk.journey.views import Notice, StepKind, View
from kiosk.vision.pages.desk import PageShot
from kiosk.visit import erase

Join = Callable[[bytes, bytes], PageShot]
"""Makes one page of two sides, both JPEG."""


class PapersRoom(Room):
    """Stands at one paper and hands every touch to the room that is open at it."""

    kind = StepKind.PAPERS

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        self.auto = True
        self.taken_at: Corners = ()
        self._source: SourceName | None = None
        self._reading = PageReading(self)
        self._at = ""
        self._inner: Room = KeptRoom(stay, self, 0)

    def enter(self, focus: str = "") -> None:
        """At the paper ``focus``, the last one, or the first."""
        papers = self._papers()
        self._edit = focus in {one.id for one in papers}
        self._at = focus if self._edit else papers[-1 if focus == "last" else 0].id if papers else ""
        question = self._question() if self._edit else None
        if question is not None:
            self._open(question)
        else:
            self._begin()

    def exit(self) -> None:
        """The desk camera is off, and no picture is held any more."""
        self._inner.exit()
        for paper in self.personal.draft.papers.values():
            _accept(paper)
            erase(paper.front)
            paper.front = None

    # what is where ----------------------------------------------------------------------------------------------

    def _papers(self) -> tuple[Material, ...]:
        return asked.to_scan(self.personal, self.hall.clock.today())

    @property
    def material(self) -> Material:
        """What is asked for now."""
        papers = self._papers()
        return next((one for one in papers if one.id == self._at), papers[-1])

    @property
    def paper(self) -> Paper:
        """What is kept of it."""
        return self.personal.draft.papers.setdefault(self.material.id, Paper())

    @property
    def place(self) -> tuple[int, int]:
        """Which paper it is, and of how many."""
        papers = self._papers()
        return papers.index(self.material) + 1, len(papers)

    @property
    def last(self) -> bool:
        """Does the step end after this paper?"""
        number, count = self.place
        return self._edit or number == count

    # from room to room ------------------------------------------------------------------------------------------

    def _open(self, room: Room) -> None:
        self._inner.exit()
        self._inner = room
        room.enter()

    def _begin(self) -> None:
        if self._at and self.paper.pages:
            self.kept(len(self.paper.pages))
        elif self._at:
            self.fetch()

    @property
    def several(self) -> bool:
        """Are there several places where pages can come from, now or once a stick is plugged in?"""
        return len(paper_sources.fitted(self.hall.page_sources)) > 1

    def fetch(self, retake: int = 0) -> None:
        """To where pages come from; asked for the first time where there are several."""
        _accept(self.paper)
        if self._source is None and len(paper_sources.there(self.hall.page_sources)) > 1:
            self.sources(retake)
            return
        self._open(self._fetching(self._source, retake))

    def _fetching(self, name: SourceName | None, retake: int) -> Room:
        sources = paper_sources.fitted(self.hall.page_sources)
        there = paper_sources.there(self.hall.page_sources)
        source = next((one for one in sources if one.name is name), there[0] if there else None)
        if source is None or source.name is SourceName.DESK:
            return LiveRoom(self.stay, self, retake)
        if isinstance(source, ConsentedSource):
            return licence_room(self.stay, self, source, retake)
        if source.offers_choices:
            return FilesRoom(self.stay, self, source, retake)
        return SheetsRoom(self.stay, self, source, retake)

    def sources(self, retake: int = 0) -> None:
        """To the choice of where pages come from."""
        self.drop_front()
        self._open(SourcesRoom(self.stay, self, retake))

    def choose_source(self, name: SourceName) -> None:
        """Pages come from there from now on."""
        self._source = name

    def kept(self, page: int, notice: Notice | None = None) -> None:
        """To a kept page; all of them are read meanwhile."""
        for one in self.paper.pages:
            self._reading.ask(one, self.material.kind)
        self._open(KeptRoom(self.stay, self, page, notice))

    # a page taken under the lamp or on the glass ----------------------------------------------------------------

    def took(self, page: KeptPage, place: int) -> None:
        """Keeps it, or joins it with its other side first."""
        paper = self.paper
        if paper.shot is not None:
            self.taken_at = tuple(paper.shot.corners)
        self._one_side(page, place, self.hall.papers.join)

    def took_on_glass(self, page: KeptPage, place: int) -> None:
        """The same; the card lay somewhere on the glass."""
        self._one_side(page, place, self.hall.papers.join_sheets)

    def _one_side(self, page: KeptPage, place: int, join: Join) -> None:
        paper = self.paper
        if not self.material.both_sides:
            self._place(page, place)
        elif paper.front is None:
            paper.front = page
            _accept(paper)
            self._open(self._fetching(self._source, place))
        else:
            self._join(paper.front, page, place, join)

    def _place(self, page: KeptPage, place: int) -> None:
        paper = self.paper
        place = place_page(paper, page, place)
        if paper.shot is not None:
            paper.shot.page = place
        self.kept(place)

    def _join(self, front: KeptPage, back: KeptPage, place: int, join: Join) -> None:
        sides, verdicts = (bytes(front.jpeg), bytes(back.jpeg)), (front.verdict, back.verdict)
        erase(back)
        room, paper = self._inner, self.paper

        def joined(shot: PageShot | KioskError) -> None:
            if self._inner is not room:
                return
            self.drop_front()
            _accept(paper)
            if isinstance(shot, KioskError):
                self.fetch(place)
            else:
                self._place(joined_page(shot, verdicts), place)

        self.run(lambda: join(*sides), joined)

    def only_one_side(self, place: int) -> None:
        """The first side is the page."""
        front, self.paper.front = self.paper.front, None
        if front is not None:
            self._place(front, place)

    def drop_front(self) -> None:
        """The first side goes."""
        erase(self.paper.front)
        self.paper.front = None

    def page(self, number: int) -> None:
        """To what can be done with a page."""
        self._open(PageRoom(self.stay, self, number))

    def corners(self, place: int, back: Callable[[], None]) -> None:
        """To the corners of the picture that is held."""
        self._open(CornersRoom(self.stay, self, place, back, self.took))

    def reframe(self, number: int) -> None:
        """The same for a page that is kept: it is whole, and has no other side to wait for."""
        self._open(CornersRoom(self.stay, self, number, lambda: self.page(number), self._place))

    def next_paper(self) -> None:
        """To what is to be asked about this paper, then to the next one, or out of the step."""
        _accept(self.paper)
        question = self._question()
        if question is not None:
            self._open(question)
        elif self.last:
            self.passage.forward()
        else:
            self._at = self._papers()[self.place[0]].id
            self._begin()

    def _question(self) -> Room | None:
        """What the reader found out about this paper and nobody has answered."""
        found = findings(self.personal, self.material, self.hall.clock.today())
        return PaperQuestionRoom(self.stay, self, found[0], self.next_paper) if found else None

    def paper_before(self) -> None:
        """To the paper before, or out of the step."""
        _accept(self.paper)
        self.drop_front()
        number, _ = self.place
        if self._edit or number == 1:
            self.passage.back()
        else:
            self._at = self._papers()[number - 2].id
            self._begin()

    # handed on --------------------------------------------------------------------------------------------------

    def view(self) -> View:
        """Of the room that is open."""
        return self._inner.view()

    def handle(self, event: object) -> None:
        """News of a device."""
        self._inner.handle(event)

    def tick(self) -> None:
        """Time has passed."""
        self._inner.tick()

    def go_on(self) -> None:
        """The way on."""
        self._inner.go_on()

    def go_back(self) -> None:
        """Back."""
        self._inner.go_back()

    def add_page(self) -> None:
        """One more page of this paper."""
        self._inner.add_page()

    def retake_page(self, number: int) -> None:
        """A page anew; the old one stays until the new one is kept."""
        self._inner.retake_page(number)

    def show_page(self, number: int) -> None:
        """From the live desk back to a page that is kept."""
        self._inner.show_page(number)

    def change_page(self, number: int) -> None:
        """What can be done with a page."""
        self._inner.change_page(number)

    def set_auto_shot(self, wanted: bool) -> None:
        """A good page is taken by itself, or not."""
        self.auto = wanted
        self._inner.set_auto_shot(wanted)

    def frame_by_hand(self) -> None:
        """The corners are laid by hand."""
        self._inner.frame_by_hand()

    def move_corner(self, number: int, point: Point) -> None:
        """A corner goes to a point."""
        self._inner.move_corner(number, point)

    def turn_page(self, step: int) -> None:
        """More of a list."""
        self._inner.turn_page(step)

    def pick_way(self, way: str) -> None:
        """One of the ways the open room offers."""
        self._inner.pick_way(way)

    def take_way(self, way: str) -> None:
        """A way out of something that went wrong."""
        self._inner.take_way(way)

    def skip_paper(self) -> None:
        """没有这张纸."""
        self._inner.skip_paper()

    def paper_frame(self) -> tuple[int, Bgr] | None:
        """The picture that is live or held."""
        return self._inner.paper_frame()

    def paper_page(self, number: int) -> Bgr | None:
        """A kept page, small, as it was turned."""
        return self._inner.paper_page(number)


def _accept(paper: Paper) -> None:
    """The pages stand as they are: the picture the last was cut from goes, and what else a file had."""
    erase(paper.shot)
    paper.shot = None
    erase(paper.offered)
