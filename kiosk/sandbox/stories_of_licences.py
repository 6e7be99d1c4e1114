"""A paper held as an electronic licence: fetched after a consent of its own, and one page scanned beside it."""

from __future__ import annotations

from kiosk.journey.views_papers import FilesView, PaperQuestionView, PicksView, SheetsView, SourcesView
from kiosk.sandbox.resident import Act
from kiosk.sandbox.stories import Steps
from kiosk.sandbox.stories_of_papers import IdCardPapers


class PapersLicence(IdCardPapers):
    """Agrees, chooses one of two licences, and adds a page from the scanner's glass."""

    def papers(self) -> Steps:
        """Nobody is asked before the person agrees."""
        yield "choose the licences", self.hand.choose_source("licence")
        yield "agree", self.agree()
        yield "choose one", self.choose()
        yield "one more page from the glass", self.from_the_glass()

    def agree(self) -> Act:
        """The question stands first; then the list comes from the hub."""
        yield from self.player.comes(PaperQuestionView)
        yield from self.player.photograph()
        asked_before = len(self.hall.do("issuer_asked"))
        yield from self.player.choose("agree")
        yield from self.player.comes(FilesView, lambda view: getattr(view, "stage", "") == "list")
        assert self.hall.do("issuer_asked")[asked_before:] == ["/licences"]

    def choose(self) -> Act:
        """Its page is shown, and taken over."""
        view = self.player.view
        assert isinstance(view, FilesView)
        yield from self.player.pick(view.files[0])
        yield from self.player.comes(PicksView, lambda view: view.onward is not None and view.onward.enabled)
        yield from self.player.onward()
        yield from self.kept(1)

    def from_the_glass(self) -> Act:
        """Another source for the same paper."""
        self.hall.do("lay_on_glass", paper="household")
        yield from self.player.resident.touch(self.player.say("screens_b.add_page"))
        yield from self.player.comes(FilesView, lambda view: getattr(view, "stage", "") == "list")
        yield from self.player.choose("other_source")
        yield from self.player.comes(SourcesView)
        yield from self.hand.choose_source("flatbed")
        yield from self.player.comes(SheetsView)
        yield from self.player.onward()
        yield from self.kept(2)
        yield from self.player.onward()

    def receive(self) -> Act:
        """The hub has both pages, and the consent."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.material("residence_permit")["pages"] == 2
        application = self.as_the_hub_reads_it()["application"]
        assert "licences" in {one["kind"] for one in application["consents"]}
