"""Sample scenes of the papers, for the album of screens: the desk, the kept pages, and what is done with them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np

from kiosk.journey import views as v
from kiosk.journey.rooms.paper_page import ICONS
from kiosk.journey.rooms.room import missing, onward, say
from kiosk.journey.views_papers import CornersView, PageView
from kiosk.sandbox.album_writing import at_step
from kiosk.sandbox.desk import HEIGHT_PX, WIDTH_PX, DeskScene
from kiosk.sandbox.specimens import certificate
from kiosk.wording import Phrase

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

_plain = Phrase.verbatim


@cache
def _scene() -> DeskScene:
    return DeskScene(certificate())


@cache
def desk() -> Bgr:
    """A household page on the emulated desk, half the camera's size."""
    return np.asarray(cv2.resize(_scene().picture(), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


@cache
def sheet() -> Bgr:
    """The same page, flattened and small."""
    page = certificate().image_bgr
    scale = 640 / max(page.shape[:2])
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _outline() -> tuple[tuple[float, float], ...]:
    return tuple((float(x) / WIDTH_PX, float(y) / HEIGHT_PX) for x, y in _scene().corners())


_PAPER = _plain("在读证明", en="enrolment certificate")
_LIVE = v.PapersView(
    step=v.StepKind.PAPERS,
    key="papers/residence/live",
    title=say("papers_live", paper=_PAPER),
    lead=say("papers_count", number=1, count=2),
    progress=at_step(4, "papers"),
    onward=onward("papers_use"),
    material_id="residence",
    verdict=say("paper_shooting"),
    good=True,
    outline=_outline(),
    thumbs=(v.PageThumb(1, True),),
    live_page=2,
    can_frame=True,
    auto=True,
    shooting=True,
)

PAPERS: dict[str, v.View] = {
    "papers-live": _LIVE,
    "papers-live-by-hand": replace(
        _LIVE, verdict=say("paper_good"), auto=False, shooting=False, thumbs=(), live_page=1, can_skip=True
    ),
    "papers-small": replace(
        _LIVE,
        shooting=False,
        onward=missing("papers_missing"),
        verdict=say("paper_too_small"),
        good=False,
        outline=(),
        thumbs=(),
        live_page=1,
        can_skip=True,
    ),
    "papers-glare": replace(
        _LIVE,
        shooting=False,
        onward=missing("papers_missing"),
        verdict=say("paper_glare"),
        good=False,
        thumbs=(),
        live_page=1,
        can_skip=True,
    ),
    "papers-kept": replace(
        _LIVE,
        shooting=False,
        can_frame=False,
        key="papers/residence/kept",
        stage="kept",
        title=say("papers_kept", paper=_PAPER),
        onward=onward("papers_next"),
        verdict=say("papers_page_kept"),
        outline=(),
        thumbs=(v.PageThumb(1, True), v.PageThumb(2, True, chosen=True)),
        live_page=0,
        can_add=True,
    ),
    "papers-kept-poor": replace(
        _LIVE,
        shooting=False,
        can_frame=False,
        key="papers/residence/kept",
        stage="kept",
        title=say("papers_kept", paper=_PAPER),
        onward=onward("papers_done"),
        verdict=say("papers_page_kept_poor"),
        outline=(),
        thumbs=tuple(v.PageThumb(n, n != 7, chosen=n == 7) for n in range(1, 8)),
        live_page=0,
        can_add=True,
    ),
    "papers-no-scanner": replace(
        _LIVE,
        shooting=False,
        can_frame=False,
        key="papers/residence/no_scanner",
        stage="no_scanner",
        title=say("papers_no_scanner"),
        onward=onward("papers_ways"),
        verdict=say("papers_no_scanner_more"),
        good=False,
        outline=(),
        thumbs=(),
        live_page=0,
        can_skip=True,
    ),
    "papers-page": PageView(
        step=v.StepKind.PAPERS,
        key="papers/residence/page",
        title=say("page_change", number=2, count=3),
        lead=say("papers_count", number=1, count=2),
        progress=at_step(4, "papers"),
        onward=onward("page_changed"),
        number=2,
        ways=tuple(v.Option(one, say(one), icon=icon) for one, icon in ICONS.items()),
    ),
    "papers-corners": CornersView(
        step=v.StepKind.PAPERS,
        key="papers/residence/corners",
        title=say("corners_title"),
        lead=say("corners_lead"),
        progress=at_step(4, "papers"),
        onward=onward("papers_use"),
        corners=_outline(),
    ),
}
"""Name of the picture → its view."""
