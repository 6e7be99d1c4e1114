"""Is an answer good? If not, the one sentence that says what is missing, with numbers in full."""

from __future__ import annotations

import re
from datetime import date

from kiosk.catalogue.model import Answer, FormField
from kiosk.identity.numbers import NumberProblem, check
from kiosk.wording import Phrase

PHONE_DIGITS = 11
NUMBER_SIGNS = 18
DATE_DIGITS = 8
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_REGION = re.compile(r"\d{6}", re.ASCII)

_NUMBER_SENTENCES = {
    NumberProblem.CHARACTERS: "journey.number_characters",
    NumberProblem.PROVINCE: "journey.number_start",
    NumberProblem.DATE: "journey.number_birth",
    NumberProblem.CHECK_DIGIT: "journey.number_check",
}


def fault(field: FormField, answer: Answer | None, today: date) -> Phrase | None:
    """What is wrong with ``answer``, or ``None`` when it is good. Optional questions may stay empty."""
    if answer is None or answer == "":
        return Phrase(f"journey.empty_{field.kind}") if field.required else None
    if field.kind == "yes_no":
        return None if isinstance(answer, bool) else Phrase("journey.empty_yes_no")
    text = str(answer)
    match field.kind:
        case "phone":
            return _phone(text)
        case "id_number":
            return _id_number(text)
        case "date":
            return _date(field, text, today)
        case "choice":
            return None if text in {one.value for one in field.choices} else Phrase("journey.empty_choice")
        case "region":
            return None if _REGION.fullmatch(text) else Phrase("journey.empty_region")
        case _:
            return _text(field, text)


def _phone(text: str) -> Phrase | None:
    if len(text) < PHONE_DIGITS:
        return Phrase("journey.phone_short", {"missing": PHONE_DIGITS - len(text)})
    if len(text) > PHONE_DIGITS:
        return Phrase("journey.phone_long", {"extra": len(text) - PHONE_DIGITS})
    return None if _MOBILE.fullmatch(text) else Phrase("journey.phone_start")


def _id_number(text: str) -> Phrase | None:
    if len(text) < NUMBER_SIGNS:
        return Phrase("journey.number_short", {"missing": NUMBER_SIGNS - len(text)})
    if len(text) > NUMBER_SIGNS:
        return Phrase("journey.number_long", {"extra": len(text) - NUMBER_SIGNS})
    problems = check(text).problems
    return Phrase(_NUMBER_SENTENCES[problems[0]]) if problems else None


def _date(field: FormField, text: str, today: date) -> Phrase | None:
    digits = text.replace("-", "")
    if len(digits) < DATE_DIGITS:
        return Phrase("journey.date_short", {"missing": DATE_DIGITS - len(digits)})
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Phrase("journey.date_none")
    if field.when == "past" and day > today:
        return Phrase("journey.date_future")
    if field.when == "future" and day < today:
        return Phrase("journey.date_past")
    return None


def _text(field: FormField, text: str) -> Phrase | None:
    if not text.strip():
        return Phrase("journey.empty_text")
    if len(text) > field.max_length:
        return Phrase("journey.text_long", {"extra": len(text) - field.max_length})
    return None
