"""Keys into a question's box: what each kind of field takes, and how it reads."""

from __future__ import annotations

from datetime import date

from kiosk.catalogue.model import FormField
from kiosk.journey.rooms.items import typed
from kiosk.journey.validation import DATE_DIGITS, NUMBER_SIGNS, PHONE_DIGITS

DIGITS = "0123456789"
LATEST_YEARS = 120


def after_key(field: FormField, text: str, key: str) -> str:
    """The box's text after one key; signs that cannot belong there, and those too many, are not taken."""
    match field.kind:
        case "phone":
            return _only(typed(text, key), DIGITS, PHONE_DIGITS)
        case "id_number":
            return _only(typed(text, key).upper(), DIGITS + "X", NUMBER_SIGNS)
        case "date":
            return dashed(_only(typed(text.replace("-", ""), key), DIGITS, DATE_DIGITS))
        case "text":
            return typed(text, key)[: field.max_length]
        case _:
            return text


def dashed(digits: str) -> str:
    """A whole date as ISO 8601, a part of one as the digits so far."""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == DATE_DIGITS else digits


def shown(field: FormField, value: str) -> str:
    """How the value reads in the box."""
    if field.kind == "phone":
        return " ".join(part for part in (value[:3], value[3:7], value[7:]) if part)
    if field.kind == "id_number":
        return " ".join(part for part in (value[:6], value[6:14], value[14:]) if part)
    if field.kind == "date":
        digits = value.replace("-", "")
        parts = ((digits[:4], 4, "年"), (digits[4:6], 2, "月"), (digits[6:], 2, "日"))
        return " ".join(f"{part} {unit}" if len(part) == whole else part for part, whole, unit in parts if part)
    return value


def readable(value: str) -> str:
    """An ISO date as a person reads it, anything else as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _only(text: str, allowed: str, most: int) -> str:
    return "".join(sign for sign in text if sign in allowed)[:most]
