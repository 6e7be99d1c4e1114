"""Papers from every place they can come from, and papers that are not what was asked for; each to its receipt."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journey.views import Option, PapersView, StepKind, View
from kiosk.journey.views_identity import CodeView, FaceState, FaceView
from kiosk.journey.views_papers import (
    CornersView,
    FilesView,
    PageView,
    PaperQuestionView,
    PicksView,
    SheetsView,
    SourcesView,
)
from kiosk.sandbox.paper_hand import PaperHand
from kiosk.sandbox.resident import Act, Lost
from kiosk.sandbox.stories import Steps, Story
from kiosk.screens.widgets.corners import CornerPad
from kiosk.wording import Phrase


class IdCardPapers(Story):
    """An ID card is applied for anew: the card alone says who it is, and one paper goes along."""

    group: ClassVar[str] = "identity"
    item: ClassVar[str] = "id-card-renewal"
    situation: ClassVar[str] = "expired"
    answers: ClassVar[dict[str, str]] = {"hukou_region": "510402", "lost_date": "20260601"}

    @property
    def hand(self) -> PaperHand:
        """That lays the papers down."""
        return PaperHand(self.player)

    def who_it_is(self) -> Steps:
        """Consent and card; this matter asks for no face."""
        yield "agree", self.player.consent("identity")
        yield "put the card down", self.player.show_card(self.card)

    def what_it_is_about(self) -> Steps:
        """Questions, papers, delivery."""
        yield "answer the questions", self.player.fill_form(self.answers)
        yield from self.papers()
        yield "choose the delivery", self.player.choose_delivery()

    def papers(self) -> Steps:
        """How the papers come in."""
        raise NotImplementedError

    def kept(self, pages: int) -> Act:
        """So many pages are kept of this paper."""
        yield from self.player.comes(
            PapersView,
            lambda view: getattr(view, "stage", "") == "kept" and len(getattr(view, "thumbs", ())) == pages,
        )

    def material(self, name: str) -> dict[str, Any]:
        """How the hub reads one paper."""
        rows = self.as_the_hub_reads_it()["application"]["materials"]
        return next(one for one in rows if one["material_id"] == name)


class PapersFeeder(IdCardPapers):
    """A stack through the feeder, which jams after the first sheet and goes on once it is put right."""

    def papers(self) -> Steps:
        """Told how many came, and nothing of them is lost."""
        yield "choose the feeder", self.hand.choose_source("feeder")
        yield "scan, and it jams", self.jam()
        yield "put the paper back and go on", self.go_on()

    def jam(self) -> Act:
        """One page came before."""
        yield from self.player.comes(SheetsView)
        self.hall.do("feed_papers", papers=["certificate", "marriage"])
        self.hall.do("jam_feeder_after", sheets=1)
        yield from self.player.onward()
        yield from self.player.comes(SheetsView, lambda view: getattr(view, "stage", "") == "trouble")
        view = self.player.view
        assert isinstance(view, SheetsView)
        assert (view.title.key, view.count) == ("journey.feeder_jammed", 1)

    def go_on(self) -> Act:
        """The other follows, and both are handed in."""
        self.hall.do("mend_sheets")
        yield from self.player.onward()
        yield from self.kept(2)
        yield from self.player.onward()

    def receive(self) -> Act:
        """The hub has both pages."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.material("residence_permit")["pages"] == 2


class PapersStick(IdCardPapers):
    """Files on a stick: one that is broken, one of whose three pages two are wanted; then the stick is pulled."""

    def papers(self) -> Steps:
        """Nothing of the stick is needed once its pages are taken over."""
        yield "choose the stick, which is not there", self.hand.choose_source("stick")
        yield "plug the stick in", self.plug()
        yield "a file that is broken", self.broken()
        yield "choose pages of another", self.choose_pages()
        yield "pull the stick", self.pull()

    def plug(self) -> Act:
        """Asked for, and seen at once."""
        yield from self.player.comes(FilesView, lambda view: getattr(view, "stage", "") == "absent")
        self.hall.do("plug_sample_stick")
        yield from self.player.comes(FilesView, lambda view: getattr(view, "stage", "") == "list")

    def broken(self) -> Act:
        """A sentence beside the list."""
        yield from self.player.pick(self._pdf(in_a_folder=False))
        yield from self.player.comes(FilesView, lambda view: getattr(view, "trouble", None) is not None)

    def choose_pages(self) -> Act:
        """The second of three is left out for the third: the paper takes two."""
        yield from self.player.pick(self._pdf(in_a_folder=True))
        yield from self.player.comes(
            PicksView,
            lambda view: len(getattr(view, "thumbs", ())) == 3 and view.onward is not None and view.onward.enabled,
        )
        yield from self.player.resident.touch(self._page_name(2))
        yield from self.player.resident.touch(self.player.say("screens_b.leave_page"))
        yield from self.player.comes(PicksView, self._second_left_out)
        yield from self.player.resident.touch(self._page_name(3))
        yield from self.player.resident.touch(self.player.say("screens_b.want_page"))
        yield from self.player.onward()
        yield from self.kept(2)

    def _pdf(self, *, in_a_folder: bool) -> Option:
        """The story knows no name of a file: they are somebody's."""
        view = self.player.view
        assert isinstance(view, FilesView)
        for one in view.files:
            about = one.detail.values if one.detail is not None else {}
            if one.icon == "file-pdf-bold" and bool(about.get("where")) is in_a_folder:
                return one
        raise Lost("a PDF in the list")

    def _page_name(self, number: int) -> str:
        return self.player.say(Phrase("screens_b.page_name", {"number": number}))

    @staticmethod
    def _second_left_out(view: View) -> bool:
        return isinstance(view, PicksView) and not view.thumbs[1].chosen

    def pull(self) -> Act:
        """The pages are here."""
        self.hall.do("pull_stick")
        yield from self.player.onward()

    def receive(self) -> Act:
        """The hub has the two pages."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.material("residence_permit")["pages"] == 2


class PapersCard(IdCardPapers):
    """Both sides of a card under the lamp; then a second page is framed by hand, turned and put first."""

    item: ClassVar[str] = "no-crime-certificate"
    situation: ClassVar[str] = "residence"
    answers: ClassVar[dict[str, str]] = {"more_than_three": "no"}

    def who_it_is(self) -> Steps:
        """Says no to the face; the phone's code shows that the card is theirs."""
        yield "agree, but not to the face", self.player.consent("identity", "no_face")
        yield "put the card down", self.player.show_card(self.card)
        yield "the phone's code in the face's place", self.code()

    def code(self) -> Act:
        """As in ``FaceCode``; what is told here begins afterwards."""
        yield from self.player.comes(FaceView, lambda view: getattr(view, "state", None) is FaceState.NO_CAMERA)
        yield from self.player.choose("phone_code")
        yield from self.player.comes(CodeView)
        self.hall.do("show_code", issuer="tianfu", who=self.card)
        yield from self.player.resident.until(
            lambda: self.player.view.step is not StepKind.FACE and not isinstance(self.player.view, CodeView),
            "whose code it is",
        )

    def papers(self) -> Steps:
        """One page of two sides, and what can be done with pages."""
        yield "choose the lamp", self.hand.choose_source("desk")
        yield "one side", self.first_side()
        yield "turn it over", self.second_side()
        yield "one more, framed by hand", self.by_hand()
        yield "turn it and put it first", self.change()

    def first_side(self) -> Act:
        """Taken by itself; then the other side is asked for."""
        yield from self.player.comes(PapersView)
        self.hall.do("lay_paper", paper="card_front")
        yield from self.player.comes(PapersView, lambda view: view.title.key == "journey.papers_second_side")

    def second_side(self) -> Act:
        """The side that lies there is known again; the other one makes the page."""
        self.hall.do("clear_desk")
        yield from self.player.resident.moves_hand()
        self.hall.do("lay_paper", paper="card_back")
        yield from self.kept(1)
        self.hall.do("clear_desk")

    def by_hand(self) -> Act:
        """The picture is held, a corner is dragged; a card that has one side is a page with it."""
        yield from self.player.resident.touch(self.player.say("screens_b.add_page"))
        yield from self.player.comes(PapersView, lambda view: getattr(view, "stage", "") == "live")
        yield from self.player.resident.touch(self.player.say("screens_b.auto_on"))
        self.hall.do("lay_paper", paper="residence_permit")
        yield from self.player.resident.until(lambda: getattr(self.player.view, "good", False), "a good page")
        yield from self.player.resident.touch(self.player.say("screens_b.frame_by_hand"))
        yield from self.player.comes(CornersView)
        yield from self.drag()
        yield from self.player.photograph()
        yield from self.player.onward()
        yield from self.player.comes(PapersView, lambda view: view.title.key == "journey.papers_second_side")
        yield from self.player.resident.touch(self.player.say("journey.papers_one_side"))
        yield from self.kept(2)
        self.hall.do("clear_desk")

    def drag(self) -> Act:
        """The first corner a little further out."""
        view = self.player.view
        assert isinstance(view, CornersView)
        (x, y), *_ = view.corners
        yield from self.player.resident.drag(CornerPad, 0, (x - 0.03, y - 0.03), self.player.photograph)
        yield from self.player.comes(
            CornersView, lambda now: isinstance(now, CornersView) and now.corners[0] != (x, y)
        )

    def change(self) -> Act:
        """A quarter turn, then to the front."""
        yield from self.player.resident.touch(self.player.say("screens_b.change_page"))
        yield from self.player.comes(PageView)
        yield from self.player.choose("page_turn")
        yield from self.player.photograph()
        yield from self.player.choose("page_earlier")
        yield from self.player.comes(PageView, lambda view: getattr(view, "number", 0) == 1)
        yield from self.player.onward()
        yield from self.kept(2)
        yield from self.player.onward()

    def receive(self) -> Act:
        """The hub has two pages of the card."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.material("residence_permit")["pages"] == 2


class PapersWrong(IdCardPapers):
    """Another paper than the one asked for, then somebody else's: told, and let go on with a reason."""

    situation: ClassVar[str] = "lost"

    def papers(self) -> Steps:
        """The reader is given its time; nobody has to wait for it."""
        yield "choose the lamp", self.hand.choose_source("desk")
        yield "lay another paper down", self.lay("marriage")
        yield "told what was seen and what was asked", self.other_kind()
        yield "lay somebody else's page down", self.lay("stranger_page")
        yield "told, and a reason given", self.other_person()
        yield "the other paper", self.player.scan_papers()

    def lay(self, paper: str) -> Act:
        """Kept, and read in the background."""
        yield from self.hand.scan_page(paper)
        yield from self.player.resident.until(self._read, "the page to be read")
        yield from self.player.onward()

    def _read(self) -> bool:
        draft = self.player.terminal.journey._visit.personal.draft
        pages = draft.papers["household_book"].pages
        return bool(pages) and all(page.reading is not None for page in pages)

    def other_kind(self) -> Act:
        """It is taken anew."""
        yield from self.player.comes(PaperQuestionView, lambda view: view.title.key == "journey.odd_kind")
        yield from self.player.choose("another")

    def other_person(self) -> Act:
        """A page of the family."""
        yield from self.player.comes(PaperQuestionView, lambda view: view.title.key == "journey.odd_person")
        yield from self.player.choose("family")
        yield from self.player.resident.until(
            lambda: not isinstance(self.player.view, PaperQuestionView | SourcesView), "the next paper"
        )
        assert self.player.view.step is StepKind.PAPERS

    def receive(self) -> Act:
        """The reason stands in the application."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.material("household_book")["remarks"] == [{"about": "person", "reason": "family"}]
