"""The real hub, started as a process of its own on a free port, with one terminal enrolled and one helper."""

from __future__ import annotations

import json
import select
import ssl
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.platform.enrolling import EnrolmentCode
from kiosk.platform.enrolment import enrol

HELPER_CODE, HELPER_NAME, HELPER_PIN = "B007", "测试帮办", "246810"
STARTS_WITHIN_S = 60.0


class HubProcess:
    """``python -m hub`` over the data in ``folder``."""

    def __init__(
        self, folder: Path, terminal: str, verifier: Sequence[str] = (), issuer: Sequence[str] = ()
    ) -> None:
        """``verifier``, ``issuer``: the words after ``set-verifier`` and ``set-licence-issuer``; none: no such."""
        self._folder, self._terminal, self._verifier, self._issuer = folder, terminal, verifier, issuer
        self._process: subprocess.Popen[str] | None = None
        self.enrolment = folder.parent / "enrolment.json"

    def start(self) -> tuple[str, int]:
        """Serves over TLS, enrols the terminal, adds the helper; returns where the hub listens.

        Raises ``OSError`` when it does not start.
        """
        helper = ("--code", HELPER_CODE, "--name", HELPER_NAME, "--pin", HELPER_PIN)
        commands: list[Sequence[str]] = [("add-helper", *helper)]
        if self._verifier:
            commands.append(("set-verifier", *self._verifier))
        if self._issuer:
            commands.append(("set-licence-issuer", *self._issuer))
        code = self._run(*commands, ("enrol", "--terminal", self._terminal))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hub", "serve", "--data", str(self._folder), "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        url = json.loads(self._first_line(self._process))["url"]
        enrol(url, EnrolmentCode.read(code), self.enrolment)
        host, port = url.removeprefix("https://").rsplit(":", 1)
        return host, int(port)

    def tls(self) -> ssl.SSLContext:
        """TLS in this hub's own name, for a line that answers in its place; once it has started."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / "authority" / "server.pem")
        return context

    def kept(self) -> int:
        """How many applications lie among the hub's objects; each is there before its receipt is."""
        return sum(1 for one in (self._folder / "objects").rglob("*") if one.is_file())

    def stop(self) -> None:
        """Asks it to end, and ends it when it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def case(self, application_id: UUID) -> dict[str, Any]:
        """A case as the hub opened it; invented persons only."""
        shown: dict[str, Any] = json.loads(self._run(("show-case", str(application_id))))
        return shown

    def finish(self, application_id: UUID, title: str, file: Path) -> None:
        """The office's steps: accepted, done, and the result paper in ``file`` put to the case."""
        case = str(application_id)
        moves = [("move-case", case, "--state", state) for state in ("accepted", "done")]
        self._run(*moves, ("add-result", case, "--file", str(file), "--title", title))

    def drop_result(self, paper_id: str) -> None:
        """Takes a result paper back."""
        self._run(("drop-result", paper_id))

    def _run(self, *commands: Sequence[str]) -> str:
        """The hub's commands, in one process; what they print."""
        words = [[name, "--data", str(self._folder), *arguments] for name, *arguments in commands]
        done = subprocess.run(
            [sys.executable, "-m", "kiosk.sandbox.hub_commands"],
            input=json.dumps(words),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise OSError(f"hub {', '.join(name for name, *_ in commands)}: {done.stderr.strip()[-300:]}")
        return done.stdout

    @staticmethod
    def _first_line(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        ends = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < ends and process.poll() is None:
            if select.select([process.stdout], [], [], 0.2)[0]:
                return process.stdout.readline()
        raise OSError("the hub did not start")
