"""Results of a finished case: counted first, fetched when asked for, printed on A4; every fault has a way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hall_of_fakes import Machine
from small_catalogue import ABSENT, NO_PAPER, READY, WANG
from test_journey_helper_and_cases import case, to_cases

from kiosk.devices.base import DeviceKind, StatusChanged
from kiosk.devices.code_reader.events import CodeScanned
from kiosk.devices.page_printer import PagesCounted, PagesFailed, PagesPrinted, PagesReason, Sheets
from kiosk.errors import (
    DriverMissing,
    FileBroken,
    FileLocked,
    FileSlow,
    FileTooBig,
    HubRefused,
    HubUnreachable,
    JourneyError,
    KioskError,
)
from kiosk.journey.codes import SlipCode, code_of
from kiosk.journey.views import StepKind
from kiosk.platform.contract import Case
from kiosk.platform.results import ResultPaper

S = StepKind
TITLES = ("样例凭证", "样例须知")


class FakeResults:
    def __init__(self) -> None:
        self.error: KioskError | None = None
        self.asked: list[tuple[str, UUID]] = []
        self.wanted: Callable[[], bool] = lambda: False

    def sheets(self, number: str, case: Case, wanted: Callable[[], bool]) -> Sheets:
        self.asked.append((number, case.application_id))
        self.wanted = wanted
        if self.error:
            raise self.error
        return Sheets(b"%PDF pages", 3)


class FakeSheets:
    def __init__(self) -> None:
        self.status = READY
        self.jobs: list[tuple[str, Callable[[], Sheets]]] = []

    def print_pages(self, make: Callable[[], Sheets], job: str) -> None:
        self.jobs.append((job, make))


class Desk:
    """A machine with an A4 printer, and the hub has one finished case of Wang's with two papers."""

    def __init__(self, **without: Any) -> None:
        self.results, self.sheets = FakeResults(), FakeSheets()
        fitted: dict[str, Any] = {"results": self.results, "sheets": self.sheets} | without
        self.machine = Machine(**fitted)
        papers = tuple(
            ResultPaper(id=UUID(int=place + 50), title=title, pages=place + 1, size_bytes=9, sha256="0" * 64)
            for place, title in enumerate(TITLES)
        )
        self.machine.hub.cases = [case(1, "done").model_copy(update={"results": papers}), case(2, "done")]
        to_cases(self.machine)

    def open(self, number: int = 1) -> Desk:
        self.machine.lay_card()
        self.machine.journey.open_case(str(UUID(int=number)))
        assert self.machine.view.stage == "one"
        return self

    @property
    def notice(self) -> str:
        return self.machine.reads(self.machine.view.notice.phrase)

    @property
    def detail(self) -> str:
        return self.machine.reads(self.machine.view.notice.detail)

    def status(self, status: Any) -> None:
        self.sheets.status = self.machine.printer.status = status
        self.machine.journey.handle(StatusChanged(DeviceKind.PRINTER, status))

    def say(self, kind: Callable[..., object], *facts: Any, **more: Any) -> None:
        """The printer says it of the last job."""
        self.machine.journey.handle(kind(self.sheets.jobs[-1][0], *facts, **more))


@pytest.fixture
def desk() -> Desk:
    return Desk().open()


def test_the_papers_stand_by_name_and_the_sheets_are_counted_first(desk: Desk) -> None:
    assert [(row.title, row.pages) for row in desk.machine.view.results] == [(TITLES[0], 1), (TITLES[1], 2)]
    assert (desk.machine.onward, desk.notice) == ("打印 3 张", "结果一共 3 张，按下面的按钮打印。")
    assert (desk.results.asked, desk.sheets.jobs) == ([], [])


def test_touched_they_are_fetched_for_this_person_and_printed(desk: Desk) -> None:
    desk.machine.on()
    assert desk.results.asked == [(WANG.number, UUID(int=1))]
    (_, make), *others = desk.sheets.jobs
    assert (others, make().pages) == ([], 3)
    assert (desk.machine.onward, desk.notice) == ("正在打印", "一共 3 张，正在打印。")
    desk.say(PagesCounted, 3)
    desk.say(PagesPrinted, 3)
    assert (desk.machine.onward, desk.notice) == ("打印 3 张", "3 张都打好了，请在下面取。")
    assert desk.machine.printer.slips == []


def test_while_they_are_fetched_a_second_touch_does_nothing(desk: Desk) -> None:
    desk.machine.runner.holding = True
    desk.machine.on(2)
    assert (desk.machine.onward, desk.notice) == ("正在取结果", "正在取结果，一共 3 张。")
    desk.machine.runner.let_go()
    desk.machine.drain()
    desk.machine.on(2)
    assert (len(desk.results.asked), len(desk.sheets.jobs)) == (1, 1)


def test_a_case_without_papers_prints_its_progress_as_ever() -> None:
    desk = Desk().open(2)
    assert (desk.machine.onward, desk.machine.view.results, desk.machine.view.notice) == ("打印进度单", (), None)
    desk.machine.on()
    assert (desk.machine.printer.kinds, desk.sheets.jobs) == (["progress"], [])


def test_a_receipts_code_prints_no_result_even_if_one_came_with_it() -> None:
    desk = Desk()
    desk.machine.journey.handle(CodeScanned(code_of(UUID(int=1), SlipCode.RECEIPT)))
    assert desk.machine.onward == "打印进度单"
    desk.machine.on()
    assert (desk.results.asked, desk.machine.printer.kinds) == ([], ["progress"])


# Faults


@pytest.mark.parametrize("without", ["sheets", "results"])
def test_without_an_a4_printer_it_is_said_where_to_get_them(without: str) -> None:
    desk = Desk(**{without: None}).open()
    assert (desk.machine.onward, desk.notice) == ("打印进度单", "这台机器不能打印结果。")
    assert desk.detail.startswith("请带身份证，到")
    assert desk.detail.endswith("的窗口领取。")
    desk.machine.on()
    assert desk.machine.printer.kinds == ["progress"]


@pytest.mark.parametrize(("status", "sentence"), [(NO_PAPER, "打印纸用完了。"), (ABSENT, "打印机现在不能用。")])
def test_a_printer_that_cannot_print_now_is_told_and_waited_for(desk: Desk, status: Any, sentence: str) -> None:
    desk.status(status)
    desk.machine.on()
    assert (desk.machine.onward, desk.notice, desk.results.asked) == ("现在不能打印", sentence, [])
    assert "窗口领取" in desk.detail
    desk.status(READY)
    desk.machine.on()
    assert len(desk.sheets.jobs) == 1


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (PagesReason.PAPER_OUT, "打印纸用完了。"),
        (PagesReason.DOOR_OPEN, "打印机的盖子没有关。"),
        (PagesReason.UNKNOWN, "不知道打印机好不好。"),
        *((one, "打印机现在不能用。") for one in (PagesReason.JAM, PagesReason.INK_OUT, PagesReason.CONTENT)),
    ],
)
@pytest.mark.parametrize("partial", [True, False])
def test_sheets_that_did_not_come_out_can_be_printed_again(
    desk: Desk, reason: PagesReason, sentence: str, partial: bool
) -> None:
    desk.machine.on()
    desk.say(PagesCounted, 3)
    desk.say(PagesFailed, reason, partial=partial)
    assert (desk.notice, desk.machine.onward) == (sentence, "打印 3 张")
    assert desk.detail.startswith("可能只出来了一部分" if partial else "请带身份证")
    desk.machine.on()
    assert (len(desk.sheets.jobs), desk.notice) == (2, "一共 3 张，正在打印。")


@pytest.mark.parametrize(
    ("error", "title", "ways"),
    [
        (HubUnreachable("x"), "现在没有网，查不到。", ["again", "home", "end"]),
        (HubRefused("x", status=404), "这份结果被收回了，请到窗口问。", ["counter", "home", "end"]),
        (FileBroken("x"), "这个文件坏了，打不开。", ["counter", "again", "end"]),
        (FileLocked("x"), "这个文件有密码。", ["counter", "again", "end"]),
        (FileTooBig("x"), "这个文件太大。", ["counter", "again", "end"]),
        (FileSlow("x"), "这个文件打开太慢，停下了。", ["counter", "again", "end"]),
    ],
)
def test_a_paper_that_does_not_come_has_a_way_on_and_nothing_is_printed(
    desk: Desk, error: KioskError, title: str, ways: list[str]
) -> None:
    desk.results.error = error
    desk.machine.on()
    assert (desk.machine.step, desk.machine.title, desk.machine.ways()) == (S.WAYS, title, ways)
    assert desk.sheets.jobs == []
    desk.results.error = None
    desk.machine.back()
    assert desk.machine.onward == "打印 3 张"
    desk.machine.on()
    assert len(desk.sheets.jobs) == 1


def test_where_no_file_may_be_opened_it_is_a_fault_of_the_machine(desk: Desk) -> None:
    desk.results.error = DriverMissing("x")
    desk.machine.on()
    assert (desk.machine.step, desk.sheets.jobs) == (S.WAYS, [])


# Whose they are


def test_back_at_the_list_what_is_being_fetched_is_given_up(desk: Desk) -> None:
    desk.machine.runner.holding = True
    desk.machine.on()
    desk.machine.back()
    desk.machine.runner.let_go()
    desk.machine.drain()
    assert (desk.machine.view.stage, desk.sheets.jobs, desk.results.wanted()) == ("list", [], False)


def test_what_is_fetched_after_the_visit_is_not_printed(desk: Desk) -> None:
    desk.machine.runner.holding = True
    desk.machine.on()
    desk.machine.journey.ask_leave()
    desk.machine.journey.leave()
    desk.machine.runner.let_go()
    desk.machine.drain()
    assert (desk.sheets.jobs, desk.results.wanted()) == ([], False)


def test_a_job_that_has_not_begun_when_the_person_leaves_prints_nothing(desk: Desk) -> None:
    desk.machine.on()
    desk.machine.journey.ask_leave()
    desk.machine.journey.leave()
    with pytest.raises(JourneyError):
        desk.sheets.jobs[0][1]()


def test_the_number_is_forgotten_with_the_list(desk: Desk) -> None:
    personal = desk.machine.journey.inside._personal
    assert personal.cases_number == WANG.number
    desk.machine.back()
    desk.machine.back()
    assert (desk.machine.view.stage, personal.cases_number, personal.cases) == ("ask", "", [])


def test_what_another_job_says_changes_nothing(desk: Desk) -> None:
    desk.machine.on()
    desk.machine.journey.handle(PagesPrinted("result-of-somebody", 9))
    desk.machine.journey.handle(PagesFailed("result-of-somebody", PagesReason.JAM))
    assert desk.notice == "一共 3 张，正在打印。"


def test_the_journal_says_that_a_result_was_printed_and_nothing_of_whom(desk: Desk) -> None:
    desk.machine.on()
    desk.say(PagesPrinted, 3)
    written = repr(desk.machine.journal.entries)
    assert "result" in written
    assert [one for one in (WANG.name, WANG.number, *TITLES) if one in written] == []
