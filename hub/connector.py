"""Passes cases on to where they are handled. The embedded connector writes them to files; a province's platform
stands beside it by having the same shape."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from uuid import UUID

from hub.archive import Unpacked

LOG = logging.getLogger("hub")
AGAIN_S = 30.0


class Connector(Protocol):
    """Takes a case over. Raising anything means: not taken, try again later."""

    def pass_on(self, case_number: str, unpacked: Unpacked) -> None:
        """Durable when it returns; the same case again must be fine."""


class FolderConnector:
    """Writes ``<folder>/<case number>/application.json`` and the parts; readable by the hub's user only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def pass_on(self, case_number: str, unpacked: Unpacked) -> None:
        """Written beside, fsynced, then renamed, so that a case folder is whole or not there."""
        place = self._folder / case_number
        if place.exists():
            return
        beside = self._folder / f".{case_number}.{secrets.token_hex(4)}"
        beside.mkdir(mode=0o700)
        try:
            content = unpacked.application.model_dump_json(indent=1).encode()
            for name, part in {"application.json": content, **unpacked.parts}.items():
                _write(beside / name, part)
            _sync(beside)
            beside.rename(place)
            _sync(self._folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise


class Forwarding:
    """The thread that hands cases to the connector until it has taken them; a bad one never blocks the others."""

    def __init__(
        self,
        waiting: Callable[[], list[UUID]],
        hand_over: Callable[[UUID], None],
        again_s: float = AGAIN_S,
    ) -> None:
        self._waiting, self._hand_over, self._again_s = waiting, hand_over, again_s
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="forwarding", daemon=True)

    def start(self) -> None:
        """Starts with what an earlier run left over."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the case in hand."""
        self._stopping.set()
        self._woken.set()
        self._thread.join()

    def wake(self) -> None:
        """A case came in."""
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            self.round()
            self._woken.wait(self._again_s)

    def round(self) -> None:
        """Tries every waiting case once."""
        try:
            for application_id in self._waiting():
                self._one(application_id)
        except Exception as error:
            LOG.error("forwarding stands: %s", type(error).__name__)

    def _one(self, application_id: UUID) -> None:
        try:
            self._hand_over(application_id)
        except Exception as error:
            LOG.error("case %s not passed on: %s", application_id, type(error).__name__)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
