"""kill -9 end to end: a terminal that submits, one that uploads, and the hub are killed at instants nobody chose.

Between them lies a line that delays, cuts and drops answers. Everything is the real thing: outbox, uploader, TLS
with a certificate, hub. Whatever a submit returned for was confirmed to a person; in the end each of those must be
one case at the hub, with the bytes that were submitted, and nothing else may be there.

    python tests/hub/kill_run.py --kills 500        # make kill-run
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import json
import os
import random
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent.parent), str(HERE)]

from applications import NOW, an_application, sealed, sealed_while_scanned  # noqa: E402
from kill_verdict import Verdict, judged  # noqa: E402

from hub.__main__ import command as hub_command  # noqa: E402
from hub.parts import open_parts  # noqa: E402
from kiosk.offline.link import Link  # noqa: E402
from kiosk.offline.outbox import Outbox, Part  # noqa: E402
from kiosk.offline.outbox_rows import OutboxRow, OutboxStub  # noqa: E402
from kiosk.offline.pace import Pace  # noqa: E402
from kiosk.offline.uploader import Uploader  # noqa: E402
from kiosk.platform.client import known_client, load_enrolment  # noqa: E402
from kiosk.platform.contract import Application, Enrolment  # noqa: E402
from kiosk.platform.enrolment import enrol  # noqa: E402
from kiosk.sandbox.link import FaultyLink  # noqa: E402

LIVES = ("submitter", "uploader", "both")
MOST_SIGNS = {"submitter": 8, "uploader": 500_000, "both": 500_000}
"""A life is killed after so many applications or bytes at most, however slow the machine is."""
HUB_EVERY = 4
"""In every so many lives of a terminal the hub is killed as well."""
BACKLOG = 150
"""Above this many confirmed and not delivered, a life that only submits becomes one that uploads too."""
SAVED_WHILE_SCANNED = 0.5
"""Share of applications whose paper was sealed and saved before they were handed in."""
WORKS_WITHIN_S, CALM_S, STALLS_AFTER_S = 6.0, 3.0, 60.0
TIMEOUT_S = 2.0


# What is killed


def serve(data: str, port: str) -> None:
    """The hub, as its command serves it."""
    hub_command(["serve", "--data", data, "--port", port, "--catalogue", "none"], standalone_mode=False)


def live(folder: str, url: str, life: str) -> None:
    """A terminal that submits, uploads or does both, until it is killed; ``last`` sends what waits and ends."""
    home = Path(folder)
    outbox = Outbox(home / "outbox", floor_mb=1, reserve_bytes=2**20)
    if life != "submitter":
        client = known_client(url, home / "enrolment.json", TIMEOUT_S)
        pace = Pace(base_s=0.02, cap_s=0.3, ask_s=0.05)
        uploader = Uploader(outbox, client, Link(lambda _: None), lambda _: None, pace)
        uploader.start()
        if life == "last":
            _drain(outbox)
            uploader.stop()
            outbox.close()
            return
        if life == "uploader":
            signal.pause()
    enrolment = load_enrolment(home / "enrolment.json")
    chance = random.Random()
    confirmed = os.open(home / "confirmed", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    while True:
        scan = chance.randbytes(chance.choice((500, 20_000, 100_000, 400_000)))
        application = an_application(scan=scan)
        hand_in = _hand_in_what_was_saved if chance.random() < SAVED_WHILE_SCANNED else _hand_in
        sha256 = hashlib.sha256(hand_in(outbox, application, scan, enrolment)).hexdigest()
        os.write(confirmed, f"{application.application_id} {sha256}\n".encode())
        time.sleep(chance.uniform(0, 0.2))


def _hand_in(outbox: Outbox, application: Application, scan: bytes, enrolment: Enrolment) -> bytes:
    """Everything in one envelope; returns what the hub must get."""
    envelope = sealed(application, enrolment, {"id_copy.pdf": scan, "signature.png": b"\x89PNG"})
    outbox.submit(_stub(application.application_id), envelope)
    return envelope


def _hand_in_what_was_saved(outbox: Outbox, application: Application, scan: bytes, enrolment: Enrolment) -> bytes:
    """The paper lies sealed on the disk before, as it does after scanning; so does one that nobody hands in."""
    envelope, part = sealed_while_scanned(application, scan, enrolment)
    outbox.keep_part(application.application_id, part[::-1])
    saved = Part(outbox.keep_part(application.application_id, part), len(part))
    outbox.submit(_stub(application.application_id), envelope, parts=[saved])
    outbox.drop_parts(application.application_id)
    return envelope + part


def _drain(outbox: Outbox) -> None:
    """Waits until nothing waits, or nothing has gone for long."""
    left, ends = -1, time.monotonic() + STALLS_AFTER_S
    while (waiting := outbox.counts().waiting) and time.monotonic() < ends:
        if waiting != left:
            left, ends = waiting, time.monotonic() + STALLS_AFTER_S
        time.sleep(0.1)


def _stub(application_id: UUID) -> OutboxStub:
    return OutboxStub(
        application_id, "T-0001-261123-001", "养老保险关系转移接续", "四川省攀枝花市东区", "online", NOW
    )


BIRTHS = {"serve": serve, "live": live}


def nursery() -> None:
    """Forks what it is told on stdin, so that a life begins within milliseconds, and tells how each ended."""
    for line in sys.stdin:
        order = json.loads(line)
        if "bury" in order:
            print(json.dumps(os.waitpid(order["bury"], 0)[1]), flush=True)
            continue
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            try:
                BIRTHS[order["born"]](*order["with"])
                os._exit(0)
            finally:
                os._exit(3)
        print(json.dumps(child), flush=True)


class Nursery:
    """The nursery as a process of its own: it has no threads, so that a fork of it is whole."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).resolve()), "--nursery"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def bear(self, what: str, *words: str) -> int:
        """A new process; its id."""
        return self._told({"born": what, "with": words})

    def kill(self, child: int) -> bool:
        """kill -9. False when it had ended by itself before, which nothing here does when all is well."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        status = self._told({"bury": child})
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL

    def wait(self, child: int) -> bool:
        """Until it has ended by itself; false when it did not end well."""
        return self._told({"bury": child}) == 0

    def close(self) -> None:
        """Ends the nursery."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _told(self, order: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline()))


# Who kills


class Storm:
    """Lets the line delay, cut and lose answers, again and again, until it is over."""

    def __init__(self, line: FaultyLink, chance: random.Random) -> None:
        self._line, self._chance = line, chance
        self._over = threading.Event()
        self.cuts = 0
        self._thread = threading.Thread(target=self._blow, name="storm")
        self._thread.start()

    def end(self) -> None:
        """Good weather from now on."""
        self._over.set()
        self._thread.join()
        self._line.up()

    def _blow(self) -> None:
        while not self._over.is_set():
            kind = self._chance.choice(("cut mid-body", "lost answer", "slow", "out"))
            self.cuts += 1
            if kind == "cut mid-body":
                self._line.cut_after(self._chance.randrange(1000, 300_000))
            elif kind == "lost answer":
                self._line.lose_answer_once(lambda: True)
            elif kind == "slow":
                self._line.delay(self._chance.randrange(1, 60))
            elif kind == "out":
                self._line.cut()
            self._over.wait(self._chance.uniform(0.02, 0.3))
            self._line.up()
            self._calm(self._chance.randrange(300_000))

    def _calm(self, n_bytes: int) -> None:
        """Until so much more has been carried: on a slow machine the good weather lasts longer."""
        enough, ends = self._line.carried + n_bytes, time.monotonic() + CALM_S
        while self._line.carried < enough and time.monotonic() < ends and not self._over.wait(0.01):
            continue


class Run:
    """A hub, a terminal and the line between them, in ``folder``."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance, self._data, self._home = random.Random(seed), folder / "hub", folder / "terminal"
        self._home.mkdir()
        self.killed: collections.Counter[str] = collections.Counter()
        self.fell = 0
        """Processes that ended before they were killed."""
        self._nursery, self._port = Nursery(), _free_port()
        self._hub = self._serve()
        self._enrol()
        self.line = FaultyLink("127.0.0.1", self._port, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))

    def close(self) -> None:
        """Ends what still runs."""
        self.line.close()
        self._nursery.kill(self._hub)
        self._nursery.close()

    def go(self, kills: int) -> None:
        """Kills so many processes, each at an instant of its own."""
        storm = Storm(self.line, random.Random(self.chance.random()))
        while self.killed.total() < kills:
            self._one_life()
        storm.end()
        self.cuts = storm.cuts

    def settled(self) -> Verdict:
        """In good weather everything goes; then the verdict."""
        self.fell += not self._nursery.wait(self._nursery.bear("live", str(self._home), self.line.url, "last"))
        rows = self._rows()
        delivered = {row.stub.application_id: row.case_number for row in rows if row.state == "delivered"}
        waiting = {row.stub.application_id: "" for row in rows if row.state != "delivered"}
        return judged(self._confirmed(), delivered | waiting, self._cases(), self._objects())

    def _one_life(self) -> None:
        life = self.chance.choice(LIVES)
        if life == "submitter" and len(self._confirmed()) - len(self._cases()) > BACKLOG:
            life = "both"
        before = self._signs(life)
        terminal = self._nursery.bear("live", str(self._home), self.line.url, life)
        if self.chance.random() < 0.7:  # else the kill falls somewhere into its start
            self._wait_for_work(life, before + self.chance.randrange(1, MOST_SIGNS[life]))
        time.sleep(self.chance.uniform(0, 0.2))
        if not self.chance.randrange(HUB_EVERY):
            self._count("hub", self._nursery.kill(self._hub))
            time.sleep(self.chance.uniform(0, 0.1))
            self._hub = self._serve()
            time.sleep(self.chance.uniform(0, 0.2))
        self._count(life, self._nursery.kill(terminal))

    def _count(self, life: str, was_killed: bool) -> None:
        self.killed[life] += was_killed
        self.fell += not was_killed

    def _signs(self, life: str) -> int:
        """What it has done: applications confirmed, or bytes carried."""
        return len(self._confirmed()) if life == "submitter" else self.line.carried

    def _wait_for_work(self, life: str, enough: int) -> None:
        ends = time.monotonic() + WORKS_WITHIN_S
        while self._signs(life) < enough and time.monotonic() < ends:
            time.sleep(0.005)

    def _serve(self) -> int:
        return self._nursery.bear("serve", str(self._data), str(self._port))

    def _enrol(self) -> None:
        url = f"https://127.0.0.1:{self._port}"
        while not _listens(self._port):
            time.sleep(0.02)
        parts = open_parts(self._data)
        enrol(url, parts.fleet.offer("T-0001", timedelta(hours=1)), self._home / "enrolment.json")
        parts.store.close()

    def _confirmed(self) -> dict[UUID, str]:
        """Whole lines only: a kill may fall into the writing of one, and then nobody read it."""
        try:
            text = (self._home / "confirmed").read_text()
        except FileNotFoundError:
            return {}
        lines = (line.split() for line in text.splitlines(keepends=True) if line.endswith("\n"))
        return {UUID(application_id): sha256 for application_id, sha256 in lines}

    def _cases(self) -> list[tuple[UUID, str, str]]:
        with contextlib.closing(sqlite3.connect(self._data / "hub.sqlite3", timeout=30)) as database:
            found = database.execute("SELECT application_id, sha256, case_number FROM cases").fetchall()
        return [(UUID(application_id), sha256, number) for application_id, sha256, number in found]

    def _objects(self) -> dict[str, str]:
        files = (one for one in (self._data / "objects").rglob("*") if one.is_file())
        return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}

    def _rows(self) -> list[OutboxRow]:
        outbox = Outbox(self._home / "outbox", floor_mb=1, reserve_bytes=2**20)
        try:
            return outbox.stubs()
        finally:
            outbox.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def a_run(folder: Path, seed: int) -> Iterator[Run]:
    """A run that is closed in the end."""
    run = Run(folder, seed)
    try:
        yield run
    finally:
        run.close()


def main() -> int:
    """The long run; exit code 1 when anything was lost, doubled, altered or strange, or fell by itself."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--kills", type=int, default=500)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--nursery", action="store_true")
    given = asked.parse_args()
    if given.nursery:
        nursery()
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tongban-kills-") as folder, a_run(Path(folder), given.seed) as run:
        run.go(given.kills)
        print(f"{run.killed.total()} kills {dict(run.killed)}, {run.cuts} faults of the line", flush=True)
        verdict = run.settled()
    print(f"{verdict}\nfell by themselves {run.fell}, {time.monotonic() - began:.0f} s", flush=True)
    return 0 if verdict.good and not run.fell else 1


if __name__ == "__main__":
    sys.exit(main())
