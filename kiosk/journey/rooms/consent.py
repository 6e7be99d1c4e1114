"""What is read, why, and how long it is kept; the face apart. Saying no always leads somewhere."""

from __future__ import annotations

from kiosk.journey.rooms.room import Room, onward, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import ConsentView, Option, StepKind
from kiosk.platform.contract import Consent

TEXT_VERSION = "2026-11"
"""Version of the consent's wording in ``assets/locale``; goes with the application."""
KINDS = ("identity", "face")
ICONS = {"identity": "identification-card-duotone", "face": "camera-duotone"}


class ConsentRoom(Room):
    """Two consents, chosen one by one; nothing is chosen beforehand."""

    kind = StepKind.CONSENT

    def view(self) -> ConsentView:
        """The table of what is read and the consents of this item."""
        given = self.personal.consents
        kinds = self._kinds()
        reads = [(say(f"reads_{one}"), say(f"reads_{one}_why")) for one in ("card", "form", "papers", "face")]
        return ConsentView(
            step=self.kind,
            key="consent",
            title=say("consent_title"),
            lead=say("consent_lead"),
            onward=onward("consent_go_on" if "identity" in given else "consent_refuse"),
            reads=tuple(reads if "face" in kinds else reads[:-1]),
            consents=tuple(
                Option(one, say(f"consent_{one}"), say(f"consent_{one}_more"), ICONS[one], one in given)
                for one in kinds
            ),
        )

    def _kinds(self) -> tuple[str, ...]:
        return KINDS if self.personal.draft.chosen.identity == "card_and_face" else KINDS[:1]

    def set_consent(self, kind: str, given: bool) -> None:
        """Gives a consent now, or takes it back."""
        if kind not in self._kinds():
            return
        self.personal.consents.pop(kind, None)
        if given:
            self.personal.consents[kind] = Consent(
                kind="face" if kind == "face" else "identity", text_version=TEXT_VERSION, at=self.hall.clock.utc()
            )

    def go_on(self) -> None:
        """With the card's consent on; without it to the counter. A face refused is asked about at its step."""
        if "identity" in self.personal.consents:
            self.passage.forward()
        else:
            self.passage.trouble(Trouble("journey.identity_refused", ("counter", "again", "end"), ""))
