"""The guide of an item: how long, how much, what comes of it, what to bring, and from where these facts are."""

from __future__ import annotations

from datetime import date

from kiosk.journey.views import GuideMaterial, GuideView, Option
from kiosk.screens.arrangement import Body
from kiosk.screens.paper_icons import paper_icon
from kiosk.screens.screen import StepScreen
from kiosk.screens.tiles_in_rows import in_rows
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.guide import Fact, GuideFacts, Material, MaterialTable, SourceLine
from kiosk.screens.widgets.note import Note
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Column
from kiosk.screens.widgets.tiles import ChoiceTile
from kiosk.screens.widgets.words import Words


class GuideScreen(StepScreen[GuideView]):
    """The short form first; 看全文 opens conditions and cautions."""

    def body(self, view: GuideView) -> Body:
        """Only what a source says is shown."""
        work: list[Piece] = [*self._situation_rows(view), *self._tables(view)]
        if view.whole:
            work += self._paragraphs("conditions", view.conditions)
        work += self._cautions(view)
        facts, source = self._facts(view), self._source(view)
        if self.means.look.landscape:
            return Body(work=work, under=[*facts, *source], spills_below=True, left_share=0.52)
        return Body(work=[*facts, *work], foot=source)

    def renew(self, view: GuideView) -> bool:
        """A chosen situation decides the materials, so the body is made anew."""
        return False

    def _facts(self, view: GuideView) -> list[Piece]:
        word = self.means.word
        known = [
            ("clock-duotone", "how_long", view.time_limit),
            ("hand-coins-duotone", "how_much", view.fee),
            ("receipt-duotone", "what_comes", view.result),
        ]
        facts = [Fact(icon, word(label), value, "") for icon, label, value in known if value]
        if not facts:
            return []
        if self.means.look.roomy:
            return [GuideFacts(self.means.look, facts=[one]) for one in facts]
        return [GuideFacts(self.means.look, facts=facts)]

    def _situation(self, option: Option) -> ChoiceTile:
        means = self.means
        tile = ChoiceTile(
            means.look,
            title=means.say(option.phrase),
            note=means.say(option.detail),
            chosen=option.chosen,
            done=means.word("chosen"),
        )
        tile.bind(on_release=lambda *_: means.actions.pick_situation(option.id))
        return tile

    def _situation_rows(self, view: GuideView) -> list[Piece]:
        if not view.situations:
            return []
        look = self.means.look
        tiles: list[Piece] = [self._situation(one) for one in view.situations]
        title = Words(look, self.means.word("situation"), size=48, bold=True)
        lines = in_rows(look, tiles, columns=1 if look.roomy else 2)
        return [Column(look, title, lines[0], gap=16), *lines[1:]]

    def _tables(self, view: GuideView) -> list[Piece]:
        size = self.means.look.rows_together
        parts = [view.materials[start : start + size] for start in range(0, len(view.materials), size)]
        return [self._table(part, view.materials if number == 0 else ()) for number, part in enumerate(parts)]

    def _table(self, part: tuple[GuideMaterial, ...], counted: tuple[GuideMaterial, ...]) -> MaterialTable:
        word = self.means.word
        must = sum(one.need == "must" for one in counted)
        summary = (
            word("bring_count", count=len(counted), must=must)
            if must
            else word("bring_count_none", count=len(counted))
        )
        rows = [Material(paper_icon(one.name), one.name, one.detail, word(one.need), one.need) for one in part]
        return MaterialTable(
            self.means.look, title=word("bring") if counted else "", summary=summary if counted else "", rows=rows
        )

    def _paragraphs(self, title: str, texts: tuple[str, ...]) -> list[Piece]:
        if not texts:
            return []
        look = self.means.look
        heading = Words(look, self.means.word(title), size=48, bold=True)
        lines = [Words(look, text, size=40) for text in texts]
        return [Column(look, heading, lines[0], gap=8), *lines[1:]]

    def _cautions(self, view: GuideView) -> list[Piece]:
        shown = view.cautions if view.whole else view.cautions[:1]
        return [Note(self.means.look, title=text, tone="look") for text in shown]

    def _source(self, view: GuideView) -> list[Piece]:
        if not view.source:
            return []
        word = self.means.word
        look, more = self.means.look, word("less" if view.whole else "whole")
        line = SourceLine(
            look,
            source=word("source", title=view.source),
            checked=self._checked(view.checked_on),
            stale=word("stale") if view.stale else "",
            more=more if look.scale == 1 else "",
        )
        line.bind(on_more=lambda *_: self.means.actions.open_whole_guide())
        if look.scale == 1:
            return [line]
        button = Button(look, text=more, icon="file-text-bold")
        button.bind(on_release=lambda *_: self.means.actions.open_whole_guide())
        return [line, button]

    def _checked(self, day: str) -> str:
        try:
            on = date.fromisoformat(day)
        except ValueError:
            return self.means.word("dated", date=day) if day else ""
        return self.means.word("checked", year=on.year, month=on.month, day=on.day)
