"""Something went wrong, and these are the ways on. Stands over the room it happened in and hands it the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.journal import Code, FaultShown
from kiosk.journey import sentences, slips
from kiosk.journey.rooms.room import Room, Stay, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import BackPlace, NextPlace, Notice, Option, StepKind, View, WaysView
from kiosk.wording import Phrase

MORE_ICONS = sentences.ICONS | {
    "no_card": "identification-card-bold",
    "other_card": "identification-card-bold",
    "other_means": "identification-card-bold",
    "for_self": "user-bold",
    "for_other": "users-bold",
    "guardian": "baby-duotone",
    "agent": "signature-bold",
    "no_code": "identification-card-bold",
    "send_face": "check-bold",
    "remote": "cloud-arrow-up-bold",
    "phone_code": "qr-code-bold",
    "other_ways": "list-bold",
    "no_send": "list-bold",
    "withdraw": "x-bold",
    "page_keep": "file-text-bold",
    "page_delete": "trash-bold",
}


def options(ways: tuple[str, ...], chosen: str = "") -> tuple[Option, ...]:
    """Ways as options; ``journey.way_<id>`` and ``journey.way_<id>_more`` are their words."""
    return tuple(
        Option(one, say(f"way_{one}"), say(f"way_{one}_more"), MORE_ICONS[one], one == chosen) for one in ways
    )


def take_common(room: Room, way: str) -> None:
    """The ways every room has: again, counter, home, end; anything else is the room's own."""
    match way:
        case "again":
            room.passage.close_ways()
        case "staff":
            room.passage.staff_check()
        case "counter":
            to_counter(room)
        case "home":
            room.passage.go(StepKind.HOME)
        case "end":
            room.passage.end("error")
        case _:
            room.take_way(way)


def to_counter(room: Room) -> None:
    """Prints what to bring and where to go, when there is paper, and says so."""
    printable = not sentences.away(room.hall.printer.status)
    if printable and room.personal.draft.item is not None:
        room.hall.printer.print_slip(slips.guide(room.stay, counter=True), slips.job("guide"))
    what = "to_counter_with_slip" if printable and room.personal.draft.item is not None else "to_counter"
    room.passage.trouble(Trouble(f"journey.{what}", ("end",), "", illustration="take-receipt"))


class WaysRoom(Room):
    """The first way is chosen beforehand; a touch chooses another, and the way on takes it."""

    kind = StepKind.WAYS

    def __init__(
        self, stay: Stay, trouble: Trouble, under: Room, offered: Mapping[str, Option] | None = None
    ) -> None:
        super().__init__(stay)
        self._trouble, self.under, self._offered = trouble, under, offered or {}
        self._chosen = trouble.ways[0]

    def enter(self, focus: str = "") -> None:
        """Writes the code down."""
        if self._trouble.code:
            self.hall.journal.write(FaultShown(code=Code(self._trouble.code)))

    def view(self) -> View:
        """What happened, what is safe, what can be done."""
        trouble = self._trouble
        return WaysView(
            step=self.kind,
            key=f"ways/{trouble.what}",
            title=trouble.title,
            lead=say("ways_lead") if len(trouble.ways) > 1 and trouble.asks else None,
            back=BackPlace.NONE if trouble.ways == ("end",) else BackPlace.BACK,
            onward=NextPlace(
                self._option(self._chosen).phrase,
                icon="check" if self._chosen == "end" else "arrow",
            ),
            illustration=trouble.illustration,
            safe=Notice("ok", Phrase(trouble.safe)) if trouble.safe else None,
            options=self._options(),
            staff=self._staff(),
        )

    def _options(self) -> tuple[Option, ...]:
        return tuple(self._option(one) for one in self._trouble.ways)

    def _option(self, way: str) -> Option:
        if way in self._offered:
            return replace(self._offered[way], chosen=way == self._chosen)
        return options((way,), self._chosen)[0]

    def _staff(self) -> Phrase | None:
        if not self._trouble.code:
            return None
        return say("ways_staff", code=self._trouble.code, terminal=self.stay.settings.terminal.id)

    def handle(self, event: object) -> None:
        """The room below goes on watching: paper refilled, a reader plugged in."""
        self.under.handle(event)

    def tick(self) -> None:
        """The room below may mind the time."""
        self.under.tick()

    def go_on(self) -> None:
        """Takes the chosen way."""
        take_common(self.under, self._chosen)

    def go_back(self) -> None:
        """Back to where it happened."""
        if self._trouble.ways != ("end",):
            self.passage.close_ways()

    def pick_way(self, way: str) -> None:
        """Chooses."""
        if way in self._trouble.ways:
            self._chosen = way
