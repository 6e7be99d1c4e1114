"""Nobody is here: the picture that invites, and what cannot be done today."""

from __future__ import annotations

from kiosk.errors import KioskError
from kiosk.journey import sentences
from kiosk.journey.rooms.room import Room, onward, say
from kiosk.journey.views import AttractView, BackPlace, Notice, StepKind


class AttractRoom(Room):
    """The machine at rest. Whether there is room on the disk is asked each time it comes up."""

    kind = StepKind.ATTRACT

    def enter(self, focus: str = "") -> None:
        """Asks the outbox for room."""
        self._room, self._code = True, ""
        self.run(self.hall.outbox.room, self._told)

    def _told(self, outcome: object) -> None:
        self._room = outcome is True
        self._code = outcome.code if isinstance(outcome, KioskError) else ""

    def view(self) -> AttractView:
        """The invitation; the notice names the most pressing lack."""
        return AttractView(
            step=self.kind,
            key="attract",
            title=say("attract_title"),
            lead=say("attract_lead"),
            back=BackPlace.NONE,
            onward=onward("attract_go_on"),
            can_leave=False,
            service=self._service(),
        )

    def _service(self) -> Notice | None:
        if not self._room:
            more = say("no_room_code", code=self._code) if self._code else say("no_room_more")
            return Notice("look", say("no_room"), more)
        if sentences.away(self.hall.reader.status):
            return Notice("look", say("reader_failed"), say("guides_still_work"))
        return None
