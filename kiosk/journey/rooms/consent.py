"""What is read, why, and how long it is kept; the face apart. Saying no always leads somewhere."""

from __future__ import annotations

from kiosk.journey.rooms.room import Room, onward, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import ConsentView, Option, StepKind
from kiosk.platform.contract import Consent
from kiosk.visit import Personal, erase
from kiosk.wording import Phrase

TEXT_VERSION = "2026-11"
"""Version of the consent's wording in ``assets/locale``; goes with the application."""
KINDS = ("identity", "face", "no_face")
ICONS = {
    "identity": "identification-card-duotone",
    "face": "camera-duotone",
    "no_face": "hand-waving-bold",
}
NO_FACE = "no_face"
"""Not a consent but the word that none is given for the face: as large, and nothing is lost by it."""


class ConsentRoom(Room):
    """Two consents, chosen one by one; nothing is chosen beforehand, and each can be taken back here."""

    kind = StepKind.CONSENT

    def view(self) -> ConsentView:
        """The table of what is read and the consents of this item."""
        kinds = self._kinds()
        return ConsentView(
            step=self.kind,
            key="consent",
            title=say("consent_title"),
            lead=say("consent_lead"),
            onward=onward("consent_go_on" if "identity" in self.personal.consents else "consent_refuse"),
            reads=self._reads(face="face" in kinds),
            consents=tuple(
                Option(one, say(f"consent_{one}"), say(f"consent_{one}_more"), ICONS[one], self._chosen(one))
                for one in kinds
            ),
        )

    def _reads(self, *, face: bool) -> tuple[tuple[Phrase, Phrase], ...]:
        """What is read and what for, and whom to ask about it."""
        terminal = self.stay.settings.terminal
        kinds = ("card", "filled", "face") if face else ("card", "filled")
        contact = say("asks_contact_is", hall=terminal.hall_name, phone=terminal.help_phone)
        return (*((say(f"reads_{one}"), say(f"reads_{one}_why")) for one in kinds), (say("asks_contact"), contact))

    def _chosen(self, kind: str) -> bool:
        return "face" in self.personal.refused if kind == NO_FACE else kind in self.personal.consents

    def _kinds(self) -> tuple[str, ...]:
        faces = self.stay.settings.faces.offered and self.personal.draft.chosen.identity == "card_and_face"
        return KINDS if faces else KINDS[:1]

    def set_consent(self, kind: str, given: bool) -> None:
        """Gives a consent now, or takes it back."""
        if kind not in self._kinds():
            return
        personal = self.personal
        if kind == NO_FACE:
            if given:
                take_back_face(personal)
            else:
                personal.refused.discard("face")
            return
        personal.consents.pop(kind, None)
        if given:
            personal.refused.discard(kind)
            personal.consents[kind] = Consent(
                kind="face" if kind == "face" else "identity", text_version=TEXT_VERSION, at=self.hall.clock.utc()
            )

    def go_on(self) -> None:
        """With the card's consent on; without it to the counter. A face refused is asked about at its step."""
        if "identity" in self.personal.consents:
            self.passage.forward()
        else:
            self.passage.trouble(Trouble("journey.identity_refused", ("counter", "again", "end"), ""))


def take_back_face(personal: Personal) -> None:
    """No consent for the face any more, here or beyond; the picture to compare it with is wiped."""
    for kind in ("face", "face_sent"):
        personal.consents.pop(kind, None)
    personal.refused.add("face")
    for known in (personal.applicant, personal.actor):
        erase(known.card_photo)
        known.card_photo = None
