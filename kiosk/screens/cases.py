"""My cases: show who you are, then the list, then one case as a branch with what to do now on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from kiosk.journey.views_cases import CaseRow, CaseStep, CasesView
from kiosk.screens.arrangement import Body
from kiosk.screens.screen import StepScreen
from kiosk.screens.trial import best_that_fits
from kiosk.screens.widgets.case import CaseBranch, CaseStage
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.paper_list import PaperLine, PaperList
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.take import TakeCard
from kiosk.screens.widgets.tiles import EntryRow
from kiosk.screens.widgets.words import Picture

State = Literal["done", "now", "stuck", "later"]
STATES: dict[str, State] = {"done": "done", "now": "now", "pending": "later"}


class CasesScreen(StepScreen[CasesView]):
    """Four stages: ask, wait, list, one."""

    note_for_question = True

    def heading(self) -> tuple[str, str]:
        """One case is headed by its name and number; what to do now stands in the note below."""
        if self.view.stage == "one":
            return self.view.item_name, self.means.word("screens_b.case_numbered", number=self.view.number)
        return super().heading()

    def body(self, view: CasesView) -> Body:
        """What the stage needs."""
        match view.stage:
            case "ask":
                return self._ask()
            case "wait":
                return Body(beside=[Picture(self.means.look, "branch-in-bloom", 420)])
            case "list":
                return Body(work=[self._entry(row) for row in view.rows])
            case "one":
                return self._one(view)

    def renew(self, view: CasesView) -> bool:
        """Asking changes only its note; lists and cases are made anew."""
        return view.stage in ("ask", "wait")

    def _ask(self) -> Body:
        look, word = self.means.look, self.means.word
        by_card = TakeCard(
            look, picture="place-card", title=word("screens_b.by_card"), where=word("screens_b.by_card_where")
        )
        by_code = TakeCard(
            look, picture="lay-paper", title=word("screens_b.by_code"), where=word("screens_b.by_code_where")
        )
        return Body(work=[Row(look, by_card, by_code, gap=20)])

    def _entry(self, row: CaseRow) -> EntryRow:
        means = self.means
        alike = sum(one.item_name == row.item_name for one in self.view.rows) > 1
        entry = EntryRow(
            means.look,
            title=f"{row.item_name} {row.number[-4:]}" if alike else row.item_name,
            note=means.word("screens_b.case_line", state=means.say(row.state), number=row.number),
            action="" if means.look.roomy else means.word("screens_b.case_open"),
            icon="warning-fill" if row.needs_something else "notebook-duotone",
        )
        entry.bind(on_release=lambda *_: means.actions.open_case(row.id))
        return entry

    def _one(self, view: CasesView) -> Body:
        means, stuck = self.means, self._stuck(view)
        note = Note(
            means.look, title=means.say(view.title), detail=means.say(view.lead), tone="look" if stuck else "ok"
        )
        stages = [self._stage(one, stuck) for one in view.steps]
        return best_that_fits(self, self._bodies(stages, note, self._papers(view)))

    def _papers(self, view: CasesView) -> list[PaperLine]:
        """The result papers of a finished case."""
        word = self.means.word
        return [PaperLine(one.title, word("screens_b.result_pages", count=one.pages)) for one in view.results]

    def _bodies(self, stages: list[CaseStage], note: Note, papers: list[PaperLine]) -> Iterator[Body]:
        """The papers beside the note, or, where they leave no room, turning pages with the branch."""
        look = self.means.look
        beside: list[Piece] = [note, *([PaperList(look, lines=papers)] if papers else [])]
        yield from self._shorter_and_shorter(stages, beside)
        if papers:
            alone = [PaperList(look, lines=[one]) for one in papers]
            yield from self._shorter_and_shorter(stages, [note], alone)

    def _shorter_and_shorter(
        self, stages: list[CaseStage], fixed: Sequence[Piece], first: Sequence[Piece] = ()
    ) -> Iterator[Body]:
        """The branch in as few pieces as fit, after those that come ``first``; the pieces turn pages."""
        look = self.means.look
        for size in range(max(1, len(stages)), 0, -1):
            parts = [stages[place : place + size] for place in range(0, len(stages), size)]
            branches = [
                CaseBranch(look, stages=part, earlier=number * size, below=number < len(parts) - 1)
                for number, part in enumerate(parts)
            ]
            work = [*first, *branches]
            yield Body(work=work, under=fixed) if look.landscape else Body(work=work, over=fixed)

    @staticmethod
    def _stuck(view: CasesView) -> bool:
        return any(one.state == "now" and one.phrase.key == "journey.case_correction" for one in view.steps)

    def _stage(self, step: CaseStep, stuck: bool) -> CaseStage:
        means = self.means
        state: State = "stuck" if stuck and step.state == "now" else STATES[step.state]
        tag = means.word(f"screens_b.stage_{state}")
        return CaseStage(title=means.say(step.phrase), detail=step.detail, tag=tag, state=state)
