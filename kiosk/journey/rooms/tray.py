"""One application that did not get through: why, in plain words, and what staff can do; over the helper's desk.

Nobody's name is in it: item, receipt number and the hub's own word. What is carried away on a stick is the
envelope as it is, sealed to the hub.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from kiosk.errors import DiskFull, EnvelopeLost, KioskError, StickMissing
from kiosk.journal import Code, EnvelopeExported, EnvelopeSentAgain
from kiosk.journey.rooms.room import Room, Stay, missing, say
from kiosk.journey.views import NextPlace, Notice, Option, StepKind, View, WaysView
from kiosk.offline.outbox import OutboxRow
from kiosk.wording import Phrase

PROBLEM = "urn:tongban:"
REASONS = {
    f"{PROBLEM}envelope-changed": "tray_changed",
    f"{PROBLEM}envelope-unreadable": "tray_unreadable",
    f"{PROBLEM}application-invalid": "tray_invalid",
    f"{PROBLEM}too-large": "tray_too_large",
    EnvelopeLost.code: "tray_lost",
}
"""The hub's problem type, or the code of our own error → sentence; any other is ``tray_refused``."""
ICONS = {
    "send_again": "arrow-counter-clockwise-bold",
    "export": "usb-bold",
    "desk": "arrow-left-bold",
    "to_desk": "arrow-left-bold",
}


class ParkedRoom(Room):
    """Send it once more, carry it away, or leave it where it is."""

    kind = StepKind.WAYS

    def __init__(self, stay: Stay, row: OutboxRow, done: Callable[[], None]) -> None:
        """``done``: the desk counts anew."""
        super().__init__(stay)
        self._row, self._done = row, done
        self._stage: Literal["ask", "working", "told"] = "ask"
        self._title = REASONS.get(row.problem, "tray_refused")
        lost = row.problem == EnvelopeLost.code
        self._ways: tuple[str, ...] = ("desk",) if lost else ("send_again", "export", "desk")
        self._chosen, self._safe = self._ways[0], not lost

    def view(self) -> View:
        """What happened to it, that it is safe, and the ways."""
        stub = self._row.stub
        working = self._stage == "working"
        return WaysView(
            step=self.kind,
            key=f"helper/tray/{stub.application_id}/{self._title}/{self._stage}",
            title=say("tray_working" if working else self._title),
            lead=say("tray_which", item=Phrase.verbatim(stub.item_name), number=stub.receipt_number),
            onward=missing("tray_working_more") if working else NextPlace(say(f"way_{self._chosen}")),
            can_leave=False,
            safe=Notice("ok", say("tray_safe")) if self._safe else None,
            options=() if working else tuple(self._option(one) for one in self._ways),
            staff=None if self._chosen == "to_desk" else self._staff(),
        )

    def _staff(self) -> Phrase:
        return say("ways_staff", code=_word(self._row.problem), terminal=self.stay.settings.terminal.id)

    def _option(self, way: str) -> Option:
        return Option(way, say(f"way_{way}"), say(f"way_{way}_more"), ICONS[way], way == self._chosen)

    def pick_way(self, way: str) -> None:
        """Chooses."""
        if way in self._ways and self._stage != "working":
            self._chosen = way

    def go_on(self) -> None:
        """Takes the chosen way."""
        if self._stage == "working":
            return
        match self._chosen:
            case "send_again":
                self._send_again()
            case "export":
                self._export()
            case _:
                self.go_back()

    def go_back(self) -> None:
        """To the desk."""
        if self._stage != "working":
            self.passage.close_ways()
            self._done()

    def _send_again(self) -> None:
        self._stage = "working"
        key, tray = self._row.stub.application_id, self.hall.tray
        self.run(lambda: tray.retry(key), self._sent_again)

    def _sent_again(self, outcome: KioskError | None) -> None:
        self._stage = "told"
        if isinstance(outcome, KioskError):
            self._tell("tray_not_again", ("send_again", "desk"))
            return
        self.hall.journal.write(EnvelopeSentAgain(self._row.stub.application_id))
        self.hall.submitted()
        self._tell("tray_sent_again", ("to_desk",))

    def _export(self) -> None:
        self._stage = "working"
        key, tray = self._row.stub.application_id, self.hall.tray
        self.run(lambda: tray.export(key), self._exported)

    def _exported(self, outcome: KioskError | None) -> None:
        self._stage = "told"
        if isinstance(outcome, KioskError):
            self._tell(_why_not(outcome), ("desk",) if isinstance(outcome, EnvelopeLost) else ("export", "desk"))
            return
        self.hall.journal.write(EnvelopeExported(self._row.stub.application_id))
        self._tell("tray_exported", ("to_desk",))

    def _tell(self, title: str, ways: tuple[str, ...]) -> None:
        self._title, self._ways, self._chosen = title, ways, ways[0]
        self._safe = title != "tray_lost"


def _why_not(error: KioskError) -> str:
    if isinstance(error, StickMissing):
        return "tray_no_stick"
    if isinstance(error, DiskFull):
        return "tray_stick_full"
    return "tray_lost" if isinstance(error, EnvelopeLost) else "tray_stick_unwritable"


def _word(problem: str) -> str:
    """For staff who call the hub's people: the hub's own word, when it is a word."""
    try:
        return Code(problem.removeprefix(PROBLEM))
    except ValueError:
        return "N-07"
