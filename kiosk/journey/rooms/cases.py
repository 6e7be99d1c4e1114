"""My cases: shown by card or by the code of a slip, with what to do now on top. Results are printed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.devices.id_reader.events import CardAppeared, CardForgotten, CardLeft, CardLifted, CardRead, CardTrouble
from kiosk.devices.page_printer import PagesCounted
from kiosk.errors import HubRefused, KioskError, PlatformError
from kiosk.identity.card_text import parse
from kiosk.journey import sentences, slips
from kiosk.journey.code_eye import CodeEye
from kiosk.journey.codes import Damaged, Foreign, read_code
from kiosk.journey.local_time import in_hall
from kiosk.journey.ports import Loop
from kiosk.journey.recovered import recovered, told
from kiosk.journey.rooms.case_results import CaseResults
from kiosk.journey.rooms.room import Room, Stay, missing, page_of, say
from kiosk.journey.sentences import Trouble
from kiosk.journey.views import NextPlace, Notice, StepKind
from kiosk.journey.views_cases import CaseRow, CaseStep, CasesView
from kiosk.platform.contract import Case, CaseState
from kiosk.wording import Phrase

ROWS_A_PAGE = 5
CODE_INTERVAL_S = 0.1
WAY_OF_A_CASE: tuple[CaseState, ...] = ("received", "accepted", "reviewing", "done")
ENDS: tuple[CaseState, ...] = ("done", "refused")
NOT_FOUND = 404


LEFT = Notice("look", say("card_left"))


class CasesRoom(Room):
    """Asks the hub; nothing about cases lies on the terminal."""

    kind = StepKind.CASES

    def __init__(self, stay: Stay) -> None:
        super().__init__(stay)
        self._loop: Loop | None = None
        self._results = CaseResults(self)

    def enter(self, focus: str = "") -> None:
        """Asks for card or code."""
        self._page = 0
        self._notice: Notice | None = None
        self._one = self._slip = ""
        self._ask()

    def exit(self) -> None:
        """Reader and desk camera rest; a card that was read is still watched."""
        if self._stage == "ask":
            self.hall.reader.rest()
        self._stop_looking()

    def _ask(self, notice: Notice | None = None) -> None:
        self._stage = "ask"
        self._notice = notice
        self.personal.cases.clear()
        self.personal.cases_number = ""
        self._results.leave()
        if not sentences.away(self.hall.reader.status):
            self.hall.reader.wake()
        codes = self.hall.codes
        if codes is not None and self._loop is None and not sentences.away(self.hall.scanner.status):
            self.hall.scanner.start_stream()
            self._loop = self.hall.runner.loop(CodeEye(self.hall, codes).step, CODE_INTERVAL_S, lambda _: None)

    def _stop_looking(self) -> None:
        if self._loop is not None:
            self._loop.stop()
            self._loop = None
            self.hall.scanner.stop_stream()

    # what is shown ----------------------------------------------------------------------------------------------

    def view(self) -> CasesView:
        """The question, the wait, the list, or one case."""
        case = self._case()
        if self._stage == "one" and case is not None:
            return self._one_view(case)
        rows, self._page, pages = page_of(self.personal.cases, self._page, ROWS_A_PAGE)
        stage = self._stage if self._stage in ("ask", "wait", "list") else "ask"
        return CasesView(
            step=self.kind,
            key=f"cases/{stage}/{self._page}",
            title=say(f"cases_{stage}"),
            lead=say(f"cases_{stage}_lead"),
            onward=missing(f"cases_{stage}_missing"),
            notice=self._notice,
            stage=stage,  # type: ignore[arg-type]
            rows=tuple(_row(one) for one in rows),
            page=self._page,
            pages=pages,
        )

    def _case(self) -> Case | None:
        return next((one for one in self.personal.cases if str(one.application_id) == self._one), None)

    def _one_view(self, case: Case) -> CasesView:
        return CasesView(
            step=self.kind,
            key=f"cases/{case.application_id}",
            title=Phrase.verbatim(case.todo) if case.todo else say(f"case_todo_{case.state}"),
            lead=say(f"case_todo_{case.state}_lead"),
            onward=self._onward(case),
            notice=self._notice or self._results.notice(case),
            stage="one",
            item_name=case.item_name,
            number=case.case_number,
            steps=tuple(steps_of(case)),
            results=self._results.rows(case),
        )

    def _onward(self, case: Case) -> NextPlace:
        results = self._results.onward(case)
        if results is not None:
            return results
        if sentences.away(self.hall.printer.status):
            return missing("cases_no_paper")
        return NextPlace(say("cases_print"), icon="printer")

    # what happens -----------------------------------------------------------------------------------------------

    def handle(self, event: object) -> None:
        """A card or a code while they are asked for; later whether the card was forgotten."""
        if isinstance(event, CardForgotten):
            self._notice = Notice("look", say("receipt_take_card"))
        self._results.handle(event)
        if isinstance(event, PagesCounted) and self._slip == event.job and self._stage == "one":
            self._notice = Notice("ok", say("sheets_printing", count=event.pages))
        if self._stage != "ask":
            return
        match event:
            case CardAppeared():
                self._notice = Notice("info", say("card_reading"))
            case CardTrouble(reason=reason):
                self._notice = Notice("look", say(sentences.CARDS[reason][0]))
            case CardLeft():
                self._notice = LEFT
            case CardLifted() if self._notice == LEFT:
                self._notice = None
            case CardRead(text=text):
                self._card(text)
            case CodeScanned(text=text):
                self._code(text)
            case StatusChanged(device=DeviceKind.ID_READER, status=status) if not sentences.away(status):
                self.hall.reader.wake()

    def _card(self, text: bytes) -> None:
        self.visit.touched()
        try:
            person = parse(text)
        except KioskError as error:
            self._ask(Notice("look", Phrase(sentences.for_error(error).what)))
            return
        hall, region = self.hall, self.stay.settings.terminal.region_code
        self._wait()
        self.hall.reader.ask_back()
        self.personal.cases_number = person.number

        def look() -> Sequence[Case]:
            """What this machine saved without saying so comes first, and also when the hub cannot be asked."""
            untold = recovered(hall.outbox, person.name, person.number, region)
            try:
                known = hall.hub.cases_of(person.number)
            except PlatformError:
                if not untold:
                    raise
                known = ()
            ids = {case.application_id for case in known}
            return (*(case for case in untold if case.application_id not in ids), *known)

        self.run(look, self._came)

    def _code(self, text: str) -> None:
        self.visit.touched()
        verdict = read_code(text)
        if isinstance(verdict, Foreign | Damaged):
            self._notice = Notice("look", say(f"code_{type(verdict).__name__.lower()}"))
            return
        hub, named = self.hall.hub, verdict.application_id
        self._wait()
        self.hall.reader.rest()
        self.run(lambda: (hub.case(named),), lambda cases: self._came(cases, named))

    def _wait(self) -> None:
        self._stage, self._notice = "wait", None
        self._stop_looking()

    def _came(self, cases: Sequence[Case] | KioskError, named: UUID | None = None) -> None:
        if isinstance(cases, KioskError):
            unknown = isinstance(cases, HubRefused) and cases.status == NOT_FOUND
            self._ask(Notice("look", say("code_unknown")) if unknown else None)
            if not unknown:
                self.passage.trouble(self._cannot_ask(cases))
            return
        self.personal.cases[:] = cases
        outbox, journal = self.hall.outbox, self.hall.journal
        self.run(lambda: told(outbox, journal, cases), lambda _: None)  # failing, they are told once more
        if not cases:
            self._ask(Notice("info", say("cases_none")))
        elif named is not None:
            self._stage, self._one = "one", str(named)
        else:
            self._stage, self._page = "list", 0

    def _cannot_ask(self, error: KioskError) -> Trouble:
        trouble = sentences.for_error(error)
        return Trouble(trouble.what, ("again", "home", "end"), "journey.safe_cases", error.code, "offline-saved")

    # what a person does -----------------------------------------------------------------------------------------

    def open_case(self, case_id: str) -> None:
        """Shows one case."""
        if self._stage == "list" and any(str(one.application_id) == case_id for one in self.personal.cases):
            self._stage, self._one = "one", case_id
            self._results.leave()

    def turn_page(self, step: int) -> None:
        """More cases."""
        self._page += step

    def go_on(self) -> None:
        """Prints the result papers of the case on the screen, or its progress where there are none."""
        case = self._case()
        if self._stage != "one" or case is None:
            return
        if self._results.onward(case) is not None:
            self._notice = None
            self._results.start(case)
        elif self._onward(case).enabled:
            words = self.stay.paper_words
            states = [(words.say(one.phrase), one.detail) for one in steps_of(case) if one.state != "pending"]
            self._slip = slips.job("progress")
            self.hall.printer.print_slip(slips.progress(self.stay, case, states), self._slip)
            self._notice = Notice("ok", say("cases_printing"))

    def go_back(self) -> None:
        """One case → the list; the list → the question; the question → home."""
        self._notice = None
        self._results.leave()
        if self._stage == "one" and len(self.personal.cases) > 1:
            self._stage = "list"
        elif self._stage in ("one", "list"):
            self._ask()
        else:
            self.passage.go(StepKind.HOME)


def _row(case: Case) -> CaseRow:
    return CaseRow(
        id=str(case.application_id),
        item_name=case.item_name,
        number=case.case_number,
        state=say(f"case_{case.state}"),
        needs_something=case.state == "correction" or bool(case.todo),
    )


def steps_of(case: Case) -> list[CaseStep]:
    """What has happened, where it stands, and what is still to come."""
    steps = []
    for place, event in enumerate(case.events):
        now = place == len(case.events) - 1 and case.state not in ENDS
        when = f"{in_hall(event.at):%Y-%m-%d %H:%M}"
        detail = f"{when} {event.note}".strip()
        steps.append(CaseStep(say(f"case_{event.state}"), detail, "now" if now else "done"))
    if case.state not in ENDS:
        reached = max((WAY_OF_A_CASE.index(e.state) for e in case.events if e.state in WAY_OF_A_CASE), default=-1)
        steps += [CaseStep(say(f"case_{one}"), "", "pending") for one in WAY_OF_A_CASE[reached + 1 :]]
    return steps
