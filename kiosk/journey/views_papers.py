"""What the screens around a kept page show: its corners laid by hand, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.journey.views import Option, View


@dataclass(frozen=True)
class CornersView(View):
    """Four corners are laid on the page by hand; the still picture comes from ``Actions.paper_frame``.

    ``corners``: TL TR BR BL, as shares of the picture (x right, y down).
    """

    corners: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class PageView(View):
    """What is to be done with one kept page; its picture comes from ``Actions.paper_page``."""

    number: int = 0
    shown: int = 0
    """Another number whenever the picture is another."""
    ways: tuple[Option, ...] = ()
