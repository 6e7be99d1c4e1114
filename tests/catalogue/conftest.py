"""A small whole catalogue on disk that tests may spoil, and the shipped one, read once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.loader import Catalogue

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "catalogue"

FACT = {"text": "本人申请。", "source_ids": ["page"], "place": "全国"}
ITEM: dict[str, Any] = {
    "id": "travel-permit",
    "name": "出门条办理",
    "plain_name": "出门条",
    "name_en": "Permit",
    "department": "office",
    "life_event": "life",
    "scopes": ["cross_province"],
    "mode": "online",
    "kiosk_level": "apply",
    "regions": ["510000", "partners"],
    "situations": [{"id": "new", "name": "新办"}, {"id": "again", "name": "补办"}],
    "guide": {
        "conditions": [FACT],
        "time_limit": FACT,
        "fee": FACT,
        "result": FACT,
        "flow": [FACT],
        "source_ids": ["page"],
    },
    "form": {
        "type": "object",
        "properties": {
            "why": {
                "type": "string",
                "title": "用途",
                "oneOf": [{"const": "work", "title": "上班"}, {"const": "visit", "title": "探亲"}],
                "x-ui": {"question": "做什么用？"},
            },
            "day": {
                "type": "string",
                "format": "date",
                "title": "日期",
                "x-ui": {"question": "哪天？", "when": "past"},
            },
            "phone": {
                "type": "string",
                "format": "cn-mobile",
                "title": "手机",
                "x-ui": {"question": "手机号？", "only_if": {"answers": {"why": "work"}}},
            },
            "number": {
                "type": "string",
                "format": "cn-id-number",
                "title": "号码",
                "x-ui": {"question": "号码？"},
            },
            "place": {"type": "string", "format": "cn-region", "title": "地方", "x-ui": {"question": "哪里？"}},
            "words": {"type": "string", "maxLength": 5, "title": "说明", "x-ui": {"question": "说明？"}},
            "sure": {"type": "boolean", "title": "确定", "x-ui": {"question": "确定吗？"}},
        },
        "required": ["why", "phone"],
    },
    "materials": [
        {"id": "old_paper", "name": "旧条", "only_if": {"situation": "again"}, "source_ids": ["page"]},
    ],
    "delivery": ["pickup"],
    "words": ["通行条"],
    "listings": [{"list": "ledger", "verification": "sourced", "source_ids": ["page"]}],
    "verification": "sourced",
    "listed_as_official": True,
}
FILES: dict[str, Any] = {
    "sources.json": {"rows": [{"id": "page", "title": "页面", "url": "", "grade": "press", "place": "全国"}]},
    "categories.json": {
        "rows": [{"id": "life", "name": "生活", "name_en": "Life", "examples": "出门", "icon": "heart"}]
    },
    "departments.json": {"rows": [{"id": "office", "name": "办公", "name_en": "Office"}]},
    "lists.json": {
        "rows": [
            {"id": "ledger", "title": "清单", "scope": "cross_province", "announced": 9, "source_ids": ["page"]},
            {"id": "other", "title": "目录", "scope": "", "official": False, "source_ids": ["page"]},
        ]
    },
    "partners.json": {"rows": [{"code": "532327"}]},
    "regions.json": {
        "rows": [
            ["510000", "四川省", ""],
            ["510400", "攀枝花市", "510000"],
            ["510402", "东区", "510400"],
            ["530000", "云南省", ""],
            ["532300", "楚雄彝族自治州", "530000"],
            ["532327", "永仁县", "532300"],
        ]
    },
    "pinyin.json": {"出门条": "chu men tiao"},
    "synonyms.json": {"放行": ["出门条"]},
    "rows.json": {"rows": []},
    "items/travel-permit.json": ITEM,
}


@pytest.fixture
def files() -> dict[str, Any]:
    """The small catalogue as data; a test changes what it likes before ``written``."""
    return json.loads(json.dumps(FILES))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """Writes a catalogue's files and returns their folder."""

    def write(content: dict[str, Any]) -> Path:
        folder = tmp_path / "catalogue"
        for name, value in content.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The catalogue the product ships."""
    return Catalogue.load(SHIPPED)
