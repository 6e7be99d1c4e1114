"""One question about a paper that was read: is it the right one, is it this person's, does its answer hold?"""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from kiosk.identity.numbers import mask_name
from kiosk.journey.draft import About, Reason
from kiosk.journey.findings import Finding, Offer, OtherKind
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.boxes import readable
from kiosk.journey.rooms.page_pictures import PagePictures
from kiosk.journey.rooms.paper_room import PaperRoom, Table
from kiosk.journey.rooms.room import Stay, say
from kiosk.journey.views import Option
from kiosk.journey.views_papers import PaperQuestionView
from kiosk.wording import Phrase

ICONS = {
    "another": "arrow-counter-clockwise-bold",
    "family": "users-bold",
    "renamed": "pencil-simple-bold",
    "misread": "eye-bold",
    "other": "dots-three-outline-bold",
    "take_value": "check-bold",
    "leave_value": "x-bold",
}
OF_KIND: tuple[Reason, ...] = ("misread", "other")
OF_PERSON: tuple[Reason, ...] = get_args(Reason)


class PaperQuestionRoom(PaperRoom):
    """Asks ``finding``; ``answered`` leads on. Nothing is ever changed without the person saying so."""

    def __init__(self, stay: Stay, table: Table, finding: Finding, answered: Callable[[], None]) -> None:
        super().__init__(stay, table)
        self._finding, self._answered = finding, answered
        self._pictures = PagePictures(self)

    def exit(self) -> None:
        """No large picture of the page stays."""
        self._pictures.forget()

    def paper_page(self, number: int) -> Bgr | None:
        """The page it is about."""
        return self._pictures.of(self.table.paper, number)

    def view(self) -> PaperQuestionView:
        """What was read, and what can be said to it."""
        title, lead = self._words()
        head = self.head("papers_kept", f"question/{self._about}")
        head["title"], head["lead"] = title, lead
        return PaperQuestionView(
            **head,
            page=self._finding.page,
            shown=self._pictures.shown,
            ways=tuple(Option(one, say(f"odd_{one}"), answer_more(one), icon=ICONS[one]) for one in self._ways()),
        )

    @property
    def _about(self) -> str:
        if isinstance(self._finding, Offer):
            return self._finding.field.id
        return "kind" if isinstance(self._finding, OtherKind) else "person"

    def _words(self) -> tuple[Phrase, Phrase]:
        finding, material = self._finding, self.table.material
        named = Phrase.verbatim(material.name, en=material.name_en or None)
        if isinstance(finding, OtherKind):
            return say("odd_kind", seen=self._kind_name(finding.seen)), say("odd_kind_lead", paper=named)
        if isinstance(finding, Offer):
            label = Phrase.verbatim(finding.field.label, en=finding.field.label_en or None)
            title = say("odd_offer", label=label, value=readable(finding.value))
            if finding.instead:
                return title, say("odd_offer_instead", answer=readable(finding.instead))
            return title, say("odd_offer_empty", paper=named)
        name = mask_name(finding.name) if finding.name else ""
        return say("odd_person"), say("odd_person_lead" if name else "odd_person_number", who=name)

    def _kind_name(self, kind: str) -> Phrase:
        assert self.hall.known_papers is not None
        paper = self.hall.known_papers.paper(kind)
        return Phrase.verbatim(paper.name, en=paper.name_en)

    def _ways(self) -> tuple[str, ...]:
        if isinstance(self._finding, Offer):
            return ("take_value", "leave_value")
        return ("another", *(OF_KIND if isinstance(self._finding, OtherKind) else OF_PERSON))

    def pick_way(self, way: str) -> None:
        """Another paper, a reason, or the answer taken or left."""
        if way not in self._ways():
            return
        finding = self._finding
        if isinstance(finding, Offer):
            self._settle(finding, taken=way == "take_value")
            self._answered()
        elif way == "another":
            self.table.fetch(retake=finding.page)
        else:
            about: About = "kind" if isinstance(finding, OtherKind) else "person"
            reason = next(one for one in OF_PERSON if one == way)
            self.table.paper.remarks[about] = reason
            self._answered()

    def _settle(self, offer: Offer, *, taken: bool) -> None:
        draft = self.personal.draft
        if taken:
            draft.answers[offer.field.id] = offer.value
            draft.from_card.discard(offer.field.id)
        else:
            draft.declined.add(offer.field.id)

    def go_on(self) -> None:
        """An answer is touched, not gone on to."""

    def go_back(self) -> None:
        """Back among the pages; the question comes again."""
        self.table.kept(len(self.table.paper.pages))


def answer_more(way: str) -> Phrase | None:
    """What an answer leads to, where its name does not say it."""
    if way in ("another", "leave_value"):
        return say(f"odd_{way}_more")
    return say("odd_reason_more") if way in OF_PERSON else None
