"""One-time codes that terminals enrol with: what the store keeps of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from hub.authority import Holder
from hub.tables import EnrolmentRow, TerminalRow

Result = TypeVar("Result")


class Work(Protocol):
    """One transaction, durable when it returns."""

    def __call__(self, work: Callable[[Session], Result]) -> Result: ...


class Enrolments:
    """Codes that were given out, by the sha256 of each."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def offer(self, code_sha256: str, holder: Holder, until: datetime) -> None:
        """Keeps a code; an earlier one of the same terminal that nobody used goes."""

        def work(session: Session) -> None:
            unused = session.query(EnrolmentRow).filter_by(terminal_id=holder.terminal_id, used_by=None)
            unused.delete(synchronize_session=False)
            row: dict[str, Any] = {"terminal_id": holder.terminal_id, "enrolment_id": holder.enrolment_id}
            session.add(EnrolmentRow(code_sha256=code_sha256, until=until, used_by=None, **row))

        self._work(work)

    def use(self, code_sha256: str, used_by: str) -> Holder | None:
        """Makes the code's enrolment the terminal's one good one; an earlier one and a revocation end.

        ``used_by`` names the key that is enrolled: the same key may come again, since the first answer may have
        been lost. ``None`` for a code that was never given out, is too old, was used by another key, or whose
        terminal was revoked or enrolled anew since.
        """

        def work(session: Session) -> Holder | None:
            row = session.get(EnrolmentRow, code_sha256, with_for_update=True)
            now = datetime.now(UTC)
            if row is None or row.until < now or row.used_by not in (None, used_by):
                return None
            terminal = session.get(TerminalRow, row.terminal_id)
            if row.used_by is None:
                row.used_by = used_by
                fresh = TerminalRow(terminal_id=row.terminal_id, token_id=row.enrolment_id)
                fresh.enrolled_at, fresh.revoked_at = now, None
                session.merge(fresh)
            elif terminal is None or terminal.revoked_at is not None or terminal.token_id != row.enrolment_id:
                return None
            return Holder(row.terminal_id, row.enrolment_id)

        return self._work(work)
