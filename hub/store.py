"""The hub's durable memory over SQLAlchemy: terminals, helpers, uploads, cases, ratings.

SQLite (the default) runs in WAL with ``synchronous=FULL`` on one connection a process, and only the serving
process checkpoints, which keeps clear of the WAL-reset bug of SQLite 3.7.0 to 3.51.2. PostgreSQL (15, by psycopg)
commits with ``synchronous_commit`` on, and one whose server does not fsync is not taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, create_engine, delete, event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from hub.enrolments import Enrolments
from hub.problems import Kind, Refusal
from hub.result_rows import ResultRows
from hub.tables import (
    SCHEMA_VERSION,
    Base,
    CaseEventRow,
    CaseRow,
    HelperRow,
    RatingRow,
    SchemaRow,
    SerialRow,
    TerminalRow,
    UploadRow,
)
from kiosk.errors import SettingsError
from kiosk.platform.contract import Case, CaseEvent, CaseState, Heartbeat, HelperRecord, Rating

CHINA = timezone(timedelta(hours=8))
"""Case numbers carry the date of China (UTC+8, no summer time)."""

MOVES: dict[CaseState, tuple[CaseState, ...]] = {
    "received": ("accepted", "correction", "refused"),
    "accepted": ("reviewing", "correction", "done", "refused"),
    "correction": ("accepted", "reviewing", "refused"),
    "reviewing": ("correction", "done", "refused"),
    "done": (),
    "refused": (),
}
"""From which state a case may go where."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class NewCase:
    """What the store keeps of an application that came in."""

    application_id: UUID
    sha256: str
    size_bytes: int
    terminal_id: str
    item_id: str
    item_name: str
    region_code: str
    mode: str
    person_index: str


@dataclass(frozen=True)
class Admitted:
    """A case in the store; ``again`` when it was there before."""

    sha256: str
    size_bytes: int
    terminal_id: str
    case_number: str
    received_at: datetime
    again: bool


@dataclass(frozen=True)
class Begun:
    """An upload that is not finished."""

    terminal_id: str
    size_bytes: int
    begun_at: datetime


@dataclass(frozen=True)
class TerminalState:
    """What decides whether a token is good."""

    token_id: str
    revoked: bool


class Store:
    """One database. Thread-safe; every method is one transaction, durable when it returns."""

    def __init__(self, url: str, *, checkpoints: bool = True) -> None:
        """Opens or makes the tables. ``checkpoints`` is false for a command beside the serving process.

        Raises ``SettingsError`` when the database cannot be used or belongs to another version of the hub.
        """
        try:
            self._engine = _engine(url, checkpoints)
            Base.metadata.create_all(self._engine)
            found = self._work(_schema_version)
        except (SQLAlchemyError, ImportError) as error:
            raise SettingsError(f"cannot be used: {type(error).__name__}", file="database") from None
        if found != SCHEMA_VERSION:
            raise SettingsError(f"is of schema version {found}, this hub has {SCHEMA_VERSION}", file="database")

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    def _work(self, work: Callable[[Session], Result]) -> Result:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    # Terminals and helpers ---------------------------------------------------------------------------------------

    @property
    def enrolments(self) -> Enrolments:
        """The one-time codes."""
        return Enrolments(self._work)

    def enrol(self, terminal_id: str, token_id: str) -> None:
        """Makes ``token_id`` the terminal's one good enrolment; an earlier one and a revocation end."""
        row = TerminalRow(terminal_id=terminal_id, token_id=token_id, enrolled_at=_now(), revoked_at=None)
        self._work(lambda session: session.merge(row))

    def terminal(self, terminal_id: str) -> TerminalState | None:
        """The terminal's token and whether it is revoked."""
        row = self._work(lambda session: session.get(TerminalRow, terminal_id))
        return None if row is None else TerminalState(row.token_id, row.revoked_at is not None)

    def revoke(self, terminal_id: str) -> bool:
        """Ends the terminal's enrolment; false when there is no such terminal."""

        def work(session: Session) -> bool:
            row = session.get(TerminalRow, terminal_id)
            if row is not None:
                row.revoked_at = _now()
            return row is not None

        return self._work(work)

    def heard(self, heartbeat: Heartbeat) -> None:
        """Keeps the latest heartbeat of a terminal."""

        def work(session: Session) -> None:
            row = session.get_one(TerminalRow, heartbeat.terminal_id)
            row.heard_at, row.heartbeat = _now(), heartbeat.model_dump(mode="json")

        self._work(work)

    def latest_heartbeat(self, terminal_id: str) -> Heartbeat | None:
        """The terminal's last word about itself."""
        row = self._work(lambda session: session.get(TerminalRow, terminal_id))
        return None if row is None or row.heartbeat is None else Heartbeat.model_validate(row.heartbeat)

    def heartbeats(self) -> dict[str, Heartbeat | None]:
        """The last word of every terminal that is not revoked."""
        wanted = select(TerminalRow).where(TerminalRow.revoked_at.is_(None))
        rows = self._work(lambda session: session.scalars(wanted).all())
        return {
            row.terminal_id: None if row.heartbeat is None else Heartbeat.model_validate(row.heartbeat)
            for row in rows
        }

    def set_helper(self, helper: HelperRecord) -> None:
        """Adds a helper or replaces the one with that code."""
        self._work(lambda session: session.merge(HelperRow(**helper.model_dump())))

    def helpers(self) -> tuple[HelperRecord, ...]:
        """The staff list by code."""
        rows = self._work(lambda session: session.scalars(select(HelperRow).order_by(HelperRow.staff_code)).all())
        fields = HelperRecord.model_fields
        return tuple(HelperRecord(**{name: getattr(row, name) for name in fields}) for row in rows)

    # Uploads -----------------------------------------------------------------------------------------------------

    def begin_upload(
        self, application_id: UUID, sha256: str, terminal_id: str, size_bytes: int, *, limit_bytes: int
    ) -> Begun:
        """The upload of these bytes: the one begun before, or a new one.

        Raises ``Refusal`` (429) when all that the terminal has begun would be more than ``limit_bytes``.
        """

        def work(session: Session) -> Begun:
            row = session.get(UploadRow, (application_id, sha256))
            if row is None:
                begun = select(func.coalesce(func.sum(UploadRow.size_bytes), 0))
                announced = session.scalar(begun.where(UploadRow.terminal_id == terminal_id)) or 0
                if announced + size_bytes > limit_bytes:
                    raise Refusal(Kind.TOO_MANY_UPLOADS, retry_after_s=600)
                row = UploadRow(
                    application_id=application_id,
                    sha256=sha256,
                    terminal_id=terminal_id,
                    size_bytes=size_bytes,
                    begun_at=_now(),
                )
                session.add(row)
            return _begun(row)

        return self._twice(work)

    def upload(self, application_id: UUID, sha256: str) -> Begun | None:
        """An upload that is not finished."""
        row = self._work(lambda session: session.get(UploadRow, (application_id, sha256)))
        return None if row is None else _begun(row)

    def uploads(self) -> dict[tuple[UUID, str], Begun]:
        """Every upload that is not finished, by application id and sha256."""
        rows = self._work(lambda session: session.scalars(select(UploadRow)).all())
        return {(row.application_id, row.sha256): _begun(row) for row in rows}

    def drop_upload(self, application_id: UUID, sha256: str) -> None:
        """Forgets an upload."""
        gone = delete(UploadRow).where(UploadRow.application_id == application_id, UploadRow.sha256 == sha256)
        self._work(lambda session: session.execute(gone))

    # Cases -------------------------------------------------------------------------------------------------------

    def admit(self, new: NewCase) -> Admitted:
        """Makes the case and its number, once for ever. Raises ``Refusal`` (409): same id, other bytes."""
        return self._twice(lambda session: _admit(session, new))

    def admitted(self, application_id: UUID) -> Admitted | None:
        """The case made of an application, if it came in."""
        row = self._work(lambda session: session.get(CaseRow, application_id))
        return None if row is None else _admitted(row, again=True)

    def case(self, application_id: UUID) -> Case | None:
        """A case as a terminal may show it."""

        def work(session: Session) -> Case | None:
            row = session.get(CaseRow, application_id)
            return None if row is None else _case(session, row)

        return self._work(work)

    def cases_of(self, person_index: str) -> tuple[Case, ...]:
        """The cases of one person, newest first."""
        wanted = select(CaseRow).where(CaseRow.person_index == person_index).order_by(CaseRow.received_at.desc())
        return self._work(lambda session: tuple(_case(session, row) for row in session.scalars(wanted).all()))

    def move(self, application_id: UUID, state: CaseState, note: str) -> Case:
        """Takes a case one step on. Raises ``Refusal`` (404, 409)."""

        def work(session: Session) -> Case:
            row = session.get(CaseRow, application_id, with_for_update=True)
            if row is None:
                raise Refusal(Kind.UNKNOWN_CASE)
            if state not in MOVES[_case(session, row).state]:
                raise Refusal(Kind.WRONG_MOVE)
            session.add(CaseEventRow(application_id=application_id, state=state, at=_now(), note=note))
            session.flush()
            return _case(session, row)

        return self._work(work)

    def not_passed_on(self, limit: int = 100) -> list[UUID]:
        """Applications the connector has not taken yet, oldest first."""
        wanted = select(CaseRow.application_id).where(CaseRow.passed_on_at.is_(None))
        return self._work(
            lambda session: list(session.scalars(wanted.order_by(CaseRow.received_at).limit(limit)).all())
        )

    def passed_on(self, application_id: UUID) -> None:
        """The connector has taken it."""

        def work(session: Session) -> None:
            session.get_one(CaseRow, application_id).passed_on_at = _now()

        self._work(work)

    @property
    def results(self) -> ResultRows:
        """The result papers of finished cases."""
        return ResultRows(self._work)

    # Ratings -----------------------------------------------------------------------------------------------------

    def rate(self, rating: Rating, terminal_id: str) -> None:
        """Keeps a rating; a later one for the same application replaces it."""
        row = RatingRow(
            application_id=rating.application_id,
            terminal_id=terminal_id,
            level=rating.level,
            reasons=list(rating.reasons),
            at=rating.at,
        )
        self._work(lambda session: session.merge(row))

    def rating(self, application_id: UUID) -> Rating | None:
        """The rating of an application."""
        row = self._work(lambda session: session.get(RatingRow, application_id))
        if row is None:
            return None
        return Rating(application_id=row.application_id, level=row.level, reasons=tuple(row.reasons), at=row.at)

    def _twice(self, work: Callable[[Session], Result]) -> Result:
        """Once more when another process put in the same key between our look and our insert."""
        try:
            return self._work(work)
        except IntegrityError:
            return self._work(work)


def _now() -> datetime:
    return datetime.now(UTC)


def _schema_version(session: Session) -> int:
    row = session.scalar(select(SchemaRow))
    if row is None:
        row = SchemaRow(version=SCHEMA_VERSION)
        session.add(row)
    return row.version


def _admit(session: Session, new: NewCase) -> Admitted:
    row = session.get(CaseRow, new.application_id)
    if row is not None:
        if row.sha256 != new.sha256:
            raise Refusal(Kind.ENVELOPE_CHANGED)
        return _admitted(row, again=True)
    now = _now()
    row = CaseRow(case_number=_case_number(session, new.region_code, now), received_at=now, **vars(new))
    session.add(row)
    session.flush()
    session.add(CaseEventRow(application_id=new.application_id, state="received", at=now, note=""))
    gone = delete(UploadRow).where(UploadRow.application_id == new.application_id)
    session.execute(gone)
    return _admitted(row, again=False)


def _case_number(session: Session, region_code: str, now: datetime) -> str:
    """办件编号: division, date in China, serial of that day, such as ``510402-20261123-000001``."""
    day = f"{now.astimezone(CHINA):%Y%m%d}"
    row = session.get(SerialRow, (region_code, day), with_for_update=True)
    if row is None:
        row = SerialRow(region_code=region_code, day=day, taken=0)
        session.add(row)
        session.flush()
    row.taken += 1
    return f"{region_code}-{day}-{row.taken:06d}"


def _begun(row: UploadRow) -> Begun:
    return Begun(row.terminal_id, row.size_bytes, row.begun_at)


def _admitted(row: CaseRow, *, again: bool) -> Admitted:
    return Admitted(row.sha256, row.size_bytes, row.terminal_id, row.case_number, row.received_at, again)


def _case(session: Session, row: CaseRow) -> Case:
    steps = select(CaseEventRow).where(CaseEventRow.application_id == row.application_id)
    rows = session.scalars(steps.order_by(CaseEventRow.event_id)).all()
    events = [CaseEvent.model_validate({"state": step.state, "at": step.at, "note": step.note}) for step in rows]
    last = events[-1]
    return Case(
        application_id=row.application_id,
        case_number=row.case_number,
        item_id=row.item_id,
        item_name=row.item_name,
        region_code=row.region_code,
        state=last.state,
        events=tuple(events),
        todo=last.note if last.state == "correction" else "",
    )


def _engine(url: str, checkpoints: bool) -> Engine:
    return _sqlite(url, checkpoints) if url.startswith("sqlite") else _postgresql(url)


def _postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)

    def connected(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            # A role's or database's own setting may be weaker; what was acknowledged must survive a power cut.
            cursor.execute("SET synchronous_commit TO on")
            cursor.execute("SHOW fsync")
            durable = cursor.fetchone()[0] == "on"
        connection.commit()
        if not durable:
            raise SettingsError(
                "its server runs with fsync off and may lose what was acknowledged", file="database"
            )

    event.listen(engine, "connect", connected)
    return engine


def _sqlite(url: str, checkpoints: bool) -> Engine:
    engine = create_engine(url, pool_size=1, max_overflow=0, connect_args={"timeout": 10})

    def connected(connection: Any, _record: object) -> None:
        # SQLAlchemy begins transactions itself (below); sqlite3 must not do so behind its back.
        connection.isolation_level = None
        settings = ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"]
        settings += [] if checkpoints else ["wal_autocheckpoint = 0"]
        for setting in settings:
            connection.execute(f"PRAGMA {setting}").fetchall()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine
