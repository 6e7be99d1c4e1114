"""One visit in a process of its own, and what is left of the person in it afterwards; prints JSON.

``SETTINGS CONTROL STORAGE ENDING WORD…``: each word as code points, so that this process knows no word itself.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from kiosk.journey.views import StepKind
from kiosk.journey.views_identity import FaceState
from kiosk.journey.views_papers import SourcesView
from kiosk.sandbox.control import Control
from tests.assembly.guest import CARD_ONLY, Guest, at_terminal, settings_of
from tests.face_traces import FaceTraces
from tests.traces import traces

WITH_FACE = "fund-loan-certificate"
"""Card, face, questions, no papers; forwarded, so that both slips are printed; delivery may be by post."""


class Hall:
    """The hall as another process has started it."""

    def __init__(self, settings: Path, control: Path) -> None:
        self.settings = settings
        self.do = Control(control).do


def needles(words: list[str]) -> list[str]:
    """The words themselves, made when they are looked for."""
    return ["".join(chr(int(sign)) for sign in word.split(",")) for word in words]


def visit(guest: Guest, ending: str) -> None:
    """Everything up to the review, and then one of the ways a visit ends; some end before the camera."""
    if ending in AT_THE_CAMERA:
        AT_THE_CAMERA[ending](guest)
        return
    if ending == "by code":
        guest.until(lambda: guest.terminal._hall.identity.ways().issuers, "the ways")
        guest.walk_to(StepKind.CARD, WITH_FACE)
        guest.show_code("tianfu")
    guest.walk_to(StepKind.REVIEW, WITH_FACE)
    guest.sign()
    guest.journey.show_row("name")
    guest.journey.show_row("number")


def walk_away(guest: Guest) -> None:
    """In the middle of a try, until nobody has been seen for too long."""
    begin_to_look(guest)
    guest.hall.do("stand", scene="nobody")


def be_refused(guest: Guest) -> None:
    """Somebody else's card, three tries."""
    guest.card = "other_person"
    guest.walk_to(StepKind.FACE, WITH_FACE)
    for state in (FaceState.AGAIN, FaceState.AGAIN, FaceState.REFUSED):
        guest.face_ends(state)
        guest.journey.go_on()


def withdraw(guest: Guest) -> None:
    """In the middle of a try."""
    begin_to_look(guest)
    guest.journey.pick_way("withdraw")


def begin_to_look(guest: Guest) -> None:
    """Until a face is judged."""
    guest.walk_to(StepKind.FACE, WITH_FACE)
    guest.until(lambda: getattr(guest.view, "fraction", 0) > 0, "a face that is judged")


def lay_papers(guest: Guest) -> None:
    """Files are looked through, one is opened, and a page under the lamp is read."""
    guest.walk_to(StepKind.PAPERS, CARD_ONLY, situation="lost")
    guest.hall.do("plug_sample_stick")
    guest.comes(SourcesView)
    guest.journey.pick_way("stick")
    guest.until(lambda: getattr(guest.view, "files", ()), "the list of files")
    whole = next(one for one in guest.view.files if one.detail.values.get("where"))
    guest.journey.pick_way(whole.id)
    guest.until(lambda: len(getattr(guest.view, "thumbs", ())) == 3 and guest.view.onward.enabled, "its pages")
    guest.journey.go_back()
    guest.journey.pick_way("other_source")
    guest.journey.pick_way("desk")
    guest.scan_page("stranger_page")
    pages = guest.journey._visit.personal.draft.papers["household_book"].pages
    guest.until(lambda: pages[0].reading is not None, "the page read", 120.0)


AT_THE_CAMERA = {"idle": walk_away, "refused": be_refused, "withdrawn": withdraw, "papers": lay_papers}


def shown(hall: Any) -> list[str]:
    """The code that was held to the reader, if one was: only the hall knew it until now."""
    return [code] if (code := hall.do("code_shown")) else []


def end(guest: Guest, ending: str) -> None:
    """Finishes, leaves, or hands in with the link cut."""
    if ending == "idle":
        guest.hall.do("lift_card")
        guest.until(lambda: guest.step is StepKind.ATTRACT, "the end of an idle visit", 60.0)
        return
    if ending == "left" or ending in AT_THE_CAMERA:
        guest.leave()
        return
    if ending == "offline":
        guest.hall.do("cut_link")
    guest.journey.go_on()
    guest.receipt(submitted=ending != "offline")
    guest.walk_to(StepKind.ATTRACT, WITH_FACE)
    if ending == "offline":
        guest.hall.do("mend_link")
        guest.until(lambda: guest.terminal._outbox.counts().waiting == 0, "the delivery")


def ask_for_cases(guest: Guest) -> None:
    """Card on the reader, list of cases, and gone."""
    guest.hall.do("lift_card")
    guest.walk_to(StepKind.HOME, WITH_FACE)
    guest.journey.open_cases()
    guest.lay_card_for_cases()
    guest.leave()


def main(arguments: list[str]) -> None:
    """Prints ``{"during": …, "after": …}``: traces in the middle of the visit and after its end."""
    settings, control, storage, ending, *words = arguments
    hall: Any = Hall(Path(settings), Path(control))
    watched = FaceTraces()
    folders = [Path(storage), Path(tempfile.gettempdir())]
    session = {"idle_s": 10, "countdown_s": 5} if ending == "idle" else {}
    with at_terminal(hall, settings_of(hall, Path(storage), session=session)) as guest:
        guest.ready()
        visit(guest, ending)
        during = traces(needles(words), folders)
        end(guest, ending)
        if ending == "finished and asked for":
            ask_for_cases(guest)
        guest.until(lambda: guest.terminal.events._events.empty(), "every event handled")
        after = traces([*needles(words), *shown(hall)], folders, watched.pieces())
    told = {"during": during, "after": after, "faces": len(watched.pieces())}
    print(json.dumps(told), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
