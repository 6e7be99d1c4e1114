"""The two kinds of hub that tests ask, and how its commands are run."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import uvicorn
from starlette.types import ASGIApp

from hub.front import HEAD_LIMIT_S, Front, configured
from hub.parts import Parts
from kiosk.platform.contract import Enrolment

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Door:
    """A hub on a thread of the test's process, and a terminal's enrolment."""

    parts: Parts
    enrolment: Enrolment
    url: str
    data: Path

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request as the terminal; ``token=""`` leaves it out."""
        token = more.pop("token", self.enrolment.token)
        headers = ({"Authorization": f"Bearer {token}"} if token else {}) | more.pop("headers", {})
        return requests.request(method, self.url + path, headers=headers, timeout=20, **more)


@dataclass
class LiveHub:
    """A hub as it really runs: a process of its own with its own port."""

    data: Path
    enrolment: Enrolment
    process: subprocess.Popen[str]
    url: str
    on: tuple[str, ...] = ()
    """How its commands are told which database it is."""

    def command(self, *arguments: str) -> str:
        """One of the hub's commands on the same data, beside the serving process."""
        return hub_command(self.data, *arguments, *self.on)


def hub_command(data: Path, name: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "hub", name, "--data", str(data), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@contextmanager
def serving(app: ASGIApp, tls: ssl.SSLContext | None = None, head_limit_s: float = HEAD_LIMIT_S) -> Iterator[str]:
    """Serves ``app`` on a thread as ``python -m hub serve`` does; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = configured(app, tls)
    config.http = type("Front", (Front,), {"head_limit_s": head_limit_s})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + 20
    tick = threading.Event()
    while not server.started:
        assert time.monotonic() < deadline
        tick.wait(0.01)
    try:
        yield f"{'http' if tls is None else 'https'}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
