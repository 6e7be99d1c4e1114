"""Put the card on the lit spot: what the reader and the card are doing, and who the card says one is."""

from __future__ import annotations

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.devices.id_reader.events import CardAppeared, CardRead, CardTrouble
from kiosk.errors import KioskError
from kiosk.identity.card_text import parse
from kiosk.identity.document import IdentityDocument
from kiosk.identity.numbers import mask_name, mask_number
from kiosk.identity.validity import findings
from kiosk.journal import CardReadDone
from kiosk.journey import asked, sentences
from kiosk.journey.ports import Bgr
from kiosk.journey.rooms.room import Room, missing, onward, say
from kiosk.journey.rooms.ways import options, take_common
from kiosk.journey.views import CardState, CardView, NextPlace, StepKind
from kiosk.visit import erase
from kiosk.wording import Phrase


class CardRoom(Room):
    """Reads the card. A card already read is shown again; another one may be laid down instead."""

    kind = StepKind.CARD

    def enter(self, focus: str = "") -> None:
        """Wakes the reader unless the card is known."""
        self._decoding = False
        self._what = ""
        self._ways: tuple[str, ...] = ("other_card",)
        self._state = CardState.READ if self.personal.identity else CardState.WAITING
        if self._state is CardState.WAITING:
            self._wait()

    def exit(self) -> None:
        """No card is looked for any more; one that was read is still watched, so that it is not forgotten."""
        if self._state is not CardState.READ:
            self.hall.reader.rest()

    def view(self) -> CardView:
        """One sentence a state."""
        person = self.personal.identity
        title = Phrase(self._what) if self._what else say(f"card_{self._state.value}")
        return CardView(
            step=self.kind,
            key="card",
            title=title,
            lead=say(f"card_{self._state.value}_lead"),
            progress=self.passage.progress(),
            onward=self._onward(),
            state=self._state,
            name=mask_name(person.name) if person else "",
            number=mask_number(person.number) if person else "",
            ways=options(self._ways),
        )

    def _onward(self) -> NextPlace:
        if self._state is CardState.READ and not self._decoding:
            return onward("card_go_on")
        if self._state in (CardState.READ, CardState.READING):
            return missing("card_reading_missing")
        return missing("card_missing")

    def _wait(self) -> None:
        if sentences.away(self.hall.reader.status):
            self._no_reader()
            return
        self._state, self._what, self._ways = CardState.WAITING, "", ("no_card",)
        self.hall.reader.wake()

    def _no_reader(self) -> None:
        self._state, self._what, self._ways = CardState.NO_READER, "journey.reader_failed", ("counter", "end")

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
            self._refuse(trouble.what, trouble.ways)
            return
        against = findings(person, self.hall.clock.today())
        if against:
            what, ways = sentences.FINDINGS[against[0]]
            self._refuse(f"journey.{what}", ways)
            return
        self._accept(person, card.photo)

    def _refuse(self, what: str, ways: tuple[str, ...]) -> None:
        """Says why, and looks for another card at once."""
        self._trouble(what, ways)
        self.hall.reader.wake()

    def _accept(self, person: IdentityDocument, photo: bytes) -> None:
        self.personal.identity = person
        self._state, self._what, self._ways = CardState.READ, "", ("other_card",)
        photos = self.hall.photos
        if photos is not None:
            self._decoding = True
            self.run(lambda: photos.decode(photo), self._decoded)

    def _decoded(self, picture: Bgr | KioskError) -> None:
        """Without a picture the face step offers its other ways; nothing is said here."""
        self._decoding = False
        if not isinstance(picture, KioskError) and self.personal.identity is not None:
            self.personal.card_photo = picture

    def go_on(self) -> None:
        """On, once the card is read."""
        if self._state is CardState.READ and not self._decoding:
            self.passage.forward()

    def pick_way(self, way: str) -> None:
        """Without a card, with another card, or the ways of a trouble."""
        if way not in {one.id for one in self.view().ways}:
            return
        if way == "no_card":
            self.passage.trouble(sentences.Trouble("journey.no_card", ("again", "counter", "end"), ""))
        elif way == "other_card":
            self._forget()
            self._wait()
        elif way == "again":
            self._wait()
        else:
            take_common(self, way)

    def _forget(self) -> None:
        personal = self.personal
        erase(personal.card_photo)
        personal.identity = personal.card_photo = personal.check = None
        if personal.draft.item is not None:
            asked.forget_card(personal.draft)
