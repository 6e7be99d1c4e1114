"""Pages from the scanner for sheets and from files: each source's way, its faults, and that no page is lost."""

from __future__ import annotations

import pytest
from hall_of_fakes import Machine
from paper_source_fakes import FILES, NO_STICK, NOT_FITTED, READY, Sources

from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.errors import (
    DeviceAbsent,
    FeederEmpty,
    FeederJammed,
    FileBroken,
    FileEmpty,
    FileError,
    FileGone,
    FileLocked,
    FileNotAllowed,
    FileSlow,
    FileTooBig,
    KioskError,
    NotAnImage,
    PictureTooBig,
    ScannerBusy,
    ScannerCoverOpen,
    TooManyPages,
)
from kiosk.journey.views import PapersView
from kiosk.journey.views_papers import FilesView, PicksView, SheetsView, SourcesView
from kiosk.vision.pages.judge import Verdict

AWAY = DeviceStatus(DeviceState.ABSENT, "not_found")


# where from -----------------------------------------------------------------------------------------------------


def test_with_one_source_nobody_is_asked_where_the_pages_come_from() -> None:
    hall = Sources(flatbed=NOT_FITTED, feeder=NOT_FITTED, stick=NOT_FITTED)
    assert isinstance(hall.view, PapersView)
    assert hall.ways == []


def test_with_several_the_person_is_asked_once_and_can_change_it() -> None:
    hall = Sources()
    assert isinstance(hall.view, SourcesView)
    assert hall.ways == ["desk", "flatbed", "feeder", "stick"]
    hall.pick("desk")
    assert isinstance(hall.view, PapersView)
    hall.machine.scan(2)
    hall.machine.on()
    assert (hall.view.material_id, hall.view.stage) == ("extra", "live")
    hall.pick("other_source")
    assert isinstance(hall.view, SourcesView)


def test_a_stick_can_be_waited_for_and_a_scanner_that_is_away_cannot() -> None:
    hall = Sources(feeder=AWAY, stick=NO_STICK)
    enabled = {one.id: one.enabled for one in hall.view.ways}
    assert enabled == {"desk": True, "flatbed": True, "feeder": False, "stick": True}
    hall.pick("feeder")
    assert isinstance(hall.view, SourcesView)


def test_without_a_desk_camera_pages_come_from_the_scanner() -> None:
    hall = Sources(desk=AWAY, feeder=NOT_FITTED, stick=NOT_FITTED)
    assert isinstance(hall.view, SheetsView)
    assert hall.view.source == "flatbed"


def test_a_paper_nobody_has_can_be_left_out_wherever_one_stands() -> None:
    for way in ("", "feeder", "stick"):
        hall = Sources()
        if way:
            hall.pick(way)
        assert hall.view.can_skip
        hall.machine.journey.skip_paper()
        assert hall.machine.title == "这份材料必须有。"


# the feeder -----------------------------------------------------------------------------------------------------


def feeding() -> Sources:
    hall = Sources()
    hall.pick("feeder")
    hall.machine.on()
    return hall


def test_pages_of_the_feeder_arrive_one_by_one_and_are_counted() -> None:
    hall = feeding()
    assert (hall.view.stage, hall.view.onward.enabled) == ("busy", False)
    first = hall.page(hall.feeder, 1)
    assert (hall.view.count, hall.view.page, hall.feeder.mores) == (1, 1, 1)
    assert not first.any(), "what the scanner saw is overwritten once the page is taken"
    hall.page(hall.feeder, 2)
    hall.end(hall.feeder, 2)
    assert isinstance(hall.view, PapersView)
    assert (hall.view.stage, len(hall.view.thumbs), hall.machine.onward) == ("kept", 2, "扫下一份")


def test_the_next_page_is_not_asked_for_before_the_last_is_taken() -> None:
    hall = feeding()
    hall.machine.runner.holding = True
    hall.page(hall.feeder, 1)
    hall.end(hall.feeder, 1)
    assert (hall.feeder.mores, hall.view.stage) == (0, "busy")
    hall.machine.runner.let_go()
    hall.machine.drain()
    assert len(hall.view.thumbs) == 1


def test_blank_sides_are_left_out_and_told() -> None:
    hall = feeding()
    hall.page(hall.feeder, 1)
    hall.machine.papers.verdict = Verdict.EMPTY
    hall.page(hall.feeder, 2)
    hall.end(hall.feeder, 2)
    assert (len(hall.view.thumbs), hall.machine.reads(hall.view.notice.phrase)) == (
        1,
        "有 1 面是白的，没有收。",
    )


def test_a_stack_higher_than_the_paper_takes_stops_at_its_limit() -> None:
    hall = feeding()
    for number in (1, 2, 3):
        hall.page(hall.feeder, number)
    assert (len(hall.view.thumbs), hall.feeder.cancels) == (3, 1)
    assert hall.machine.reads(hall.view.notice.phrase) == "这份最多 3 页，够了。"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FeederEmpty("a"), "进纸口没有纸。"),
        (FeederJammed("a"), "纸卡住了。"),
        (ScannerCoverOpen("a"), "扫描仪的盖子开着。"),
        (ScannerBusy("a"), "扫描仪还在忙。"),
        (DeviceAbsent("a"), None),
    ],
)
def test_a_feeder_that_stops_in_the_middle_keeps_what_came_and_goes_on(
    error: KioskError, sentence: str | None
) -> None:
    hall = feeding()
    hall.page(hall.feeder, 1)
    hall.page(hall.feeder, 2)
    hall.end(hall.feeder, 2, error)
    assert hall.view.stage == "trouble"
    assert sentence in (None, hall.machine.title)
    assert hall.machine.reads(hall.view.safe.phrase) == "扫好的 2 页都在。"
    assert hall.ways == ["sheets_enough", "other_source"]
    hall.machine.on()
    hall.page(hall.feeder, 1)
    assert len(hall.view.thumbs) == 3


def test_pages_before_a_jam_are_enough_when_the_person_says_so() -> None:
    hall = feeding()
    hall.page(hall.feeder, 1)
    hall.page(hall.feeder, 2)
    hall.end(hall.feeder, 2, FeederJammed("a"))
    hall.pick("sheets_enough")
    assert (hall.view.stage, len(hall.view.thumbs)) == ("kept", 2)


def test_too_few_pages_before_a_jam_cannot_be_called_enough() -> None:
    hall = feeding()
    hall.page(hall.feeder, 1)
    hall.end(hall.feeder, 1, FeederJammed("a"))
    assert hall.ways == ["other_source"]


def test_back_while_it_feeds_stops_the_feeder_and_keeps_the_pages() -> None:
    hall = feeding()
    hall.page(hall.feeder, 1)
    hall.machine.back()
    assert (hall.view.stage, len(hall.view.thumbs), hall.feeder.cancels) == ("kept", 1, 1)


def test_a_page_that_cannot_be_taken_is_told_and_loses_none_before() -> None:
    hall = feeding()
    hall.page(hall.feeder, 1)
    hall.machine.papers.error = NotAnImage("a")
    hall.page(hall.feeder, 2)
    assert (hall.machine.title, hall.machine.reads(hall.view.safe.phrase)) == (
        "没有拍到图。",
        "扫好的 1 页都在。",
    )


def test_a_page_anew_through_the_feeder_takes_the_old_ones_place() -> None:
    hall = feeding()
    hall.page(hall.feeder, 1)
    hall.page(hall.feeder, 2)
    hall.end(hall.feeder, 2)
    old = hall.paper.pages[0]
    hall.machine.journey.retake_page(1)
    hall.machine.on()
    hall.page(hall.feeder, 1)
    assert (len(hall.paper.pages), hall.paper.pages[0] is old) == (2, False)
    assert [one.chosen for one in hall.view.thumbs] == [True, False]


def test_the_glass_gives_one_page_a_touch() -> None:
    hall = Sources()
    hall.pick("flatbed")
    assert hall.machine.reads(hall.view.title).endswith("放在玻璃上")
    hall.machine.on()
    hall.page(hall.flatbed, 1)
    assert (hall.view.stage, len(hall.view.thumbs)) == ("kept", 1)


def test_pages_that_arrive_after_the_visit_are_dropped() -> None:
    hall = feeding()
    draft = hall.machine.journey.inside._personal.draft
    hall.machine.journey.ask_leave()
    hall.machine.journey.leave()
    assert hall.feeder.cancels == 1
    hall.page(hall.feeder, 1)
    assert draft.papers == {}


# files ----------------------------------------------------------------------------------------------------------


def at_files() -> Sources:
    hall = Sources()
    hall.pick("stick")
    hall.listed()
    return hall


def test_files_are_listed_with_kind_and_size_a_page_at_a_time() -> None:
    hall = at_files()
    assert isinstance(hall.view, FilesView)
    first, unknown, third = hall.view.files[:3]
    assert hall.machine.reads(first.phrase) == "户口簿.pdf"
    assert hall.machine.reads(first.detail) == "PDF 文件 312 KB"
    assert hall.machine.reads(third.detail) == "照片 2.4 MB · DCIM"
    assert (unknown.enabled, len(hall.view.files), hall.view.pages) == (False, 5, 2)
    hall.machine.journey.turn_page(+1)
    assert len(hall.view.files) == 3


def test_the_stick_is_waited_for_and_looked_through_once_it_is_there() -> None:
    hall = Sources(stick=NO_STICK)
    hall.pick("stick")
    assert (hall.machine.title, hall.stick.lists) == ("请插上 U 盘", 0)
    hall.stick_is(DeviceStatus(DeviceState.READY))
    assert (hall.view.stage, hall.stick.lists) == ("asking", 1)
    hall.listed(())
    assert hall.machine.title == "U 盘里没有能用的文件"


def test_a_stick_that_was_cut_short_says_that_there_is_more() -> None:
    hall = Sources()
    hall.pick("stick")
    hall.listed(cut=True)
    assert hall.machine.reads(hall.view.lead) == "文件太多，只列出一部分"


def test_a_stick_that_could_not_be_looked_through_is_not_called_empty() -> None:
    hall = Sources()
    hall.pick("stick")
    hall.listed((), error=FileSlow("a"))
    assert hall.machine.title == "读得太慢，停下了。"
    hall.pick("files_again")
    hall.listed()
    assert (hall.view.stage, hall.view.trouble) == ("list", None)


def opened(pages: int = 2) -> Sources:
    hall = at_files()
    hall.pick("file:0")
    for number in range(1, pages + 1):
        hall.page(hall.stick, number)
    return hall


def test_the_pages_of_a_file_are_chosen_from() -> None:
    hall = opened(5)
    assert isinstance(hall.view, PicksView)
    assert (hall.stick.begun, hall.machine.onward) == (["0"], "正在打开文件")
    hall.end(hall.stick, 5)
    assert [one.chosen for one in hall.view.thumbs] == [True, True, True, False, False]
    assert (hall.machine.onward, hall.machine.reads(hall.view.notice.phrase)) == ("用这 3 页", "这份最多收 3 页。")
    hall.pick("page:5")
    assert hall.view.thumbs[4].chosen is False, "there is no room for a fourth"
    hall.pick("page:2")
    hall.pick("page:5")
    assert [one.chosen for one in hall.view.thumbs] == [True, False, True, False, True]
    hall.machine.on()
    assert (hall.view.stage, len(hall.view.thumbs)) == ("kept", 3)


def test_pages_nobody_took_are_overwritten() -> None:
    hall = opened(2)
    hall.end(hall.stick, 2)
    left = hall.paper.offered[1].page.jpeg
    hall.pick("page:2")
    hall.machine.on()
    assert (len(hall.paper.pages), bytes(left).strip(b"\0"), hall.paper.offered) == (1, b"", [])


def test_nothing_chosen_takes_nothing() -> None:
    hall = opened(1)
    hall.end(hall.stick, 1)
    hall.pick("page:1")
    assert hall.machine.onward == "请选要用的页"
    hall.machine.on()
    assert isinstance(hall.view, PicksView)


@pytest.mark.parametrize(
    "error",
    [
        FileBroken("a"),
        FileEmpty("a"),
        FileError("a"),
        FileGone("a"),
        FileLocked("a"),
        FileNotAllowed("a"),
        FileSlow("a"),
        FileTooBig("a"),
        PictureTooBig("a"),
        TooManyPages("a"),
    ],
)
def test_a_file_that_gives_nothing_is_told_beside_the_list(error: FileError) -> None:
    hall = at_files()
    hall.pick("file:0")
    hall.end(hall.stick, 0, error)
    assert isinstance(hall.view, FilesView)
    assert hall.machine.reads(hall.view.trouble.phrase)
    assert len(hall.view.files) == 5
    hall.stick_is(READY)
    assert hall.view.trouble is not None, "that the stick rests again is no reason to forget it"
    hall.pick("file:2")
    assert isinstance(hall.view, PicksView)


def test_a_stick_pulled_in_the_middle_keeps_the_pages_read_so_far() -> None:
    hall = opened(2)
    hall.end(hall.stick, 2, FileGone("a"))
    assert hall.machine.reads(hall.view.notice.phrase) == "读到一半，U 盘拔掉了。"
    assert hall.machine.onward == "用这 2 页"
    hall.machine.on()
    assert len(hall.view.thumbs) == 2


def test_a_stick_pulled_before_a_file_was_opened_is_asked_for_again() -> None:
    hall = at_files()
    hall.stick_is(NO_STICK)
    assert hall.machine.title == "请插上 U 盘"
    hall.pick("file:0")
    assert hall.stick.begun == []


def test_a_stick_that_was_changed_while_its_file_was_open_is_looked_through_anew() -> None:
    hall = opened(1)
    hall.end(hall.stick, 1)
    hall.stick_is(NO_STICK)
    hall.stick_is(READY)
    assert isinstance(hall.view, PicksView), "the pages that came are still chosen from"
    hall.machine.back()
    assert (hall.view.stage, hall.view.files, hall.stick.lists) == ("asking", (), 2)


def test_a_picture_too_small_to_be_a_page_is_told_and_the_other_files_still_open() -> None:
    hall = at_files()
    hall.pick("file:2")
    hall.machine.papers.error = NotAnImage("a")
    hall.page(hall.stick, 1)
    assert (hall.view.stage, hall.stick.lists) == ("asking", 2), "the source forgot its list with the job"
    hall.listed()
    assert hall.machine.reads(hall.view.trouble.phrase) == "这个文件不能用。"
    hall.machine.papers.error = None
    hall.pick("file:0")
    hall.page(hall.stick, 1)
    hall.end(hall.stick, 1)
    assert hall.machine.onward == "用这 1 页"


def test_a_page_of_a_file_that_cannot_be_taken_leaves_those_before_it_and_a_fresh_list_behind() -> None:
    hall = opened(1)
    hall.machine.papers.error = NotAnImage("a")
    hall.page(hall.stick, 2)
    assert (len(hall.view.thumbs), hall.machine.onward) == (1, "用这 1 页")
    assert hall.machine.reads(hall.view.notice.phrase) == "这个文件不能用。"
    hall.machine.back()
    assert (hall.view.stage, hall.view.trouble, hall.stick.lists) == ("asking", None, 2)


def test_back_out_of_a_file_leads_to_the_list_and_takes_nothing() -> None:
    hall = opened(2)
    hall.end(hall.stick, 2)
    hall.machine.back()
    assert (isinstance(hall.view, FilesView), hall.paper.offered, hall.paper.pages) == (True, [], [])


def test_back_while_a_file_opens_stops_it_and_lists_anew() -> None:
    hall = opened(1)
    hall.machine.back()
    assert (hall.stick.cancels, hall.stick.lists, hall.view.stage) == (1, 2, "asking")


def test_a_page_anew_from_a_file_takes_one_page_only() -> None:
    hall = opened(2)
    hall.end(hall.stick, 2)
    hall.machine.on()
    hall.machine.journey.retake_page(2)
    hall.listed()
    hall.pick("file:0")
    for number in (1, 2, 3):
        hall.page(hall.stick, number)
    hall.end(hall.stick, 3)
    hall.pick("page:3")
    assert [one.chosen for one in hall.view.thumbs] == [False, False, True]
    hall.machine.on()
    assert len(hall.paper.pages) == 2


def test_no_name_of_a_file_outlives_its_list() -> None:
    hall = at_files()
    hall.pick("other_source")
    assert hall.stick.cancels == 1
    assert FILES[0].label not in repr(hall.machine.journey.scene)


def test_a_file_whose_kind_nobody_knows_cannot_be_opened() -> None:
    hall = at_files()
    hall.pick("file:1")
    assert (isinstance(hall.view, FilesView), hall.stick.begun) == (True, [])


def test_machines_without_any_source_listed_go_on_as_before() -> None:
    machine = Machine()
    machine.past_face("forwarded-one")
    while not isinstance(machine.view, PapersView):
        machine.answer_question()
    assert machine.view.stage == "live"
