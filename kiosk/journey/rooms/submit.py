"""Saving: a moment, nothing to touch. What fails leaves everything filled in and leads back to the review."""

from __future__ import annotations

from kiosk.errors import EnvelopeLost, KioskError
from kiosk.identity.document import IdentityDocument
from kiosk.journal import ApplicationSaved
from kiosk.journey import asked, sentences
from kiosk.journey.package import Stamp, parcel
from kiosk.journey.rooms.room import Room, say
from kiosk.journey.views import BackPlace, StepKind, SubmitView
from kiosk.offline.claims import claim
from kiosk.offline.ids import receipt_number
from kiosk.visit import Saved


def claim_of(person: IdentityDocument | None) -> bytes:
    """The mark by which who stands here is known again, should the machine die before the receipt."""
    return b"" if person is None else claim(person.name, person.number)


class SubmitRoom(Room):
    """Packs, seals and commits on a worker; the id is made once, so that trying again cannot hand in twice."""

    kind = StepKind.SUBMIT

    def enter(self, focus: str = "") -> None:
        """Starts the work."""
        self._begun_s = self.hall.clock.monotonic_s()
        hall, settings, personal, safe = self.hall, self.stay.settings, self.personal, self.stay.safe
        application_id = personal.application_id = safe.application_id
        created_at, today = hall.clock.utc(), hall.clock.today()

        def work() -> tuple[str, int]:
            number = receipt_number(settings.terminal.id, today, hall.outbox.take_number(today))
            stamp = Stamp(
                application_id=application_id,
                receipt_number=number,
                terminal_id=settings.terminal.id,
                created_at=created_at,
                catalogue_version=hall.catalogue.version,
                region_name=hall.catalogue.regions.full_name(personal.draft.region),
            )
            wanted = [one.id for one in asked.to_scan(personal, today)]
            with safe.handing_in(personal.draft.papers, wanted) as scans:
                ready = parcel(personal, stamp, scans, hall.sealer, today)
                try:
                    hall.outbox.submit(ready.stub, ready.envelope, claim_of(personal.here.identity), ready.parts)
                except EnvelopeLost:
                    safe.made_anew()
                    raise
                safe.handed_in()
            return number, ready.size

        self.run(work, self._done)

    def view(self) -> SubmitView:
        """A moment."""
        return SubmitView(
            step=self.kind,
            key="submit",
            title=say("submit_title"),
            lead=say("submit_lead"),
            progress=self.passage.progress(),
            back=BackPlace.NONE,
            can_leave=False,
        )

    def tick(self) -> None:
        """Nobody can touch anything now, so nobody is idle."""
        self.visit.touched()

    def _done(self, outcome: tuple[str, int] | KioskError) -> None:
        if isinstance(outcome, KioskError):
            self.passage.go(StepKind.REVIEW)
            self.passage.trouble(sentences.for_error(outcome))
            return
        number, size = outcome
        application_id = self.personal.application_id
        assert application_id is not None
        limit = self.personal.draft.chosen.guide.time_limit
        self.personal.saved = Saved(application_id, number, limit.text if limit else "")
        took_ms = round((self.hall.clock.monotonic_s() - self._begun_s) * 1000)
        self.hall.journal.write(
            ApplicationSaved(application_id=application_id, size_bytes=size, milliseconds=took_ms)
        )
        self.hall.submitted()
        self.passage.forward()

    def go_on(self) -> None:
        """Nothing to touch."""

    def go_back(self) -> None:
        """Nothing to touch."""
