"""Other ways on, offered beside a step: as one button, or as rows when there is nothing else to do."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.journey.views import Option
from kiosk.screens.means import Means
from kiosk.screens.widgets.button import Button
from kiosk.screens.widgets.piece import Piece
from kiosk.screens.widgets.tiles import OptionRow


def way_button(means: Means, way: Option) -> Button:
    """A quiet way beside the main one."""
    button = Button(means.look, text=means.say(way.phrase), icon=way.icon, kind="secondary")
    button.bind(on_release=lambda *_: means.actions.pick_way(way.id))
    return button


def way_rows(means: Means, ways: Sequence[Option]) -> list[Piece]:
    """One row a way, with what it means."""
    return [_row(means, way) for way in ways]


def _row(means: Means, way: Option) -> OptionRow:
    row = OptionRow(means.look, title=means.say(way.phrase), note=means.say(way.detail), icon=way.icon)
    row.bind(on_release=lambda *_: means.actions.pick_way(way.id))
    return row
