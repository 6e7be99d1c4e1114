"""Other ways on, offered beside a step: as buttons, or as rows when there is nothing else to do."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.journey.views import Option
from kiosk.screens.means import Means
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.stack import Row
from kiosk.screens.widgets.tiles import OptionRow


def way_button(means: Means, way: Option) -> Button:
    """A quiet way beside the main one."""
    button = Button(means.look, text=means.say(way.phrase), icon=way.icon, kind="secondary")
    button.bind(on_release=lambda *_: means.actions.pick_way(way.id))
    return button


def way_buttons(means: Means, ways: Sequence[Option], width: float, gap: float = 16) -> list[Piece]:
    """As many beside each other as ``width`` (design px) holds with their words on one line."""
    lines: list[list[Button]] = [[]]
    for button in (way_button(means, one) for one in ways):
        if lines[-1] and sum(one.natural() + gap for one in lines[-1]) + button.natural() > width:
            lines.append([])
        lines[-1].append(button)
    return [_line(means, line, gap) for line in lines if line]


def _line(means: Means, buttons: Sequence[Button], gap: float) -> Piece:
    """One button, or several in the share of the width that their words need."""
    if len(buttons) == 1:
        return buttons[0]
    return Row(means.look, *buttons, gap=gap, weights=[one.natural() for one in buttons])


def way_rows(means: Means, ways: Sequence[Option]) -> list[Piece]:
    """One row a way, with what it means."""
    return [_row(means, way) for way in ways]


def _row(means: Means, way: Option) -> OptionRow:
    row = OptionRow(means.look, title=means.say(way.phrase), note=means.say(way.detail), icon=way.icon)
    row.bind(on_release=lambda *_: means.actions.pick_way(way.id))
    return row
