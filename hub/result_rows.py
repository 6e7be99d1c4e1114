"""Result papers of finished cases: what the store keeps of them. The papers themselves lie sealed beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.problems import Kind, Refusal
from hub.tables import CaseEventRow, CaseRow, ResultRow
from kiosk.platform.results import MAX_RESULT_PAGES, MAX_RESULTS, ResultPaper

Result = TypeVar("Result")
FINISHED = ("done", "refused")
"""States of a case that may have result papers: granted, or a decision why not."""


class Work(Protocol):
    """One transaction, durable when it returns."""

    def __call__(self, work: Callable[[Session], Result]) -> Result: ...


@dataclass(frozen=True)
class Kept:
    """Where a paper lies, and which key of the hub opens it."""

    sealed_sha256: str
    key_id: str


class ResultRows:
    """Result papers by the case they belong to."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def may_have(self, application_id: UUID, pages: int) -> None:
        """Raises ``Refusal`` (404, 409) when no paper of so many pages can be put to that case."""
        self._work(lambda session: _may_have(session, application_id, pages))

    def add(self, application_id: UUID, paper: ResultPaper, kept: Kept) -> None:
        """Puts a paper to a finished case. Raises ``Refusal`` (404, 409)."""

        def work(session: Session) -> None:
            _may_have(session, application_id, paper.pages)
            row = ResultRow(
                paper_id=paper.id,
                application_id=application_id,
                title=paper.title,
                pages=paper.pages,
                size_bytes=paper.size_bytes,
                sha256=paper.sha256,
                put_at=datetime.now(UTC),
                sealed_sha256=kept.sealed_sha256,
                key_id=kept.key_id,
            )
            session.add(row)

        self._work(work)

    def of(self, application_id: UUID) -> tuple[ResultPaper, ...]:
        """The papers of a case, earliest first."""
        return self._work(lambda session: tuple(_paper(row) for row in _rows(session, application_id)))

    def kept(self, paper_id: UUID, application_id: UUID, person_index: str) -> Kept | None:
        """Where a paper of that case lies, if the case is that person's."""
        wanted = (
            select(ResultRow)
            .join(CaseRow, CaseRow.application_id == ResultRow.application_id)
            .where(ResultRow.paper_id == paper_id, CaseRow.application_id == application_id)
            .where(CaseRow.person_index == person_index)
        )
        row = self._work(lambda session: session.scalar(wanted))
        return None if row is None else Kept(row.sealed_sha256, row.key_id)

    def drop(self, paper_id: UUID) -> Kept:
        """Takes a paper from its case. Raises ``Refusal`` (404)."""

        def work(session: Session) -> Kept:
            row = session.get(ResultRow, paper_id)
            if row is None:
                raise Refusal(Kind.UNKNOWN_RESULT)
            session.delete(row)
            return Kept(row.sealed_sha256, row.key_id)

        return self._work(work)


def _may_have(session: Session, application_id: UUID, pages: int) -> None:
    """The case's row is held to the end of the transaction: papers put at once are counted one after the other."""
    if session.get(CaseRow, application_id, with_for_update=True) is None:
        raise Refusal(Kind.UNKNOWN_CASE)
    events = select(CaseEventRow.state).where(CaseEventRow.application_id == application_id)
    if session.scalar(events.order_by(CaseEventRow.event_id.desc()).limit(1)) not in FINISHED:
        raise Refusal(Kind.CASE_UNFINISHED)
    there = _rows(session, application_id)
    if len(there) >= MAX_RESULTS or sum(row.pages for row in there) + pages > MAX_RESULT_PAGES:
        raise Refusal(Kind.RESULTS_FULL, f"at most {MAX_RESULTS} papers of {MAX_RESULT_PAGES} pages together")


def _rows(session: Session, application_id: UUID) -> list[ResultRow]:
    wanted = select(ResultRow).where(ResultRow.application_id == application_id)
    return list(session.scalars(wanted.order_by(ResultRow.put_at, ResultRow.paper_id)).all())


def _paper(row: ResultRow) -> ResultPaper:
    return ResultPaper(
        id=row.paper_id, title=row.title, pages=row.pages, size_bytes=row.size_bytes, sha256=row.sha256
    )
