"""The journey: which room a person stands in, how they get from one to the next, and how it ends.

The item decides the steps (``steps.plan``). Back goes where the person came from and loses nothing; a change from
the review leads back to it. Device events come in by ``handle``, time by ``tick``, touches by ``Actions``; after
each of them ``on_change`` is called if the scene is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from kiosk.devices.id_reader.events import CardLifted, CardRead, CardUnwatched
from kiosk.journal import Code, FaceDecided, StepShown, VisitEnded, VisitStarted
from kiosk.journey import asked, steps
from kiosk.journey.actions import Actions
from kiosk.journey.checks import believe_seen, compared_by_staff
from kiosk.journey.ports import Hall
from kiosk.journey.rooms.every import ROOMS
from kiosk.journey.rooms.farewell import FarewellRoom
from kiosk.journey.rooms.helper import DeskRoom, Lockout, SignInRoom
from kiosk.journey.rooms.room import Room, Stay
from kiosk.journey.rooms.ways import WaysRoom
from kiosk.journey.route import Route
from kiosk.journey.safekeeping import Safekeeping
from kiosk.journey.sentences import Trouble
from kiosk.journey.stage import Surroundings, stage
from kiosk.journey.touches import Touches
from kiosk.journey.views import Option, Progress, Scene, StepKind
from kiosk.offline.events import LinkStateChanged
from kiosk.platform.contract import Helper, HelperRecord
from kiosk.settings import Settings
from kiosk.visit import Idle, Personal, Visit
from kiosk.wording import Wording

SAVED_STEPS = (StepKind.RECEIPT, StepKind.RATING)
"""Here the application is safe: leaving asks nothing, and the idle limit ends a finished visit."""


class Journey(Touches):
    """One machine's journey, visit after visit. Every method belongs to the main thread."""

    def __init__(
        self, hall: Hall, settings: Settings, paper_words: Wording, on_change: Callable[[], None] | None = None
    ) -> None:
        self._hall, self._settings, self._paper_words = hall, settings, paper_words
        self._on_change = on_change or _nobody
        self._helper: Helper | None = None
        self._lockout = Lockout()
        self._link = hall.link()
        self._over: Room | None = None
        self._here: Room
        self._help_called = False
        self._visits_ended = 0
        self._begin_rest()
        self._scene = self._compose()

    # for the terminal -------------------------------------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        """What is to be drawn now."""
        return self._scene

    @property
    def visit_open(self) -> bool:
        """Is somebody at the machine? While nobody is, the terminal may load a new catalogue or restart."""
        return self._here.kind is not StepKind.ATTRACT

    @property
    def visits_ended(self) -> int:
        """Counts wipes: whenever it grows, whoever drew for the person forgets them too."""
        return self._visits_ended

    def on_change(self, listener: Callable[[], None]) -> None:
        """``listener`` is called after each change of the scene."""
        self._on_change = listener

    def handle(self, event: object) -> None:
        """Takes in what a device, the link or the outbox tells."""
        match event:
            case CardRead():
                self._visit.card_lies = True
            case CardLifted() if self._visit.card_lies:
                self._visit.card_lies = False
            case CardUnwatched():
                self._visit.card_lies = None
            case LinkStateChanged(state=state):
                self._link = state
        self._room().handle(event)
        self.refresh()

    def tick(self) -> None:
        """Time has passed; called a few times a second."""
        self._room().tick()
        if self._counts_time():
            match self._visit.idle:
                case Idle.COUNTDOWN:
                    self._asking = "idle"
                case Idle.OVER:
                    self._time_over()
        self.refresh()

    def _counts_time(self) -> bool:
        return self._here.kind not in (StepKind.ATTRACT, StepKind.FAREWELL)

    def _time_over(self) -> None:
        if isinstance(self._here, DeskRoom):
            self.sign_out()
        else:
            self.end("finished" if self._here.kind in SAVED_STEPS else "idle")

    # anywhere ---------------------------------------------------------------------------------------------------

    def touched(self) -> None:
        """Somebody touched the panel."""
        self._visit.touched()
        if self._asking == "idle":
            self._asking = ""
            self.refresh()

    def ask_leave(self) -> None:
        """结束办理: asks once, and nothing when there is nothing to lose."""
        if self._asking or not self._room().view().can_leave:
            return
        if self._here.kind in SAVED_STEPS:
            self.end("finished")
        else:
            self._asking = "leave"
            self.refresh()

    def stay(self) -> None:
        """Goes on."""
        self._visit.touched()
        self._asking = ""
        self.refresh()

    def leave(self) -> None:
        """Ends the visit after the question."""
        if self._asking:
            how = "left" if self._asking == "leave" else "idle"
            self._asking = ""
            if isinstance(self._here, DeskRoom):
                self.sign_out()
            else:
                self.end("finished" if self._here.kind in SAVED_STEPS else how)

    def call_help(self) -> None:
        """找人帮忙."""
        if not self._help_called:
            self._help_called = True
            self._hall.call_staff()
            self.refresh()

    def open_cases(self) -> None:
        """我的办件, from the home page."""
        if not self._asking and self._here.kind in (StepKind.HOME, StepKind.ITEMS):
            self.go(StepKind.CASES)

    def open_helper(self) -> None:
        """帮办台, from the invitation or the home page."""
        if self._asking or self._here.kind not in (StepKind.ATTRACT, StepKind.HOME) or self._helper is not None:
            return

        def signed(record: HelperRecord) -> None:
            self.sign_in(record.staff_code, record.name)

        self._enter(SignInRoom(self._stay, self._lockout, "desk", signed, lambda: self.end("left")))
        self.refresh()

    # Passage: how rooms lead on ---------------------------------------------------------------------------------

    def forward(self) -> None:
        """To the step that follows; after an edit to what is still open, or back to the review."""
        here = self._here.kind
        if here is StepKind.ATTRACT:
            self._hall.journal.write(VisitStarted(helped=self._helper is not None))
            self._visit.touched()
            self.go(StepKind.HOME)
        elif self._route.returning:
            self._return()
        elif here in (StepKind.HOME, StepKind.ITEMS):
            self.go(self._plan()[0])
        else:
            self._follow(here)

    def _follow(self, here: StepKind) -> None:
        following = steps.after(here, self._plan())
        if following is None:
            self.end("finished")
            return
        if here in (StepKind.CARD, StepKind.APPLICANT):
            needs_face = StepKind.FACE in self._plan()
            believe_seen(self._personal, self._hall.clock.utc(), without_face=not needs_face)
        self.go(following)

    def _return(self) -> None:
        gaps = asked.gaps(self._personal, self._hall.clock.today())
        if gaps:
            self.edit(gaps[0].step, gaps[0].focus)
        else:
            self._route.returning = False
            self._show(StepKind.REVIEW, "")

    def back(self) -> None:
        """To where the person came from."""
        if self._route.returning:
            self._route.returning = False
            self._show(StepKind.REVIEW, "")
            return
        step = self._route.back(self._plan())
        if step is None:
            self.go(StepKind.HOME)
        else:
            self._show(step, "last")

    def go(self, step: StepKind, focus: str = "") -> None:
        """To a step; going to one that was passed shortens the way back to it."""
        self._asking = ""
        self._route.go(self._here.kind, step, self._plan())
        self._show(step, focus)

    def edit(self, step: StepKind, focus: str) -> None:
        """For one change; forward and back then lead to the review, whose own way back stays as it was."""
        self._route.returning = True
        self._show(step, focus)

    def trouble(self, trouble: Trouble, offered: Mapping[str, Option] | None = None) -> None:
        """Shows what went wrong and the ways on."""
        self.open(WaysRoom(self._stay, trouble, self._here, offered))

    def open(self, room: Room) -> None:
        """Another room over the step; one that stood there before ends."""
        if self._over is not None:
            self._over.exit()
        self._over = room
        room.enter()
        self.refresh()

    def close_ways(self) -> None:
        """Back to the room below."""
        if self._over is not None:
            self._over.exit()
            self._over = None
            self.refresh()

    def staff_check(self) -> None:
        """A member of staff signs over the face step."""
        self.staff_sign("check", self._staff_compared, self.close_ways)

    def staff_sign(
        self,
        purpose: Literal["check", "document"],
        signed: Callable[[HelperRecord], None],
        back: Callable[[], None],
    ) -> None:
        """Asks a member of staff for code and PIN."""
        self.open(SignInRoom(self._stay, self._lockout, purpose, signed, back))

    def _staff_compared(self, record: HelperRecord) -> None:
        here = self._personal.here
        here.check = compared_by_staff(here, record.staff_code, self._hall.clock.utc())
        self._hall.journal.write(FaceDecided(outcome=Code("staff"), band=Code("none"), tries=0))
        self.close_ways()
        self.forward()

    def end(self, how: str, *, again: bool = False) -> None:
        """Ends and wipes the visit; the helper's desk comes back when one is signed in."""
        self._hall.journal.write(VisitEnded(how=Code(how), seconds=self._visit.seconds))
        left_lying = self._visit.card_lies is True and not again
        self._close(watch=left_lying)
        if left_lying:
            self._new_visit()
            self._here = FarewellRoom(self._stay)
            self.refresh()
            return
        self._after(again=again)

    def part(self) -> None:
        """The card is taken, or nobody is here to take it."""
        self._here.exit()
        self._after()

    def _after(self, *, again: bool = False) -> None:
        if self._helper is not None and not again:
            self._open_desk()
        else:
            self._begin_rest()
            if again:
                self.forward()
        self.refresh()

    def sign_in(self, code: str, name: str) -> None:
        """Opens the desk."""
        self._close()
        self._helper = Helper(staff_code=code, name=name)
        self._open_desk()
        self.refresh()

    def sign_out(self) -> None:
        """The helper leaves."""
        self._close()
        self._helper = None
        self._begin_rest()
        self.refresh()

    def progress(self) -> Progress | None:
        """Where the shown step stands."""
        return steps.progress(self._here.kind, self._plan())

    def refresh(self) -> None:
        """Composes the scene anew and tells the screens if it is another."""
        self._safe.follow(self._personal.draft.papers, settled=self._here.kind is not StepKind.PAPERS)
        scene = self._compose()
        if scene != self._scene:
            self._scene = scene
            self._on_change()

    # inside -----------------------------------------------------------------------------------------------------

    @property
    def _personal(self) -> Personal:
        return self._visit.personal

    def _plan(self) -> tuple[StepKind, ...]:
        if self._personal.draft.item is None:
            return ()
        return steps.plan(self._personal, self._hall.clock.today())

    def _room(self) -> Room:
        return self._over or self._here

    def _to_room(self, touch: Callable[[Room], None]) -> None:
        if not self._asking:
            touch(self._room())
            self.refresh()

    def _new_visit(self) -> None:
        """A clean machine: new visit, new rooms, nothing carried over but the helper."""
        session = self._settings.session
        self._visit = Visit(
            self._hall.clock, idle_s=session.idle_s, countdown_s=session.countdown_s, helper=self._helper
        )
        self._safe = Safekeeping(self._hall, self._visit.personal.sealed)
        self._stay = Stay(self._hall, self._settings, self._visit, self, self._paper_words, self._safe)
        self._rooms: dict[StepKind, Room] = {kind.kind: kind(self._stay) for kind in ROOMS}
        self._route = Route()
        self._over = None
        self._asking = ""
        self._help_called = False

    def _begin_rest(self) -> None:
        self._new_visit()
        self._here = self._rooms[StepKind.ATTRACT]
        self._here.enter()

    def _open_desk(self) -> None:
        self._new_visit()
        assert self._helper is not None
        self._here = DeskRoom(self._stay, self._helper.name)
        self._here.enter()

    def _close(self, *, watch: bool = False) -> None:
        """Lights off, streams stopped, everything of the person overwritten and let go.

        ``watch``: but the card that still lies there is looked after.
        """
        if self._over is not None:
            self._over.exit()
        self._here.exit()
        if watch:
            self._hall.reader.ask_back()
        else:
            self._hall.reader.rest()
        self._safe.forget()
        self._visit.wipe()
        if self._hall.pinyin is not None:
            self._hall.runner.run(self._hall.pinyin.forget, lambda _: None)
        if self._hall.texts is not None:
            self._hall.texts.rest()
        self._visits_ended += 1

    def _show(self, step: StepKind, focus: str) -> None:
        if isinstance(self._here, DeskRoom):
            self._hall.journal.write(VisitStarted(helped=True))
        self._enter(self._rooms[step], focus)
        self._hall.journal.write(StepShown(step=Code(step.value)))
        self.refresh()

    def _enter(self, room: Room, focus: str = "") -> None:
        self.close_ways()
        self._here.exit()
        self._here = room
        room.enter(focus)

    def _compose(self) -> Scene:
        around = Surroundings(
            asking=self._asking,
            saved=self._here.kind in SAVED_STEPS,
            seconds_left=self._visit.seconds_left,
            help_called=self._help_called,
            link=self._link,
            helper_name=self._helper.name if self._helper else "",
        )
        return stage(self._room().view(), around)


def _nobody() -> None:
    """Nobody listens yet."""


if TYPE_CHECKING:

    def _answers_every_touch(journey: Journey) -> Actions:
        return journey
