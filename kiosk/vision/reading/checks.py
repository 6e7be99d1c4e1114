"""Check signs that prove a number on a paper: what was read is then what was printed, whatever it looked like.

The floors keep vision and identity apart, so the citizen number's sum stands here too.
"""

from __future__ import annotations

from datetime import date

_GB11643 = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_GB11643_SIGNS = "10X98765432"
_GB32100 = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_GB32100_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_citizen_number(number: str) -> bool:
    """GB 11643-1999: 17 digits with a real day of birth, and the check sign of ISO 7064 MOD 11-2."""
    if len(number) != 18 or not (number.isascii() and number[:17].isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_GB11643, number[:17], strict=True))
    return number[17] == _GB11643_SIGNS[total % 11] and is_day(number[6:10], number[10:12], number[12:14])


def is_credit_code(code: str) -> bool:
    """GB 32100-2015: the 18 signs of a unified social credit code, check sign of MOD 31."""
    if len(code) != 18 or any(sign not in _GB32100_SIGNS for sign in code):
        return False
    total = sum(weight * _GB32100_SIGNS.index(sign) for weight, sign in zip(_GB32100, code[:17], strict=True))
    return code[17] == _GB32100_SIGNS[(31 - total % 31) % 31]


def is_bank_card(number: str) -> bool:
    """ISO/IEC 7812-1: 16 to 19 digits and Luhn's check digit; UnionPay's begin with 62, older ones with 3 to 9."""
    if not (16 <= len(number) <= 19 and number.isascii() and number.isdigit() and number[0] in "3456789"):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_day(year: str, month: str, day: str) -> bool:
    """A day of the calendar between 1900 and 2100."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return False
    return 1900 <= found.year <= 2100
