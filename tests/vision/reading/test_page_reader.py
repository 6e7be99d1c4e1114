"""The reader of texts reads what is printed; whatever happens to its process costs the text and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from kiosk.errors import NotAnImage, PageUnread, ReaderDown, ReaderMissing
from kiosk.sandbox.papers import LEVELS, caught, drawn
from kiosk.sandbox.specimens import residence_permit
from kiosk.settings import Reading
from kiosk.vision.reading.known import KnownPapers
from kiosk.vision.reading.reader import CHILD, NICE, PageReader
from kiosk.vision.reading.text import PageText

PAGE = np.full((60, 80, 3), 255, np.uint8)


@pytest.fixture(scope="module")
def real() -> Iterator[PageReader]:
    reader = PageReader(Reading())
    yield reader
    reader.rest()


@pytest.fixture(scope="module")
def permit(real: PageReader) -> PageText:
    return real.read(residence_permit().image_bgr)


def test_what_is_printed_on_a_card_is_read(permit: PageText) -> None:
    assert "公民身份号码510402199001010012" in {line.text.replace(" ", "") for line in permit.lines}


def test_each_sign_has_its_own_confidence(permit: PageText) -> None:
    counted = [(len(line.text.replace(" ", "")), len(line.each)) for line in permit.lines]
    assert [signs for signs, _ in counted] == [sure for _, sure in counted]
    assert all(0 <= sure <= 1 for line in permit.lines for sure in line.each)


def test_each_sign_has_its_place_on_the_line(permit: PageText) -> None:
    number = next(line for line in permit.lines if "510402" in line.text)
    assert len(number.along) == len(number.each)
    assert list(number.along) == sorted(number.along)
    assert -0.05 < number.along[0] < number.along[-1] < 1.05


def test_lines_stand_where_they_are_on_the_page(permit: PageText) -> None:
    number = next(line for line in permit.lines if "510402" in line.text)
    left, top = number.corners.min(axis=0)
    right, bottom = number.corners.max(axis=0)
    assert 0.02 < left < 0.1
    assert 0.5 < right < 0.9
    assert 0.78 < top < bottom < 0.95


@pytest.mark.parametrize("name", ["id_front", "member_page"])
def test_name_and_number_of_a_photographed_paper_become_fields(real: PageReader, name: str) -> None:
    papers, paper = KnownPapers.load(), drawn(name, 300)
    text = real.read(caught(paper, LEVELS[1], 300))
    assert papers.recognise(text).kind == paper.kind
    found = {field.name: field.value for field in papers.read_fields(text, paper.kind)}
    assert (found["name"], found["number"]) == (paper.fields["name"], paper.fields["number"])


def test_an_empty_page_has_no_text(real: PageReader) -> None:
    assert real.read(np.full((400, 300, 3), 250, np.uint8)).lines == ()


def test_an_array_that_is_no_page_is_refused(real: PageReader) -> None:
    with pytest.raises(NotAnImage):
        real.read(np.zeros((400, 300), np.uint8))


def test_the_readers_process_may_write_no_file_and_leaves_no_core(real: PageReader) -> None:
    real.wake()
    process = psutil.Process(real.pid)
    assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_CORE) == (1, 1)


def test_the_readers_process_holds_no_file_open_for_writing_and_no_wire(real: PageReader) -> None:
    real.read(residence_permit().image_bgr)
    process = psutil.Process(real.pid)
    written = [one.path for one in process.open_files() if one.mode != "r"]
    assert written == []
    assert process.net_connections() == []


def test_the_readers_process_has_bounded_memory_and_gives_way(real: PageReader) -> None:
    real.wake()
    process = psutil.Process(real.pid)
    assert process.rlimit(psutil.RLIMIT_DATA)[0] == Reading().memory_mb << 20
    assert process.nice() > psutil.Process().nice()


def test_the_readers_session_gives_way_where_linux_shares_time_out_by_session(real: PageReader) -> None:
    real.wake()
    group = Path(f"/proc/{real.pid}/autogroup")
    if not group.exists():
        pytest.skip("this kernel has no groups by session (CONFIG_SCHED_AUTOGROUP)")
    assert group.read_text().split()[-2:] == ["nice", str(NICE)]


def test_a_page_for_which_the_memory_does_not_suffice_is_refused_and_the_next_one_is_read() -> None:
    reader = PageReader(Reading(memory_mb=600))
    try:
        with pytest.raises(PageUnread):
            reader.read(np.random.default_rng(1).integers(0, 255, (2000, 1900, 3), np.uint8))
        small = np.ascontiguousarray(residence_permit().image_bgr[500:])
        assert any("510402" in line.text for line in reader.read(small).lines)
    finally:
        reader.rest()


def test_nothing_of_the_network_is_asked_for(tmp_path: Path) -> None:
    """The same process; it ends at the first socket that wants to go anywhere."""
    alone = _program(
        tmp_path,
        f"""
import os, runpy, sys
def no_network(event, _):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        os._exit(9)
sys.addaudithook(no_network)
sys.argv[0] = {str(CHILD)!r}
runpy.run_path({str(CHILD)!r}, run_name="__main__")
""",
    )
    reader = PageReader(Reading(), program=alone)
    try:
        small = np.ascontiguousarray(residence_permit().image_bgr[500:])
        assert any("510402" in line.text for line in reader.read(small).lines)
    finally:
        reader.rest()


def test_without_rapidocr_the_reader_is_missing(tmp_path: Path) -> None:
    bare = _program(
        tmp_path,
        f"""
import importlib.util, runpy, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "rapidocr" else find(name, *more)
sys.argv[0] = {str(CHILD)!r}
runpy.run_path({str(CHILD)!r}, run_name="__main__")
""",
    )
    with pytest.raises(ReaderMissing):
        PageReader(Reading(), program=bare).read(PAGE)


def test_a_reader_killed_in_the_middle_of_a_page_is_down_and_the_next_page_is_read(tmp_path: Path) -> None:
    reader = PageReader(
        Reading(), program=_program(tmp_path, FIRST_TIME_HANGS.format(mark=str(tmp_path / "been")))
    )
    killer = threading.Thread(target=_kill_when_reading, args=(reader, tmp_path / "been"))
    killer.start()
    try:
        with pytest.raises(ReaderDown):
            reader.read(PAGE)
        killer.join()
        assert [line.text for line in reader.read(PAGE).lines] == ["样例"]
    finally:
        reader.rest()


@pytest.mark.parametrize(
    "answer",
    [
        b"\x00\x00\x00\x04null",
        b"\x00\x00\x00\x04{{{{",
        b"\xff\xff\xff\xff",
        b'\x00\x00\x00\x0d{"lines": 17}',
        b'\x00\x00\x00\x10{"lines": [[1]]}',
    ],
    ids=["no object", "no JSON", "too long", "no lines", "a broken line"],
)
def test_a_broken_answer_is_a_reader_that_is_down(tmp_path: Path, answer: bytes) -> None:
    reader = PageReader(Reading(), program=_program(tmp_path, ANSWERS.format(answer=answer)))
    try:
        with pytest.raises(ReaderDown):
            reader.read(PAGE)
    finally:
        reader.rest()


def test_a_reader_that_refuses_says_nothing_of_the_page(tmp_path: Path) -> None:
    said = b'{"refused": "510402199001010012 is too much"}'
    answer = len(said).to_bytes(4, "big") + said
    reader = PageReader(Reading(), program=_program(tmp_path, ANSWERS.format(answer=answer)))
    try:
        with pytest.raises(PageUnread) as raised:
            reader.read(PAGE)
        assert "510402" not in str(raised.value)
    finally:
        reader.rest()


def test_a_page_that_takes_too_long_is_given_up_and_its_process_ended(tmp_path: Path) -> None:
    reader = PageReader(Reading(page_s=0.3), program=_program(tmp_path, HANGS))
    reader.wake()
    process = psutil.Process(reader.pid)
    with pytest.raises(ReaderDown, match="in time"):
        reader.read(PAGE)
    process.wait(20)
    assert not process.is_running()


def test_a_reader_that_takes_no_page_is_given_up(tmp_path: Path) -> None:
    reader = PageReader(Reading(page_s=0.3), program=_program(tmp_path, TAKES_NOTHING))
    with pytest.raises(ReaderDown, match="in time"):
        reader.read(np.full((1500, 1500, 3), 255, np.uint8))


def test_a_reader_that_does_not_start_is_down(tmp_path: Path) -> None:
    with pytest.raises(ReaderDown, match="start in time"):
        PageReader(Reading(start_s=0.3), program=_program(tmp_path, "import time; time.sleep(600)")).wake()
    with pytest.raises(ReaderDown, match="not start"):
        PageReader(Reading(), program=_program(tmp_path, "raise SystemExit(3)")).wake()


def test_rest_gives_up_the_page_under_way_and_never_waits(tmp_path: Path) -> None:
    reader = PageReader(
        Reading(), program=_program(tmp_path, FIRST_TIME_HANGS.format(mark=str(tmp_path / "been")))
    )
    outcome: list[BaseException] = []

    def read() -> None:
        try:
            reader.read(PAGE)
        except ReaderDown as error:
            outcome.append(error)

    worker = threading.Thread(target=read)
    worker.start()
    _until((tmp_path / "been").exists)
    reader.rest()
    worker.join(20)
    assert [str(error) for error in outcome] == ["the reader died or answered nonsense"]
    assert reader.pid is None


def test_a_page_from_before_rest_starts_no_process(tmp_path: Path) -> None:
    reader = PageReader(Reading(), program=_program(tmp_path, ANSWERS.format(answer=b"")))
    before = reader.rests
    reader.rest()
    with pytest.raises(ReaderDown, match="visit"):
        reader.read(PAGE, since=before)
    assert reader.pid is None


def test_after_so_many_pages_a_fresh_process_is_begun(tmp_path: Path) -> None:
    reader = PageReader(Reading(pages=2), program=_program(tmp_path, READS))
    try:
        first = [_pid_that_read(reader), _pid_that_read(reader)]
        third = _pid_that_read(reader)
        assert first[0] == first[1] != third
    finally:
        reader.rest()


def test_the_process_ends_by_itself_when_nothing_is_asked() -> None:
    """The real process, told to wait a moment only."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-B", str(CHILD), "1400", "2", "10", "0.2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.wait(60) == 0


def _pid_that_read(reader: PageReader) -> str:
    return reader.read(PAGE).lines[0].text


def _kill_when_reading(reader: PageReader, mark: Path) -> None:
    _until(mark.exists)
    pid = reader.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def _until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


def _program(folder: Path, text: str) -> Path:
    program = folder / "program.py"
    program.write_text(text, encoding="utf-8")
    return program


_SAYS = """
import json, os, struct, sys, time
from pathlib import Path
def say(answer):
    content = json.dumps(answer).encode()
    os.write(1, struct.pack(">I", len(content)) + content)
def page():
    height, width = struct.unpack(">II", sys.stdin.buffer.read(8))
    sys.stdin.buffer.read(height * width * 3)
def line(text):
    return {"lines": [[text, [[0, 0], [9, 0], [9, 9], [0, 9]], 1.0, [1.0] * len(text), []]]}
say({"ready": True})
"""
HANGS = _SAYS + "page()\ntime.sleep(600)\n"
TAKES_NOTHING = _SAYS + "time.sleep(600)\n"
READS = _SAYS + "while True:\n    page()\n    say(line(str(os.getpid())))\n"
ANSWERS = _SAYS.replace("{", "{{").replace("}", "}}") + "page()\nos.write(1, {answer!r})\ntime.sleep(600)\n"
FIRST_TIME_HANGS = (
    _SAYS.replace("{", "{{").replace("}", "}}")
    + """
mark = Path({mark!r})
page()
if not mark.exists():
    mark.touch()
    time.sleep(600)
say(line("样例"))
time.sleep(600)
"""
)
