"""What is shown of cases: their progress, and the helper's desk with what the day brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.journey.views import View
from kiosk.wording import Phrase


@dataclass(frozen=True)
class CaseRow:
    """A case in the list of the person who showed who they are."""

    id: str
    item_name: str
    number: str
    state: Phrase
    needs_something: bool
    can_open: bool = False
    """On the helper's desk: something can be done about it."""


@dataclass(frozen=True)
class CaseStep:
    """One flower on the case's branch, earliest first."""

    phrase: Phrase
    detail: str
    state: Literal["done", "now", "pending"]


@dataclass(frozen=True)
class ResultRow:
    """A result paper of a finished case; ``pages`` are sheets on the A4 printer."""

    title: str
    pages: int


@dataclass(frozen=True)
class CasesView(View):
    """My cases: ``ask`` (card or receipt code), ``wait``, ``list`` or ``one``."""

    stage: Literal["ask", "wait", "list", "one"] = "ask"
    rows: tuple[CaseRow, ...] = ()
    page: int = 0
    pages: int = 1
    item_name: str = ""
    number: str = ""
    steps: tuple[CaseStep, ...] = ()
    results: tuple[ResultRow, ...] = ()


@dataclass(frozen=True)
class HelperView(View):
    """The helper's desk: ``sign_in`` asks the staff code and PIN; ``desk`` shows the day's counts."""

    stage: Literal["code", "pin", "desk"] = "code"
    shown: str = ""
    error: Phrase | None = None
    helper_name: str = ""
    waiting: int = 0
    delivered_today: int = 0
    rows: tuple[CaseRow, ...] = ()
