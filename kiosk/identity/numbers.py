"""Citizen numbers (GB 11643): is it one, and what does it say; and how personal data is shown masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.identity.card_text import showable

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, ISO 7064 MOD 11-2
_CHECK_DIGITS = "10X98765432"

_PROVINCES = frozenset(
    [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    ]
)
"""GB/T 2260 provinces, and 83 of Taiwan residents' permits. Counties come and go while a number stays for life, so
nothing below the province is judged."""


class NumberProblem(StrEnum):
    """What can be wrong with a number."""

    LENGTH = "length"
    CHARACTERS = "characters"
    PROVINCE = "province"
    DATE = "date"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, repr=False)
class NumberCheck:
    """What a number says. ``birth`` and ``sex`` (男, 女) are given as far as the number can be read.

    ``old`` marks the 15-digit numbers given before 1999, which have no check digit.
    """

    problems: tuple[NumberProblem, ...]
    birth: date | None = None
    sex: str = ""
    old: bool = False

    @property
    def ok(self) -> bool:
        """Nothing is wrong with it."""
        return not self.problems

    def __repr__(self) -> str:
        return f"NumberCheck(problems={[str(problem) for problem in self.problems]})"


def check(number: str) -> NumberCheck:
    """Judges a number of 18 signs (the last may be ``X`` or ``x``) or an old one of 15 digits; never raises.

    A leading 9 is a foreigner's number (rules of 2023): province in digits 2 and 3, otherwise judged the same.
    """
    if len(number) not in (15, 18):
        return NumberCheck((NumberProblem.LENGTH,))
    old = len(number) == 15
    body = number if old else number[:17]
    if not (_digits(body) and (old or number[17] in "0123456789Xx")):
        return NumberCheck((NumberProblem.CHARACTERS,), old=old)
    birth = _birth("19" + number[6:12] if old else number[6:14])
    province = int(number[1:3] if number[0] == "9" and not old else number[:2])
    found = (
        (NumberProblem.PROVINCE, province in _PROVINCES),
        (NumberProblem.DATE, birth is not None),
        (NumberProblem.CHECK_DIGIT, old or check_digit(body) == number[17].upper()),
    )
    sex = "男" if int(body[-1]) % 2 else "女"
    return NumberCheck(tuple(problem for problem, fine in found if not fine), birth, sex, old)


def check_digit(first_17: str) -> str:
    """The 18th sign of a number (ISO 7064 MOD 11-2) for its first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECK_DIGITS[total % 11]


def modern(number: str) -> str:
    """The 18-sign form of an old 15-digit number; any other number as it is, with a capital X."""
    if len(number) != 15 or not _digits(number):
        return number.upper()
    body = number[:6] + "19" + number[6:]
    return body + check_digit(body)


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are one person's, an old 15-digit one against its 18-sign form too."""
    return modern(one) == modern(other)


def mask_number(number: str) -> str:
    """A document number for the screen and the slip: ``510402********1234``; a short one shows its ends only."""
    return _mask(number, head=6 if len(number) >= 15 else 1, tail=4 if len(number) >= 15 else 2)


def mask_name(name: str) -> str:
    """A name for the screen and the slip: the first sign, then a star for each other sign: ``王*``."""
    shown = showable(name)
    return _mask(shown, head=1, tail=0) if len(shown) > 1 else "*" * len(shown)


def mask_phone(phone: str) -> str:
    """A phone number for the screen and the slip: ``139****2046``."""
    return _mask(phone, head=3, tail=4)


def _mask(text: str, *, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
