"""Staff code and PIN: to open the helper's desk, or to sign that card and person belong together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from kiosk.errors import KioskError
from kiosk.journey.local_time import in_hall
from kiosk.journey.rooms.room import Room, Stay, missing, onward, say
from kiosk.journey.rooms.tray import ParkedRoom
from kiosk.journey.views import StepKind
from kiosk.journey.views_cases import CaseRow, HelperView
from kiosk.offline.events import ApplicationDelivered, ApplicationParked
from kiosk.offline.outbox import Counts, OutboxRow
from kiosk.platform.contract import HelperRecord
from kiosk.visit import erase
from kiosk.wording import Phrase

CODE_LENGTH = 12
PIN_LENGTH = 8
PIN_LEAST = 4
WRONG_AT_MOST = 3
LOCKED_S = 60.0
"""After three wrong PINs nobody can sign in for a minute; 10,000 PINs would take longer than two days."""


class SignInRoom(Room):
    """Code, then PIN: for the desk, for a ``check`` by eye, or to vouch for a ``document`` one has seen."""

    kind = StepKind.HELPER

    def __init__(
        self,
        stay: Stay,
        lock: Lockout,
        purpose: Literal["desk", "check", "document"],
        signed: Callable[[HelperRecord], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__(stay)
        self._lock, self._purpose, self._signed, self._came_back = lock, purpose, signed, back

    def enter(self, focus: str = "") -> None:
        """Asks for the code."""
        self._stage = "code"
        self._code = ""
        self._error: Phrase | None = None
        self._checking = False
        erase(self.personal.typed)

    def exit(self) -> None:
        """Nothing typed stays."""
        erase(self.personal.typed)

    def view(self) -> HelperView:
        """The code as typed, the PIN as dots."""
        typed = self.personal.typed
        return HelperView(
            step=self.kind,
            key=f"helper/{self._purpose}/{self._stage}",
            title=say(f"helper_{self._stage}_title"),
            lead=say(f"helper_{self._purpose}_lead"),
            onward=onward("helper_sign_in" if self._stage == "pin" else "helper_next")
            if self._enough
            else missing(f"helper_{self._stage}_missing"),
            can_leave=self._purpose != "desk",
            stage="pin" if self._stage == "pin" else "code",
            shown="●" * len(typed) if self._stage == "pin" else "".join(typed),
            error=self._error,
        )

    @property
    def _enough(self) -> bool:
        least = PIN_LEAST if self._stage == "pin" else 1
        return len(self.personal.typed) >= least and not self._checking

    def type_key(self, key: str) -> None:
        """Letters and digits of the code, digits of the PIN."""
        typed, longest = self.personal.typed, PIN_LENGTH if self._stage == "pin" else CODE_LENGTH
        self._error = None
        if key == "backspace" and typed:
            typed.pop()
        elif key == "clear":
            typed.clear()
        elif len(key) == 1 and key.isascii() and self._fits(key) and len(typed) < longest:
            typed.append(key.upper())

    def _fits(self, key: str) -> bool:
        return key.isdigit() if self._stage == "pin" else key.isalnum() or key == "-"

    def go_on(self) -> None:
        """Code → PIN → checked away from the main thread."""
        if not self._enough:
            return
        if self._stage == "code":
            self._code, self._stage = "".join(self.personal.typed), "pin"
            self.personal.typed.clear()
            return
        now_s = self.hall.clock.monotonic_s()
        if self._lock.closed(now_s):
            self._wrong(say("helper_locked", seconds=self._lock.seconds_left(now_s)))
            return
        self._checking = True
        code, pin, staff = self._code, "".join(self.personal.typed), self.hall.staff

        def check() -> HelperRecord | None:
            record = staff.find(code)
            return record if record is not None and record.accepts(pin) else None

        self.run(check, self._checked)

    def _checked(self, record: HelperRecord | KioskError | None) -> None:
        self._checking = False
        if not isinstance(record, HelperRecord):
            self._lock.wrong(self.hall.clock.monotonic_s())
            self._wrong(say("helper_wrong"))
            return
        self._lock.right()
        self.personal.typed.clear()
        self._signed(record)

    def _wrong(self, error: Phrase) -> None:
        self.personal.typed.clear()
        self._stage, self._code, self._error = "code", "", error

    def go_back(self) -> None:
        """PIN → code → where one came from."""
        self._error = None
        if self._stage == "pin":
            self._stage = "code"
            self.personal.typed[:] = list(self._code)
        else:
            self._came_back()


class Lockout:
    """Counts wrong PINs across visits, so that leaving and coming back does not help."""

    def __init__(self) -> None:
        self._wrong = 0
        self._until_s = float("-inf")

    def wrong(self, now_s: float) -> None:
        """One more; the third closes the door."""
        self._wrong += 1
        if self._wrong >= WRONG_AT_MOST:
            self._wrong, self._until_s = 0, now_s + LOCKED_S

    def right(self) -> None:
        """Forgets the wrong ones."""
        self._wrong = 0

    def closed(self, now_s: float) -> bool:
        """Is the door closed?"""
        return now_s < self._until_s

    def seconds_left(self, now_s: float) -> int:
        """Until it opens."""
        return max(0, round(self._until_s - now_s))


class DeskRoom(Room):
    """帮办台: the day's counts and what waits on this machine, without a name of anyone helped."""

    kind = StepKind.HELPER
    ROWS, TRAY = 6, 24
    """Lines in all, and lines of what was refused: those are shown before all others."""

    def __init__(self, stay: Stay, helper_name: str) -> None:
        super().__init__(stay)
        self._helper_name = helper_name

    def enter(self, focus: str = "") -> None:
        """Counts away from the main thread."""
        self._counts = Counts(0, 0, 0)
        self._rows: list[OutboxRow] = []
        outbox = self.hall.outbox
        self.run(lambda: (outbox.counts(), outbox.stubs()), self._counted)

    def _counted(self, outcome: tuple[Counts, list[OutboxRow]] | KioskError) -> None:
        if not isinstance(outcome, KioskError):
            self._counts, self._rows = outcome

    def view(self) -> HelperView:
        """What was refused first."""
        return HelperView(
            step=self.kind,
            key="helper/desk",
            title=say("helper_desk_title"),
            lead=say("helper_desk_lead"),
            onward=onward("helper_help_next"),
            can_leave=False,
            stage="desk",
            helper_name=self._helper_name,
            waiting=self._counts.waiting,
            delivered_today=sum(one.state == "delivered" and self._today(one) for one in self._rows),
            rows=tuple(_desk_row(one) for one in self._shown()),
        )

    def _shown(self) -> list[OutboxRow]:
        """What needs somebody, oldest first, then the newest of the others."""
        parked = [one for one in self._rows if one.state == "parked"]
        others = [one for one in reversed(self._rows) if one.state != "parked"]
        return [*parked[: self.TRAY], *others[: max(0, self.ROWS - len(parked))]]

    def open_case(self, case_id: str) -> None:
        """看看: what did not get through, and what can be done."""
        for row in self._rows:
            if str(row.stub.application_id) == case_id and row.state == "parked":
                self.passage.open(ParkedRoom(self.stay, row, self.enter))

    def _today(self, row: OutboxRow) -> bool:
        today: date = self.hall.clock.today()
        return in_hall(row.stub.created_at).date() == today

    def handle(self, event: object) -> None:
        """Something was delivered or parked: counts again."""
        if isinstance(event, ApplicationDelivered | ApplicationParked):
            self.enter()

    def go_on(self) -> None:
        """帮下一位."""
        self.passage.go(StepKind.HOME)

    def go_back(self) -> None:
        """Signs out."""
        self.passage.sign_out()


def _desk_row(row: OutboxRow) -> CaseRow:
    return CaseRow(
        id=str(row.stub.application_id),
        item_name=row.stub.item_name,
        number=row.case_number or row.stub.receipt_number,
        state=say(f"desk_{row.state}" if row.told else "desk_untold"),
        needs_something=row.state == "parked" or not row.told,
        can_open=row.state == "parked",
    )
