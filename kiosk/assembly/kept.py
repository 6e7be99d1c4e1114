"""Small things kept between visits, none of them personal: ratings not yet handed in, the staff list."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.errors import DiskFull
from kiosk.offline.outbox_file import sync_folder
from kiosk.platform.contract import HelperRecord, Helpers, Rating

Model = TypeVar("Model", bound=BaseModel)


class RatingBox:
    """Ratings until the hub has them, one JSON line each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._one = threading.Lock()

    def keep(self, rating: Rating) -> None:
        """Takes a rating over. Raises ``DiskFull`` when it cannot be written."""
        with self._one:
            try:
                with self._path.open("a+b") as box:
                    box.write(self._fresh_line(box) + rating.model_dump_json().encode() + b"\n")
                    box.flush()
                    os.fsync(box.fileno())
            except OSError as error:
                raise DiskFull("a rating cannot be kept") from error

    @staticmethod
    def _fresh_line(box: BinaryIO) -> bytes:
        """A line end, when a power cut left the last line without one."""
        if box.seek(0, os.SEEK_END) == 0:
            return b""
        box.seek(-1, os.SEEK_END)
        return b"" if box.read(1) == b"\n" else b"\n"

    def hand_in(self, give: Callable[[Rating], None]) -> int:
        """Gives every kept rating to ``give``, oldest first, and forgets it then; returns how many were given.

        What ``give`` raises ends the round and passes through; the rating that failed is kept. Raises ``DiskFull``
        when a rating that was given cannot be forgotten; the hub takes it again for the same one.
        """
        given = 0
        while (rating := self._first()) is not None:
            give(rating)
            self._drop_first()
            given += 1
        return given

    def _first(self) -> Rating | None:
        for line in self._lines():
            try:
                return Rating.model_validate_json(line)
            except ValidationError:
                self._drop_first()  # a line that a power cut left half-written
        return None

    def _lines(self) -> list[str]:
        with self._one:
            return self._read()

    def _read(self) -> list[str]:
        try:
            return self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []

    def _drop_first(self) -> None:
        with self._one:
            rest = self._read()[1:]
            write_whole(self._path, "".join(line + "\n" for line in rest))


class StaffList:
    """The staff list as last served by the hub, so that helpers can sign in with the network down."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._helpers = _read(path, Helpers) or Helpers(helpers=())

    def find(self, staff_code: str) -> HelperRecord | None:
        """Who has this code; letters in either case."""
        code = staff_code.upper()
        return next((record for record in self._helpers.helpers if record.staff_code.upper() == code), None)

    def renew(self, helpers: tuple[HelperRecord, ...]) -> None:
        """Takes over a new list and keeps it for the next start. Raises ``DiskFull``."""
        renewed = Helpers(helpers=helpers)
        if renewed == self._helpers:
            return
        self._helpers = renewed
        write_whole(self._path, renewed.model_dump_json())


def write_whole(path: Path, content: str | bytes) -> None:
    """Replaces a file by a new one in one move, durable. Raises ``DiskFull``; the old file is kept then."""
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise DiskFull(f"{path.name} cannot be written") from error


def _read(path: Path, model: type[Model]) -> Model | None:
    try:
        return model.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError):
        return None
