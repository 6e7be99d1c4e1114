"""Lay the paper down: live → kept → another page or the next paper; and what to do without one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from kiosk.catalogue.model import Material
from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.errors import KioskError
from kiosk.journey import asked, sentences
from kiosk.journey.draft import KeptPage, Paper
from kiosk.journey.ports import Bgr, Hall, Loop, PaperWatch
from kiosk.journey.rooms.room import Room, Stay, missing, onward, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import NextPlace, PageThumb, PapersView, StepKind
from kiosk.vision.pages.desk import PageLook, PageShot
from kiosk.vision.pages.judge import Verdict
from kiosk.visit import erase
from kiosk.wording import Phrase

PAPER_INTERVAL_S = 0.12
"""How often the desk is looked at; three still looks then take less than half a second."""
NOWHERE: tuple[tuple[float, float], ...] = ()
PATIENCE_S = 20.0
"""After so long with a page in sight that is never good, the person may keep it as it is."""


@dataclass(frozen=True)
class PaperLooked:
    """The desk was looked at, on the worker thread."""

    watch: int
    look: PageLook


class _Desk:
    """Feeds new pictures of the desk to a watch, on the loop's thread."""

    def __init__(self, hall: Hall, watch: PaperWatch, number: int) -> None:
        self._hall, self._watch, self._number = hall, watch, number
        self._seen = -1

    def step(self) -> None:
        frame = self._hall.scanner.latest()
        if frame is None or frame.sequence == self._seen:
            return
        self._seen = frame.sequence
        self._hall.post(PaperLooked(self._number, self._watch.step(frame.image_bgr)))


class PapersRoom(Room):
    """The papers of this person, one after the other."""

    kind = StepKind.PAPERS

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        self._loop: Loop | None = None
        self._number = secrets.randbits(48)
        self._at = ""
        self._open = False

    def enter(self, focus: str = "") -> None:
        """At the paper ``focus``, the last one, or the first."""
        papers = self._papers()
        self._edit = focus in {one.id for one in papers}
        self._at = focus if self._edit else papers[-1 if focus == "last" else 0].id if papers else ""
        self._open = True
        self._begin_paper()

    def exit(self) -> None:
        """The desk camera is off and its last picture gone."""
        self._open = False
        self._stop()

    # what is where ----------------------------------------------------------------------------------------------

    def _papers(self) -> tuple[Material, ...]:
        return asked.to_scan(self.personal, self.hall.clock.today())

    @property
    def _material(self) -> Material:
        papers = self._papers()
        return next((one for one in papers if one.id == self._at), papers[-1])

    @property
    def _paper(self) -> Paper:
        return self.personal.draft.papers.setdefault(self._material.id, Paper())

    def view(self) -> PapersView:
        """The live desk, or the pages kept so far."""
        material, paper, papers = self._material, self._paper, self._papers()
        number = papers.index(material) + 1
        return PapersView(
            step=self.kind,
            key=f"papers/{material.id}/{self._stage}",
            title=say(f"papers_{self._stage}", paper=Phrase.verbatim(material.name, en=material.name_en or None)),
            lead=say("papers_count", number=number, count=len(papers)),
            progress=self.passage.progress(),
            onward=self._onward(material, paper),
            material_id=material.id,
            stage=self._stage,
            verdict=self._verdict(),
            good=self._good,
            outline=self._outline if self._stage == "live" else (),
            thumbs=tuple(
                PageThumb(place, one.good, place == self._shown) for place, one in enumerate(paper.pages, start=1)
            ),
            live_page=(self._retake or len(paper.pages) + 1) if self._stage == "live" else 0,
            can_skip=not paper.pages,
            can_add=self._stage == "kept" and len(paper.pages) < material.pages_max,
            working=self._taking,
        )

    def _verdict(self) -> Phrase | None:
        if self._stage == "no_scanner":
            return say("papers_no_scanner_more")
        if self._stage == "kept":
            return say("papers_page_kept" if self._paper.pages[self._shown - 1].good else "papers_page_kept_poor")
        return say(f"paper_{self._say}")

    def _onward(self, material: Material, paper: Paper) -> NextPlace:
        if self._stage == "no_scanner":
            return onward("papers_ways")
        if self._stage == "kept":
            left = material.pages_min - len(paper.pages)
            if left > 0:
                return missing("papers_more_pages", missing=left)
            last = material.id == self._papers()[-1].id
            return onward("papers_done" if last or self._edit else "papers_next")
        if self._taking:
            return missing("papers_taking")
        if self._good:
            return onward("papers_use")
        return onward("papers_use_anyway") if self._patience_over else missing("papers_missing")

    # the live desk ----------------------------------------------------------------------------------------------

    def _begin_paper(self) -> None:
        self._retake = 0
        if self._at and self._paper.pages:
            self._keep(len(self._paper.pages))
        elif self._at:
            self._live()

    def _live(self) -> None:
        self._say, self._good, self._outline = Verdict.NO_PAPER.value, False, NOWHERE
        self._taking, self._patience_over, self._shown = False, False, 0
        self._poor_since_s: float | None = None
        self._stop()
        if sentences.away(self.hall.scanner.status):
            self._stage: Literal["live", "kept", "no_scanner"] = "no_scanner"
            return
        self._stage = "live"
        self.hall.scanner.start_stream()
        self._number += 1
        number = self._number
        desk = _Desk(self.hall, self.hall.papers.watch(), number)
        self._loop = self.hall.runner.loop(desk.step, PAPER_INTERVAL_S, lambda error: self._failed(number, error))

    def _stop(self) -> None:
        self._number += 1
        if self._loop is not None:
            self._loop.stop()
            self._loop = None
        self.hall.scanner.stop_stream()

    def _failed(self, number: int, error: KioskError) -> None:
        if number == self._number and self._open:
            self._stop()
            self._stage = "no_scanner"
            self.passage.trouble(self._without_scanner(error))

    def _without_scanner(self, error: KioskError | None = None) -> Trouble:
        what = sentences.for_error(error).what if error else "journey.scanner_away"
        ways = ("later", "again", "counter", "end") if self._may_come_later() else ("again", "counter", "end")
        return Trouble(what, ways, code=error.code if error else "D-01", illustration="lay-paper")

    def handle(self, event: object) -> None:
        """Follows the desk and its camera."""
        match event:
            case PaperLooked(watch=watch, look=look) if watch == self._number and self._stage == "live":
                self._looked(look)
            case StatusChanged(device=DeviceKind.SCANNER, status=status) if self._stage != "kept":
                if sentences.away(status):
                    self._stop()
                    self._stage = "no_scanner"
                elif self._stage == "no_scanner":
                    self._live()

    def _looked(self, look: PageLook) -> None:
        self._say, self._good = look.verdict.value, look.verdict is Verdict.GOOD
        corners = () if look.corners is None else look.corners
        self._outline = tuple((float(x), float(y)) for x, y in corners)
        if self._good or look.corners is None:
            self._poor_since_s = None
        elif self._poor_since_s is None:
            self._poor_since_s = self.hall.clock.monotonic_s()

    def tick(self) -> None:
        """A page that never gets good may be kept after a while."""
        since_s = self._poor_since_s
        waited = since_s is not None and self.hall.clock.monotonic_s() - since_s >= PATIENCE_S
        self._patience_over = self._stage == "live" and waited

    # what a person does -----------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Keeps the page; then the next paper, or the next step."""
        if self._stage == "no_scanner":
            self.passage.trouble(self._without_scanner())
        elif self._stage == "live":
            self._take()
        elif asked.enough(self.personal.draft, self._material):
            self._next()

    def _take(self) -> None:
        frame = self.hall.scanner.latest()
        if frame is None or self._taking or not (self._good or self._patience_over):
            return
        self._taking = True
        number, papers, image_bgr = self._number, self.hall.papers, frame.image_bgr
        self.run(lambda: papers.take(image_bgr), lambda shot: self._taken(number, shot))

    def _taken(self, number: int, shot: PageShot | KioskError) -> None:
        if number != self._number or not self._open:
            return
        self._taking = False
        if isinstance(shot, KioskError):
            self._say, self._good = "not_taken", False
            return
        page = KeptPage(bytearray(shot.jpeg), shot.thumbnail_bgr.copy(), shot.verdict is Verdict.GOOD)
        pages = self._paper.pages
        self._paper.later = False
        if 0 < self._retake <= len(pages):
            erase(pages[self._retake - 1])
            pages[self._retake - 1] = page
            self._keep(self._retake)
        else:
            pages.append(page)
            self._keep(len(pages))

    def _keep(self, shown: int) -> None:
        self._stop()
        self._stage, self._taking, self._patience_over, self._good = "kept", False, False, True
        self._outline, self._retake, self._shown, self._poor_since_s = (), 0, shown, None

    def _next(self) -> None:
        ids = [one.id for one in self._papers()]
        place = ids.index(self._material.id) + 1
        if self._edit or place >= len(ids):
            self.passage.forward()
            return
        self._at = ids[place]
        self._begin_paper()

    def go_back(self) -> None:
        """Out of a retake to the kept pages; to the paper before; or to the step before."""
        ids = [one.id for one in self._papers()]
        place = ids.index(self._material.id) if ids else 0
        if self._stage != "kept" and self._paper.pages:
            self._keep(len(self._paper.pages))
        elif self._edit or place == 0:
            self.passage.back()
        else:
            self._at = ids[place - 1]
            self._begin_paper()

    def add_page(self) -> None:
        """One more page of this paper."""
        if self._stage == "kept" and len(self._paper.pages) < self._material.pages_max:
            self._live()

    def retake_page(self, number: int) -> None:
        """A page anew; the old one stays until the new one is kept."""
        if self._stage == "kept" and 1 <= number <= len(self._paper.pages):
            self._live()
            self._retake = number

    def skip_paper(self) -> None:
        """没有这张纸: a paper that may be left out comes later; one that must be there asks how to go on."""
        if self._paper.pages:
            return
        if self._may_come_later():
            self._later()
        else:
            self.passage.trouble(
                Trouble("journey.paper_must", ("again", "counter", "end"), illustration="lay-paper")
            )

    def _may_come_later(self) -> bool:
        return self._material.need != "must"

    def _later(self) -> None:
        self._paper.later = True
        self._next()

    def take_way(self, way: str) -> None:
        """Brings the paper later."""
        if way == "later" and self._may_come_later():
            self.passage.close_ways()
            self._later()

    def paper_frame(self) -> tuple[int, Bgr] | None:
        """The newest picture while the desk is live."""
        frame = self.hall.scanner.latest() if self._open and self._stage == "live" else None
        return None if frame is None else (frame.sequence, frame.image_bgr)

    def paper_page(self, number: int) -> Bgr | None:
        """A kept page, small."""
        pages = self._paper.pages if self._at else []
        return pages[number - 1].small_bgr if 1 <= number <= len(pages) else None
