"""Electronic licences: asked for only when the person here has agreed, for this alone; then chosen like files.

The source knows the person only while the list is open; the consent itself lives in the visit and goes with the
application.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, runtime_checkable

from kiosk.devices.pages import PageSource
from kiosk.journey.rooms.consent import TEXT_VERSION
from kiosk.journey.rooms.paper_files import FilesRoom
from kiosk.journey.rooms.paper_room import PaperRoom, Table
from kiosk.journey.rooms.room import Room, Stay, say
from kiosk.journey.views import Option
from kiosk.journey.views_papers import PaperQuestionView
from kiosk.platform.contract import Consent
from kiosk.wording import Phrase

KIND = "licences"
AGREE, REFUSE = "agree", "refuse"


@runtime_checkable
class ConsentedSource(PageSource, Protocol):
    """A source that is asked about a person, and only with their consent (``LicenceSource``)."""

    @property
    def issuer(self) -> str:
        """Who is asked, as residents know it."""

    def agree(self, name: str, number: str, consent_version: str, consent_at: datetime) -> None:
        """The person agreed that the issuer is asked about them."""

    def withdraw(self) -> None:
        """The person is forgotten."""


def licence_room(stay: Stay, table: Table, source: ConsentedSource, retake: int) -> Room:
    """The question, or the licences of whoever has answered it with yes."""
    if KIND in stay.visit.personal.consents:
        return LicencesRoom(stay, table, source, retake)
    return LicenceConsentRoom(stay, table, source, retake)


class LicenceConsentRoom(PaperRoom):
    """May the issuer be asked? No is as large as yes, and leads to the other places pages come from."""

    def __init__(self, stay: Stay, table: Table, source: ConsentedSource, retake: int) -> None:
        super().__init__(stay, table)
        self._source, self._retake = source, retake

    def view(self) -> PaperQuestionView:
        """What is asked of whom, and the two answers."""
        head = self.head("papers_sources", "licence-consent")
        head["title"] = say("licence_ask", issuer=Phrase.verbatim(self._source.issuer))
        head["lead"] = say("licence_ask_lead")
        return PaperQuestionView(
            **head,
            ways=(
                Option(AGREE, say("licence_agree"), say("licence_agree_more"), icon="check-bold"),
                Option(REFUSE, say("licence_refuse"), say("licence_refuse_more"), icon="x-bold"),
            ),
        )

    def pick_way(self, way: str) -> None:
        """Yes is noted with its words and time; no leaves everything as it is."""
        if way == AGREE:
            self.personal.consents[KIND] = Consent(
                kind="licences", text_version=TEXT_VERSION, at=self.hall.clock.utc()
            )
            self.table.fetch(self._retake)
        elif way == REFUSE:
            self.table.sources(self._retake)

    def go_on(self) -> None:
        """An answer is touched, not gone on to."""

    def go_back(self) -> None:
        """To the places pages come from."""
        self.table.sources(self._retake)


class LicencesRoom(FilesRoom):
    """The licences of the person here, who agreed."""

    def __init__(self, stay: Stay, table: Table, source: ConsentedSource, retake: int) -> None:
        super().__init__(stay, table, source, retake)
        self._issuer = source

    def enter(self, focus: str = "") -> None:
        """The source is told whom to ask about; without a name and number nobody is asked."""
        identity, consent = self.personal.here.identity, self.personal.consents.get(KIND)
        if identity is not None and consent is not None:
            self._issuer.agree(identity.name, identity.number, consent.text_version, consent.at)
        super().enter(focus)

    def exit(self) -> None:
        """Nothing of the person stays with the source."""
        super().exit()
        self._issuer.withdraw()
