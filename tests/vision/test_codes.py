"""Codes read from frames: Chinese payloads, worn prints, and frames without any."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import NotAnImage
from kiosk.sandbox.desk import DeskScene
from kiosk.vision import codes
from kiosk.vision.codes import payload_text, read_codes

WORDS = "受理编号 510402-0001 测试甲"


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
    monkeypatch.setattr(codes.zxingcpp, "read_barcodes", lambda _grey: [])
    image = qr(WORDS.encode("gb18030")) if kind == "QRCode" else code128("CASE-20260001")
    found = read_codes(image)
    assert [code.kind for code in found] == [kind]


def test_a_reader_that_breaks_counts_as_seeing_nothing(monkeypatch) -> None:
    def breaks(*_: object, **__: object) -> list[object]:
        raise RuntimeError("inside the library")

    def breaks_too(*_: object, **__: object) -> list[object]:
        raise codes.pyzbar.PyZbarError("inside the library")

    monkeypatch.setattr(codes.zxingcpp, "read_barcodes", breaks)
    monkeypatch.setattr(codes.pyzbar, "decode", breaks_too)
    assert read_codes(qr(b"ONE")) == []


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(NotAnImage):
        read_codes(np.zeros((4, 4), np.uint8))


@given(st.text(min_size=1, max_size=40))
def test_utf8_payloads_come_back_as_they_were(text: str) -> None:
    assert payload_text(text.encode(), "") == text


@given(st.binary(max_size=60))
def test_any_payload_gives_some_text(payload: bytes) -> None:
    assert isinstance(payload_text(payload, payload.decode("latin-1")), str)
