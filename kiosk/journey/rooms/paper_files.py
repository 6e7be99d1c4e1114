"""Pages of a file the person brought, or of an electronic licence: choose it, see its pages, take some of them."""

from __future__ import annotations

from typing import Literal

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.devices.pages import Choice, ChoicesListed, PageSource, SourceName
from kiosk.errors import FileEmpty, FileError, FileGone, FileSlow, KioskError, VisionError
from kiosk.journey import sentences
from kiosk.journey.draft import OfferedPage
from kiosk.journey.page_job import PageJob
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.page_pictures import PagePictures
from kiosk.journey.rooms.paper_room import OTHER_SOURCE, PaperRoom, Table, before, kept_page, place_page
from kiosk.journey.rooms.room import Stay, missing, onward, page_of, say
from kiosk.journey.views import Notice, Option, PageThumb, View
from kiosk.journey.views_papers import FilesView, PicksView
from kiosk.vision.pages.desk import NOTHING_BEFORE, Before, PageShot
from kiosk.visit import erase
from kiosk.wording import Phrase

FILES_A_PAGE = 5
KINDS = frozenset({"pdf", "jpeg", "png", "heic", "tiff", "webp"})
AGAIN = Option("files_again", say("files_again"), icon="arrow-counter-clockwise-bold")
"""The list anew, where there was nothing on it or none came."""
ICONS = {"pdf": "file-pdf-bold"}


class FilesRoom(PaperRoom):
    """The list of one source; once something of it is opened, its pages."""

    def __init__(self, stay: Stay, table: Table, source: PageSource, retake: int) -> None:
        super().__init__(stay, table)
        self._source, self._retake = source, retake
        self._choices: tuple[Choice, ...] | None = None
        self._cut = False
        self._page = 0
        self._job: PageJob | None = None
        self._open = False
        self._error: KioskError | None = None
        self._pictures = PagePictures(self)

    def enter(self, focus: str = "") -> None:
        """Asks what there is."""
        self._ask()

    def exit(self) -> None:
        """No name of a file stays, nor a page nobody wanted."""
        self._close_file()
        self._choices = None
        self._source.cancel()

    def _ask(self) -> None:
        self._choices, self._page = None, 0
        if self._source.status.usable:
            self._source.ask_choices()

    # what is to be drawn ----------------------------------------------------------------------------------------

    def view(self) -> View:
        """The list, or the pages of what is open."""
        return self._picks() if self._open else self._list()

    def _list(self) -> FilesView:
        name, stage, choices = self._source.name, self._stage, self._choices or ()
        shown, self._page, pages = page_of(choices, self._page, FILES_A_PAGE)
        head = self.head(f"files_{stage}_{name}", f"{name}/{stage}/{self._page}")
        if stage == "list" and self._cut:
            head["lead"] = say("files_cut")
        if stage == "none" and self._error is not None:
            slow = isinstance(self._error, FileSlow)
            head["title"] = say("files_slow") if slow else self._what(self._error)
            head["lead"] = say("files_no_list")
        return FilesView(
            **head,
            trouble=self._trouble(),
            stage=stage,
            files=tuple(_option(one) for one in shown),
            page=self._page,
            pages=pages,
            can_skip=not self.table.paper.pages,
            ways=(AGAIN, *self.ways) if stage == "none" else self.ways,
        )

    @property
    def _stage(self) -> Literal["absent", "asking", "none", "list"]:
        if not self._source.status.usable:
            return "absent"
        if self._choices is None:
            return "asking"
        return "list" if self._choices else "none"

    def _trouble(self) -> Notice | None:
        if self._error is None:
            return None
        return Notice("look", self._what(self._error), say("files_another"))

    def _what(self, error: KioskError) -> Phrase:
        """What happened. Only a stick can be pulled."""
        if isinstance(error, FileGone) and self._source.name is not SourceName.STICK:
            return say("file_unusable")
        return sentences.for_error(error).title

    def _picks(self) -> PicksView:
        offered = self.table.paper.offered
        wanted = sum(one.wanted for one in offered)
        reading = self._job is not None
        head = self.head("picks_title", "picks")
        head["lead"] = say("picks_reading" if reading else "picks_count", count=len(offered))
        if reading:
            on = missing("picks_wait")
        elif wanted:
            on = onward("picks_take", count=wanted)
        else:
            on = missing("picks_none")
        return PicksView(
            **head,
            onward=on,
            notice=self._picks_notice(),
            thumbs=tuple(
                PageThumb(number, one.page.good, one.wanted) for number, one in enumerate(offered, start=1)
            ),
            room=self._room_left,
            shown=self._pictures.shown,
        )

    def _picks_notice(self) -> Notice | None:
        if self._error is not None:
            return Notice(
                "look", self._what(self._error), say("picks_so_far", count=len(self.table.paper.offered))
            )
        if len(self.table.paper.offered) > self._room_left:
            return Notice("info", say("picks_most", most=self._room_left))
        return None

    @property
    def _room_left(self) -> int:
        """How many of them may be taken."""
        return 1 if self._retake else self.table.material.pages_max - len(self.table.paper.pages)

    def paper_page(self, number: int) -> Bgr | None:
        """A page of the file."""
        return self._pictures.of_pages([one.page for one in self.table.paper.offered], number)

    # news -------------------------------------------------------------------------------------------------------

    def handle(self, event: object) -> None:
        """A list, pages, a stick that comes or goes."""
        match event:
            case ChoicesListed(source=source) if source is self._source.name and not self._open:
                self._choices = event.choices
                self._cut = event.cut
                self._error = event.error or self._error
            case StatusChanged(device=DeviceKind.STICK) if self._source.name is SourceName.STICK:
                self._stick_changed()
        if self._job is not None:
            self._job.handle(event)

    def _stick_changed(self) -> None:
        """A stick that was pulled takes its list along: another one may be plugged in next."""
        if not self._source.status.usable:
            self._choices = None
        if self._choices is None and not self._open:
            self._error = None
            self._ask()

    def _took(self, shot: PageShot) -> None:
        offered = self.table.paper.offered
        wanted = sum(one.wanted for one in offered) < self._room_left
        offered.append(OfferedPage(kept_page(shot), wanted))

    def _ended(self, error: KioskError | None) -> None:
        if self._job is not None and self._job.stopped:
            self._choices = None
        self._job, self._error = None, error
        if isinstance(error, VisionError):  # it opened, and is nothing that could be a page
            self._error = FileError("no page")
        if not self.table.paper.offered:
            self._error = self._error or FileEmpty("no page came")
            self._back_to_list()

    # what a person does -----------------------------------------------------------------------------------------

    def pick_way(self, way: str) -> None:
        """Opens a file, wants a page or not, or goes elsewhere."""
        kind, _, number = way.partition(":")
        if way == OTHER_SOURCE.id and self.table.several:
            self.table.sources(self._retake)
        elif way == AGAIN.id and self._stage == "none":
            self._error = None
            self._ask()
        elif kind == "file" and not self._open:
            self._open_file(number)
        elif kind == "page" and self._open and number.isdecimal():
            self._toggle(int(number))

    def _open_file(self, choice: str) -> None:
        if choice not in {one.id for one in self._choices or () if one.kind}:
            return
        self._open, self._error = True, None
        self._job = PageJob(self, self._source, self._known, self._took, self._ended)
        self._job.begin(choice)

    def _known(self) -> Before:
        """What is on file is taken as it is; only the page taken last is not taken again."""
        return NOTHING_BEFORE if self.table.paper.offered else before(self.table.paper, self._retake)

    def _toggle(self, number: int) -> None:
        offered = self.table.paper.offered
        if not 1 <= number <= len(offered):
            return
        one = offered[number - 1]
        if one.wanted:
            one.wanted = False
        elif self._room_left == 1:
            for other in offered:
                other.wanted = other is one
        elif sum(other.wanted for other in offered) < self._room_left:
            one.wanted = True

    def turn_page(self, step: int) -> None:
        """More files."""
        self._page += step

    def go_on(self) -> None:
        """Takes the wanted pages over."""
        if not self._open or self._job is not None:
            return
        paper = self.table.paper
        wanted = [one.page for one in paper.offered if one.wanted]
        if not wanted:
            return
        paper.offered[:] = [one for one in paper.offered if not one.wanted]
        places = [place_page(paper, page, self._retake) for page in wanted]
        self.table.kept(places[-1], self.both_sides_wanted())

    def go_back(self) -> None:
        """Out of the file to the list; out of the list to the pages so far, or to the paper before."""
        pages = self.table.paper.pages
        if self._open:
            self._error = None
            self._back_to_list()
        elif pages:
            self.table.kept(min(self._retake or len(pages), len(pages)))
        else:
            self.table.paper_before()

    def _back_to_list(self) -> None:
        """The list is asked for anew where the source has forgotten it."""
        self._close_file()
        if self._choices is None:
            self._ask()

    def _close_file(self) -> None:
        """What nobody took of it goes."""
        if self._job is not None:
            self._job.stop()
            self._job, self._choices = None, None
        self._open = False
        self._pictures.forget()
        erase(self.table.paper.offered)


def _option(choice: Choice) -> Option:
    """A file by its name, with kind, size and folder; one that is only called so cannot be opened."""
    known = choice.kind in KINDS
    kind = say(f"file_kind_{choice.kind}") if known else Phrase.verbatim(choice.kind) if choice.kind else None
    detail: Phrase | None
    if kind is None:
        detail = say("file_no_kind")
    elif not known and choice.label.startswith(choice.kind):  # a licence says its type in its name
        detail = None
    elif choice.where:
        detail = say("file_about_in", kind=kind, size=size_of(choice.size_bytes), where=choice.where)
    else:
        detail = say("file_about", kind=kind, size=size_of(choice.size_bytes))
    other = "file-image-bold" if known or not choice.kind else "certificate-bold"  # a licence names its type
    icon = ICONS.get(choice.kind, other)
    return Option(f"file:{choice.id}", Phrase.verbatim(choice.label), detail, icon=icon, enabled=bool(choice.kind))


def size_of(size_bytes: int) -> str:
    """A file's size as people read it; nothing for what has none."""
    if not size_bytes:
        return ""
    if size_bytes < 1024 * 1024:
        return f"{max(1, round(size_bytes / 1024))} KB"
    return f"{size_bytes / 1024 / 1024:.1f} MB"
