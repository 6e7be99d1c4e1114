"""Reads an item's form, written as JSON Schema (2020-12), into the questions a screen asks, and checks answers.

The schema says what an answer may be; ``x-ui`` beside it says how it is asked (question, hint, condition).
A field in ``required`` is required whenever it is asked: ``x-ui.only_if`` comes first.

    {"type": "string", "format": "cn-mobile", "title": "手机号", "x-ui": {"question": "您的手机号是多少？"}}

Kinds: ``boolean`` yes_no · ``oneOf`` of ``const`` choice · format ``date`` date, ``cn-id-number`` id_number,
``cn-mobile`` phone, ``cn-region`` region · any other string text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError

from kiosk.catalogue.model import Answer, FieldKind, FormField

_FORMATS: dict[str, FieldKind] = {
    "date": "date",
    "cn-id-number": "id_number",
    "cn-mobile": "phone",
    "cn-region": "region",
}
_GB11643_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FORMAT_CHECKER = FormatChecker(formats=())


def fields_of(schema: Mapping[str, Any]) -> tuple[FormField, ...]:
    """The questions of a form, in the order of its properties.

    Raises ``ValueError`` (naming the property) for a property no screen can ask, ``pydantic.ValidationError`` for
    one whose hints are wrong.
    """
    if not schema:
        return ()
    properties = schema.get("properties")
    if schema.get("type") != "object" or not isinstance(properties, Mapping):
        raise ValueError("must be a JSON Schema of type object with properties")
    _check(schema)
    required = set(schema.get("required", ()))
    unknown = required - set(properties)
    if unknown:
        raise ValueError(f"required names no property: {sorted(unknown)[0]}")
    return tuple(_field(name, one, name in required) for name, one in properties.items())


def _check(schema: Mapping[str, Any]) -> None:
    fault = _fault_of(json.dumps(schema, sort_keys=True))
    if fault:
        raise ValueError(fault)


@lru_cache(maxsize=512)
def _fault_of(schema: str) -> str:
    """What JSON Schema itself has against a form; empty for nothing. Forms seldom change between two loads."""
    try:
        Draft202012Validator.check_schema(json.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)
    except SchemaError as error:
        return f"{'.'.join(str(one) for one in error.path)}: {error.message}"
    return ""


def _field(name: str, schema: object, required: bool) -> FormField:
    if not isinstance(schema, Mapping):
        raise ValueError(f"{name}: must be an object")
    hints = schema.get("x-ui")
    if not isinstance(hints, Mapping):
        raise ValueError(f"{name}: x-ui is missing")
    choices = [
        {"value": one.get("const"), "name": one.get("title"), "name_en": one.get("x-en", "")}
        for one in _all(schema)
    ]
    return FormField.model_validate(
        {
            "id": name,
            "kind": _kind(name, schema),
            "label": schema.get("title"),
            "required": required,
            "choices": choices,
            "max_length": schema.get("maxLength", 60),
            **hints,
        }
    )


def _all(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in schema.get("oneOf", ()) if isinstance(one, Mapping)]


def _kind(name: str, schema: Mapping[str, Any]) -> FieldKind:
    if schema.get("type") == "boolean":
        return "yes_no"
    if schema.get("type") != "string":
        raise ValueError(f"{name}: type must be string or boolean")
    if "oneOf" in schema:
        return "choice"
    named = schema.get("format")
    if named is None:
        return "text"
    if named not in _FORMATS:
        raise ValueError(f"{name}: no screen asks for format {named}")
    return _FORMATS[named]


def faults(
    schema: Mapping[str, Any], asked: tuple[FormField, ...], answers: Mapping[str, Answer]
) -> dict[str, str]:
    """What is wrong with ``answers``: field id → ``missing``, or the word of the schema that is broken.

    Only the questions in ``asked`` count; their answers are held against their part of the schema.
    """
    found: dict[str, str] = {}
    for field in asked:
        answer = answers.get(field.id)
        if answer is None or (isinstance(answer, str) and not answer.strip()):
            if field.required:
                found[field.id] = "missing"
            continue
        validator = Draft202012Validator(schema["properties"][field.id], format_checker=_FORMAT_CHECKER)
        broken = next(iter(validator.iter_errors(answer)), None)
        if broken is not None:
            found[field.id] = str(broken.validator)
        elif field.when and not _in_time(str(answer), field.when):
            found[field.id] = field.when
    return found


def _in_time(answer: str, when: str) -> bool:
    day, today = date.fromisoformat(answer), date.today()
    return day <= today if when == "past" else day >= today


@_FORMAT_CHECKER.checks("date")
def _is_date(value: object) -> bool:
    try:
        return len(str(value)) == 10 and bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


@_FORMAT_CHECKER.checks("cn-mobile")
def _is_mobile(value: object) -> bool:
    text = str(value)
    return len(text) == 11 and text.isascii() and text.isdigit() and text[0] == "1" and text[1] in "3456789"


@_FORMAT_CHECKER.checks("cn-region")
def _is_region(value: object) -> bool:
    text = str(value)
    return len(text) == 6 and text.isascii() and text.isdigit()


@_FORMAT_CHECKER.checks("cn-id-number")
def _is_id_number(value: object) -> bool:
    """GB 11643: 17 digits and a check character over them (ISO 7064 MOD 11-2)."""
    text = str(value).upper()
    if len(text) != 18 or not (text.isascii() and text[:17].isdigit()):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(text, _GB11643_WEIGHTS, strict=False)) % 11
    return text[17] == "10X98765432"[rest] and _is_date(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
