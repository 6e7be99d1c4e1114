"""Scenes without one's own card (a phone's code, a typed name, a document staff have seen), and for others."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journey.views import FormView, StepKind
from kiosk.journey.views_cases import HelperView
from kiosk.journey.views_identity import CardState, CardView, CodeView, FaceState, FaceView
from kiosk.sandbox.hub_process import HELPER_CODE, HELPER_PIN
from kiosk.sandbox.resident import Act
from kiosk.sandbox.stories import Steps, Story

NAME_SOUNDS = (("wang", "王"), ("lan", "兰"))
"""How the main scene's applicant is typed: the letters of a sound, then the sign among those offered."""


class _WithoutCard(Story):
    """Goes to the ways without a card and takes one of them."""

    way: ClassVar[str]

    def other_way(self) -> Act:
        """没带身份证, and then the way."""
        yield from self.player.comes(CardView, lambda view: getattr(view, "state", None) is CardState.WAITING)
        yield from self.player.choose("no_card")
        yield from self.player.take_way(self.way)

    def is_known(self) -> Act:
        """The masked name and number, and on."""
        yield from self.player.comes(CardView, lambda view: getattr(view, "state", None) is CardState.READ)
        yield from self.player.leave_step(StepKind.CARD)

    def face_at_the_hub(self) -> Act:
        """Agrees that the picture is sent, and is the person."""
        yield from self.player.comes(FaceView, lambda view: getattr(view, "state", None) is FaceState.ASKING)
        yield from self.player.choose("send_face")
        yield from self.player.look_at_camera()

    def type_who(self) -> Act:
        """Number by the digits, name by pinyin."""
        yield from self.player.comes(FormView)
        yield from self.player.resident.enter(self.hall.do("words_of", who="young_woman")["number"])
        yield from self.player.photograph()
        yield from self.player.onward()
        yield from self.player.comes(FormView, lambda view: getattr(view, "field_id", "") == "typed_name")
        for letters, sign in NAME_SOUNDS:
            yield from self.player.write(letters, sign)
        yield from self.player.photograph()
        yield from self.player.onward()

    def method(self) -> str:
        """How the hub reads that the person was known."""
        return str(self.as_the_hub_reads_it()["application"]["identity_check"]["method"])


class PhoneCode(_WithoutCard):
    """An identity code on the phone; the hub's verifier says whose it is and compares the face."""

    way = "code"

    def who_it_is(self) -> Steps:
        """Consent, code, face."""
        yield "agree", self.player.consent("identity", "face")
        yield "say that there is no card", self.other_way()
        yield "hold the phone to the scanner", self.show_code()
        yield "look at the camera", self.face_at_the_hub()

    def show_code(self) -> Act:
        """A code that is good once."""
        yield from self.player.comes(CodeView)
        self.hall.do("show_code", issuer="tianfu")
        yield from self.is_known()

    def receive(self) -> Act:
        """The receipt; the hub has how it was."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.method() == "code_and_face"


class TypedName(_WithoutCard):
    """Number and name typed, the living face compared with the record."""

    way = "typed"

    def who_it_is(self) -> Steps:
        """Consent, number, name, face."""
        yield "agree", self.player.consent("identity", "face")
        yield "say that there is no card", self.other_way()
        yield "type number and name", self.type_and_be_known()
        yield "look at the camera", self.face_at_the_hub()

    def type_and_be_known(self) -> Act:
        """And the terminal shows it masked."""
        yield from self.type_who()
        yield from self.is_known()

    def receive(self) -> Act:
        """The receipt; the hub has how it was."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.method() == "typed_and_face"


class StaffSeen(_WithoutCard):
    """A helper has looked at a document and vouches for what is typed."""

    way = "staff_seen"

    def who_it_is(self) -> Steps:
        """Consent, number, name, staff code and PIN; no camera."""
        yield "agree", self.player.consent("identity")
        yield "say that there is no card", self.other_way()
        yield "type number and name", self.type_who()
        yield "the helper signs", self.helper_signs()

    def helper_signs(self) -> Act:
        """Code and PIN."""
        yield from self.player.comes(HelperView)
        yield from self.player.resident.enter(HELPER_CODE)
        yield from self.player.onward()
        yield from self.player.comes(HelperView, lambda view: getattr(view, "stage", "") == "pin")
        yield from self.player.resident.enter(HELPER_PIN)
        yield from self.player.onward()
        yield from self.is_known()

    def receive(self) -> Act:
        """The receipt; the hub has how it was."""
        yield from super().receive()
        yield from self.arrives_once()
        assert self.method() == "staff"


class Guardian(Story):
    """A mother for her child: her card, the child's card, her face."""

    role: ClassVar[str] = "guardian"
    other_card: ClassVar[str] = "minor"

    def who_it_is(self) -> Steps:
        """Two cards, one after the other."""
        yield "agree", self.player.consent("identity", "face")
        yield "say for whom", self.for_whom()
        yield "put the own card down", self.own_card()
        yield "put the other card down", self.the_other_card()
        yield "look at the camera", self.player.look_at_camera()

    def for_whom(self) -> Act:
        """替别人办, and in which role."""
        yield from self.player.comes(CardView, lambda view: getattr(view, "state", None) is CardState.WAITING)
        yield from self.player.choose("for_other")
        yield from self.player.take_way(self.role)

    def own_card(self) -> Act:
        """The card of the one who is here."""
        yield from self.player.show_card("young_woman")

    def the_other_card(self) -> Act:
        """It takes the place of the first."""
        yield from self.player.comes(CardView, lambda view: view.step is StepKind.APPLICANT)
        self.hall.do("lift_card")
        self.hall.do("place_card", who=self.other_card)
        yield from self.player.comes(
            CardView,
            lambda view: view.step is StepKind.APPLICANT and getattr(view, "state", None) is CardState.READ,
        )
        yield from self.player.leave_step(StepKind.APPLICANT)

    def receive(self) -> Act:
        """The receipt; the hub has both identities."""
        yield from super().receive()
        yield from self.arrives_once()
        actor = self.as_the_hub_reads_it()["application"]["actor"]
        number = self.hall.do("words_of", who="young_woman")["number"]
        assert (actor["role"], actor["person"]["number"]) == (self.role, number)
        assert actor["identity_check"]["method"] == "card_and_face"


class Agent(Guardian):
    """With a signed letter for somebody else of age."""

    role, other_card = "agent", "other_person"
