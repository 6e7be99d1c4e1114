"""How a scripted resident gets through the steps: reads what the screen shows, touches it, answers from a card."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import partial
from pathlib import Path

from kiosk.assembly.terminal import Terminal
from kiosk.journey.views import (
    ConsentView,
    DeliveryView,
    FieldKind,
    FormView,
    GuideView,
    HomeView,
    ItemsView,
    Option,
    PrintState,
    RatingView,
    ReceiptView,
    RegionView,
    ReviewView,
    StepKind,
    View,
    WaysView,
)
from kiosk.journey.views_identity import CardState, CardView, FaceState, FaceView
from kiosk.journey.views_papers import PaperQuestionView
from kiosk.sandbox import snapshot
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.paper_hand import PaperHand
from kiosk.sandbox.resident import Act, Lost, Resident
from kiosk.screens.widgets.sign import SignPad
from kiosk.wording import Phrase, Wording

SIGNATURE = (
    ((0.20, 0.25), (0.38, 0.24)),
    ((0.21, 0.48), (0.37, 0.47)),
    ((0.17, 0.76), (0.42, 0.74)),
    ((0.29, 0.25), (0.29, 0.75)),
    ((0.55, 0.30), (0.60, 0.40), (0.56, 0.44)),
    ((0.72, 0.28), (0.66, 0.42)),
    ((0.52, 0.52), (0.78, 0.50)),
    ((0.55, 0.65), (0.74, 0.64)),
    ((0.48, 0.80), (0.84, 0.78)),
)
"""Some strokes of a hand; nobody's name."""

MOST_TURNS, FRAMES_A_TURN = 12, 12

FALLBACK = {
    FieldKind.TEXT: "lu 12",
    FieldKind.PHONE: "13900002046",
    FieldKind.DATE: "20261201",
    FieldKind.ID_NUMBER: "510411198801021133",
}


class Player:
    """Plays on one terminal in one hall; ``pictures`` gets a PNG of every screen, in order."""

    def __init__(
        self,
        terminal: Terminal,
        resident: Resident,
        hall: HallProcess,
        pictures: Path,
        *,
        words: Wording | None = None,
    ) -> None:
        self.terminal, self.resident, self.hall = terminal, resident, hall
        self._pictures, self._words = pictures, words or Wording("zh")
        self._taken = 0

    # seeing -----------------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What stands on the screen."""
        return self.terminal.journey.scene.view

    def say(self, phrase: Phrase | str) -> str:
        """A phrase as it is written on the screen."""
        return self._words.say(phrase)

    def comes(self, kind: type[View], where: Callable[[View], object] = bool) -> Act:
        """Waits for a screen, and takes its picture."""
        yield from self.resident.until(
            lambda: isinstance(self.view, kind) and where(self.view),
            f"{kind.__name__}, and not {self._standing()}",
        )
        yield from self.photograph()

    def left(self, view: View) -> bool:
        """Is another view on the screen?"""
        return self.view != view

    def left_key(self, key: str) -> bool:
        """Is a view of another key on the screen?"""
        return self.view.key != key

    def photograph(self) -> Act:
        """A picture of the screen as it is now, two frames later so that all of it is drawn."""
        yield
        yield
        self._taken += 1
        snapshot.save(self._pictures / f"{self._taken:02d}-{self.view.step.value}.png")

    def _standing(self) -> str:
        return f"{self.view.step.value} ({self.say(self.view.title)})"

    # touching ---------------------------------------------------------------------------------------------------

    def onward(self) -> Act:
        """The yellow button, once it can be touched."""
        yield from self.resident.until(
            lambda: self.view.onward is not None and self.view.onward.enabled, "the way on"
        )
        assert self.view.onward is not None
        yield from self.resident.touch(self.say(self.view.onward.phrase))

    def pick(self, option: Option) -> Act:
        """Touches an option by its words, on whatever page of the screen it is."""
        yield from self.leaf_to(self.say(option.phrase))
        yield from self.resident.touch(self.say(option.phrase))

    def choose(self, way: str) -> Act:
        """Touches a way on, by its id."""
        view = self.view
        options = getattr(view, "options", ()) or getattr(view, "ways", ())
        for option in options:
            if option.id == way:
                yield from self.pick(option)
                return
        raise Lost(f"no way {way}; there are {', '.join(option.id for option in options)}")

    def take_way(self, way: str) -> Act:
        """Chooses a way on and takes it; the first is chosen beforehand."""
        yield from self.ways(way)
        view = self.view
        assert isinstance(view, WaysView)
        if not next(one for one in view.options if one.id == way).chosen:
            yield from self.choose(way)
        yield from self.onward()

    # steps ------------------------------------------------------------------------------------------------------

    def start(self) -> Act:
        """From the invitation to the question what to do."""
        yield from self.comes(View, lambda view: view.step is StepKind.ATTRACT)
        yield from self.onward()
        yield from self.comes(HomeView)

    def pick_item(self, group: str, item_id: str) -> Act:
        """Through a life event's list to an item."""
        home = self.view
        assert isinstance(home, HomeView)
        yield from self.pick(next(option for option in home.groups if option.id == group))
        yield from self.comes(ItemsView)
        yield from self.open_row(item_id)

    def open_row(self, item_id: str) -> Act:
        """An item of the list, wherever its page is."""
        while True:
            items = self.view
            assert isinstance(items, ItemsView)
            row = next((row for row in items.rows if row.id == item_id), None)
            if row is not None:
                yield from self.leaf_to(row.name)
                yield from self.resident.touch(row.name)
                return
            yield from self.turn(items.page)

    def turn(self, page: int) -> Act:
        """To the next page of the journey's list; a small panel may turn several times for one of them."""
        for _ in range(MOST_TURNS):
            yield from self.resident.touch(self.say("screens.later"))
            for _ in range(FRAMES_A_TURN):
                if getattr(self.view, "page", 0) != page:
                    return
                yield
            yield from self.photograph()
        raise Lost(f"the page after {page + 1}")

    def leaf_to(self, words: str) -> Act:
        """Turns the pages of a screen until something on it says ``words``, as far as there are pages."""
        later = self.say("screens.later")
        yield
        yield  # what the journey shows now is drawn
        for _ in range(MOST_TURNS):
            if self.resident.sees(words) or not self.resident.sees(later):
                return
            yield from self.resident.touch(later)
            yield from self.photograph()

    def pick_region(self, *codes: str) -> Act:
        """Province, city and county by their codes."""
        for code in codes:
            yield from self.comes(RegionView, partial(self._offers, code))
            view = self.view
            assert isinstance(view, RegionView)
            yield from self.pick(next(option for option in view.options if option.id == code))
        yield from self.photograph()
        yield from self.onward()

    @staticmethod
    def _offers(code: str, view: View) -> bool:
        return isinstance(view, RegionView) and any(option.id == code for option in view.options)

    def write(self, letters: str, sign: str) -> Act:
        """A Chinese sign by the letters of its sound, chosen among the words offered, page after page.

        A touch while the words are about to change does nothing, so it is repeated as a person would.
        """
        more = f"words:{self.say('entry.words_later')}"
        yield from self.resident.enter(letters)
        for _ in range(MOST_TURNS):
            yield from self.resident.until(self._offered, f"words for {letters}")
            yield from self._words_stand_still()
            offered = self._offered()
            yield from self.resident.touch(f"word:{sign}" if self.resident.sees(f"word:{sign}") else more)
            for _ in range(FRAMES_A_TURN):
                if self._offered() != offered:
                    break
                yield
            if not self._offered():
                return
        raise Lost(f"{sign} among the words for {letters}")

    def _words_stand_still(self) -> Act:
        """The words of the letters before are not looked through."""
        offered, still = self._offered(), 0
        while still < FRAMES_A_TURN:
            yield
            still = still + 1 if self._offered() == offered else 0
            offered = self._offered()

    def _letters(self) -> str:
        entry = getattr(self.view, "entry", None)
        return "" if entry is None else entry.letters

    def _offered(self) -> tuple[str, ...]:
        entry = getattr(self.view, "entry", None)
        return () if entry is None else entry.words

    def read_guide(self, situation: str = "") -> Act:
        """The guide, with a situation chosen where there are several."""
        yield from self.comes(GuideView)
        view = self.view
        assert isinstance(view, GuideView)
        if view.situations and not any(option.chosen for option in view.situations):
            wanted = next((one for one in view.situations if one.id == situation), view.situations[0])
            yield from self.pick(wanted)
        yield from self.onward()

    def consent(self, *kinds: str) -> Act:
        """Agrees to the kinds given."""
        yield from self.comes(ConsentView)
        view = self.view
        assert isinstance(view, ConsentView)
        for option in view.consents:
            if option.id in kinds:
                yield from self.pick(option)
        yield from self.photograph()
        yield from self.onward()

    def show_card(self, who: str) -> Act:
        """Lays a card down and goes on when it was read."""
        yield from self.comes(CardView, lambda view: getattr(view, "state", None) is CardState.WAITING)
        yield from self.card_again(who)

    def card_again(self, who: str) -> Act:
        """Lays a card down, whatever the screen says of the one before."""
        self.hall.do("place_card", who=who)
        yield from self.comes(CardView, lambda view: getattr(view, "state", None) is CardState.READ)
        yield from self.leave_step(StepKind.CARD)

    def leave_step(self, step: StepKind) -> Act:
        """Touches the way on until the step is left; some leave by themselves."""
        yield from self.resident.until(
            lambda: self.view.step is not step or (self.view.onward is not None and self.view.onward.enabled),
            f"the way on from {step.value}",
        )
        if self.view.step is step:
            yield from self.onward()
        yield from self.resident.until(lambda: self.view.step is not step, f"the step after {step.value}")

    def look_at_camera(self) -> Act:
        """Until the faces are one person's; after a try that was not enough once more, as anybody would."""
        yield from self.comes(FaceView)
        ends = (FaceState.SAME, FaceState.AGAIN)
        yield from self.comes(FaceView, lambda view: getattr(view, "state", None) in ends)
        while getattr(self.view, "state", None) is FaceState.AGAIN:
            yield from self.onward()
            yield from self.comes(FaceView, lambda view: getattr(view, "state", None) is not FaceState.AGAIN)
            yield from self.comes(FaceView, lambda view: getattr(view, "state", None) in ends)
        yield from self.leave_step(StepKind.FACE)

    def fill_form(self, answers: Mapping[str, str]) -> Act:
        """Every question: from ``answers`` by field, else something plausible."""
        while isinstance(self.view, FormView):
            yield from self.photograph()
            yield from self._answer(self.view, answers)

    def _answer(self, view: FormView, answers: Mapping[str, str]) -> Act:
        wanted = answers.get(view.field_id, "")
        if view.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
            options = [option for option in view.options if option.id == wanted] or list(view.options)
            yield from self.pick(options[0])
        elif view.kind is FieldKind.REGION and not view.value:
            yield from self._answer_region(view.field_id, wanted or "510402")
        elif not view.value:
            yield from self.resident.enter(wanted or FALLBACK[view.kind])
            yield from self.resident.until(lambda: not self._letters(), "no letter that is not chosen for")
        key = view.key
        yield from self.onward()
        yield from self.resident.until(lambda: self.view.key != key, f"the question after {view.field_id}")

    def _answer_region(self, field_id: str, code: str) -> Act:
        """Down to a division, level by level; some provinces have only two."""
        wanted = {code[:2] + "0000", code[:4] + "00", code}
        while isinstance(self.view, FormView) and self.view.field_id == field_id and not self.view.value:
            view = self.view
            option = next((one for one in view.options if one.id in wanted), None)
            if option is not None:
                wanted.discard(option.id)
                yield from self.pick(option)
                yield from self.resident.until(partial(self.left, view), "the next level")
            elif view.page + 1 < view.pages:
                yield from self.turn(view.page)
            else:
                raise Lost(f"no division {code}")

    def scan_papers(self) -> Act:
        """Good pages for every paper asked for, under the document camera."""
        yield from PaperHand(self).scan_papers()

    def choose_delivery(self, way: str = "") -> Act:
        """How the result comes, where the item asks."""
        if self.view.step is not StepKind.DELIVERY:
            return
        yield from self.comes(DeliveryView)
        view = self.view
        assert isinstance(view, DeliveryView)
        wanted = [option for option in view.options if option.id == way] or list(view.options)
        if not wanted[0].chosen:
            yield from self.pick(wanted[0])
        yield from self.photograph()
        yield from self.leave_step(StepKind.DELIVERY)

    def review_and_sign(self) -> Act:
        """All pages of the review, then the signature; leaves by the way on, which submits.

        A paper that was read meanwhile may be asked about first; then it is signed anew.
        """
        yield from self.comes(ReviewView)
        yield from self._sign()
        yield from self.resident.until(lambda: self.view.step is not StepKind.REVIEW, "what follows the review")
        while isinstance(self.view, PaperQuestionView):
            yield from PaperHand(self).answer_question()
            if isinstance(self.view, ReviewView):
                yield from self._sign()
                yield from self.resident.until(lambda: self.view.step is not StepKind.REVIEW, "the end of it")

    def _sign(self) -> Act:
        view = self.view
        assert isinstance(view, ReviewView)
        for page in range(view.page, view.pages - 1):
            yield from self.turn(page)
            yield from self.photograph()
        yield from self.resident.draw(SignPad, SIGNATURE)
        yield from self.resident.until(lambda: getattr(self.view, "signed", False), "the signature")
        yield from self.photograph()
        yield from self.onward()

    def take_receipt(self, *, printed: bool = True) -> Generator[None, None, ReceiptView]:
        """The receipt's screen, once the slip is out; returns what it shows."""
        yield from self.comes(ReceiptView)
        if printed:
            yield from self.resident.until(
                lambda: getattr(self.view, "printing", None) is PrintState.PRINTED, "the printed slip"
            )
        yield from self.photograph()
        view = self.view
        assert isinstance(view, ReceiptView)
        return view

    def rate(self, level: int = 5) -> Act:
        """Ends by the rating."""
        self.hall.do("lift_card")
        yield from self.resident.until(
            lambda: not getattr(self.view, "card_on_reader", False) or getattr(self.view, "card_taken", False),
            "the card to be seen off the reader",
        )
        yield from self.onward()
        yield from self.comes(RatingView)
        yield from self.resident.touch(self.say(f"screens_b.level_{level}"))
        yield from self.photograph()
        yield from self.onward()
        yield from self.comes(View, lambda view: view.step is StepKind.ATTRACT)

    def ways(self, *expected: str) -> Act:
        """The screen of ways on, which must offer those named."""
        yield from self.comes(WaysView)
        view = self.view
        assert isinstance(view, WaysView)
        missing = set(expected) - {option.id for option in view.options}
        if missing:
            raise Lost(f"the ways {', '.join(missing)}")
