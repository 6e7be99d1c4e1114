"""Everything that can go wrong between a card and its reader, one after the other, each with its sentence."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.journey.views import AttractView, FarewellView
from kiosk.journey.views_identity import CardState, CardView
from kiosk.sandbox.resident import Act
from kiosk.sandbox.stories import Steps, Story

WIRE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("card_lifted", {"fault": "lifted_mid_read", "times": 1}),
    ("card_garbled", {"fault": "bad_checksum", "reading": True}),
    ("card_silent", {"fault": "silent", "reading": True, "times": 1}),
    ("card_select_failed", {"fault": "wrong_status", "selecting": True, "sw3": 0x81}),
    ("card_rejected", {"fault": "wrong_status", "reading": True, "sw3": 0x31}),
    ("card_unknown", {"fault": "wrong_status", "reading": True, "sw3": 0x40}),
)
"""Sentence, and how the wire is spoilt for it."""
CARDS = (
    ("card_unreadable", "torn_text"),
    ("card_unknown", "other_kind"),
    ("card_expired", "expired"),
    ("card_under_16", "minor"),
)
"""Sentence, and the card of the sandbox that brings it."""


class CardFaults(Story):
    """Nothing of the card's owner is on the screen in any of them, and a good card is read after all."""

    card: ClassVar[str] = "young_woman"

    def steps(self) -> Steps:
        """Ends without an application."""
        yield from self.to_the_item()
        yield "agree", self.player.consent("identity", "face")
        for sentence, spoilt in WIRE:
            yield f"the wire: {sentence}", self.on_the_wire(sentence, spoilt)
        for sentence, card in CARDS:
            yield f"the card: {card}", self.of_the_card(sentence, card)
        yield "the reader unplugged and back", self.unplugged()
        yield "a good card after all", self.good_card()
        yield "leave without the card", self.leave_it()
        yield "the next one is told", self.next_one()

    def on_the_wire(self, sentence: str, spoilt: dict[str, Any]) -> Act:
        """The hall is put in order before the card can be read after all."""
        self.hall.do("spoil_reader", **spoilt)
        yield from self.of_the_card(sentence, self.card)
        self.hall.do("mend_reader")

    def of_the_card(self, sentence: str, card: str) -> Act:
        """Laid down, told, taken away."""
        self.hall.do("place_card", who=card)
        yield from self.told(CardState.TROUBLE, sentence)
        self.hall.do("lift_card")
        yield from self.player.resident.moves_hand()

    def told(self, state: CardState, sentence: str) -> Act:
        """The sentence, at least one way on, and nothing of anybody."""
        yield from self.player.comes(
            CardView,
            lambda view: getattr(view, "state", None) is state and view.title.key == f"journey.{sentence}",
        )
        view = self.player.view
        assert isinstance(view, CardView)
        assert (view.name, view.number) == ("", "")
        assert view.ways

    def unplugged(self) -> Act:
        """Seen at once, and at once back."""
        self.hall.do("unplug_reader")
        yield from self.told(CardState.NO_READER, "reader_failed")
        self.hall.do("plug_reader")
        yield from self.told(CardState.WAITING, "card_waiting")

    def good_card(self) -> Act:
        """Read as if nothing had been."""
        self.hall.do("place_card", who=self.card)
        yield from self.player.comes(CardView, lambda view: getattr(view, "state", None) is CardState.READ)

    def leave_it(self) -> Act:
        """The visit is wiped and the card asked back; they say that they have it, and have not."""
        yield from self.player.resident.touch(self.player.say("screens.leave"))
        yield from self.player.resident.touch(self.player.say("journey.leave_go"))
        yield from self.player.comes(FarewellView)
        yield from self.player.onward()
        yield from self.player.comes(AttractView)

    def next_one(self) -> Act:
        """The card that lies there is not read for the next person, who is asked to take it away."""
        for _, act in self.to_the_item():
            yield from act
        yield from self.player.consent("identity", "face")
        yield from self.told(CardState.TROUBLE, "card_left")
        self.hall.do("lift_card")
        yield from self.told(CardState.WAITING, "card_waiting")
        yield from self.player.resident.touch(self.player.say("screens.leave"))
        yield from self.player.resident.touch(self.player.say("journey.leave_go"))
        yield from self.player.comes(AttractView)
        assert self.new_cases() == 0
