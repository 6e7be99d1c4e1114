"""The emulated printer is a printer: it draws what it is told, byte by byte, and answers what it is asked."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from kiosk.devices.printer import Encoder, FontFile, Glyphs, Line, Note, Pair, QrCode, Rule, Slip, Space, Title
from kiosk.devices.printer.layout import DOTS, PaperMm
from kiosk.sandbox.printer import EmulatedPrinter
from kiosk.sandbox.printer_commands import Interpreter
from kiosk.sandbox.printer_paper import HEAD_TO_KNIFE, Paper
from kiosk.sandbox.printer_ports import TcpPort

APPLICATION = "TB1:0192f3a4-7c1e-7b52-9d4f-3a6b1c20e5d7"
RECEIPT = Slip(
    "receipt",
    (
        Line("攀枝花市东区政务服务中心"),
        Title("受理回执"),
        Rule(),
        Pair("办的事项", "基本医疗保险参保人员异地就医备案"),
        Pair("办事人", "测*㙍"),
        Space(),
        Note("办好后会发短信给您，您不用再来。"),
        QrCode(APPLICATION, "扫码查进度"),
    ),
)


def font() -> FontFile:
    found = sorted(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"))
    assert found, "fonts-noto-cjk is not installed: run make setup"
    return FontFile(found[0], 2)


GLYPHS = Glyphs([font()])


class Tape:
    """Bytes in, paper out, nothing in between."""

    class End(Exception):
        """The bytes are used up."""

    def __init__(self, data: bytes, dots: int = 384) -> None:
        self.paper = Paper(dots)
        self.answers = 0
        self.interpreter = Interpreter(self, dots, GLYPHS)
        self._data = iter(data)
        try:
            while True:
                self.interpreter.step()
        except Tape.End:
            pass

    def take(self) -> int:
        try:
            return next(self._data)
        except StopIteration:
            raise Tape.End from None

    def advance(self, strip: Image.Image) -> None:
        self.paper.feed(strip)

    def cut(self) -> None:
        self.paper.cut()

    def answer_paper(self) -> None:
        self.answers += 1

    @property
    def printed(self) -> Image.Image:
        """What hangs below the first blank stretch, as ``L`` with ink 255, printable width only."""
        whole = self.paper.hanging().convert("L").point(lambda grey: 255 if grey < 128 else 0)
        left = (whole.width - self.paper.dots) // 2
        return whole.crop((left, HEAD_TO_KNIFE, left + self.paper.dots, whole.height))


def drawn(text: str, size: int = 24) -> Image.Image:
    """The words straight from the font, without any of our code."""
    face = ImageFont.truetype(str(font().path), size, index=2)
    image = Image.new("L", (size * len(text), size))
    ImageDraw.Draw(image).text((0, round(size * 0.88)), text, fill=255, font=face, anchor="ls")
    return image.point(lambda grey: 255 if grey >= 112 else 0)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Share of differing dots among the inked ones."""
    wrong = ImageChops.difference(one, other).histogram()[255]
    return wrong / max(other.histogram()[255], 1)


def chinese(text: str) -> bytes:
    return b"\x1c&" + text.encode("gb18030") + b"\x1c."


def test_chinese_is_really_drawn() -> None:
    printed = Tape(chinese("攀枝花市") + b"\n").printed

    assert difference(printed.crop((0, 0, 96, 24)), drawn("攀枝花市")) < 0.05


def test_four_byte_characters_are_drawn() -> None:
    tape = Tape(chinese("㙍𠮷") + b"\n")

    assert tape.interpreter.text == ["㙍𠮷"]
    assert difference(tape.printed.crop((0, 0, 24, 24)), drawn("㙍")) < 0.05


def test_without_chinese_mode_there_is_no_chinese() -> None:
    assert Tape("攀".encode("gb18030") + b"\n").interpreter.text != ["攀"]


def test_large_text_is_the_same_dots_doubled() -> None:
    normal = Tape(chinese("回执") + b"\n").printed.crop((0, 0, 48, 24))
    large = Tape(b"\x1d!\x11" + chinese("回执") + b"\n").printed.crop((0, 0, 96, 48))

    assert difference(large, normal.resize((96, 48), Image.Resampling.NEAREST)) == 0


@pytest.mark.parametrize(("align", "left"), [(0, 0), (1, 180), (2, 360)])
def test_text_stands_where_alignment_says(align: int, left: int) -> None:
    printed = Tape(bytes((0x1B, 0x61, align)) + chinese("口") + b"\n").printed

    box = printed.getbbox()
    assert box is not None
    assert left <= box[0] < box[2] <= left + 24


def test_bold_burns_more() -> None:
    normal = Tape(chinese("回执") + b"\n").printed.histogram()[255]

    assert Tape(b"\x1bE\x01" + chinese("回执") + b"\n").printed.histogram()[255] > normal * 1.15


def test_inverse_text_is_white_on_black() -> None:
    printed = Tape(b"\x1dB\x01" + chinese("一") + b"\n").printed.crop((0, 0, 24, 24))

    assert printed.histogram()[255] > 24 * 24 / 2


def test_underlined_text_has_a_line_under_it() -> None:
    printed = Tape(b"\x1b-\x02" + chinese("一") + b"\n").printed

    assert printed.crop((0, 22, 24, 24)).histogram()[255] == 48


def test_line_spacing_and_feed_move_the_paper_by_dots() -> None:
    height = Tape(b"\x1b3\x28A\n\x1bJ\x0a\x1b2\n\x1bd\x02").printed.height

    assert height == 40 + 10 + 30 + 60


def test_a_line_too_long_is_broken_by_the_printer_and_noted() -> None:
    tape = Tape(b"x" * 40 + b"\n")

    assert (tape.interpreter.text, tape.interpreter.overflows) == (["x" * 32, "x" * 8], 1)


def test_a_native_code_is_readable() -> None:
    data = Encoder(58, GLYPHS).slip(Slip("receipt", (QrCode(APPLICATION, "扫码"),)))
    tape = Tape(b"".join(data))

    (found,) = zxingcpp.read_barcodes(tape.paper.slips()[0])
    assert found.text == APPLICATION


PICTURE = Image.new("1", (48, 24))
PICTURE.putdata([(x // 3 + y // 5) % 2 * 255 for y in range(24) for x in range(48)])
ROWS = PICTURE.tobytes()
COLUMNS = PICTURE.transpose(Image.Transpose.TRANSPOSE).tobytes()


@pytest.mark.parametrize(
    "command",
    [
        b"\x1dv0\x00\x06\x00\x18\x00" + ROWS,
        b"\x1d(L\x9a\x000p0\x01\x011\x30\x00\x18\x00" + ROWS + b"\x1d(L\x02\x0002",
        b"\x1b3\x18\x1b*\x21\x30\x00" + COLUMNS + b"\n",
    ],
    ids=["GS v 0", "GS ( L", "ESC *"],
)
def test_a_picture_arrives_dot_by_dot(command: bytes) -> None:
    tape = Tape(command)

    assert difference(tape.printed.crop((0, 0, 48, 24)), PICTURE.convert("L")) == 0
    assert (tape.interpreter.pictures, tape.interpreter.unknown) == (1, [])


def test_a_doubled_raster_picture_is_twice_as_large() -> None:
    printed = Tape(b"\x1dv0\x03\x06\x00\x18\x00" + ROWS).printed

    assert printed.getbbox() == PICTURE.resize((96, 48)).getbbox()


@pytest.mark.parametrize(
    ("data", "unknown"),
    [
        (b"\x1bZ", b"\x1bZ"),
        (b"\x1dz", b"\x1dz"),
        (b"\x1c%", b"\x1c%"),
        (b"\x07", b"\x07"),
        (b"\x10\x05", b"\x10\x05"),
        (b"\x1d(A\x02\x00\x00\x01", b"\x1d(A"),
        (b"\x1dv1", b"\x1dv"),
        (b"\x1d(k\x02\x001C", b"\x1d"),
    ],
)
def test_an_unknown_command_is_written_down(data: bytes, unknown: bytes) -> None:
    assert Tape(data).interpreter.unknown == [unknown]


def test_switches_that_draw_nothing_are_known() -> None:
    data = b"\x1bM\x00\x1bR\x0f\x1b \x00\x1b!\x30\x1b!\x00\x1bc5\x01\x1cS\x00\x00\x1cW\x01\x1cW\x00"
    data += b"\x1c-\x00\x1dL\x00\x00\x1da\x00\x1db\x01\r\x00"

    assert Tape(data).interpreter.unknown == []


def test_reset_forgets_every_switch() -> None:
    styled = Tape(b"\x1bE\x01\x1d!\x11\x1ba\x01\x1b@" + chinese("口") + b"\n").printed

    assert difference(styled, Tape(chinese("口") + b"\n").printed) == 0


STARTS = [b"\x1b", b"\x1c", b"\x1d", b"\x10", b"\x1d(k", b"\x1d(L", b"\x1dv0", b"\x1b*", b"\x1d(k\x03\x001Q0"]
PIECES = st.one_of(st.sampled_from(STARTS), st.binary(max_size=8))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_any_bytes_are_survived(pieces: list[bytes]) -> None:
    Tape(b"".join(pieces))


@pytest.fixture(scope="module")
def tapes() -> dict[int, Tape]:
    widths: list[PaperMm] = [58, 80]
    return {mm: Tape(b"".join(Encoder(mm, GLYPHS).slip(RECEIPT)), DOTS[mm]) for mm in widths}


@pytest.mark.parametrize("paper_mm", [58, 80])
class TestAReceiptReadBackFromItsPicture:
    def test_its_code_can_be_scanned(self, tapes: dict[int, Tape], paper_mm: int) -> None:
        (found,) = zxingcpp.read_barcodes(tapes[paper_mm].paper.slips()[0])

        assert found.text == APPLICATION

    def test_its_words_are_all_there(self, tapes: dict[int, Tape], paper_mm: int) -> None:
        words = "".join("".join(tapes[paper_mm].interpreter.text).split())

        assert [w for w in ("受理回执", "异地就医备案", "您不用再来。", "扫码查进度") if w not in words] == []

    def test_a_rare_name_is_one_picture(self, tapes: dict[int, Tape], paper_mm: int) -> None:
        assert tapes[paper_mm].interpreter.pictures == 1

    def test_no_line_ran_over_the_paper(self, tapes: dict[int, Tape], paper_mm: int) -> None:
        assert tapes[paper_mm].interpreter.overflows == 0

    def test_no_command_was_unknown(self, tapes: dict[int, Tape], paper_mm: int) -> None:
        assert tapes[paper_mm].interpreter.unknown == []


def test_a_cut_leaves_what_is_not_yet_past_the_knife() -> None:
    paper = Paper(384)
    paper.feed(Image.new("L", (384, 200)))
    paper.cut()

    assert (paper.slips()[0].height, paper.hanging().height) == (200, HEAD_TO_KNIFE)


def test_slips_are_saved_as_pictures(tmp_path: Path) -> None:
    tape = Tape(b"".join(Encoder(80, GLYPHS).slip(RECEIPT)), 576)

    (file,) = tape.paper.save(tmp_path / "slips")
    assert Image.open(file).width == 640


# On the line -----------------------------------------------------------------------------------------------------


class Host:
    """A plain socket on the printer's port."""

    def __init__(self, port: TcpPort) -> None:
        self._line = socket.create_connection((port.host, port.port), timeout=10)

    def ask(self, data: bytes, count: int = 1) -> bytes:
        self._line.sendall(data)
        answer = b""
        while len(answer) < count:
            answer += self._line.recv(16)
        return answer

    def send(self, data: bytes) -> None:
        self._line.sendall(data)

    def answers_nothing(self) -> bool:
        """Is there nothing to read once the printer has worked through everything?"""
        return not select.select([self._line], [], [], 0.05)[0]

    def close(self) -> None:
        self._line.close()


Built = tuple[EmulatedPrinter, Host]


@pytest.fixture
def build() -> Iterator[Callable[..., Built]]:
    made: list[Built] = []

    def built(**options: object) -> Built:
        port = TcpPort()
        options = {"speed_dots_s": 100_000.0, **options}
        printer = EmulatedPrinter(port, paper_mm=58, fonts=[font()], **options)  # type: ignore[arg-type]
        printer.plug()
        made.append((printer, Host(port)))
        return made[-1]

    yield built
    for printer, host in made:
        host.close()
        printer.close()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (None, b"\x12\x12\x12\x12"),
        ("paper_out", b"\x1a\x32\x12\x7e"),
        ("near_end", b"\x12\x12\x12\x1e"),
        ("open_cover", b"\x1a\x16\x12\x12"),
        ("jam_knife", b"\x1a\x52\x1a\x12"),
    ],
)
def test_status_is_told_by_its_bits(build: Callable[..., Built], fault: str | None, answers: bytes) -> None:
    printer, host = build()
    if fault:
        getattr(printer, fault)()

    assert b"".join(host.ask(bytes((0x10, 0x04, n))) for n in (1, 2, 3, 4)) == answers


def test_a_fence_is_answered_behind_the_paper(build: Callable[..., Built]) -> None:
    printer, host = build()

    assert host.ask(chinese("回执") + b"\n\x1dr\x01") == b"\x00"
    assert printer.interpreter.text == ["回执"]


def test_a_fence_waits_for_paper(build: Callable[..., Built]) -> None:
    printer, host = build()
    printer.paper_out()
    host.ask(b"A\n\x1dr\x01\x10\x04\x01")
    silent = host.answers_nothing()
    printer.refill()

    assert silent
    assert host.ask(b"") == b"\x00"


def test_clearing_throws_away_what_waits(build: Callable[..., Built]) -> None:
    printer, host = build()
    printer.paper_out()
    host.send(b"A\n")
    answer = host.ask(b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 3)
    printer.refill()
    host.ask(b"B\n\x1dr\x01")

    assert (answer, printer.interpreter.text) == (b"\x37\x25\x00", ["B"])


def test_printing_takes_its_time(build: Callable[..., Built]) -> None:
    _, host = build(speed_dots_s=2000.0)
    begun = time.monotonic()
    host.ask(b"\x1bJ\xc8\x1bJ\xc8\x1dr\x01")

    assert time.monotonic() - begun >= 400 / 2000


def test_a_pulled_plug_loses_the_buffer(build: Callable[..., Built]) -> None:
    printer, host = build()
    printer.paper_out()
    host.ask(b"A\n\x10\x04\x01")
    printer.unplug()
    printer.plug()
    printer.refill()

    assert printer.waiting_bytes == 0


def test_the_buffer_is_never_more_than_full(build: Callable[..., Built]) -> None:
    printer, host = build()
    printer.paper_out()
    host.send(b"\x00" * 6000)
    until(lambda: printer.waiting_bytes == 4096)
    printer.refill()
    until(lambda: printer.waiting_bytes == 0)

    assert printer.most_held == 4096
