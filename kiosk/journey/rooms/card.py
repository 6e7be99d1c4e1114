"""Put the card on the lit spot: what the reader and the card are doing, and who the card says one is.

``CardRoom`` asks the person at the machine, ``ApplicantRoom`` then for the card of whom they act for.
"""

from __future__ import annotations

from typing import get_args

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.devices.id_reader.events import CardAddress, CardAppeared, CardLeft, CardLifted, CardRead, CardTrouble
from kiosk.errors import KioskError
from kiosk.identity import acting
from kiosk.identity.acting import Role
from kiosk.identity.card_text import parse, parse_address
from kiosk.identity.document import IdentityDocument
from kiosk.identity.numbers import mask_name, mask_number
from kiosk.identity.validity import Finding, findings
from kiosk.journal import CardReadDone
from kiosk.journey import asked, sentences
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.room import Room, missing, onward, say
from kiosk.journey.rooms.ways import options, take_common
from kiosk.journey.sentences import Trouble
from kiosk.journey.sources import IdentitySource
from kiosk.journey.views import NextPlace, Notice, Option, StepKind
from kiosk.journey.views_identity import CardState, CardView
from kiosk.offline.outbox import OutboxRow
from kiosk.visit import Known, Source
from kiosk.wording import Phrase

LEFT = "journey.card_left"
LAID_BADLY = frozenset(
    f"journey.card_{one}" for one in ("lifted", "select_failed", "garbled", "silent", "unread", "unreadable")
)
"""Sentences after which laying the card down again is the first thing to try."""

ROLES: tuple[Role, ...] = ("guardian", "agent")


class CardRoom(Room):
    """Reads the card. A card already read is shown again; another one may be laid down instead."""

    kind = StepKind.CARD

    def enter(self, focus: str = "") -> None:
        """Wakes the reader unless the card is known; ``other_card`` asks for another one."""
        self._decoding, self._saved_before = False, ""
        if focus == "other_card":
            self._forget()
        self._what = ""
        self._ways: tuple[str, ...] = ("other_card",)
        self._state = CardState.READ if self.known.identity else CardState.WAITING
        if self._state is CardState.WAITING:
            self._wait()

    def exit(self) -> None:
        """No card is looked for any more; one that was read is still watched, so that it is not forgotten."""
        if self._state is CardState.TROUBLE:
            self.known.forget()
        if self._state is not CardState.READ:
            self.hall.reader.rest()

    @property
    def known(self) -> Known:
        """Who is asked for here."""
        return self.personal.here

    @property
    def _whose(self) -> str:
        """``self``, or the role in which somebody acts for another."""
        return "actor" if self.personal.role else "self"

    # what is shown ----------------------------------------------------------------------------------------------

    def view(self) -> CardView:
        """One sentence a state."""
        person = self.known.identity if self._state is CardState.READ else None
        return CardView(
            step=self.kind,
            key=f"{self.kind.value}/{self.personal.role}",
            title=self._title(),
            lead=self._lead(),
            progress=self.passage.progress(),
            onward=self._onward(),
            notice=self._notice(person) if person else None,
            state=self._state,
            name=mask_name(person.name) if person else "",
            number=mask_number(person.number) if person else "",
            ways=options(self._ways),
        )

    def _notice(self, person: IdentityDocument) -> Notice | None:
        """Where a typed number was given: whoever sees another place has mistyped."""
        if self._saved_before:
            return Notice(
                "info", say("card_saved_before", number=self._saved_before), say("card_saved_before_more")
            )
        if person.rare_name:
            return Notice("info", say("card_rare_name"))
        place = self.hall.divisions.place_of(person.number, on=person.birth)
        if self.known.source in ("typed", "staff") and place is not None:
            return Notice("info", say("card_number_of", place=place.full_name))
        return None

    def _title(self) -> Phrase:
        if self._what:
            return Phrase(self._what)
        whose = f"_{self._whose}" if self._whose != "self" else ""
        asks = self._state in (CardState.WAITING, CardState.READ)
        return say(f"card_{self._state.value}{whose if asks else ''}")

    def _lead(self) -> Phrase | None:
        """Wiping the card helps only where the chip did not answer well."""
        if self._state is CardState.TROUBLE and self._what not in LAID_BADLY:
            return say("card_left_lead") if self._what == LEFT else None
        return say(f"card_{self._state.value}_lead")

    def _onward(self) -> NextPlace:
        if self._state is CardState.READ and not self._decoding:
            return onward("card_go_on")
        if self._state in (CardState.READ, CardState.READING):
            return missing("card_reading_missing")
        return missing("card_missing")

    # the reader and the card ------------------------------------------------------------------------------------

    def _wait(self) -> None:
        self.known.forget()
        if sentences.away(self.hall.reader.status):
            self._no_reader()
            return
        self._state, self._what, self._ways = CardState.WAITING, "", self._ways_waiting()
        self.hall.reader.wake()

    def _ways_waiting(self) -> tuple[str, ...]:
        return ("no_card", "for_self") if self.personal.role else ("no_card", "for_other")

    def _no_reader(self) -> None:
        self._state, self._what = CardState.NO_READER, "journey.reader_failed"
        self._ways = ("other_means", "counter", "end")

    def handle(self, event: object) -> None:
        """Follows the card."""
        match event:
            case CardAppeared() if self._state is not CardState.READ:
                self._state, self._what, self._ways = CardState.READING, "", ()
            case CardTrouble(reason=reason) if self._state is not CardState.READ:
                what, ways = sentences.CARDS[reason]
                self._trouble(f"journey.{what}", ways)
            case CardRead() if self._state is not CardState.READ:
                self._read(event)
            case CardAddress(units=units) if self._state is CardState.READ:
                self._moved(units)
            case CardLeft() if self._state is not CardState.READ:
                self._trouble(LEFT, ("other_means", "counter"))
            case CardLifted() if self._state is CardState.TROUBLE and self._what == LEFT:
                self._state, self._what, self._ways = CardState.WAITING, "", self._ways_waiting()
            case StatusChanged(device=DeviceKind.ID_READER, status=status) if self._state is not CardState.READ:
                if sentences.away(status):
                    self._no_reader()
                elif self._state is CardState.NO_READER:
                    self._wait()

    def _trouble(self, what: str, ways: tuple[str, ...]) -> None:
        self._state, self._what, self._ways = CardState.TROUBLE, what, ways

    def _read(self, card: CardRead) -> None:
        self.hall.journal.write(CardReadDone(milliseconds=round(card.elapsed_s * 1000)))
        self.visit.touched()
        try:
            person = parse(card.text)
        except KioskError as error:
            trouble = sentences.for_error(error)
            self._refuse(trouble.what, ("other_means", *trouble.ways))
            return
        if self._take(person, "card"):
            self._decode(card.photo)

    def _moved(self, units: bytes) -> None:
        """The chip holds a newer address than the one printed on it."""
        if self.known.source != "card" or self.known.identity is None:
            return
        try:
            address = parse_address(units)
        except KioskError:
            return  # the printed one stays; nobody is refused for it
        if address:
            self.known.identity = self.known.identity.living_at(address)

    def _take(self, person: IdentityDocument, source: Source, issuer: str = "") -> bool:
        """Judges the document and takes it; after a refused one, with its sentence, the next is looked for."""
        self.known.forget()
        against = self._against(person)
        if against is not None:
            what, ways = against
            if what == sentences.FINDINGS[Finding.UNDER_16][0]:
                self.known.identity, self.known.source = person, source  # in case the guardian is here
            self._refuse(f"journey.{what}", ways)
            return False
        self.known.identity, self.known.source, self.known.issuer = person, source, issuer
        self._state, self._what, self._ways = CardState.READ, "", ("other_card",)
        self._look_for_saved(person)
        return True

    def _look_for_saved(self, person: IdentityDocument) -> None:
        """An application of theirs that the machine saved, and died before saying so: they learn it now."""
        outbox, self._saved_before = self.hall.outbox, ""

        def found(rows: list[OutboxRow] | KioskError) -> None:
            if not isinstance(rows, KioskError) and rows and self.known.identity is person:
                self._saved_before = rows[-1].stub.receipt_number

        self.run(lambda: outbox.untold(person.name, person.number), found)

    def _against(self, person: IdentityDocument) -> tuple[str, tuple[str, ...]] | None:
        today = self.hall.clock.today()
        against = findings(person, today)
        if against:
            return sentences.FINDINGS[against[0]]
        problem = acting.against_actor(person, today) if self.personal.role else None
        return sentences.ACTING[problem] if problem else None

    def _refuse(self, what: str, ways: tuple[str, ...]) -> None:
        """Says why, and looks for another card at once."""
        self._trouble(what, ways)
        self.hall.reader.wake()

    def _decode(self, photo: bytes) -> None:
        photos = self.hall.photos
        if photos is not None and self._picture_needed:
            self._decoding = True
            self.run(lambda: photos.decode(photo), self._decoded)

    @property
    def _picture_needed(self) -> bool:
        """Only a face that is to be compared with it needs the card's picture."""
        return self.kind is StepKind.CARD and "face" in self.personal.consents

    def _decoded(self, picture: Bgr | KioskError) -> None:
        """Without a picture the face step offers its other ways; nothing is said here."""
        self._decoding = False
        if not isinstance(picture, KioskError) and self.known.identity is not None:
            self.known.card_photo = picture

    # what a person does -----------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """On, once the card is read."""
        if self._state is CardState.READ and not self._decoding:
            self.passage.forward()

    def pick_way(self, way: str) -> None:
        """Without a card, with another card, for somebody else, or the ways of a trouble."""
        if way in {one.id for one in self.view().ways}:
            self.take_way(way)

    def take_way(self, way: str) -> None:
        """As above, or one of those that stood over this room."""
        sources = {one.way: one for one in self._sources()}
        match way:
            case "no_card" | "other_means":
                self._offer_sources()
            case "other_card":
                self._forget()
                self._wait()
            case "again":
                self.passage.close_ways()
                self._wait()
            case "for_other":
                self.passage.trouble(
                    Trouble("journey.for_whom", (*ROLES, "for_self"), "", illustration="", asks=False)
                )
            case "guardian" | "agent" | "for_self":
                self._act_as(next((role for role in get_args(Role) if role == way), ""))
            case _ if way in sources:
                self._open(sources[way])
            case _:
                take_common(self, way)

    def _act_as(self, role: Role) -> None:
        """A child whose card was just read is the applicant already; the guardian's card comes now."""
        self.passage.close_ways()
        personal = self.personal
        refused = self._state is CardState.TROUBLE and self.known.identity is not None
        self._forget_filled()
        if refused and role:
            personal.role = role
        elif role != personal.role:
            personal.act_as(role)
        self.enter()

    def _forget(self) -> None:
        self.known.forget()
        self._forget_filled()

    def _forget_filled(self) -> None:
        if self.personal.draft.item is not None:
            asked.forget_card(self.personal.draft)

    # without a card ---------------------------------------------------------------------------------------------

    def _sources(self) -> tuple[IdentitySource, ...]:
        return tuple(one for one in self.hall.sources if one.offered(self.stay, self.kind is StepKind.APPLICANT))

    def _offer_sources(self) -> None:
        """The other ways to say who one is that this terminal has now; the counter is always one."""
        found = self._sources()
        what = "journey.no_card_ways" if found else "journey.no_card"
        ways = (*(one.way for one in found), *(() if found else ("again",)), "counter", "end")
        offered: dict[str, Option] = {one.way: one.option() for one in found}
        self.passage.trouble(Trouble(what, ways, ""), offered)

    def _open(self, source: IdentitySource) -> None:
        """The reader rests meanwhile; coming back wakes it."""
        self.hall.reader.rest()
        self.passage.open(source.room(self.stay, self.known, self._shown, self._came_back))

    def _shown(self, person: IdentityDocument, source: Source, issuer: str = "") -> None:
        """Another way has said who it is."""
        self.passage.close_ways()
        check = self.known.check
        if self._take(person, source, issuer):
            self.known.check = check

    def _came_back(self) -> None:
        """Nobody was shown: the card again."""
        self.passage.close_ways()
        self._wait()


class ApplicantRoom(CardRoom):
    """The card of the one it is for: a child, or whoever wrote the letter."""

    kind = StepKind.APPLICANT

    @property
    def known(self) -> Known:
        """The applicant, who need not be here."""
        return self.personal.applicant

    @property
    def _whose(self) -> str:
        return self.personal.role

    def _ways_waiting(self) -> tuple[str, ...]:
        return ("no_card",)

    def _against(self, person: IdentityDocument) -> tuple[str, tuple[str, ...]] | None:
        today = self.hall.clock.today()
        problem = acting.against_applicant(self.personal.role, person, self.personal.actor.identity, today)
        if problem is not None:
            return sentences.ACTING[problem]
        against = [one for one in findings(person, today) if one is not Finding.UNDER_16]
        return sentences.FINDINGS[against[0]] if against else None

    def _act_as(self, role: Role) -> None:
        """The other kind of acting, or alone after all: back to the own card, which is known."""
        self.passage.close_ways()
        self._forget()
        self._wait()
        if role:
            self.personal.role = role
            self._ways = self._ways_waiting()
        else:
            self.personal.act_as("")
            self.passage.go(StepKind.CARD)
