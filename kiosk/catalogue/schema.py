"""The catalogue's data files described as JSON Schema (``assets/catalogue/schema.json``), made from the models.

Whoever writes items with other tools holds their files against it; the loader's own check is the last word.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kiosk.catalogue.model import Category, Condition, Department, OfficialList, ServiceItem, Source

_ROWS: dict[str, type[BaseModel]] = {
    "categories.json": Category,
    "departments.json": Department,
    "lists.json": OfficialList,
    "sources.json": Source,
    "rows.json": ServiceItem,
}
_HINTS = ("question", "question_en", "label_en", "hint", "only_if", "prefill", "from_paper", "when")


def document() -> dict[str, Any]:
    """``$defs`` holds one schema for each file, by its name; ``items/*.json`` is one item."""
    models: list[type[BaseModel]] = [*_ROWS.values(), Condition]
    _, made = models_json_schema([(model, "validation") for model in models], ref_template="#/$defs/{model}")
    defs: dict[str, Any] = made["$defs"]
    item = defs["ServiceItem"]["properties"]
    del item["form_schema"]
    item["form"] = {"$ref": "#/$defs/Form"}
    _shorthand(defs["Condition"]["properties"])
    defs["Form"] = _form(defs.pop("FormField"))
    for name, model in _ROWS.items():
        rows = {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}}
        defs[name] = {"type": "object", "required": ["rows"], "properties": {"rows": rows}}
    defs["items/*.json"] = {"$ref": "#/$defs/ServiceItem"}
    defs["regions.json"] = _table(3)
    defs["partners.json"] = {
        "type": "object",
        "required": ["rows"],
        "properties": {"rows": {"type": "array", "items": {"type": "object", "required": ["code"]}}},
    }
    defs["pinyin.json"] = {"type": "object", "additionalProperties": {"type": "string"}}
    defs["synonyms.json"] = {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Catalogue files", "$defs": defs}


def _shorthand(condition: dict[str, Any]) -> None:
    """One situation or one answer may stand without its brackets."""
    condition["situation"] = {"anyOf": [condition["situation"]["items"], condition["situation"]]}
    answers = condition["answers"]
    one = {"anyOf": [{"type": "string"}, {"type": "boolean"}]}
    many = {"type": "array", "items": one}
    answers |= {"additionalProperties": {"anyOf": [*one["anyOf"], many]}}
    answers.pop("patternProperties", None)


def _form(field: dict[str, Any]) -> dict[str, Any]:
    """A form is itself a JSON Schema; ``x-ui`` holds the hints of ``FormField`` that are no JSON Schema words."""
    hints = {name: field["properties"][name] for name in _HINTS}
    asked = {
        "type": "object",
        "required": ["type", "title", "x-ui"],
        "properties": {
            "type": {"enum": ["string", "boolean"]},
            "title": {"type": "string"},
            "format": {"enum": ["date", "cn-id-number", "cn-mobile", "cn-region"]},
            "maxLength": {"type": "integer"},
            "pattern": {"type": "string"},
            "oneOf": {"type": "array", "items": {"type": "object", "required": ["const", "title"]}},
            "x-ui": {
                "type": "object",
                "required": ["question"],
                "properties": hints,
                "additionalProperties": False,
            },
        },
    }
    return {
        "type": "object",
        "properties": {
            "type": {"const": "object"},
            "properties": {"type": "object", "additionalProperties": asked},
            "required": {"type": "array", "items": {"type": "string"}},
        },
    }


def _table(columns: int) -> dict[str, Any]:
    row = {"type": "array", "minItems": columns, "maxItems": columns, "items": {"type": "string"}}
    return {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": row}}}
