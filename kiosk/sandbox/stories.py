"""The scenes as steps, one class a story. What a story holds true it asserts; demo and tests play the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from kiosk.journey.codes import Ours, read_code
from kiosk.journey.views import AttractView, FarewellView, PrintState, ReceiptView, StepKind, WaysView
from kiosk.journey.views_cases import HelperView
from kiosk.journey.views_identity import CardState, CardView, FaceView
from kiosk.sandbox.hub_process import HELPER_CODE, HELPER_PIN
from kiosk.sandbox.player import Player
from kiosk.sandbox.resident import Act

Steps = Iterator[tuple[str, Act]]
PANZHIHUA_EAST = ("510000", "510400", "510402")
CHONGQING_QIJIANG = "500110"


class Story:
    """A resident with one matter. Subclasses say which, and what happens on the way."""

    group: ClassVar[str] = "medical"
    item: ClassVar[str] = "medical-remote-record"
    region: ClassVar[tuple[str, ...]] = PANZHIHUA_EAST
    situation: ClassVar[str] = ""
    answers: ClassVar[dict[str, str]] = {
        "insured_region": "510402",
        "care_region": CHONGQING_QIJIANG,
        "pledge": "no",
    }
    card: ClassVar[str] = "young_woman"

    def __init__(self, player: Player) -> None:
        self.player, self.hall = player, player.hall
        self.receipt: ReceiptView | None = None
        self._cases_before: int = self.hall.do("cases")

    def steps(self) -> Steps:
        """The whole journey."""
        yield from self.to_the_item()
        yield from self.who_it_is()
        yield from self.what_it_is_about()
        yield "check and sign", self.player.review_and_sign()
        yield "take the receipt", self.receive()
        yield "rate and leave", self.player.rate()
        yield "the hub has it once", self.arrives_once()

    def to_the_item(self) -> Steps:
        """From the invitation to the guide."""
        yield "touch the screen", self.player.start()
        yield "choose the item", self.player.pick_item(self.group, self.item)
        yield "choose the region", self.player.pick_region(*self.region)
        yield "read the guide", self.player.read_guide(self.situation)

    def who_it_is(self) -> Steps:
        """Consent, card, face."""
        yield "agree", self.player.consent("identity", "face")
        yield "put the card down", self.player.show_card(self.card)
        yield "look at the camera", self.player.look_at_camera()

    def what_it_is_about(self) -> Steps:
        """Questions, papers, delivery."""
        yield "answer the questions", self.player.fill_form(self.answers)
        yield "scan the papers", self.player.scan_papers()
        yield "choose the delivery", self.player.choose_delivery()

    def receive(self) -> Act:
        """The receipt, printed."""
        self.receipt = yield from self.player.take_receipt()

    def as_the_hub_reads_it(self) -> dict[str, Any]:
        """Case and application, by the receipt's code."""
        assert self.receipt is not None
        found = read_code(self.receipt.code)
        assert isinstance(found, Ours), f"the receipt's code tells nothing: {found}"
        shown: dict[str, Any] = self.hall.do("show_case", application_id=str(found.application_id))
        return shown

    def new_cases(self) -> int:
        """How many cases the hub has got since the story began."""
        return int(self.hall.do("cases")) - self._cases_before

    def arrives_once(self) -> Act:
        """Exactly one case more."""
        yield from self.player.resident.until(lambda: self.new_cases() == 1, "one case at the hub")


class Forwarded(Story):
    """异地代收代办: the originals travel with a hand-over slip."""

    group, item = "care", "disability-card-renewal"
    answers: ClassVar[dict[str, str]] = {"hukou_region": CHONGQING_QIJIANG, "issued_on": "20190801"}

    def to_the_item(self) -> Steps:
        """The category is not among the eight on the first page: found by searching."""
        yield "touch the screen", self.player.start()
        yield "search the item", self.search()
        yield "choose the region", self.player.pick_region(*self.region)
        yield "read the guide", self.player.read_guide(self.situation)

    def search(self) -> Act:
        """By the initials of its pinyin."""
        yield from self.player.resident.touch(self.player.say("screens.search_hint"))
        yield from self.player.resident.enter("cjrz")
        yield from self.player.photograph()
        yield from self.player.onward()
        yield from self.player.open_row(self.item)

    def receive(self) -> Act:
        """Receipt and hand-over slip."""
        yield from super().receive()
        assert self.receipt is not None
        assert self.receipt.handover
        yield from self.player.resident.until(lambda: self.hall.do("slips") == 2, "the hand-over slip")


class Joint(Forwarded):
    """两地联办: checked here, posted there."""

    group, item = "retire", "pension-transfer"
    answers: ClassVar[dict[str, str]] = {
        "from_region": "510402",
        "to_region": CHONGQING_QIJIANG,
        "stop_date": "20260801",
    }

    def to_the_item(self) -> Steps:
        """From the home page."""
        yield from Story.to_the_item(self)


class Offline(Story):
    """The link is cut before submitting; the visit is wiped; the case arrives when the link is back."""

    def steps(self) -> Steps:
        """As always, but for the cut."""
        yield from self.to_the_item()
        yield from self.who_it_is()
        yield from self.what_it_is_about()
        yield "cut the link", self.cut()
        yield "check and sign", self.player.review_and_sign()
        yield "take the receipt: waiting", self.receive()
        yield "rate and leave", self.player.rate()
        yield "nothing at the hub yet", self.nothing_yet()
        yield "mend the link", self.mend()
        yield "the hub has it once", self.arrives_once()

    def cut(self) -> Act:
        """Until the terminal knows."""
        self.hall.do("cut_link")
        yield from self.player.resident.until(lambda: self.player.terminal.journey.scene.link == "down", "no link")

    def receive(self) -> Act:
        """The receipt must say that it waits."""
        self.receipt = yield from self.player.take_receipt()
        assert self.receipt is not None
        assert self.receipt.saved_offline, "the receipt says delivered with the link cut"

    def nothing_yet(self) -> Act:
        """The hub has not seen it."""
        assert self.new_cases() == 0
        yield

    def mend(self) -> Act:
        """The line is whole again."""
        self.hall.do("mend_link")
        yield


class WrongPerson(Story):
    """Somebody else's card: three tries, then the other ways, and out with nothing submitted."""

    card = "other_person"

    def steps(self) -> Steps:
        """Ends at the invitation."""
        yield from self.to_the_item()
        yield "agree", self.player.consent("identity", "face")
        yield "put somebody else's card down", self.player.show_card(self.card)
        for number in (1, 2, 3):
            yield f"try {number}", self.refused(3 - number)
        yield "the other ways", self.other_ways()

    def refused(self, tries_left: int) -> Act:
        """One try that does not accept."""
        yield from self.player.comes(FaceView)
        yield from self.player.resident.until(lambda: self._left() == tries_left, f"{tries_left} tries left")
        yield from self.player.photograph()
        if tries_left:
            yield from self.player.onward()

    def _left(self) -> int:
        view = self.player.view
        return view.tries_left if isinstance(view, FaceView) else 0

    def other_ways(self) -> Act:
        """Staff, another card, the counter: goes there with a list of what to bring."""
        offered = {option.id for option in getattr(self.player.view, "ways", ()) or self.player.view.options}  # type: ignore[attr-defined]
        assert {"staff", "counter", "other_card"} <= offered, offered
        yield from self.player.choose("counter")
        yield from self.player.comes(WaysView)
        yield from self.player.onward()
        yield from self.player.comes(FarewellView)
        self.hall.do("lift_card")
        yield from self.player.comes(AttractView)
        assert self.new_cases() == 0


class PaperOut(Story):
    """The roll ends: told before submitting; the receipt on the screen with its code, printed after the refill."""

    def steps(self) -> Steps:
        """As always, but for the paper."""
        yield from self.to_the_item()
        yield from self.who_it_is()
        yield from self.what_it_is_about()
        yield "the roll ends", self.empty()
        yield "check and sign", self.player.review_and_sign()
        yield "told before submitting", self.told()
        yield "receipt on the screen", self.on_screen()
        yield "a new roll: it prints by itself", self.print_after_refill()
        yield "rate and leave", self.player.rate()
        yield "the hub has it once", self.arrives_once()

    def empty(self) -> Act:
        """Until the printer has said so."""
        self.hall.do("empty_printer")
        yield from self.player.resident.until(lambda: self._printer() == "paper_out", "the printer to notice")

    def _printer(self) -> str:
        return next(one.status.reason for one in self.player.terminal.devices if one.kind == "printer")

    def told(self) -> Act:
        """Nothing is submitted yet, and there is a way on without paper."""
        yield from self.player.ways("on")
        assert self.new_cases() == 0
        yield from self.player.choose("on")

    def on_screen(self) -> Act:
        """The code is shown in the paper's place."""
        self.receipt = yield from self.player.take_receipt(printed=False)
        assert self.receipt is not None
        assert self.receipt.show_code

    def print_after_refill(self) -> Act:
        """A new roll, and the slip comes by itself."""
        self.hall.do("refill_printer")
        yield from self.player.resident.until(lambda: not self._printer(), "the printer to be well")
        yield from self.player.resident.until(
            lambda: getattr(self.player.view, "printing", None) is PrintState.PRINTED, "the printed slip"
        )
        yield from self.player.photograph()


class CardRemoved(Story):
    """The card is taken away while it is read; put back, the journey goes on."""

    def who_it_is(self) -> Steps:
        """Consent, a card lifted too early, the card, the face."""
        yield "agree", self.player.consent("identity", "face")
        yield "take the card away while it is read", self.lift_early()
        yield "put the card down again", self.player.card_again(self.card)
        yield "look at the camera", self.player.look_at_camera()

    def lift_early(self) -> Act:
        """The screen says what happened and shows nothing of the card's owner."""
        yield from self.player.comes(CardView)
        self.hall.do("spoil_reader", fault="lifted_mid_read", times=1)
        self.hall.do("place_card", who=self.card)
        yield from self.player.comes(CardView, lambda view: getattr(view, "state", None) is CardState.TROUBLE)
        view = self.player.view
        assert isinstance(view, CardView)
        assert (view.name, view.number) == ("", "")
        self.hall.do("lift_card")


class Township(Story):
    """帮办: a helper signs in and applies for an older man, who is there with his card."""

    card = "older_man"

    def steps(self) -> Steps:
        """The desk first, and the desk again at the end."""
        yield "the helper signs in", self.sign_in()
        yield "help the next one", self.help_next()
        yield "choose the item", self.player.pick_item(self.group, self.item)
        yield "choose the region", self.player.pick_region(*self.region)
        yield "read the guide", self.player.read_guide(self.situation)
        yield from self.who_it_is()
        yield from self.what_it_is_about()
        yield "check and sign", self.player.review_and_sign()
        yield "take the receipt", self.receive()
        yield "back to the desk", self.back_to_desk()
        yield "the hub has it once", self.arrives_once()

    def sign_in(self) -> Act:
        """Staff code, then PIN."""
        yield from self.player.comes(AttractView)
        yield from self.player.resident.touch(self.player.say("screens.helper_entry"))
        yield from self.player.comes(HelperView)
        yield from self.player.resident.enter(HELPER_CODE)
        yield from self.player.onward()
        yield from self.player.comes(HelperView, lambda view: getattr(view, "stage", "") == "pin")
        yield from self.player.resident.enter(HELPER_PIN)
        yield from self.player.onward()
        yield from self.player.comes(HelperView, lambda view: getattr(view, "stage", "") == "desk")

    def help_next(self) -> Act:
        """From the desk into a journey."""
        yield from self.player.onward()
        yield from self.player.comes(object, lambda _: self.player.view.step is StepKind.HOME)  # type: ignore[arg-type]

    def back_to_desk(self) -> Act:
        """The visit ends, the helper stays signed in."""
        self.hall.do("lift_card")
        yield from self.player.onward()
        yield from self.player.onward()
        yield from self.player.comes(HelperView, lambda view: getattr(view, "stage", "") == "desk")
