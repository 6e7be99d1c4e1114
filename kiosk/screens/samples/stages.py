"""Stages for samples, drawn camera pictures, and a finger that stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kiosk.screens.look import Look
from kiosk.screens.widgets.branch import BranchProgress
from kiosk.screens.widgets.dock import RiverDock
from kiosk.screens.widgets.header import Header
from kiosk.screens.widgets.piece import Box, Piece, Touchable
from kiosk.screens.widgets.stage import Stage

Sheet = Callable[[Look], list[Stage]]


def staged(
    look: Look,
    pieces: Sequence[Piece],
    *,
    progress: BranchProgress | None = None,
    header: Header | None = None,
    dock: RiverDock | None = None,
    gap: int = 24,
) -> list[Stage]:
    """As many stages with the fixed places as it takes for the pieces, one below the other; two columns lying."""
    stages = [_stage(look, progress, header, dock)]
    columns = _columns(stages[-1])
    top = columns[0].top
    for piece in pieces:
        tall = piece.wanted(columns[0].width)
        if top + tall > columns[0].top + columns[0].height and top > columns[0].top:
            columns.pop(0)
            if not columns:
                stages.append(_stage(look, None, None, None))
                columns = _columns(stages[-1])
            top = columns[0].top
        stages[-1].put(piece, Box(columns[0].x, top, columns[0].width, tall))
        top += tall + gap
    return stages


def _stage(look: Look, progress: BranchProgress | None, header: Header | None, dock: RiverDock | None) -> Stage:
    stage = Stage(look)
    stage.header(header or Header(look, name="通办终端", leave="结束办理"))
    if progress is not None:
        stage.progress(progress)
    stage.dock(dock or RiverDock(look, onward="填下一题"))
    return stage


def _columns(stage: Stage) -> list[Box]:
    area, side = stage.area(), stage.side()
    if not stage.look.landscape:
        return [area]
    width = (area.width - 64) / 2
    return [
        Box(area.x, area.top, width, area.height),
        Box(area.x + width + 64, side.top, width, side.height),
    ]


def branch(look: Look, current: int, name: str, count: int = 6) -> BranchProgress:
    """The branch with its words."""
    return BranchProgress(
        look, count=count, current=current, step=f"第 {current} 步", of=f"共 {count} 步", name=name
    )


def held(piece: Touchable) -> Touchable:
    """As under a finger."""
    piece.pressed = 1.0
    return piece


def face_frame() -> np.ndarray:
    """A drawn head on a soft ground, 480x640 BGR."""
    y, x = np.mgrid[0:480, 0:640]
    frame = np.empty((480, 640, 3), np.uint8)
    frame[:] = (216, 226, 220)
    frame[((x - 320) / 210) ** 2 + ((y - 520) / 150) ** 2 < 1] = (123, 115, 47)
    frame[((x - 320) / 108) ** 2 + ((y - 230) / 150) ** 2 < 1] = (140, 180, 231)
    frame[(((x - 320) / 116) ** 2 + ((y - 170) / 110) ** 2 < 1) & (y < 190)] = (166, 162, 143)
    frame[(abs(y - 230) < 5) & ((abs(x - 275) < 22) | (abs(x - 365) < 22))] = (44, 38, 11)
    frame[40:160, 470:560] = (236, 240, 238)
    return frame


def desk_frame() -> np.ndarray:
    """A sheet on a dark desk, 480x720 BGR."""
    frame = np.full((480, 720, 3), (58, 52, 36), np.uint8)
    frame[40:450, 190:510] = (244, 250, 251)
    for row in range(100, 420, 36):
        frame[row : row + 8, 230:470] = (170, 169, 154)
    return frame
