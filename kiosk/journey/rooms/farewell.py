"""The visit is over and wiped, and the card still lies on the reader: 请取走身份证, said aloud."""

from __future__ import annotations

from kiosk.devices.id_reader.events import CardLifted, CardUnwatched
from kiosk.journey.rooms.room import Room, Stay, say
from kiosk.journey.views import BackPlace, FarewellView, NextPlace, StepKind

WAITS_S = 20.0
"""Then the person has gone without it, and staff are called."""


class FarewellRoom(Room):
    """Knows nothing of the person; only watches that the card is taken."""

    kind = StepKind.FAREWELL

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        self._until_s = stay.hall.clock.monotonic_s() + WAITS_S

    def exit(self) -> None:
        """Nobody's card is of interest."""
        self.hall.reader.rest()

    def view(self) -> FarewellView:
        """One thing to do."""
        return FarewellView(
            step=self.kind,
            key="farewell",
            title=say("farewell_title"),
            lead=say("farewell_lead"),
            back=BackPlace.NONE,
            onward=NextPlace(say("farewell_go_on"), icon="check"),
            can_leave=False,
            aloud=True,
        )

    def handle(self, event: object) -> None:
        """Taken, or nobody can say any more."""
        if isinstance(event, CardLifted | CardUnwatched):
            self.passage.part()

    def tick(self) -> None:
        """A card left behind is a matter for staff."""
        if self.hall.clock.monotonic_s() >= self._until_s:
            self.hall.call_staff()
            self.passage.part()

    def go_on(self) -> None:
        """They say that they have it."""
        self.passage.part()
