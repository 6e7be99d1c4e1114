"""The hub's tables, for SQLite and PostgreSQL. No name, number or address of an applicant stands in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION = 1


class Utc(TypeDecorator[datetime]):
    """A point in time; SQLite keeps no zone, so it is UTC there by agreement."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC, zone named."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What the tables share: how Python types are stored."""

    type_annotation_map = {datetime: Utc(), list[Any]: JSON(), dict[str, Any]: JSON()}  # noqa: RUF012


class SchemaRow(Base):
    """One row: the version of these tables."""

    __tablename__ = "schema_version"
    version: Mapped[int] = mapped_column(primary_key=True)


class TerminalRow(Base):
    """An enrolled terminal and the one enrolment (certificates, or a token) that is good."""

    __tablename__ = "terminals"
    terminal_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    token_id: Mapped[str] = mapped_column(String(32))
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    heartbeat: Mapped[dict[str, Any] | None]


class EnrolmentRow(Base):
    """A one-time code that a terminal enrols with; only its sha256 is kept."""

    __tablename__ = "enrolments"
    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(16), index=True)
    enrolment_id: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime]
    used_by: Mapped[str | None] = mapped_column(String(64))


class HelperRow(Base):
    """A helper of the staff list."""

    __tablename__ = "helpers"
    staff_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    pin_salt: Mapped[str] = mapped_column(String(64))
    pin_scrypt: Mapped[str] = mapped_column(String(128))


class UploadRow(Base):
    """An upload that is not finished; its bytes lie in the uploads folder."""

    __tablename__ = "uploads"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(16))
    size_bytes: Mapped[int]
    begun_at: Mapped[datetime]


class SerialRow(Base):
    """How many case numbers a division has given on a day."""

    __tablename__ = "serials"
    region_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    day: Mapped[str] = mapped_column(String(8), primary_key=True)
    taken: Mapped[int]


class CaseRow(Base):
    """A case; the application itself stays sealed among the objects."""

    __tablename__ = "cases"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    case_number: Mapped[str] = mapped_column(String(32), unique=True)
    terminal_id: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str] = mapped_column(Text)
    item_name: Mapped[str] = mapped_column(Text)
    region_code: Mapped[str] = mapped_column(String(6))
    mode: Mapped[str] = mapped_column(String(16))
    person_index: Mapped[str] = mapped_column(String(64), index=True)
    received_at: Mapped[datetime]
    passed_on_at: Mapped[datetime | None] = mapped_column(index=True)


class CaseEventRow(Base):
    """One step of a case."""

    __tablename__ = "case_events"
    event_id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("cases.application_id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)


class ResultRow(Base):
    """A result paper of a case; the paper itself lies sealed among the results."""

    __tablename__ = "results"
    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("cases.application_id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    pages: Mapped[int]
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    put_at: Mapped[datetime]
    sealed_sha256: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))


class RatingRow(Base):
    """A rating; it may come before its application."""

    __tablename__ = "ratings"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(16))
    level: Mapped[int]
    reasons: Mapped[list[Any]]
    at: Mapped[datetime]
