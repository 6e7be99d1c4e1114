"""Scenes about the face: three tries and what follows, the hub's check, a code in its place, consent withdrawn."""

from __future__ import annotations

from typing import Any

from kiosk.journey.views import StepKind
from kiosk.journey.views_cases import HelperView
from kiosk.journey.views_identity import CodeView, FaceState, FaceView
from kiosk.sandbox.hub_process import HELPER_CODE, HELPER_PIN
from kiosk.sandbox.resident import Act
from kiosk.sandbox.stories import Steps, Story, WrongPerson


class _AfterTries(WrongPerson):
    """Three tries that are not enough, and then a way on to the end."""

    def steps(self) -> Steps:
        """The whole journey after all."""
        yield from Story.steps(self)

    def who_it_is(self) -> Steps:
        """Consent, card, three tries, and what the subclass does then."""
        yield "agree", self.player.consent("identity", "face")
        yield "put the card down", self.player.show_card(self.card)
        for number in (1, 2, 3):
            yield f"try {number}", self.refused(3 - number)
        yield from self.then()

    def then(self) -> Steps:
        """The way on."""
        raise NotImplementedError

    def face(self, state: FaceState) -> Act:
        """Until the face step stands so, with its picture."""
        yield from self.player.comes(FaceView, lambda view: getattr(view, "state", None) is state)

    def staff_sign(self) -> Act:
        """A helper has compared by eye: code and PIN."""
        yield from self.player.choose("staff")
        yield from self.player.comes(HelperView)
        yield from self.player.resident.enter(HELPER_CODE)
        yield from self.player.onward()
        yield from self.player.comes(HelperView, lambda view: getattr(view, "stage", "") == "pin")
        yield from self.player.resident.enter(HELPER_PIN)
        yield from self.player.onward()
        yield from self.player.resident.until(lambda: self.player.view.step is StepKind.FORM, "the first question")

    def scan_code(self, who: str) -> Act:
        """Somebody's code instead of the face."""
        yield from self.player.choose("phone_code")
        yield from self.player.comes(CodeView)
        self.hall.do("show_code", issuer="tianfu", who=who)
        yield from self.player.resident.until(
            lambda: not isinstance(self.player.view, CodeView), "whose code it is"
        )
        yield from self.player.photograph()

    def check(self) -> dict[str, Any]:
        """How the hub reads that the person was known."""
        found: dict[str, Any] = self.as_the_hub_reads_it()["application"]["identity_check"]
        return found

    def receive(self) -> Act:
        """The receipt; the hub has the application."""
        yield from super().receive()
        yield from self.arrives_once()


class FaceOtherWays(_AfterTries):
    """Somebody else's card, three tries, somebody's code that does not fit it, and then the own card."""

    def then(self) -> Steps:
        """Nothing that was chosen is lost."""
        yield "a code of another person", self.code_of_another()
        yield "another card", self.own_card()
        yield "look at the camera", self.player.look_at_camera()

    def code_of_another(self) -> Act:
        """It stands for nothing, and the ways are still there."""
        yield from self.face(FaceState.REFUSED)
        yield from self.scan_code("young_woman")
        assert self.player.view.title.key == "journey.face_code_other"

    def own_card(self) -> Act:
        """Back at the card step the reader looks for another one."""
        self.hall.do("lift_card")
        yield from self.player.choose("other_card")
        yield from self.player.show_card("young_woman")

    def receive(self) -> Act:
        """Known by the second card, whose tries are its own."""
        yield from super().receive()
        check = self.check()
        assert (check["method"], check["score_band"]) == ("card_and_face", "accept"), check
        assert check["tries"] <= 3, check


class FaceRemote(_AfterTries):
    """The picture on the chip is too old: three tries here, then the hub compares with the province's record."""

    card = "old_photo"

    def then(self) -> Steps:
        """Told what is sent, agreed, looked once more."""
        yield "choose the check online", self.choose_remote()
        yield "agree that the picture is sent", self.agree()
        yield "look at the camera", self.player.look_at_camera()

    def choose_remote(self) -> Act:
        """After three tries it is one of the ways."""
        yield from self.face(FaceState.REFUSED)
        yield from self.player.comes(
            FaceView, lambda view: "remote" in {one.id for one in getattr(view, "ways", ())}
        )
        yield from self.player.choose("remote")

    def agree(self) -> Act:
        """What, to whom, how long, and whom to ask."""
        yield from self.face(FaceState.ASKING)
        yield from self.player.choose("send_face")

    def receive(self) -> Act:
        """The record says who compared, and that the terminal was not sure."""
        yield from super().receive()
        check = self.check()
        assert (check["method"], check["compared_by"]) == ("card_and_face", "hub"), check
        assert check["score_band"] in ("retry", "refuse"), check


class FaceStaff(_AfterTries):
    """Three tries, and a helper compares card and person by eye."""

    card = "old_photo"

    def then(self) -> Steps:
        """Code and PIN."""
        yield "a helper compares", self.by_eye()

    def by_eye(self) -> Act:
        """Out of the list of ways."""
        yield from self.face(FaceState.REFUSED)
        yield from self.staff_sign()

    def receive(self) -> Act:
        """Signed by the helper."""
        yield from super().receive()
        assert self.check()["method"] == "card_and_staff"


class FaceCode(_AfterTries):
    """No face is compared, as the person wishes: card and a code of the same person."""

    card = "young_woman"

    def who_it_is(self) -> Steps:
        """Says no to the face, and holds the phone to the scanner."""
        yield "agree, but not to the face", self.player.consent("identity", "no_face")
        yield "put the card down", self.player.show_card(self.card)
        yield "the code in the face's place", self.own_code()

    def own_code(self) -> Act:
        """The camera stays dark."""
        yield from self.face(FaceState.NO_CAMERA)
        yield from self.scan_code(self.card)

    def receive(self) -> Act:
        """Known by card and code; no consent for a face among those given."""
        yield from super().receive()
        application = self.as_the_hub_reads_it()["application"]
        assert application["identity_check"]["method"] == "card_and_code"
        assert {one["kind"] for one in application["consents"]} == {"identity"}


class FaceWithdrawn(_AfterTries):
    """Agrees, looks into the camera, takes the consent back, and goes on with a helper."""

    card = "young_woman"

    def who_it_is(self) -> Steps:
        """The camera goes dark at once."""
        yield "agree", self.player.consent("identity", "face")
        yield "put the card down", self.player.show_card(self.card)
        yield "take the consent back", self.withdraw()
        yield "a helper compares", self.staff_sign()

    def withdraw(self) -> Act:
        """While the check is under way."""
        yield from self.player.comes(FaceView, lambda view: getattr(view, "fraction", 0) > 0)
        yield from self.player.choose("withdraw")
        yield from self.face(FaceState.NO_CAMERA)
        assert self.player.view.title.key == "journey.face_withdrawn"

    def receive(self) -> Act:
        """Nothing of a face in the record."""
        yield from super().receive()
        application = self.as_the_hub_reads_it()["application"]
        assert application["identity_check"]["method"] == "card_and_staff"
        assert {one["kind"] for one in application["consents"]} == {"identity"}
