"""The end of a text that is too long for its place: where somebody writes, the end is what they look at."""

from __future__ import annotations

from bisect import bisect_left

from kiosk.screens.widgets.brush import Brush


def tail(ruler: Brush, text: str, size: float, width: float, *, lines: int = 1) -> str:
    """``text``, or as much of its end as fits bold at ``size`` into ``lines`` of ``width``, after a ``…``."""

    def fits(start: int) -> bool:
        return bool(ruler.lines_needed(_from(text, start), size, width, bold=True) <= lines)

    return text if fits(0) else _from(text, bisect_left(range(len(text)), True, key=fits))


def _from(text: str, start: int) -> str:
    return f"…{text[start:]}" if start else text
