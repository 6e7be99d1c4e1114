"""A finished case: its result paper is counted, printed on A4 by a real print queue, and gone with the visit."""

from __future__ import annotations

from kiosk.journey.views import AttractView, HomeView
from kiosk.journey.views_cases import CasesView
from kiosk.sandbox.resident import Act
from kiosk.sandbox.stories import Steps, Story

PAGES = 2


class ResultOnA4(Story):
    """Asks by card what became of the case, is told the number of sheets, and takes them from the tray."""

    def steps(self) -> Steps:
        """Nothing is applied for: the office has done its part before."""
        yield "the office finishes the case", self.office_finishes()
        yield "touch the screen", self.player.start()
        yield "ask for my cases by card", self.ask()
        yield "open the finished case: sheets are counted", self.open()
        yield "paper runs out: told, and nothing comes out", self.without_paper()
        yield "print", self.print()
        yield "leave", self.leave()

    def office_finishes(self) -> Act:
        """One case of the card's owner, with one paper."""
        self.hall.do("finish_a_case", who=self.card)
        yield

    def ask(self) -> Act:
        """The card proves who asks."""
        home = self.player.view
        assert isinstance(home, HomeView)
        yield from self.player.leaf_to(self.player.say("screens.my_cases"))
        yield from self.player.resident.touch(self.player.say("screens.my_cases"))
        yield from self.stage("ask")
        self.hall.do("place_card", who=self.card)
        yield from self.stage("list")

    def open(self) -> Act:
        """Name, pages and the sentence stand there before anything is fetched."""
        yield from self.player.resident.touch(self.case_view().rows[0].item_name)
        yield from self.stage("one")
        view = self.case_view()
        assert [row.pages for row in view.results] == [PAGES]
        assert view.notice is not None
        assert str(PAGES) in self.player.say(view.notice.phrase)
        assert self.hall.do("a4_tray") == []

    def without_paper(self) -> Act:
        """The job is taken back and can be printed again."""
        self.hall.do("spoil_a4", reason="media-empty-error")
        yield from self.player.onward()
        yield from self.says("journey.paper_out")
        self.hall.do("spoil_a4", reason="")
        assert self.hall.do("a4_tray") == []

    def print(self) -> Act:
        """All sheets lie in the tray, once."""
        yield from self.player.onward()
        yield from self.says("journey.sheets_printing")
        yield from self.says("journey.results_printed")
        assert self.hall.do("a4_tray") == [PAGES]

    def leave(self) -> Act:
        """The visit ends, and the next person finds the invitation."""
        self.hall.do("lift_card")
        yield from self.player.resident.touch(self.player.say("screens.leave"))
        yield from self.player.resident.touch(self.player.say("journey.leave_go"))
        yield from self.player.comes(AttractView)

    def case_view(self) -> CasesView:
        """What stands on the screen."""
        view = self.player.view
        assert isinstance(view, CasesView)
        return view

    def stage(self, stage: str) -> Act:
        """Waits for a stage of my cases."""
        yield from self.player.comes(CasesView, lambda view: getattr(view, "stage", "") == stage)

    def says(self, key: str) -> Act:
        """Waits for a notice."""
        yield from self.player.comes(
            CasesView, lambda view: view.notice is not None and view.notice.phrase.key == key
        )
