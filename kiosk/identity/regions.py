"""Which place a citizen's number begins with: the divisions of China by code, past and present, with their dates.

Only for showing and for choosing: a number keeps its code for life while counties come and go, and no table is
complete, so nobody is judged by it. The table (``assets/divisions.tsv``) is made by ``provisioning/divisions.py``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from kiosk.errors import SettingsError

_FOREIGNER = "9"
"""Numbers of 2023 begin with 9 and the province that accepted the application."""


@dataclass(frozen=True)
class Division:
    """A name that a code had. Days are those of the first table that has, or no longer has, the name."""

    code: str
    name: str
    full_name: str
    """From the province down, as of then: 四川省攀枝花市仁和区."""
    since: date | None
    """``None``: before 1981."""
    until: date | None
    """``None``: it is so today. Else the first day on which it was no more."""

    @property
    def current(self) -> bool:
        """Whether there is such a division today."""
        return self.until is None


@dataclass(frozen=True)
class _Period:
    name: str
    since: date | None
    until: date | None


class Divisions:
    """The divisions by code. Read once, then asked from any thread."""

    def __init__(self, rows: Iterable[tuple[str, str, date | None, date | None]]) -> None:
        """``rows``: code, name, since, until, in the order of time for each code."""
        self._by_code: dict[str, list[_Period]] = {}
        for code, name, since, until in rows:
            self._by_code.setdefault(code, []).append(_Period(name, since, until))

    @classmethod
    def load(cls, path: Path) -> Divisions:
        """Reads the shipped table. Raises ``SettingsError`` when it is missing or broken."""
        try:
            return cls(_rows(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise SettingsError(f"divisions cannot be read: {type(error).__name__}", file=str(path)) from error

    def __len__(self) -> int:
        return len(self._by_code)

    def place_of(self, code: str, on: date | None = None) -> Division | None:
        """The division of a code of six digits, or of a number that begins with it, by the name it had on a day.

        Without a day by its latest name. A day before the first or after the last table gives the name next to it.
        A county that no table has is shown by its city, or its province; a foreigner's number by its province.
        ``None`` for a code whose province is unknown.
        """
        head = f"{code[1:3]}0000" if code[:1] == _FOREIGNER else code[:6]
        for known in (head, f"{head[:4]}00", f"{head[:2]}0000"):
            if known in self._by_code:
                return self._division(known, on)
        return None

    @cached_property
    def current(self) -> tuple[Division, ...]:
        """Every division that there is today, by code: to choose from."""
        found = (self._division(code, None) for code in sorted(self._by_code))
        return tuple(one for one in found if one.current)

    def _division(self, code: str, on: date | None) -> Division:
        period = self._period(code, on)
        then = on or _last_day(period)  # under the city and province of then
        names = [self._period(above, then).name for above in _above(code) if above in self._by_code]
        full_name = "".join([*names, period.name])
        return Division(code, period.name, full_name, period.since, period.until)

    def _period(self, code: str, on: date | None) -> _Period:
        found = self._by_code[code]
        if on is None:
            return found[-1]
        at = bisect_right([one.since or date.min for one in found], on)
        return found[max(0, at - 1)]


def _last_day(period: _Period) -> date | None:
    return period.until - timedelta(days=1) if period.until else None


def _above(code: str) -> Iterator[str]:
    """Codes of the province and the city that a code lies in."""
    if not code.endswith("0000"):
        yield f"{code[:2]}0000"
    if not code.endswith("00"):
        yield f"{code[:4]}00"


def _rows(text: str) -> Iterator[tuple[str, str, date | None, date | None]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, name, since, until = line.split("\t")
            yield code, name, _day(since), _day(until)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
