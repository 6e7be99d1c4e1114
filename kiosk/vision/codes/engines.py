"""The two readers, each asked for one grey picture; neither raises anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import zxingcpp
from pyzbar import pyzbar

from kiosk.vision.codes.payload import guess_undone, payload_text

Grey = np.ndarray[Any, np.dtype[np.uint8]]

_BYTE_KINDS = ("QRCode", "MicroQRCode", "PDF417", "DataMatrix", "Aztec")
"""Codes that carry bytes of no stated meaning; Code 128 has letters of its own."""
_STATED = ("]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6", "]L1")
"""AIM identifiers of codes that state their encoding (ECI)."""
ALL = ""
OURS = "QRCode,Code128"
"""What slips, certificates and telephones carry. To look for them costs 10 ms a frame at most; to look for all
kinds costs 220 ms on some frames."""
BARS = "PDF417,Code39,EAN13"
SQUARES = "DataMatrix,Aztec,MicroQRCode"
"""Other kinds, in two looks: what the squares cost depends on the picture."""
_SECOND_KINDS = {"QRCODE": "QRCode", "CODE128": "Code128"}
_SECOND_SYMBOLS = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128]


@dataclass(frozen=True, repr=False)
class Code:
    """What a code says. ``kind`` is zxing's name: ``QRCode``, ``Code128``, ``PDF417`` …"""

    text: str
    kind: str


def first(grey: Grey, formats: str = ALL) -> list[Code]:
    """zxing-cpp's reading of ``grey`` (H, W) uint8."""
    try:
        found = zxingcpp.read_barcodes(
            np.ascontiguousarray(grey), formats=zxingcpp.barcode_formats_from_str(formats)
        )
    except (RuntimeError, ValueError):
        return []
    return [_code(one) for one in found if one.valid and one.text]


def second(grey: Grey) -> list[Code]:
    """pyzbar's reading of ``grey`` (H, W) uint8: QR and Code 128."""
    try:
        found = pyzbar.decode(grey, symbols=_SECOND_SYMBOLS)
    except pyzbar.PyZbarError:
        return []
    return [Code(_second_text(one), _SECOND_KINDS[one.type]) for one in found if one.data]


def _code(one: Any) -> Code:
    kind = one.format.name
    if kind not in _BYTE_KINDS or one.symbology_identifier in _STATED:
        return Code(one.text, kind)
    return Code(payload_text(bytes(one.bytes), one.text), kind)


def _second_text(one: Any) -> str:
    """zbar turns what it takes for another encoding into UTF-8, and hands on what it cannot turn."""
    try:
        text = one.data.decode("utf-8")
    except UnicodeDecodeError:
        return payload_text(one.data, one.data.decode("latin-1"))
    return guess_undone(text) if one.type == "QRCODE" else text
