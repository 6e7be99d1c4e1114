"""The way of a case as an upright branch: a flower for what is done, half open for now, buds for what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty

from kiosk.screens.widgets.piece import Box, Brush, Piece

INDENT, GAP, LEAST_TALL = 168, 36, 132.0
JOINT = 24
"""Between two parts of a branch, as the arrangement sets pieces apart."""
TRUNK, TRUNK_TALL = 84, 1040
"""Its middle, and the height of the whole drawing (assets/art/trunk.svg)."""
TAG_ICONS = {"done": "check-bold", "now": "hourglass-medium-bold", "stuck": "warning-fill", "later": "clock-bold"}


@dataclass(frozen=True)
class CaseStage:
    """One stage: what, when and how, and its state in words (``tag``)."""

    title: str
    detail: str
    tag: str
    state: Literal["done", "now", "stuck", "later"] = "later"


class CaseBranch(Piece):
    """From the earliest stage above to the latest below; the whole branch, or one part of it."""

    stages = ObjectProperty(())
    earlier = NumericProperty(0)
    """So many stages stand in the parts before this one."""
    below = BooleanProperty(False)
    """Another part comes after it; the branch grows on to it."""

    def _tag(self, stage: CaseStage) -> float:
        return self.ruler().measure(stage.tag, 40, bold=True) + self.look.grow(40) + 46 if stage.tag else 0.0

    def _room(self, width: float) -> float:
        return width - INDENT - 30

    def _heights(self, stage: CaseStage, width: float) -> tuple[float, float]:
        room = self._room(width)
        title_room = max(room - self._tag(stage) - 16, room * 0.4)
        title = max(
            self.block(stage.title, 52, title_room, bold=True, leading=1.25), self.look.text(40) * 1.3 + 12
        )
        return title, self.block(stage.detail, 42, room, leading=1.35)

    def _inset(self, stage: CaseStage) -> float:
        return 24.0 if stage.state in ("now", "stuck") else 8.0

    def _tall(self, stage: CaseStage, width: float) -> float:
        return max(LEAST_TALL, sum(self._heights(stage, width)) + 2 * self._inset(stage) + 6)

    def wanted(self, width: float) -> float:
        stages: Sequence[CaseStage] = self.stages
        return sum(self._tall(one, width) for one in stages) + GAP * max(0, len(stages) - 1)

    def paint(self, brush: Brush) -> None:
        stages: Sequence[CaseStage] = self.stages
        tops, top = [], 0.0
        for stage in stages:
            tops.append(top)
            top += self._tall(stage, brush.width) + GAP
        if not stages:
            return
        self._trunk(
            brush,
            0 if self.earlier else tops[0] + 30,
            brush.height + JOINT if self.below else min(tops[-1] + 120, brush.height),
        )
        for number, (stage, at) in enumerate(zip(stages, tops, strict=True)):
            self._words(brush, stage, at)
            self._node(brush, stage, at + 62, self.earlier + number)

    def _trunk(self, brush: Brush, top: float, bottom: float) -> None:
        if self.theme.framed:
            brush.line([(TRUNK, top), (TRUNK, bottom)], self.theme.line, 6)
            return
        texture = self.look.art.picture("trunk", 180, "art")
        tall = bottom - top
        # It is thin where it begins; a later part goes on where the part before it ended.
        grown = max(0.0, min(self.earlier * (LEAST_TALL + JOINT) - 30, TRUNK_TALL - tall))
        part = (grown / TRUNK_TALL, min(1.0, (grown + tall) / TRUNK_TALL))
        brush.texture(texture, Box(0, top, 180, tall), part=part)

    def _words(self, brush: Brush, stage: CaseStage, top: float) -> None:
        theme, inset = self.theme, self._inset(stage)
        tall = self._tall(stage, brush.width)
        ink = theme.ink
        if stage.state in ("now", "stuck"):
            ground = theme.look_tint if stage.state == "stuck" else theme.card
            brush.card(Box(INDENT - 20, top, brush.width - INDENT + 20, tall), radius=28, ground=ground)
            ink = theme.on(ground) if stage.state == "now" else theme.look
        title, detail = self._heights(stage, brush.width)
        room, tag = self._room(brush.width), self._tag(stage)
        brush.text(
            stage.title,
            Box(INDENT, top + inset, room - tag - (16 if tag else 0), title),
            52,
            ink,
            bold=True,
            lines=9,
            leading=1.25,
        )
        self._paint_tag(brush, stage, brush.width - 24, top + inset + title / 2)
        brush.text(
            stage.detail, Box(INDENT, top + inset + title + 4, room, detail), 42, ink, lines=9, leading=1.35
        )

    def _paint_tag(self, brush: Brush, stage: CaseStage, right: float, middle: float) -> None:
        if not stage.tag:
            return
        theme, width, icon = self.theme, self._tag(stage), self.look.grow(40)
        tall = self.look.text(40) * 1.3 + 12
        ground = {"done": theme.ok_tint, "now": theme.chosen, "stuck": theme.look, "later": theme.mist}[
            stage.state
        ]
        ink = theme.on(ground)
        box = Box(right - width, middle - tall / 2, width, tall)
        brush.fill(box, ground, 16)
        if theme.framed:
            brush.frame(box, theme.line, 3, 16)
        brush.icon(TAG_ICONS[stage.state], box.x + 14, middle - icon / 2, icon, ink)
        words = Box(box.x + 22 + icon, box.top, width - 40 - icon, tall)
        brush.text(stage.tag, words, 40, ink, bold=True)

    def _node(self, brush: Brush, stage: CaseStage, y: float, number: int) -> None:
        x = TRUNK + (-8 if number % 2 == 0 else 10)
        if self.theme.framed:
            self._plain_node(brush, stage, y)
        elif stage.state == "done":
            brush.picture("flower", Box(x - 54, y - 54, 108, 108), folder="art", turn=number * 29 % 72)
        elif stage.state == "later":
            brush.picture("bud", Box(x - 24, y - 44, 48, 66), folder="art", turn=14 if number % 2 else -14)
        else:
            brush.disc(x, y - 4, 70, (*self.theme.sun[:3], 0.5))
            brush.picture("half", Box(x - 54, y - 62, 108, 108), folder="art")

    def _plain_node(self, brush: Brush, stage: CaseStage, y: float) -> None:
        brush.disc(TRUNK, y, 30, self.theme.line)
        if stage.state == "done":
            brush.icon("check-bold", TRUNK - 21, y - 21, 42, self.theme.page)
            return
        brush.disc(TRUNK, y, 23, self.theme.page)
        if stage.state != "later":
            brush.disc(TRUNK, y, 13, self.theme.line)
