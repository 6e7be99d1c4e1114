"""Submitted or saved: what is true now, the paper, and what to take along."""

from __future__ import annotations

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus, StatusChanged
from kiosk.devices.id_reader.events import CardForgotten
from kiosk.devices.page_printer import PagesCounted
from kiosk.devices.printer import SlipFailed, SlipPrinted
from kiosk.devices.printer.slip import Slip, SlipKind
from kiosk.journal import Code, FaultShown
from kiosk.journal import SlipPrinted as SlipPrintedEntry
from kiosk.journey import asked, sentences, slips
from kiosk.journey.codes import SlipCode, code_of
from kiosk.journey.rooms.room import Room, Stay, say
from kiosk.journey.views import BackPlace, NextPlace, Notice, PrintState, ReceiptView, StepKind
from kiosk.offline.events import ApplicationDelivered, LinkState, LinkStateChanged
from kiosk.wording import Phrase

ACKNOWLEDGED_WITHIN_S = 4.0
"""With the link up the slip waits so long for the hub's word, so that it can carry the 办件编号."""


class ReceiptRoom(Room):
    """Says 已提交 only once the hub has the application; until then it is saved, which is true and enough."""

    kind = StepKind.RECEIPT

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        self._case_number = ""
        self._states: dict[SlipKind, PrintState] = {}
        self._jobs: dict[str, SlipKind] = {}
        self._sheets = 0
        self._trouble: Phrase | None = None
        self._reminded = False
        self._waits_until_s: float | None = None

    def enter(self, focus: str = "") -> None:
        """Prints by itself, once."""
        self._link = self.hall.link()
        if self.visit.card_lies is True:
            self.hall.reader.ask_back()
        if self._states:
            return
        self._told()
        self._states = dict.fromkeys(self._kinds(), PrintState.PRINTING)
        answers_soon = self._link is LinkState.UP and not self._case_number
        if answers_soon and not sentences.away(self.hall.printer.status):
            self._waits_until_s = self.hall.clock.monotonic_s() + ACKNOWLEDGED_WITHIN_S
        else:
            self._print(tuple(self._states))

    def _told(self) -> None:
        """The person sees it: the machine need not remember any more that they do not know."""
        saved, outbox = self.personal.saved, self.hall.outbox
        assert saved is not None
        application_id = saved.application_id
        self.run(lambda: outbox.mark_told(application_id), lambda _: None)  # failing, they are told once more

    def tick(self) -> None:
        """The hub took too long: the slip says what is true now."""
        if self._waits_until_s is not None and self.hall.clock.monotonic_s() >= self._waits_until_s:
            self._print_now()

    def _print_now(self) -> None:
        if self._waits_until_s is not None:
            self._waits_until_s = None
            self._print(tuple(self._states))

    def _kinds(self) -> tuple[SlipKind, ...]:
        """The hand-over slip goes with the originals of 代收代办 and 两地联办."""
        item = self.personal.draft.chosen
        travelling = asked.travelling(self.personal, self.hall.clock.today())
        handing_over = item.mode in ("forwarded", "joint") and (item.kiosk_level == "apply" or bool(travelling))
        return ("receipt", "handover") if handing_over else ("receipt",)

    def view(self) -> ReceiptView:
        """What happened to the application, then the paper."""
        saved = self.personal.saved
        assert saved is not None
        printing = self._printing()
        return ReceiptView(
            step=self.kind,
            key="receipt",
            title=say(f"receipt_{self._where()}"),
            lead=say(f"receipt_{self._where()}_lead"),
            progress=self.passage.progress(),
            back=BackPlace.AGAIN,
            onward=NextPlace(say("receipt_go_on"), icon="check"),
            notice=self._notice(),
            saved_offline=self._where() == "saved",
            number=saved.receipt_number,
            case_number=self._case_number,
            due=Phrase.verbatim(saved.due) if saved.due else None,
            code=code_of(saved.application_id, SlipCode.RECEIPT),
            show_code=printing in (PrintState.TROUBLE, PrintState.UNKNOWN),
            printing=printing,
            trouble=self._trouble if printing is PrintState.TROUBLE else None,
            handover="handover" in self._states,
            card_on_reader=self.visit.card_lies is True,
            card_taken=self.visit.card_lies is False,
        )

    def _where(self) -> str:
        if self._case_number:
            return "submitted"
        return "uploading" if self._link is LinkState.UP else "saved"

    def _notice(self) -> Notice | None:
        if self._reminded and self.visit.card_lies is True:
            return Notice("look", say("receipt_take_card"))
        if self._printing() is PrintState.UNKNOWN:
            return Notice("look", say("receipt_unsure"))
        if self._sheets and self._printing() is PrintState.PRINTING:
            return Notice("info", say("sheets_printing", count=self._sheets))
        if len(asked.travelling(self.personal, self.hall.clock.today())) and "handover" in self._states:
            return Notice("info", say("receipt_originals"))
        return None

    def _printing(self) -> PrintState:
        worst = (PrintState.TROUBLE, PrintState.PRINTING, PrintState.UNKNOWN)
        return next((one for one in worst if one in self._states.values()), PrintState.PRINTED)

    # printing ---------------------------------------------------------------------------------------------------

    def _print(self, kinds: tuple[SlipKind, ...]) -> None:
        if sentences.away(self.hall.printer.status):
            self._stuck(kinds, self.hall.printer.status)
            return
        self._sheets = 0
        for kind in kinds:
            name = slips.job(kind)
            self._jobs[name], self._states[kind] = kind, PrintState.PRINTING
            self.hall.printer.print_slip(self._slip(kind), name)

    def _slip(self, kind: SlipKind) -> Slip:
        if kind == "handover":
            return slips.handover(self.stay)
        return slips.receipt(self.stay, case_number=self._case_number)

    def _stuck(self, kinds: tuple[SlipKind, ...], status: DeviceStatus) -> None:
        trouble = sentences.for_printer(status)
        self._trouble = trouble.title
        self._states |= dict.fromkeys(kinds, PrintState.TROUBLE)
        self.hall.journal.write(FaultShown(code=Code(trouble.code)))

    def handle(self, event: object) -> None:
        """Follows printer, link, hub and card."""
        match event:
            case PagesCounted(job=job, pages=pages) if job in self._jobs:
                self._sheets += pages
            case SlipPrinted(job=job, confirmed=confirmed) if job in self._jobs:
                kind = self._jobs.pop(job)
                self._states[kind] = PrintState.PRINTED if confirmed else PrintState.UNKNOWN
                self.hall.journal.write(SlipPrintedEntry(kind=Code(kind), confirmed=confirmed))
            case SlipFailed(job=job, reason=reason) if job in self._jobs:
                kind = self._jobs.pop(job)
                self._stuck((kind,), DeviceStatus(DeviceState.ATTENTION, reason.value))
            case StatusChanged(device=DeviceKind.PRINTER, status=status) if not sentences.away(status):
                self._print_stuck()
            case ApplicationDelivered(application_id=application_id, case_number=number):
                saved = self.personal.saved
                if saved is not None and saved.application_id == application_id:
                    self._case_number = number
                    self._print_now()
            case LinkStateChanged(state=state):
                self._link = state
                if state is not LinkState.UP:
                    self._print_now()
            case CardForgotten():
                self._reminded = True

    def _print_stuck(self) -> None:
        """Paper is back: what did not come out comes now."""
        kinds = tuple(kind for kind, state in self._states.items() if state is PrintState.TROUBLE)
        if kinds and not sentences.away(self.hall.printer.status):
            self._print(kinds)

    def print_again(self) -> None:
        """What did not surely come out, once more."""
        if not sentences.away(self.hall.printer.status):
            unsure = (PrintState.TROUBLE, PrintState.UNKNOWN)
            self._print(tuple(kind for kind, state in self._states.items() if state in unsure))

    def go_back(self) -> None:
        """再办一件: a new visit, begun at once."""
        self.passage.end("finished", again=True)
