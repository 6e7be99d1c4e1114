"""Papers from glass, feeder, stick and the issuer of licences, from the source's wire to the hub's case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.devices.pages import SourceName
from kiosk.journey.codes import Ours, read_code
from kiosk.journey.views import PapersView, StepKind
from kiosk.journey.views_papers import FilesView, PaperQuestionView, PicksView, SheetsView, SourcesView
from kiosk.sandbox import people
from tests.assembly.guest import CARD_ONLY, Guest

SITUATION = "expired"
SLOW_S = 120.0


@pytest.fixture
def at_papers(guest: Guest) -> Iterator[Guest]:
    """Somebody who is asked where the pages of the first paper come from."""
    guest.walk_to(StepKind.PAPERS, CARD_ONLY, situation=SITUATION)
    guest.comes(SourcesView)
    yield guest
    for deed in ("mend_sheets", "clear_sheets", "pull_stick", "mend_issuer"):
        guest.hall.do(deed)


def kept(guest: Guest, pages: int) -> None:
    guest.until(
        lambda: (
            isinstance(guest.view, PapersView) and guest.view.stage == "kept" and len(guest.view.thumbs) == pages
        ),
        f"{pages} pages kept",
        SLOW_S,
    )


def take_wanted(guest: Guest) -> None:
    """Takes over what is wanted of a file, once all of it came."""
    guest.until(
        lambda: isinstance(guest.view, PicksView) and guest.view.onward.enabled, "the pages of the file", SLOW_S
    )
    guest.journey.go_on()


def as_the_hub_reads_it(guest: Guest) -> dict[str, Any]:
    """Goes on to the receipt; the application of the case."""
    guest.walk_to(StepKind.RECEIPT, CARD_ONLY)
    named = read_code(guest.receipt().code)
    assert isinstance(named, Ours)
    shown = guest.hall.do("show_case", application_id=str(named.application_id))
    found: dict[str, Any] = shown["application"]
    return found


def pages_of_first_paper(application: dict[str, Any]) -> int:
    return int(next(one for one in application["materials"] if one.get("pages"))["pages"])


def test_a_page_from_the_glass_reaches_the_hub(at_papers: Guest) -> None:
    at_papers.hall.do("lay_on_glass", paper="certificate")
    at_papers.journey.pick_way("flatbed")
    at_papers.comes(SheetsView)
    at_papers.journey.go_on()
    kept(at_papers, 1)
    assert pages_of_first_paper(as_the_hub_reads_it(at_papers)) == 1


def test_a_stack_through_the_feeder_reaches_the_hub(at_papers: Guest) -> None:
    at_papers.hall.do("feed_papers", papers=["certificate", "household"])
    at_papers.journey.pick_way("feeder")
    at_papers.comes(SheetsView)
    at_papers.journey.go_on()
    kept(at_papers, 2)
    assert pages_of_first_paper(as_the_hub_reads_it(at_papers)) == 2


def test_a_file_on_a_stick_reaches_the_hub(at_papers: Guest) -> None:
    at_papers.hall.do("plug_stick", files={"文件/两页.pdf": ["certificate", "household"]}, raw={"读我.txt": "x"})
    at_papers.journey.pick_way("stick")
    at_papers.until(lambda: isinstance(at_papers.view, FilesView) and at_papers.view.files, "the files", SLOW_S)
    at_papers.journey.pick_way(at_papers.view.files[0].id)
    take_wanted(at_papers)
    kept(at_papers, 2)
    at_papers.hall.do("pull_stick")
    assert pages_of_first_paper(as_the_hub_reads_it(at_papers)) == 2


def to_the_licences(guest: Guest) -> None:
    """Once the hub has said that there is an issuer: chooses it, and agrees."""
    guest.until(lambda: any(one.id == "licence" and one.enabled for one in guest.view.ways), "the issuer", SLOW_S)
    guest.journey.pick_way("licence")
    guest.comes(PaperQuestionView)
    guest.journey.pick_way("agree")
    guest.until(lambda: isinstance(guest.view, FilesView) and guest.view.files, "the licences", SLOW_S)


def test_a_licence_agreed_to_reaches_the_hub_with_its_consent_and_leaves_nothing(at_papers: Guest) -> None:
    before = len(at_papers.hall.do("issuer_asked"))
    to_the_licences(at_papers)
    source: Any = next(one for one in at_papers.terminal._hall.page_sources if one.name is SourceName.LICENCE)
    assert people.YOUNG_WOMAN.number in repr([vars(source._holder)])
    at_papers.journey.pick_way(at_papers.view.files[0].id)
    take_wanted(at_papers)
    kept(at_papers, 1)
    assert source._holder is None
    assert at_papers.hall.do("issuer_asked")[before:] == ["/licences", "/licence"]
    application = as_the_hub_reads_it(at_papers)
    assert pages_of_first_paper(application) == 1
    assert "licences" in {one["kind"] for one in application["consents"]}
