"""Numbers: any text is judged, masked and compared without an error; a right one makes a person known."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.errors import IdentityError
from kiosk.identity.known import known_by_number
from kiosk.identity.numbers import check, mask_name, mask_number, mask_phone, modern, same_number


def one(data: bytes) -> None:
    """ASCII as it is if it is ASCII, else as UTF-16, where any unit may come."""
    text = (
        data.decode("ascii") if data.isascii() else data[: len(data) // 2 * 2].decode("utf-16-le", "surrogatepass")
    )
    found = check(text)
    mask_number(text), mask_name(text), mask_phone(text)
    if not same_number(text, modern(text)):
        raise AssertionError("a number differs from its modern form")
    if found.ok and (found.birth is None or found.sex not in ("男", "女") or len(modern(text)) != 18):
        raise AssertionError("a right number that tells nothing")
    try:
        person = known_by_number("测试甲", text)
    except IdentityError:
        return
    if person.birth != check(person.number).birth:
        raise AssertionError("another birth than the number's")


def seeds() -> Iterator[bytes]:
    """Right numbers of every kind."""
    for number in (
        "11010519491231002X",
        "11010519491231002x",
        "110105491231002",
        "440524188001010014",
        "810000199408230021",
        "932682198501010017",
        "KAZ110090123105",
        " 510104199001010019 ",
    ):
        yield number.encode()
        yield number.encode("utf-16-le")
