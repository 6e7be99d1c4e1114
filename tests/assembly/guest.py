"""A person at a terminal without screens, on the real wires of the emulated hall: does one action after another,
as the journey's ``Actions`` allow it, and waits for what the devices say."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from kiosk.assembly.terminal import Terminal
from kiosk.devices.base import DeviceKind, DeviceState
from kiosk.devices.printer import FontFile
from kiosk.journey.views import (
    DeliveryView,
    FieldKind,
    FormView,
    GuideView,
    PapersView,
    PrintState,
    ReceiptView,
    RegionView,
    ReviewView,
    StepKind,
    View,
    WaysView,
)
from kiosk.journey.views_cases import HelperView
from kiosk.journey.views_identity import CardState, CardView, CodeView, FaceState, FaceView
from kiosk.journey.views_papers import PaperQuestionView, SourcesView
from kiosk.offline.events import LinkState
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.prompter import Prompter
from kiosk.settings import Settings, load
from kiosk.wording import Wording

ROOT = Path(__file__).resolve().parents[2]
FONTS = [FontFile(ROOT / "build" / "assets" / "fonts" / "NotoSansSC-Regular.otf")]
DEADLINE_S = 30.0
PRINTER_DOTS_S = 12_000.0
"""Several times a real printer's pace: two seconds a slip would be most of these tests' time."""
LOOK_S = 0.004
STAFF_CODE, PIN = "B007", "246810"
"""The helper whom the emulated hall's hub knows."""
SIGNATURE = [[(0.1, 0.2), (0.5, 0.8), (0.9, 0.3)], [(0.2, 0.5), (0.6, 0.5), (0.8, 0.9)]]
TYPED = {
    FieldKind.TEXT: "lu 12",
    FieldKind.PHONE: "13900002046",
    FieldKind.DATE: "20261201",
    FieldKind.ID_NUMBER: "510411198801021133",
}
A_PAST_DAY = "20200501"
CARD_ONLY = "id-card-renewal"
"""An item that asks for the card alone, no face: the short way to papers and submit."""
ViewT = TypeVar("ViewT", bound=View)


def tidy(hall: HallProcess) -> None:
    """Puts the hall in order, whatever the test before did to it."""
    for deed in (
        *("lift_card", "mend_reader", "plug_reader", "plug_camera", "resume_camera", "clear_desk", "plug_desk"),
        *("resume_desk", "spoil_desk", "refill_printer", "close_printer", "unmute_printer", "mend_link"),
        "mend_verifier",
    ):
        hall.do(deed)
    hall.do("stand", scene="resident")
    hall.do("pace_printer", speed_dots_s=PRINTER_DOTS_S)


@contextlib.contextmanager
def at_terminal(hall: HallProcess, settings: Settings) -> Iterator[Guest]:
    """Somebody at a terminal that has just been switched on; it is switched off afterwards."""
    terminal = Terminal(settings, FONTS)
    try:
        terminal.start()
        with Prompter(lambda: terminal.journey.scene.view, hall.do):
            yield Guest(hall, terminal)
    finally:
        terminal.stop()


def settings_of(hall: HallProcess, folder: Path, **changes: Any) -> Settings:
    """The hall's settings with a storage folder of their own, asking the hub often; ``changes`` by section."""
    settings = load(hall.settings)
    updates: dict[str, dict[str, Any]] = {
        "storage": {"folder": folder},
        "hub": {"ask_s": 0.3, "beat_s": 0.5},
        "printer": {"status_s": 0.2},
        "faces": {"movements": 2},
    }
    for section, keys in changes.items():
        updates.setdefault(section, {}).update(keys)
    return settings.model_copy(
        update={name: getattr(settings, name).model_copy(update=keys) for name, keys in updates.items()}
    )


class Guest:
    """Hands and eyes at one terminal."""

    def __init__(self, hall: HallProcess, terminal: Terminal) -> None:
        self.hall, self.terminal = hall, terminal
        self._words = Wording("zh")
        self._chosen_situation, self._who_compares = "", "camera"
        self.card = "young_woman"
        """Whose card is put down when a card is asked for."""

    # Looking ---------------------------------------------------------

    @property
    def journey(self) -> Any:
        """The terminal's journey of now."""
        return self.terminal.journey

    @property
    def view(self) -> Any:
        """What would be on the screen."""
        return self.journey.scene.view

    @property
    def step(self) -> StepKind:
        """Where one is."""
        step: StepKind = self.view.step
        return step

    @property
    def said(self) -> str:
        """Key of the sentence on top, after making sure that it has words."""
        assert self._words.say(self.view.title).strip()
        return str(self.view.title.key.removeprefix("journey."))

    @property
    def ways(self) -> list[str]:
        """The other ways on that are offered."""
        view = self.view
        return [one.id for one in (view.options if isinstance(view, WaysView) else view.ways)]

    def status(self, kind: DeviceKind) -> str:
        """A device's state and reason in one word."""
        status = next(one.status for one in self.terminal.devices if one.kind is kind)
        return f"{status.state.value} {status.reason}".strip()

    def _devices(self) -> str:
        return ", ".join(f"{kind.value} {self.status(kind)}" for kind in DeviceKind)

    def until(self, condition: Callable[[], object], what: str = "", deadline_s: float = DEADLINE_S) -> None:
        """Turns the terminal until ``condition`` holds; fails after ``deadline_s`` with what was on the screen."""
        ends = time.monotonic() + deadline_s
        while True:
            self.terminal.turn()
            if condition():
                return
            if time.monotonic() > ends:
                shown = f"{self.view.key} {getattr(self.view, 'state', '')}"
                raise AssertionError(f"waited in vain for {what or condition}; screen: {shown}; {self._devices()}")
            time.sleep(LOOK_S)

    def comes(self, kind: type[ViewT]) -> ViewT:
        """Waits for a view of that kind."""
        self.until(lambda: isinstance(self.view, kind), kind.__name__)
        view: ViewT = self.view
        return view

    def ready(self) -> None:
        """Waits until every device of the hall was found and the hub answered."""
        usable, away = (DeviceState.READY, DeviceState.BUSY), ("not_fitted", "no_stick")
        self.until(
            lambda: all(one.status.state in usable or one.status.reason in away for one in self.terminal.devices),
            "every device",
        )
        self.linked(LinkState.UP)

    def linked(self, state: LinkState) -> None:
        """Waits until the terminal knows how the link is."""
        wanted = "up" if state is LinkState.UP else state.value
        self.until(lambda: self.terminal._link.state is state and self.journey.scene.link == wanted, state.value)

    # Walking ---------------------------------------------------------

    def walk_to(self, target: StepKind, item: str, *, situation: str = "", face: str = "camera") -> None:
        """Does what each step asks until ``target`` is on the screen. ``face``: ``camera`` or ``staff``."""
        self._chosen_situation, self._who_compares = situation, face
        if self.step is StepKind.ATTRACT or isinstance(self.view, HelperView):
            self.journey.go_on()
        if self.step is StepKind.HOME and target is not StepKind.HOME:
            self.journey.pick_item(item)
        while self.step is not target:
            self.one_step()

    def one_step(self) -> None:
        """Does what the step on the screen asks for, and goes on."""
        getattr(self, f"_{self.step.value}")()

    def _region(self) -> None:
        view = self.comes(RegionView)
        if view.onward and view.onward.enabled:
            self.journey.go_on()
        else:
            self.journey.pick_region(next(one.id for one in view.options if one.enabled))

    def _guide(self) -> None:
        view = self.comes(GuideView)
        if view.situations and not any(one.chosen for one in view.situations):
            self.journey.pick_situation(self._chosen_situation or view.situations[0].id)
        self.journey.go_on()
        self.until(lambda: self.step is not StepKind.GUIDE, "the guide's end")

    def _consent(self) -> None:
        for one in self.view.consents:
            self.journey.set_consent(one.id, one.id != "no_face")
        self.journey.go_on()

    def _card(self) -> None:
        if self.comes(CardView).state is not CardState.READ:
            self.lay_card()
        self.until(lambda: self.view.onward.enabled, "the card's picture")
        self.journey.go_on()

    def lay_card(self) -> None:
        """Puts the card on the reader and waits until it is read.

        Quicker than a hand, it may lie there before the reader has looked whether the last visit left one: then it
        is asked back, and laid down again.
        """
        self.hall.do("place_card", who=self.card)
        self.until(lambda: self.view.state in (CardState.READ, CardState.TROUBLE), "the card read")
        if self.said == "card_left":
            self.hall.do("lift_card")
            self.until(lambda: self.view.state is CardState.WAITING, "the card taken back")
            self.hall.do("place_card", who=self.card)
        self.until(lambda: self.view.state is CardState.READ, "the card read")

    def lay_card_for_cases(self) -> None:
        """In 我的办件: puts the card on the reader and waits for what the hub knows; laid again as above."""
        self.hall.do("place_card", who=self.card)
        self.until(lambda: self._has_cases() or self._asked_back(), "the cases")
        if self._asked_back():
            self.hall.do("lift_card")
            self.until(lambda: not self._asked_back(), "the card taken back")
            self.hall.do("place_card", who=self.card)
        self.until(self._has_cases, "the cases")

    def _has_cases(self) -> bool:
        return self.view.stage not in ("ask", "wait")

    def _asked_back(self) -> bool:
        return self.view.notice is not None and self.view.notice.phrase.key == "journey.card_left"

    def _face(self) -> None:
        if self._who_compares == "staff":
            self.staff_signs()
        else:
            if self.comes(FaceView).state is FaceState.ASKING:
                self.journey.pick_way("send_face")
            self._until_the_same()
            self.journey.go_on()

    def show_code(self, issuer: str) -> None:
        """Instead of the card the phone's code; waits until its person is known."""
        self.until(lambda: "no_card" in self.ways, "the way without a card")
        self.journey.pick_way("no_card")
        self.until(lambda: "code" in self.ways, "the way by code")
        self.journey.pick_way("code")
        self.journey.go_on()
        self.comes(CodeView)
        self.hall.do("show_code", issuer=issuer)
        self.until(lambda: isinstance(self.view, CardView) and self.view.state is CardState.READ, "the person")

    def _until_the_same(self) -> None:
        """As anybody would: after a try that was not enough, on a busy machine, once more."""
        over = (FaceState.SAME, FaceState.AGAIN, FaceState.REFUSED, FaceState.NO_CAMERA)
        while True:
            self.until(lambda: isinstance(self.view, FaceView) and self.view.state in over, "the face", 90.0)
            if self.view.state is not FaceState.AGAIN:
                break
            self.journey.go_on()
        assert self.view.state is FaceState.SAME, f"{self.view.state}: {self.said}"

    def face_ends(self, state: FaceState) -> None:
        """Waits for the end of a try; the wrong end fails at once."""
        over = (FaceState.SAME, FaceState.AGAIN, FaceState.REFUSED, FaceState.NO_CAMERA)
        self.until(lambda: isinstance(self.view, FaceView) and self.view.state in over, "the face", 60.0)
        assert self.view.state is state, f"{self.view.state}: {self.said}"

    def staff_signs(self) -> None:
        """A member of staff compares by eye."""
        self.journey.pick_way("staff")
        self.sign_in()
        self.until(lambda: not isinstance(self.view, HelperView), "the signature of the staff")

    def sign_in(self, code: str = STAFF_CODE, pin: str = PIN) -> None:
        """Code and PIN of the helper."""
        self.comes(HelperView)
        self.type(code)
        self.journey.go_on()
        self.type(pin)
        self.journey.go_on()

    def type(self, text: str) -> None:
        """Key by key."""
        for key in text:
            self.journey.type_key(key)

    def _form(self) -> None:
        view = self.comes(FormView)
        if not view.value:
            match view.kind:
                case FieldKind.REGION:
                    place = next(one.id for one in view.options if one.id.isdigit())
                    self.journey.answer(place)
                    return
                case FieldKind.CHOICE | FieldKind.YES_NO:
                    self.journey.answer(view.options[0].id)
                case kind:
                    if view.entry is not None and view.entry.chinese:
                        self.journey.switch_writing()
                    self.type(TYPED[kind])
        self.journey.go_on()
        error = getattr(self.view, "error", None)
        if error is not None and error.key == "journey.date_future":
            self.journey.type_key("clear")
            self.type(A_PAST_DAY)
            self.journey.go_on()
            error = getattr(self.view, "error", None)
        assert error is None, f"{view.field_id}: {error}"

    def _papers(self) -> None:
        if isinstance(self.view, SourcesView):
            self.journey.pick_way("desk")
            return
        if isinstance(self.view, PaperQuestionView):
            self.journey.pick_way(next(one.id for one in self.view.ways if one.id in ("misread", "leave_value")))
            return
        if self.comes(PapersView).stage == "live":
            self.scan_page()
        elif self.view.onward.enabled:
            self.journey.go_on()
        else:
            self.journey.add_page()

    def scan_page(self, paper: str = "residence_permit") -> None:
        """Lays a page down and keeps it."""
        self.hall.do("lay_paper", paper=paper, by_hand=False)
        self.until(self._page_kept, "the page kept")

    def _page_kept(self) -> bool:
        """Takes the page whenever it can be taken, in case it is not taken by itself."""
        if self.view.stage == "live" and self.view.onward.enabled:
            self.journey.go_on()
        return bool(self.view.stage == "kept")

    def _delivery(self) -> None:
        if isinstance(self.view, DeliveryView):
            self.journey.pick_delivery(self.view.options[0].id)
        self.journey.go_on()

    def sign(self) -> None:
        """Looks at every page of the review and signs."""
        while self.comes(ReviewView).page < self.view.pages - 1:
            self.journey.turn_page(1)
        self.journey.sign(SIGNATURE)

    def _review(self) -> None:
        self.sign()
        self.journey.go_on()

    def _submit(self) -> None:
        self.until(lambda: self.step is not StepKind.SUBMIT, "the end of saving")

    def _farewell(self) -> None:
        self.hall.do("lift_card")
        self.until(lambda: self.step is not StepKind.FAREWELL, "the card taken")

    def _ways(self) -> None:
        raise AssertionError(f"stopped by {self.said}")

    def receipt(self, *, printing: PrintState = PrintState.PRINTED, submitted: bool = True) -> ReceiptView:
        """Waits for the receipt as it is in the end, and returns it."""
        self.until(lambda: isinstance(self.view, ReceiptView), "the receipt")
        self.until(lambda: self.view.printing is printing, printing.value)
        self.until(lambda: bool(self.view.case_number) is submitted, "the hub's word" if submitted else "no word")
        view: ReceiptView = self.view
        return view

    def _receipt(self) -> None:
        self.until(lambda: self.view.printing is not PrintState.PRINTING, "the slips")
        self.journey.go_on()

    def _rating(self) -> None:
        self.journey.go_on()

    def leave(self) -> None:
        """Ends the visit where it stands."""
        self.journey.ask_leave()
        self.journey.leave()
        self.until(lambda: self.step is StepKind.ATTRACT, "the invitation")
