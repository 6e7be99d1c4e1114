"""What the screens of papers show beside the desk: where pages come from, and what is done with one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.journey.views import Notice, Option, PageThumb, View


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


@dataclass(frozen=True)
class SourcesView(View):
    """Where do the pages come from? ``Actions.pick_way`` chooses."""

    ways: tuple[Option, ...] = ()
    can_skip: bool = False


@dataclass(frozen=True)
class SheetsView(View):
    """A scanner for sheets: how to lay the paper, how far it is, or what is wrong (``title``)."""

    source: Literal["flatbed", "feeder"] = "feeder"
    stage: Literal["ready", "busy", "trouble"] = "ready"
    safe: Notice | None = None
    """What is not lost."""
    count: int = 0
    """Pages taken so far in this go."""
    page: int = 0
    """The page taken last, for ``Actions.paper_page``; 0 before the first."""
    shown: int = 0
    """Another number whenever its picture is another."""
    can_skip: bool = False
    ways: tuple[Option, ...] = ()


@dataclass(frozen=True)
class FilesView(View):
    """What there is to choose from, a page at a time; ``files`` are picked by ``Actions.pick_way``."""

    stage: Literal["absent", "asking", "none", "list"] = "asking"
    trouble: Notice | None = None
    """What was wrong with the file picked last."""
    files: tuple[Option, ...] = ()
    page: int = 0
    pages: int = 1
    can_skip: bool = False
    ways: tuple[Option, ...] = ()


@dataclass(frozen=True)
class PicksView(View):
    """The pages of an open file: ``chosen`` are those wanted; ``pick_way("page:2")`` wants page 2, or no more.

    Pictures come from ``Actions.paper_page``.
    """

    thumbs: tuple[PageThumb, ...] = ()
    room: int = 1
    """How many may be taken."""
    shown: int = 0
    """Another number whenever a page's picture is another."""


@dataclass(frozen=True)
class PaperQuestionView(View):
    """Something about a paper that was read; ``Actions.pick_way`` answers."""

    page: int = 0
    """The page it is about, for ``Actions.paper_page``; 0: none."""
    shown: int = 0
    """Another number whenever its picture is another."""
    ways: tuple[Option, ...] = ()
