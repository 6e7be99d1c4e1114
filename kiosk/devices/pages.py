"""Where pages come from: one interface for document camera, flatbed, feeder, stick and e-licence.

A job is begun with a number of the caller's. Its pages come one by one: each as ``PageArrived``, the next only
after ``more``, so that never more than two of them are in memory; then ``PagesEnded`` says whether that was all.
Pages that arrived belong to whoever took them: no fault of the source that comes after takes one back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.base import DeviceStatus
from kiosk.errors import KioskError

Bgr = NDArray[np.uint8]


class SourceName(StrEnum):
    """The sources there are; a terminal offers those it was set up with."""

    DESK = "desk"
    """The document camera (高拍仪)."""
    FLATBED = "flatbed"
    FEEDER = "feeder"
    STICK = "stick"
    """A USB stick or a folder."""
    LICENCE = "licence"
    """Electronic licences (电子证照) from the hub."""


@dataclass(frozen=True)
class Choice:
    """One thing that a source can give pages of: a file, a licence. ``id`` is good until the next list.

    ``label`` is for the person alone and stands in no log: names of files are theirs.
    """

    id: str
    label: str = field(repr=False)
    kind: str
    """``pdf``, ``jpeg``, ``png``, ``heic``, ``tiff``, ``webp``; empty for a file that is only called so; for a
    licence its type at the issuer."""
    size_bytes: int = 0
    where: str = field(default="", repr=False)
    """Folders it lies in, for the person; empty at the top."""


@dataclass(frozen=True)
class ChoicesListed:
    """What a source has to choose from, once after each ``ask_choices``."""

    source: SourceName
    choices: tuple[Choice, ...]
    cut: bool = False
    """There is more than is shown: not everything was looked at, or not all that was found fits."""
    error: KioskError | None = None
    """Why there is no list."""


@dataclass(frozen=True)
class PageArrived:
    """One page: ``image_bgr`` is HxWx3 uint8, as the source sees it. ``number`` counts from 1 within the job."""

    source: SourceName
    job: int
    number: int
    image_bgr: Bgr = field(repr=False)
    dpi: float = 0.0
    """Dots per inch on the paper; 0 where the source does not know (a camera, a picture file)."""


@dataclass(frozen=True)
class PagesEnded:
    """No page follows: all came (``error`` is ``None``), or the source could not go on after ``pages`` of them."""

    source: SourceName
    job: int
    pages: int
    error: KioskError | None = None


class PageSource(Protocol):
    """A source of pages. Every method returns at once, and may be called from the main thread."""

    name: SourceName
    offers_choices: bool
    """Must one of ``ChoicesListed`` be named to ``begin``?"""

    @property
    def status(self) -> DeviceStatus:
        """Can it be used now? As every device; ``absent`` with the reason ``not_fitted`` is never shown."""

    def ask_choices(self) -> None:
        """``ChoicesListed`` follows; at a source without choices nothing does."""

    def begin(self, job: int, choice: str = "") -> None:
        """Pages of ``choice`` follow; a job still under way is cancelled first."""

    def more(self, job: int) -> None:
        """The page that arrived is taken: the next one may come."""

    def cancel(self) -> None:
        """Ends the job under way and forgets the list; no event of either is posted after this returns."""
