"""librime in a process of its own: started when asked, killed when it hangs, killed when a visit ends.

The process may write no file and leave no core dump, its schema has no user dictionary, and ``forget`` ends it:
what a person spelled goes with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.entry.pinyin import Chosen, Found, spells
from kiosk.entry.rime_child import LIBRARY, SHARED
from kiosk.errors import EntryDown, EntryMissing

CHILD = Path(__file__).with_name("rime_child.py")
TABLE = Path("build") / "tongban.table.bin"
LARGEST = 1 << 20
"""An answer longer than this is none."""


class RimePinyin:
    """``PinyinEngine`` on librime, with the tables that ``compile_tables`` made in ``tables``."""

    def __init__(
        self,
        tables: Path,
        *,
        answers_within_s: float = 1.5,
        starts_within_s: float = 8.0,
        library: str = LIBRARY,
        program: Path = CHILD,
    ) -> None:
        self._tables, self._library, self._program = tables, library, program
        self._answers_within_s, self._starts_within_s = answers_within_s, starts_within_s
        self._lock = threading.Lock()
        self._forgotten = 0
        """Grows with each ``forget``: a question from before must not start a process that hears it after."""
        self._child: subprocess.Popen[bytes] | None = None

    def wake(self) -> None:
        """Starts the process. Raises ``EntryMissing`` or ``EntryDown``."""
        with self._lock:
            self._running()

    def find(self, letters: str, first: int, count: int) -> Found:
        """See ``PinyinEngine``; nothing for letters that cannot be asked."""
        if not spells(letters):
            return Found(letters, (), more=False)
        answer = self._ask({"letters": letters, "first": first, "count": count})
        try:
            words = tuple(str(one) for one in answer["words"])
            return Found(str(answer["divided"]), words, more=bool(answer["more"]))
        except (KeyError, TypeError) as error:
            raise EntryDown("the engine answered nonsense") from error

    def choose(self, letters: str, number: int) -> Chosen:
        """See ``PinyinEngine``."""
        if not spells(letters) or number < 0:
            raise EntryDown("no such candidate")
        answer = self._ask({"letters": letters, "number": number})
        try:
            chosen = Chosen(str(answer["text"]), str(answer["rest"]))
        except KeyError as error:
            raise EntryDown("the engine answered nonsense") from error
        if not chosen.text:
            raise EntryDown("no such candidate")
        return chosen

    def forget(self) -> None:
        """Ends the process, and with it all it knew; the next question starts another."""
        self._forgotten += 1
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._child.pid if self._child is not None else None

    def _ask(self, question: Mapping[str, object]) -> dict[str, Any]:
        """One question; a process that died in between is started anew once."""
        line, asked_in = json.dumps(question).encode() + b"\n", self._forgotten
        with self._lock:
            for _ in range(2):
                if asked_in != self._forgotten:
                    raise EntryDown("the visit of this question has ended")
                child = self._running()
                try:
                    assert child.stdin is not None
                    child.stdin.write(line)
                    return _read(child, self._answers_within_s)
                except TimeoutError:
                    self._end()
                    raise EntryDown("the engine did not answer in time") from None
                except (OSError, ValueError):
                    self._end()
            raise EntryDown("the engine died")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        if not (self._tables / TABLE).is_file():
            raise EntryMissing(f"no tables in {self._tables}: python -m provisioning pinyin")
        child = subprocess.Popen(
            _command(self._program, "serve", self._tables, self._library),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        _keep_off_disk(child.pid)
        try:
            ready = _read(child, self._starts_within_s).get("ready")
        except TimeoutError:
            _end(child)
            raise EntryDown("the engine did not start in time") from None
        except (OSError, ValueError):
            ready = False
        if ready is not True:
            _end(child)
            raise EntryMissing(f"{self._library} or its tables cannot be used")
        return child

    def _end(self) -> None:
        if self._child is not None:
            _end(self._child)
        self._child = None


def compile_tables(folder: Path, *, library: str = LIBRARY, shared: str = SHARED, within_s: float = 120.0) -> None:
    """Makes librime's tables in ``folder``, where the schema lies; some seconds.

    Raises ``EntryMissing`` when librime or its data are not installed, or the schema cannot be used.
    """
    try:
        done = subprocess.run(
            _command(CHILD, "compile", folder, library, shared),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=within_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EntryMissing("librime did not make its tables in time") from error
    if done.returncode or not (folder / TABLE).is_file():
        raise EntryMissing(f"{library} could not make its tables: is rime-data-luna-pinyin installed?")


def _command(program: Path, task: str, folder: Path, library: str, shared: str = SHARED) -> list[str]:
    return [sys.executable, "-I", "-S", str(program), task, str(folder), library, shared]


def _read(child: subprocess.Popen[bytes], within_s: float) -> dict[str, Any]:
    """One line. Raises ``TimeoutError``, ``OSError`` for a dead child, ``ValueError`` for what is no answer."""
    assert child.stdout is not None
    ends, got = time.monotonic() + within_s, bytearray()
    while not got.endswith(b"\n"):
        left = ends - time.monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            raise TimeoutError
        piece = child.stdout.read(65536)
        if not piece:
            raise BrokenPipeError
        got += piece
        if len(got) > LARGEST:
            raise ValueError("too long")
    answer = json.loads(got)
    if not isinstance(answer, dict):
        raise ValueError("no object")
    return answer


def _keep_off_disk(pid: int) -> None:
    """Nothing spelled may reach the disk; a core limit of 1, for Linux still pipes a dump to a collector at 0."""
    with contextlib.suppress(OSError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))
        resource.prlimit(pid, resource.RLIMIT_CORE, (1, 1))


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    with child:
        pass
