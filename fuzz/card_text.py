"""The text block: any 256 bytes are a document or an error of ours; a document can be judged, shown and written
back onto a card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fuzz import vectors
from kiosk.errors import KioskError
from kiosk.identity.card_text import ADDRESS_BYTES, BLOCK_BYTES, is_rare, parse, parse_address, showable
from kiosk.identity.numbers import mask_name, mask_number
from kiosk.identity.validity import findings
from kiosk.sandbox.cards import text_block

TODAY = date(2026, 11, 23)


def one(data: bytes) -> None:
    """70 bytes are an address; other short inputs are filled up with the resident's card of the vectors."""
    if len(data) == ADDRESS_BYTES:
        _address(data)
        return
    block = data[:BLOCK_BYTES] + _FILL[len(data) :]
    try:
        document = parse(block)
    except KioskError:
        return
    findings(document, TODAY)
    for shown in (showable(document.name), mask_name(document.name), mask_number(document.number)):
        shown.encode()
    document.address.encode()
    if document.rare_name != is_rare(document.name):
        raise AssertionError("a rare name without its flag")
    if parse(text_block(document)) != document:
        raise AssertionError("a document that does not come back from its card")


def _address(data: bytes) -> None:
    try:
        parse_address(data).encode()
    except KioskError:
        return


def seeds() -> Iterator[bytes]:
    """The four kinds; a rare name; for ever; a leap day."""
    for text in vectors.texts():
        yield text
        yield bytes.fromhex("40D800DC63E8AE4D") + text[8:]
        yield text[:204] + "长期      ".encode("utf-16-le") + text[220:]
        yield text[52:122]
        yield text[:36] + "20080229".encode("utf-16-le") + text[52:]


_FILL = vectors.texts()[0]
