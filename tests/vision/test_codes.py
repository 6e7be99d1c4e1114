"""Codes read from frames: Chinese payloads, worn prints, and frames without any."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
import qrcode
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import NotAnImage
from kiosk.sandbox.desk import DeskScene
from kiosk.sandbox.specimens import ALL as SPECIMENS
from kiosk.vision.codes import CodeWatch, engines, payload_text, read_codes, read_still
from kiosk.vision.codes.payload import guess_undone
from kiosk.vision.codes.straighten import straightened
from kiosk.vision.codes.treatments import TREATMENTS

WORDS = "受理编号 510402-0001 测试甲"
DIVISIONS = Path(__file__).parents[2] / "assets" / "divisions.tsv"
CRUMPLES = (5, 17, 28)


def qr(payload: bytes) -> np.ndarray:
    maker = qrcode.QRCode(border=4, box_size=6)
    maker.add_data(payload)
    return cv2.cvtColor(np.array(maker.make_image().convert("L")), cv2.COLOR_GRAY2BGR)


def code128(text: str) -> np.ndarray:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    grey = np.pad(np.array(zxingcpp.write_barcode_to_image(made, scale=3)), 40, constant_values=255)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


def texts(image: np.ndarray) -> list[str]:
    return [code.text for code in read_codes(image)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_right_in_either_encoding(encoding: str) -> None:
    assert texts(qr(WORDS.encode(encoding))) == [WORDS]


def test_a_rare_character_of_four_gb18030_bytes_is_read_right() -> None:
    assert texts(qr("办件人 㐂".encode("gb18030"))) == ["办件人 㐂"]


def test_western_letters_are_not_taken_for_chinese() -> None:
    assert texts(qr("Zürich".encode("latin-1"))) == ["Zürich"]


def test_a_code_says_its_kind() -> None:
    assert [(code.text, code.kind) for code in read_codes(code128("CASE-20260001"))] == [
        ("CASE-20260001", "Code128")
    ]


def test_two_codes_of_one_frame_are_both_read_and_a_double_once() -> None:
    one, other = qr(b"ONE"), qr(b"TWO")
    assert sorted(texts(np.hstack([one, other, one]))) == ["ONE", "TWO"]


def test_a_code_laid_on_the_desk_is_read() -> None:
    frame, code = DeskScene().picture(), qr(b"018f3a52-0000-7000-8000-000000000001")
    frame[300 : 300 + code.shape[0], 500 : 500 + code.shape[1]] = code
    assert texts(frame) == ["018f3a52-0000-7000-8000-000000000001"]


def test_a_very_large_frame_is_reduced_first() -> None:
    large = cv2.resize(qr(b"LARGE"), (4000, 4000), interpolation=cv2.INTER_NEAREST)
    assert texts(large) == ["LARGE"]


def test_a_desk_without_a_code_gives_none() -> None:
    assert read_codes(DeskScene().picture()) == []


@pytest.mark.parametrize("kind", ["QRCode", "Code128"])
def test_the_second_reader_is_asked_where_the_first_sees_nothing(monkeypatch, kind: str) -> None:
    monkeypatch.setattr(engines.zxingcpp, "read_barcodes", lambda *_, **__: [])
    image = qr(WORDS.encode("gb18030")) if kind == "QRCode" else code128("CASE-20260001")
    found = read_codes(image)
    assert [code.kind for code in found] == [kind]


def test_a_reader_that_breaks_counts_as_seeing_nothing(monkeypatch) -> None:
    def breaks(*_: object, **__: object) -> list[object]:
        raise RuntimeError("inside the library")

    def breaks_too(*_: object, **__: object) -> list[object]:
        raise engines.pyzbar.PyZbarError("inside the library")

    monkeypatch.setattr(engines.zxingcpp, "read_barcodes", breaks)
    monkeypatch.setattr(engines.pyzbar, "decode", breaks_too)
    assert read_codes(qr(b"ONE")) == []


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(NotAnImage):
        read_codes(np.zeros((4, 4), np.uint8))


ALPHABETS = ("0-9a-z一-鿿，。", "0-9a-zà-ž", "0-9a-zΑ-ΡΣ-Ωα-ω", "0-9a-zА-яё", "0-9a-zآ-غفي", "a-z㐂-㐎𠀀-𠀎")


@given(
    st.sampled_from(ALPHABETS).flatmap(lambda letters: st.from_regex(rf"a[{letters} ·°]{{0,40}}", fullmatch=True))
)
def test_utf8_payloads_come_back_as_they_were(text: str) -> None:
    assert payload_text(text.encode(), "é") == text


@given(st.binary(max_size=60))
def test_any_payload_gives_some_text(payload: bytes) -> None:
    assert isinstance(payload_text(payload, payload.decode("latin-1")), str)


def drawn_by_segno(**made: object) -> np.ndarray:
    modules = np.array([list(row) for row in segno.make(micro=False, **made).matrix], np.uint8)
    grey = np.kron((1 - np.pad(modules, 4)) * 255, np.ones((6, 6), np.uint8)).astype(np.uint8)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


def test_hanzi_mode_is_read_right() -> None:
    """GB/T 18284: thirteen bits a character of GB 2312."""
    assert texts(drawn_by_segno(content="攀枝花市政务服务大厅", mode="hanzi")) == ["攀枝花市政务服务大厅"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "shift_jis", "iso-8859-1"])
def test_a_stated_encoding_is_believed(encoding: str) -> None:
    words = {"iso-8859-1": "Zürich Ñ", "shift_jis": "これは日本", "big5": "臺北市政府"}.get(encoding, "受理编号")
    assert texts(drawn_by_segno(content=words, encoding=encoding, eci=True, mode="byte")) == [words]


def test_japanese_that_states_no_encoding_is_not_taken_for_chinese() -> None:
    words = "これはテストの文字列です"
    assert texts(qr(words.encode("shift_jis"))) == [words]


@pytest.mark.parametrize("words", ["ﾃﾞｻﾞｲﾝQR", "ｶﾞｲﾄﾞ", "<ﾃﾞｻﾞｲﾝQR> ｲﾗｽﾄ入りｶﾗｰQRｺｰﾄﾞ"])
def test_half_width_kana_are_known_by_their_voiced_sounds(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert payload_text(words.encode("shift_jis"), "é") == words
    monkeypatch.setattr(engines.zxingcpp, "read_barcodes", lambda *_, **__: [])
    assert texts(qr(words.encode("shift_jis"))) == [words]


def test_no_chinese_of_ours_is_taken_for_kana_or_utf8() -> None:
    """Every name of a division since 1980, and each of its parts of up to six hanzi."""
    names = {
        name for line in DIVISIONS.read_text("utf-8").splitlines() for name in re.findall("[一-鿿]{2,}", line)
    }
    parts = {name[at : at + size] for name in names for size in range(2, 7) for at in range(len(name) - size + 1)}
    written = [part for part in parts if _in_gb2312(part)]
    assert len(written) > 10_000
    assert [part for part in written if payload_text(part.encode("gb2312"), "é") != part] == []


def _in_gb2312(text: str) -> bool:
    try:
        return bool(text.encode("gb2312"))
    except UnicodeEncodeError:
        return False


NAMES = [
    "委员",
    "芦溪",
    "医药",
    "王建国",
    "李秀英",
    "阿依古丽",
    "攀枝花市东区",
    "四川省",
    "营业执照",
    "受理回执：2026",
    "户口簿第1页",
    "测试甲，男",
]


@pytest.mark.parametrize("words", NAMES)
def test_the_second_reader_s_guess_of_gb18030_is_undone(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(engines.zxingcpp, "read_barcodes", lambda *_, **__: [])
    assert texts(qr(words.encode("gb18030"))) == [words]


@pytest.mark.parametrize("text", ["Zürich", "これは日本", "臺北市政府", "受理编号", "café № 5", ""])
def test_a_guess_that_was_right_stays(text: str) -> None:
    assert guess_undone(text) == text


def pale_in_the_dark(image: np.ndarray) -> np.ndarray:
    """Ink and paper 56 grey levels apart, and 28 where a hard shadow lies on half of it, noise."""
    canvas = np.full((700, 900), 255.0)
    canvas[100 : 100 + image.shape[0], 200 : 200 + image.shape[1]] = image[..., 0]
    shade = np.where(np.arange(900) < 300, 0.5, 1.0)
    faded = (200 - (255 - canvas) * 0.22) * shade + np.random.default_rng(3).normal(0, 1.0, canvas.shape)
    return cv2.cvtColor(np.clip(faded, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def test_a_still_is_read_in_another_light_where_it_cannot_be_read_as_it_is() -> None:
    image = pale_in_the_dark(qr(b"TB1:0198"))
    assert (read_codes(image), [code.text for code in read_still(image)]) == ([], ["TB1:0198"])


def test_a_live_code_that_cannot_be_read_as_it_is_is_read_within_as_many_frames_as_there_are_lights() -> None:
    image, watch = pale_in_the_dark(qr(b"TB1:0198")), CodeWatch()
    found = [code.text for _ in range(2 * len(TREATMENTS)) for code in watch.step(image)]
    assert "TB1:0198" in found


def test_a_plain_code_is_read_from_the_first_frame() -> None:
    assert [code.text for code in CodeWatch().step(qr(b"ONE"))] == ["ONE"]


def crumpled(image: np.ndarray, seed: int) -> np.ndarray:
    """Facets of paper that lean: foreshortened one way on this side of a crease, the other way on that."""
    random = np.random.default_rng(seed)
    rows, columns = np.indices(image.shape[:2], np.float32)
    across, down = np.zeros_like(rows), np.zeros_like(rows)
    for moved in (across, down):
        for _ in range(3):
            at, angle = random.uniform(0.3, 0.7, 2) * image.shape[:2], random.uniform(0, np.pi)
            far = np.abs((columns - at[1]) * np.cos(angle) + (rows - at[0]) * np.sin(angle))
            moved += random.choice([-0.06, 0.06]) * cv2.GaussianBlur(far, (0, 0), 12.0)
        moved -= np.median(moved)
    return cv2.remap(image, columns + across, rows + down, cv2.INTER_LINEAR, borderValue=(255, 255, 255))


@pytest.mark.parametrize("seed", CRUMPLES)
def test_a_code_on_crumpled_paper_is_drawn_straight_and_read(seed: int) -> None:
    bent = crumpled(cv2.resize(qr(b"TB2:R01980A6C5F2E7C3D9B81A4F6"), None, fx=2.0, fy=2.0), seed)
    grey = np.asarray(cv2.cvtColor(bent, cv2.COLOR_BGR2GRAY), np.uint8)
    assert (engines.first(grey), [code.text for code in straightened(grey)]) == (
        [],
        ["TB2:R01980A6C5F2E7C3D9B81A4F6"],
    )
    assert [code.text for code in read_still(bent)] == ["TB2:R01980A6C5F2E7C3D9B81A4F6"]


def test_what_is_found_without_a_version_or_a_place_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """As zxing-cpp tells it of codes of which it saw a corner, and of Micro QR."""
    corner = SimpleNamespace(x=3, y=4)
    nowhere = dict.fromkeys(("top_left", "top_right", "bottom_right", "bottom_left"), corner)
    told = [
        SimpleNamespace(valid=False, extra=extra, position=SimpleNamespace(**nowhere))
        for extra in (None, {}, {"Version": "M3"}, {"Version": "3"}, {"Version": "40"})
    ]
    monkeypatch.setattr(engines.zxingcpp, "read_barcodes", lambda *_, **__: told)
    assert straightened(np.zeros((700, 700), np.uint8)) == []


def test_no_light_makes_a_code_out_of_print() -> None:
    desks = [DeskScene(page()).picture() for page in SPECIMENS]
    assert [code.text for desk in desks for code in read_still(desk, within_s=60.0)] == []


class SlowMachine:
    """A clock that a look moves on by so many milliseconds for a million pixels, as it would on a slow machine."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ms: float) -> None:
        self.now_s, self.looks = 0.0, list[float]()

        def reads(grey: np.ndarray, **_: object) -> list[object]:
            taken = ms * grey.size / 1e6
            self.looks.append(taken)
            self.now_s += taken / 1000
            return []

        monkeypatch.setattr(engines.zxingcpp, "read_barcodes", reads)
        monkeypatch.setattr(engines.pyzbar, "decode", reads)

    def frame_ms(self, watch: CodeWatch) -> float:
        begun = self.now_s
        watch.step(np.full((1200, 1600, 3), 200, np.uint8))
        return (self.now_s - begun) * 1000


@pytest.mark.parametrize("ms", [3.0, 10.0, 18.0, 40.0])
def test_once_its_looks_are_known_no_frame_takes_longer_than_its_time(
    monkeypatch: pytest.MonkeyPatch, ms: float
) -> None:
    machine = SlowMachine(monkeypatch, ms)
    watch = CodeWatch(clock=lambda: machine.now_s)
    for _ in range(2 * len(TREATMENTS)):
        machine.frame_ms(watch)
    frames = [machine.frame_ms(watch) for _ in range(4 * len(TREATMENTS))]
    assert [one for one in frames if one > 25.0] == []


@pytest.mark.parametrize("ms", [3.0, 18.0])
def test_every_light_has_its_turn_however_slow_the_machine(monkeypatch: pytest.MonkeyPatch, ms: float) -> None:
    machine = SlowMachine(monkeypatch, ms)
    watch = CodeWatch(clock=lambda: machine.now_s)
    for _ in range(2 * len(TREATMENTS)):
        machine.frame_ms(watch)
    assert len(machine.looks) >= 2 * len(TREATMENTS)


def test_a_still_s_time_is_kept() -> None:
    ticks = iter(range(100))
    assert read_still(DeskScene().picture(), within_s=3.0, clock=lambda: float(next(ticks))) == []
    assert next(ticks) <= 6
