"""The application while it is being filled in: belongs to a visit and ends with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kiosk.catalogue.model import Answer, ServiceItem
from kiosk.vision.pages.judge import Verdict
from kiosk.vision.pages.sameness import Fingerprint
from kiosk.vision.reading.fields import ReadField
from kiosk.vision.reading.known import ReadPerson, SeenPaper
from kiosk.vision.reading.text import PageText

About = Literal["kind", "person"]
Reason = Literal["family", "renamed", "misread", "other"]
"""As ``kiosk.platform.contract.Remark`` has them."""
Bgr = NDArray[np.uint8]
Stroke = list[tuple[float, float]]


@dataclass
class Reading:
    """What was read on one page; empty where nobody could."""

    quarter_turns: int
    """How the page was turned when it was read."""
    text: PageText | None = None
    seen: SeenPaper | None = None
    fields: tuple[ReadField, ...] = ()
    people: tuple[ReadPerson, ...] = ()


@dataclass
class KeptPage:
    """A page the person kept: flattened and coded, and a small picture of it, HxWx3 uint8 BGR."""

    jpeg: bytearray
    small_bgr: Bgr
    good: bool
    quarter_turns: int = 0
    """How often the person turned it clockwise by a quarter, 0 to 3."""
    verdict: Verdict = Verdict.GOOD
    coloured: bool = True
    known: Fingerprint | None = None
    """Knows the page again when it is laid down once more."""
    reading: Reading | None = None
    """What stands on it, once it was read."""


@dataclass
class Shot:
    """The whole picture a page was cut from, HxWx3 uint8 BGR: kept while its corners may still be moved."""

    image_bgr: Bgr
    corners: list[tuple[float, float]]
    """Of the page, as shares of the picture, top left first and clockwise."""
    page: int
    """Which page of its paper came of it, 1-based; 0 while none has."""


@dataclass
class OfferedPage:
    """A page of a file that was opened: taken if the person wants it."""

    page: KeptPage
    wanted: bool


@dataclass
class Paper:
    """What became of one material: scanned pages, or the word that it comes later."""

    pages: list[KeptPage] = field(default_factory=list)
    offered: list[OfferedPage] = field(default_factory=list)
    """Of the file that is open now; none of it goes along unless it is taken over."""
    front: KeptPage | None = None
    """The first side of a card, until the other one makes a page with it."""
    later: bool = False
    shot: Shot | None = None
    """Of the page just taken, until it is accepted."""
    remarks: dict[About, Reason] = field(default_factory=dict)
    """Why the person goes on with it although something about it is odd."""


@dataclass
class Draft:
    """What has been chosen and filled so far; going back never takes anything out of it."""

    item: ServiceItem | None = None
    path: list[str] = field(default_factory=list)
    """Codes of the chosen province, city and county, as far as chosen."""
    situation: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    from_card: set[str] = field(default_factory=set)
    """Answers that stand as the card gave them."""
    declined: set[str] = field(default_factory=set)
    """Questions whose answer the person does not want to take from a paper."""
    papers: dict[str, Paper] = field(default_factory=dict)
    way: Literal["", "pickup", "mail", "electronic"] = ""
    delivery: dict[str, Answer] = field(default_factory=dict)
    """Answers to the questions of delivery by post: address, receiver, phone."""
    strokes: list[Stroke] = field(default_factory=list)

    @property
    def chosen(self) -> ServiceItem:
        """The item; only asked for once one was chosen."""
        assert self.item is not None
        return self.item

    @property
    def region(self) -> str:
        """The narrowest chosen division, or empty."""
        return self.path[-1] if self.path else ""
