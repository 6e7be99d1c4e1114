"""The facts of an item, each with its source and date, before anything is asked of the person."""

from __future__ import annotations

from datetime import date

from kiosk.catalogue.model import Fact, Material, Need, ServiceItem
from kiosk.devices.base import DeviceKind
from kiosk.errors import DiskFull, KioskError
from kiosk.journey import sentences, slips
from kiosk.journey.line import told_before
from kiosk.journey.rooms.room import Room, missing, onward
from kiosk.journey.views import GuideMaterial, GuideView, NextPlace, Option, StepKind
from kiosk.wording import Phrase

STALE_AFTER_DAYS = 30
"""A page not compared with its source for longer is shown with a warning (design-language, part 10)."""


class GuideRoom(Room):
    """办事指南. For guide-only items this is the last step, and the slip can be printed."""

    kind = StepKind.GUIDE

    def enter(self, focus: str = "") -> None:
        """Closed to the short form."""
        self._whole = False
        self._asking = False
        self._printed = False

    def view(self) -> GuideView:
        """Only what a source says; the rest is not shown."""
        item, draft = self.personal.draft.chosen, self.personal.draft
        source = next(iter(self.hall.catalogue.sources_of(item)), None)
        checked = source.checked if source else None
        notice = told_before(self.stay, item)
        summary = Phrase.verbatim(item.summary, en=item.summary_en) if item.summary and notice is None else None
        return GuideView(
            step=self.kind,
            key=f"guide/{item.id}/{self._whole}",
            title=Phrase.verbatim(item.plain_name if item.complete else item.name, en=item.name_en),
            lead=summary,
            onward=self._onward(item),
            notice=notice,
            item_name=item.name,
            level=item.kiosk_level,
            mode=item.mode,
            time_limit=_text(item.guide.time_limit),
            fee=_text(item.guide.fee),
            result=_text(item.guide.result),
            conditions=tuple(one.text for one in item.guide.conditions),
            materials=tuple(listed(item, draft.situation)),
            situations=tuple(
                Option(one.id, Phrase.verbatim(one.name, en=one.name_en or None), chosen=one.id == draft.situation)
                for one in item.situations
            ),
            cautions=item.guide.cautions,
            source=f"{source.title}（{source.place}）" if source else "",
            checked_on=(checked.isoformat() if checked else source.dated) if source else "",
            stale=_stale(checked, self.hall.clock.today()),
            whole=self._whole,
        )

    def _onward(self, item: ServiceItem) -> NextPlace:
        if item.kiosk_level == "guide":
            place = onward("guide_printed" if self._printed else "guide_print")
            return NextPlace(place.phrase, icon="check" if self._printed else "printer")
        if item.situations and not self.personal.draft.situation:
            return missing("guide_situation_missing")
        return onward(f"guide_go_on_{item.kiosk_level}")

    def go_on(self) -> None:
        """Begins, if there is room to save what will be filled in; or prints the guide."""
        item = self.personal.draft.chosen
        if item.kiosk_level == "guide":
            self._print_or_end()
        elif not self._asking and (self.personal.draft.situation or not item.situations):
            self._asking = True
            self.run(self.hall.outbox.room, self._begin)

    def _begin(self, room: bool | KioskError) -> None:
        self._asking = False
        if room is True:
            self.passage.forward()
        else:
            error = room if isinstance(room, KioskError) else DiskFull("below the floor")
            self.passage.trouble(sentences.for_error(error, safe="journey.safe_nothing_begun"))

    def _print_or_end(self) -> None:
        if self._printed:
            self.passage.end("finished")
        elif sentences.away(self.hall.printer.status):
            what = sentences.for_device(DeviceKind.PRINTER, self.hall.printer.status)
            self.passage.trouble(
                sentences.Trouble(what, ("again", "home", "end"), "", "P-00", "printer-out-of-paper")
            )
        else:
            self.hall.printer.print_slip(slips.guide(self.stay, counter=False), slips.job("guide"))
            self._printed = True

    def pick_situation(self, situation: str) -> None:
        """Decides the papers."""
        if situation in {one.id for one in self.personal.draft.chosen.situations}:
            self.personal.draft.situation = situation

    def open_whole_guide(self) -> None:
        """看全文, and again to close it."""
        self._whole = not self._whole


def listed(item: ServiceItem, situation: str) -> list[GuideMaterial]:
    """The papers that may be asked for: ``depends`` where it hangs on an answer not given yet."""
    rows = []
    for one in item.materials:
        if one.only_if is not None and one.only_if.fields():
            rows.append(GuideMaterial(one.name, one.detail, "depends"))
        elif one.asked(situation):
            rows.append(GuideMaterial(one.name, one.detail, _need(one)))
    return rows


def _need(material: Material) -> Need:
    """A paper that only some ages need is not yet known to be needed; a situation is."""
    one = material.only_if
    by_age = one is not None and (one.age_from is not None or one.age_to is not None or bool(one.sex))
    return "depends" if by_age else material.need


def _text(fact: Fact | None) -> str | None:
    return fact.text if fact else None


def _stale(checked: date | None, today: date) -> bool:
    return checked is None or (today - checked).days > STALE_AFTER_DAYS
