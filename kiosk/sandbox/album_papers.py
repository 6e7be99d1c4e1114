"""Sample scenes of the papers, for the album of screens: the desk, the kept pages, and what is done with them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np

from kiosk.journey import views as v
from kiosk.journey.rooms.paper_page import ICONS
from kiosk.journey.rooms.paper_question import ICONS as ANSWER_ICONS
from kiosk.journey.rooms.paper_question import OF_KIND, OF_PERSON, answer_more
from kiosk.journey.rooms.paper_room import OTHER_SOURCE
from kiosk.journey.rooms.paper_sheets import ENOUGH
from kiosk.journey.rooms.room import missing, onward, say
from kiosk.journey.views_papers import (
    CornersView,
    FilesView,
    PageView,
    PaperQuestionView,
    PicksView,
    SheetsView,
    SourcesView,
)
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

_FILES = (
    ("在读证明扫描件.pdf", "file_kind_pdf", "312 KB", "", "file-pdf-bold"),
    ("成绩单.pdf", "file_kind_pdf", "1.2 MB", "学校 / 2026", "file-pdf-bold"),
    ("IMG_20260601_0941.heic", "file_kind_heic", "2.4 MB", "DCIM / 100APPLE", "file-image-bold"),
    ("身份证.jpg", "file_kind_jpeg", "860 KB", "", "file-image-bold"),
)
"""Name, kind, size, folder, icon."""


def _files() -> tuple[v.Option, ...]:
    return tuple(
        v.Option(f"file:{name}", _plain(name), _about(kind, size, where), icon=icon)
        for name, kind, size, where, icon in _FILES
    )


def _about(kind: str, size: str, where: str) -> Phrase:
    if where:
        return say("file_about_in", kind=say(kind), size=size, where=where)
    return say("file_about", kind=say(kind), size=size)


def _answers(*ways: str) -> tuple[v.Option, ...]:
    return tuple(v.Option(one, say(f"odd_{one}"), answer_more(one), icon=ANSWER_ICONS[one]) for one in ways)


def _head(stage: str, title: Phrase, lead: Phrase | None = None) -> dict[str, Any]:
    return {
        "step": v.StepKind.PAPERS,
        "key": f"papers/residence/{stage}",
        "title": title,
        "lead": lead or say("papers_count", number=1, count=2),
        "progress": at_step(4, "papers"),
    }


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
    "papers-sources": SourcesView(
        **_head("sources", say("papers_sources", paper=_PAPER)),
        can_skip=True,
        ways=(
            v.Option("desk", say("source_desk"), say("source_desk_more"), icon="camera-bold"),
            v.Option("flatbed", say("source_flatbed"), say("source_flatbed_more"), icon="scan-bold"),
            v.Option("feeder", say("source_feeder"), say("source_away"), icon="files-duotone", enabled=False),
            v.Option("stick", say("source_stick"), say("source_stick_plug"), icon="usb-bold"),
            v.Option("licence", say("source_licence"), say("source_licence_more"), icon="certificate-bold"),
        ),
    ),
    "papers-licence-ask": PaperQuestionView(
        **_head("licence-consent", say("licence_ask", issuer=_plain("样例电子证照库")), say("licence_ask_lead")),
        ways=(
            v.Option("agree", say("licence_agree"), say("licence_agree_more"), icon="check-bold"),
            v.Option("refuse", say("licence_refuse"), say("licence_refuse_more"), icon="x-bold"),
        ),
    ),
    "papers-licence-list": FilesView(
        **_head("licence/list", say("files_list_licence", paper=_PAPER)),
        stage="list",
        files=tuple(
            v.Option(f"file:{place}", _plain(f"{kind}（样例 {place + 1} 号）"), icon="certificate-bold")
            for place, kind in enumerate(("居民户口簿", "结婚证", "在读证明"))
        ),
        can_skip=True,
        ways=(OTHER_SOURCE,),
    ),
    "papers-feeder-ready": SheetsView(
        **_head("feeder", say("sheets_ready_feeder", paper=_PAPER), say("sheets_ready_feeder_lead")),
        onward=onward("sheets_begin"),
        can_skip=True,
        ways=(OTHER_SOURCE,),
    ),
    "papers-feeder-busy": SheetsView(
        **_head("feeder/busy", say("sheets_busy_feeder", paper=_PAPER)),
        onward=missing("sheets_scanning"),
        stage="busy",
        count=3,
        page=3,
    ),
    "papers-feeder-jam": SheetsView(
        **_head("feeder/trouble", say("feeder_jammed"), say("sheets_do_jammed")),
        onward=onward("sheets_again"),
        safe=v.Notice("ok", say("sheets_safe", count=2)),
        stage="trouble",
        count=2,
        page=2,
        ways=(ENOUGH, OTHER_SOURCE),
    ),
    "papers-stick-absent": FilesView(
        **_head("stick/absent", say("files_absent_stick")), stage="absent", can_skip=True, ways=(OTHER_SOURCE,)
    ),
    "papers-stick-list": FilesView(
        **_head("stick/list", say("files_list_stick", paper=_PAPER)),
        stage="list",
        files=_files(),
        pages=2,
        can_skip=True,
        ways=(OTHER_SOURCE,),
    ),
    "papers-stick-locked": FilesView(
        **_head("stick/locked", say("files_list_stick", paper=_PAPER)),
        trouble=v.Notice("look", say("file_locked"), say("files_another")),
        stage="list",
        files=_files()[:2],
        ways=(OTHER_SOURCE,),
    ),
    "papers-picks": PicksView(
        **_head("picks", say("picks_title", paper=_PAPER), say("picks_count", count=5)),
        onward=onward("picks_take", count=3),
        notice=v.Notice("info", say("picks_most", most=4)),
        thumbs=tuple(v.PageThumb(number, True, number in (1, 2, 4)) for number in range(1, 6)),
        room=4,
    ),
    "papers-other-person": PaperQuestionView(
        **_head("question/person", say("odd_person"), say("odd_person_lead", who="测试*")),
        page=1,
        ways=_answers("another", *OF_PERSON),
    ),
    "papers-other-kind": PaperQuestionView(
        **_head(
            "question/kind",
            say("odd_kind", seen=_plain("结婚证", en="marriage certificate")),
            say("odd_kind_lead", paper=_PAPER),
        ),
        page=1,
        ways=_answers("another", *OF_KIND),
    ),
    "papers-offer": PaperQuestionView(
        **_head(
            "question/offer",
            say("odd_offer", label=_plain("户号", en="Household number"), value="510402018"),
            say("odd_offer_instead", answer="510402081"),
        ),
        page=1,
        ways=_answers("take_value", "leave_value"),
    ),
}
"""Name of the picture → its view."""
