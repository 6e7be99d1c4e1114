"""Starts the sandbox hall as a process of its own and holds its control line."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from kiosk.sandbox.control import Control

STARTS_WITHIN_S = 90.0
TERMINALS_OWN = ("PYTHONMALLOC", "GLIBC_TUNABLES")
"""How the terminal cleans its memory (``main.py``); the hall holds invented people only and may be quick."""


class HallProcess:
    """``with HallProcess(models) as hall: hall.do("place_card", who="young_woman")``."""

    def __init__(self, models: Path, *, landscape: bool = False, reads: bool = True, a4: bool = False) -> None:
        """``reads``: does the terminal read the texts of papers? ``a4``: has it an A4 printer, and no roll?"""
        self._models, self._landscape, self._reads, self._a4 = models, landscape, reads, a4
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[str] | None = None
        self._control: Control | None = None
        self.settings = Path()

    def __enter__(self) -> HallProcess:
        """Raises ``OSError`` when the hall does not come up; its own words went to stderr."""
        self._folder = tempfile.TemporaryDirectory(prefix="tongban-hall-")
        arguments = [self._folder.name, str(self._models), *(["--landscape"] if self._landscape else [])]
        arguments += [] if self._reads else ["--reads-nothing"]
        arguments += ["--a4"] if self._a4 else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.sandbox.hall", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if name not in TERMINALS_OWN},
        )
        ready = json.loads(self._first_line())
        self.settings = Path(ready["settings"])
        self._control = Control(Path(ready["control"]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
        if self._folder is not None:
            self._folder.cleanup()

    @property
    def folder(self) -> Path:
        """Where the hall's and the sandbox terminal's files lie."""
        return self.settings.parent

    def do(self, deed: str, **arguments: Any) -> Any:
        """Does a deed in the hall. Raises ``Refused``."""
        assert self._control is not None
        return self._control.do(deed, **arguments)

    def _first_line(self) -> str:
        process = self._process
        assert process is not None
        assert process.stdout is not None
        ends = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < ends and process.poll() is None:
            if select.select([process.stdout], [], [], 0.2)[0]:
                return process.stdout.readline()
        raise OSError("the sandbox hall did not start")
