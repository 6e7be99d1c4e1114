"""Result papers of the case on the screen: how many sheets they are, then fetched, then printed on A4.

Nothing is fetched before the person touches the button, which says how many sheets will come. The sheets belong to
the printer's job alone; one that has not begun when the visit ends prints nothing.
"""

from __future__ import annotations

from enum import StrEnum

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.devices.page_printer import PagesCounted, PagesFailed, PagesPrinted, PagesReason, Sheets
from kiosk.errors import FileError, HubRefused, JourneyError, KioskError
from kiosk.journal import Code, FaultShown
from kiosk.journal import SlipPrinted as SlipPrintedEntry
from kiosk.journey import sentences
from kiosk.journey.ports import SheetPrinter
from kiosk.journey.rooms.room import Room, missing, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.slips import job_name
from kiosk.journey.views import NextPlace, Notice
from kiosk.journey.views_cases import ResultRow
from kiosk.platform.contract import Case
from kiosk.wording import Phrase

NOT_FOUND = 404


class Phase(StrEnum):
    """How far the papers are."""

    READY = "ready"
    FETCHING = "fetching"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


class CaseResults:
    """What ``room`` shows and does about the result papers of its case."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.leave()

    def leave(self) -> None:
        """Another case, or none, is on the screen: what is being fetched is given up."""
        self._phase, self._job, self._sheets = Phase.READY, "", 0
        self._failed: DeviceStatus | None = None
        self._partial = False

    # what is shown ----------------------------------------------------------------------------------------------

    @staticmethod
    def rows(case: Case) -> tuple[ResultRow, ...]:
        """The papers by name."""
        return tuple(ResultRow(paper.title, paper.pages) for paper in case.results)

    def onward(self, case: Case) -> NextPlace | None:
        """The button for them; ``None`` where there are none, or nothing here prints them."""
        printer = self._printer(case)
        if printer is None:
            return None
        if self._phase in (Phase.FETCHING, Phase.PRINTING):
            return missing(f"results_{self._phase}")
        if sentences.away(printer.status):
            return missing("cases_no_paper")
        return NextPlace(say("results_print", count=_sheets(case)), icon="printer")

    def notice(self, case: Case) -> Notice | None:
        """How many sheets they are, how far they are, or why they do not come and where they can be had."""
        if not case.results:
            return None
        printer = self._printer(case)
        if printer is None:
            return Notice("info", say("results_elsewhere"), self._where(case))
        if self._phase in (Phase.READY, Phase.FAILED) and sentences.away(printer.status):
            what = Phrase(sentences.for_device(DeviceKind.PRINTER, printer.status))
            return Notice("look", what, self._partly(case))
        match self._phase:
            case Phase.FETCHING:
                return Notice("info", say("results_fetching_more", count=_sheets(case)))
            case Phase.PRINTING:
                return Notice("ok", say("sheets_printing", count=self._sheets or _sheets(case)))
            case Phase.PRINTED:
                return Notice("ok", say("results_printed", count=self._sheets))
            case Phase.FAILED if self._failed is not None:
                what = Phrase(sentences.for_device(DeviceKind.PRINTER, self._failed))
                return Notice("look", what, self._partly(case))
        return Notice("info", say("results_ready", count=_sheets(case)))

    def _partly(self, case: Case) -> Phrase:
        return say("results_partly") if self._partial else self._where(case)

    def _where(self, case: Case) -> Phrase:
        place = self._room.hall.catalogue.regions.full_name(case.region_code)
        return say("results_where", place=place)

    def _printer(self, case: Case) -> SheetPrinter | None:
        hall = self._room.hall
        known = case.results and self._room.personal.cases_number and hall.results is not None
        return hall.sheets if known else None

    # what happens -----------------------------------------------------------------------------------------------

    def start(self, case: Case) -> None:
        """Fetches the papers, and hands them to the printer when all are here."""
        room, results, number = self._room, self._room.hall.results, self._room.personal.cases_number
        onward = self.onward(case)
        if onward is None or not onward.enabled or results is None:
            return
        self.leave()
        self._phase, self._job = Phase.FETCHING, (job := job_name("result"))

        def wanted() -> bool:
            return not room.visit.over and self._job == job

        room.run(lambda: results.sheets(number, case, wanted), lambda sheets: self._came(sheets, job))

    def _came(self, sheets: Sheets | KioskError, job: str) -> None:
        printer, visit = self._room.hall.sheets, self._room.visit
        if job != self._job or printer is None:
            return
        if isinstance(sheets, KioskError):
            self.leave()
            self._room.passage.trouble(_trouble(sheets))
            return

        def make() -> Sheets:
            if visit.over:
                raise JourneyError("nobody is here any more")
            return sheets

        self._phase = Phase.PRINTING
        printer.print_pages(make, job)

    def handle(self, event: object) -> None:
        """What the printer says of this job."""
        journal = self._room.hall.journal
        match event:
            case PagesCounted(job=job, pages=pages) if job == self._job:
                self._sheets = pages
            case PagesPrinted(job=job, pages=pages) if job == self._job:
                self._phase, self._sheets = Phase.PRINTED, pages
                journal.write(SlipPrintedEntry(kind=Code("result"), confirmed=True))
            case PagesFailed(job=job, reason=reason, partial=partial) if job == self._job:
                self._phase, self._partial = Phase.FAILED, partial
                self._failed = _as_status(reason)
                journal.write(FaultShown(code=Code(sentences.for_printer(self._failed).code)))


def _sheets(case: Case) -> int:
    return sum(paper.pages for paper in case.results)


def _as_status(reason: PagesReason) -> DeviceStatus:
    return DeviceStatus(DeviceState.ATTENTION, reason.value)


def _trouble(error: KioskError) -> Trouble:
    """A paper that does not open is had at the counter; the hub away is asked again."""
    told = sentences.for_error(error, safe="journey.safe_cases")
    if isinstance(error, HubRefused) and error.status == NOT_FOUND:
        return Trouble("journey.result_gone", ("counter", "home", "end"), told.safe, error.code)
    if isinstance(error, FileError):
        return Trouble(told.what, ("counter", "again", "end"), told.safe, told.code)
    return told
