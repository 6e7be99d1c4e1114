"""Pages by the scanner for sheets: one from the glass, or a stack through the feeder, arriving one by one."""

from __future__ import annotations

from kiosk.devices.pages import PageSource, SourceName
from kiosk.errors import FeederEmpty, KioskError
from kiosk.journey import asked, sentences
from kiosk.journey.page_job import PageJob
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.page_pictures import PagePictures
from kiosk.journey.rooms.paper_room import ONE_SIDE, OTHER_SOURCE, PaperRoom, Table, before, kept_page, place_page
from kiosk.journey.rooms.room import Stay, missing, onward, say
from kiosk.journey.views import NextPlace, Notice, Option
from kiosk.journey.views_papers import SheetsView
from kiosk.vision.pages.desk import Before, PageShot
from kiosk.vision.pages.judge import Verdict
from kiosk.wording import Phrase

WHAT_TO_DO = {"F-21": "sheets_do_empty", "F-22": "sheets_do_jammed", "F-23": "sheets_do_cover"}
"""Code → what the person can do about it; else they wait a moment or go elsewhere."""
ENOUGH = Option("sheets_enough", say("sheets_enough"), icon="check-bold")
"""The pages so far will do, whatever is wrong with the scanner."""


class SheetsRoom(PaperRoom):
    """Waits for the touch that begins, takes what arrives, and says what went wrong; taken pages stay."""

    def __init__(self, stay: Stay, table: Table, source: PageSource, retake: int) -> None:
        super().__init__(stay, table)
        self._source, self._retake = source, retake
        self._job: PageJob | None = None
        self._trouble: KioskError | None = None
        self._count = self._blank = 0
        self._only_blank = self._same_side = self._joining = False
        self._shown_page = 0
        self._pictures = PagePictures(self)

    def exit(self) -> None:
        """What is still in the feeder stays there."""
        self._stop()
        self._pictures.forget()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None

    # what is to be drawn ----------------------------------------------------------------------------------------

    def view(self) -> SheetsView:
        """How to lay the paper, how far it is, or what is wrong."""
        stage = "busy" if self._job is not None else "trouble" if self._trouble is not None else "ready"
        name = self._source.name
        head = self.head(self._title(stage), f"{name}/{stage}")
        if self._trouble is not None and stage == "trouble":
            what = sentences.for_error(self._trouble)
            head["title"], head["lead"] = what.title, say(WHAT_TO_DO.get(what.code, "sheets_do"))
        if self._only_blank and stage == "trouble":
            head["title"], head["lead"] = say("sheets_only_blank"), say("sheets_do_turn")
        if stage == "ready":
            head["lead"] = self._how_to_lay()
        return SheetsView(
            **head,
            onward=self._onward(stage),
            safe=self._safe(stage),
            source="feeder" if name is SourceName.FEEDER else "flatbed",
            stage="busy" if stage == "busy" else "trouble" if stage == "trouble" else "ready",
            count=self._count,
            page=self._shown_page,
            shown=self._pictures.shown,
            can_skip=not self.table.paper.pages and stage != "busy" and self.table.paper.front is None,
            ways=self._ways(stage),
        )

    def _how_to_lay(self) -> Phrase:
        """Which page is wanted, where it has a name, and how it lies."""
        how, page = say(f"sheets_ready_{self._source.name}_lead"), self.page_wanted(self._retake)
        one_by_one = self._source.name is SourceName.FLATBED
        return say("sheets_page_wanted", page=page, how=how) if page is not None and one_by_one else how

    def _title(self, stage: str) -> str:
        if stage == "ready" and self._by_side:
            if self._same_side:
                return "sheets_same_side"
            return "sheets_first_side" if self.table.paper.front is None else "sheets_second_side"
        return f"sheets_{stage}_{self._source.name}"

    @property
    def _by_side(self) -> bool:
        """Is a card laid on the glass, one side after the other?"""
        return self._source.name is SourceName.FLATBED and self.table.material.both_sides

    def _onward(self, stage: str) -> NextPlace:
        if stage == "busy" or self._joining:
            return missing("sheets_scanning")
        return onward("sheets_again" if stage == "trouble" else "sheets_begin")

    def _safe(self, stage: str) -> Notice | None:
        if stage == "trouble" and self.table.paper.pages:
            return Notice("ok", say("sheets_safe", count=len(self.table.paper.pages)))
        return None

    def _ways(self, stage: str) -> tuple[Option, ...]:
        if stage == "busy":
            return ()
        enough = asked.enough(self.personal.draft, self.table.material)
        return (*((ENOUGH,) if stage == "trouble" and enough else ()), *self.ways)

    def paper_page(self, number: int) -> Bgr | None:
        """A page that arrived."""
        return self._pictures.of(self.table.paper, number)

    # the job ----------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Begins, or goes on after something went wrong."""
        if self._job is not None or self._joining:
            return
        if self._only_blank:
            self._blank = 0
        self._trouble, self._only_blank, self._same_side = None, False, False
        self._job = PageJob(self, self._source, self._known, self._took, self._ended)
        self._job.begin()

    def _known(self) -> Before:
        return before(self.table.paper, self._retake)

    def handle(self, event: object) -> None:
        """Pages, and that no more come."""
        if self._job is not None:
            self._job.handle(event)

    def _took(self, shot: PageShot) -> None:
        if shot.verdict is Verdict.EMPTY and self._source.name is SourceName.FEEDER:
            self._blank += 1  # the back of a sheet with nothing on it
            return
        if self._by_side:
            self._took_side(shot)
            return
        paper = self.table.paper
        self._shown_page = place_page(paper, kept_page(shot), self._retake)
        self._count += 1
        if self._retake or self._source.name is SourceName.FLATBED:
            self._stop()
            self.table.kept(self._shown_page)
        elif len(paper.pages) >= self.table.material.pages_max:
            self._stop()
            self.table.kept(self._shown_page, Notice("info", say("sheets_full", most=len(paper.pages))))

    def _took_side(self, shot: PageShot) -> None:
        """The first side, the other one, or the first once more."""
        self._stop()
        self._same_side = shot.verdict is Verdict.WRONG_SIDE
        if not self._same_side:
            self._joining = self.table.paper.front is not None
            self.table.took_on_glass(kept_page(shot), self._retake)

    def _ended(self, error: KioskError | None) -> None:
        self._job = None
        if error is None and self._count:
            blank = Notice("info", say("sheets_blank", count=self._blank)) if self._blank else None
            self.table.kept(len(self.table.paper.pages), self.both_sides_wanted() or blank)
            return
        self._trouble = error if error is not None else FeederEmpty("no page came")
        self._only_blank = error is None and self._blank > 0

    # what a person does -----------------------------------------------------------------------------------------

    def pick_way(self, way: str) -> None:
        """Elsewhere, or on with what there is."""
        if self._job is not None or self._joining:
            return
        if way == ONE_SIDE.id:
            self.table.only_one_side(self._retake)
        elif way == OTHER_SOURCE.id and self.table.several:
            self.table.sources(self._retake)
        elif way == ENOUGH.id and asked.enough(self.personal.draft, self.table.material):
            self.table.kept(len(self.table.paper.pages))

    def go_back(self) -> None:
        """Stops what is running; then to the pages so far, or to the paper before."""
        pages = self.table.paper.pages
        if self.table.paper.front is not None:
            self.table.drop_front()
            self.table.fetch(self._retake)
        elif pages:
            self.table.kept(min(self._retake or len(pages), len(pages)))
        elif self._job is not None:
            self._stop()
        else:
            self.table.paper_before()
