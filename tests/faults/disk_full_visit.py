"""A visit on a file system of 48 MB that is full when the application is handed in; prints JSON.

``SETTINGS CONTROL FOLDER``: runs in a mount table of its own, so that the small disk is nobody else's.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from kiosk.journey.views import StepKind
from kiosk.sandbox.control import Control
from tests.assembly.guest import CARD_ONLY, Guest, at_terminal, settings_of


class Hall:
    """The hall as another process has started it."""

    def __init__(self, settings: Path, control: Path) -> None:
        self.settings = settings
        self.do = Control(control).do


def fill(folder: Path) -> None:
    """Somebody else's file takes every block; the outbox's reserve is gone as well."""
    (folder / "terminal" / "outbox" / "outbox.reserve").unlink(missing_ok=True)
    with (folder / "other").open("ab", buffering=0) as other, contextlib.suppress(OSError):
        while shutil.disk_usage(folder).free:
            other.write(bytes(4096))


def first_page(guest: Guest) -> tuple[Any, ...]:
    """The lines of the review's first page."""
    guest.journey.turn_page(-guest.view.page)
    return tuple(guest.view.rows)


def handed_in(guest: Guest, folder: Path) -> dict[str, Any]:
    """Full, told, nothing lost; room again, handed in."""
    guest.walk_to(StepKind.REVIEW, CARD_ONLY)
    guest.sign()
    before = [row.value for row in first_page(guest)]
    answers = dict(guest.journey._visit.personal.draft.answers)
    fill(folder)
    guest.journey.go_on()
    guest.until(lambda: guest.step is StepKind.WAYS, "the sentence")
    told = {
        "said": guest.said,
        "ways": guest.ways,
        "safe": guest.view.safe.phrase.key,
        "code": guest.view.staff.values["code"],
        "kept_full": len(guest.terminal._outbox.stubs()),
    }
    guest.journey.go_on()
    told["back_at"] = guest.step.value
    told["rows_same"] = [row.value for row in guest.view.rows] == before
    told["signed"] = bool(guest.view.strokes)
    told["answers_same"] = answers == guest.journey._visit.personal.draft.answers
    (folder / "other").unlink()
    guest.sign()
    guest.journey.go_on()
    told["case_number"] = guest.receipt().case_number
    told["kept_after"] = len(guest.terminal._outbox.stubs())
    return told


def begun(guest: Guest, folder: Path) -> dict[str, Any]:
    """On a full disk no new application is begun, and the guide says so."""
    guest.walk_to(StepKind.GUIDE, CARD_ONLY)
    fill(folder)
    guest.one_step()
    return {"said": guest.said, "safe": guest.view.safe.phrase.key, "ways": guest.ways}


def main(arguments: list[str]) -> None:
    """Mounts, does, prints."""
    settings, control, place, deed = arguments
    folder = Path(place)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "none", str(folder)], check=True)
    hall: Any = Hall(Path(settings), Path(control))
    with at_terminal(hall, settings_of(hall, folder / "terminal", storage={"floor_mb": 4})) as guest:
        guest.ready()
        told = {"handed_in": handed_in, "begun": begun}[deed](guest, folder)
    print(json.dumps(told), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
