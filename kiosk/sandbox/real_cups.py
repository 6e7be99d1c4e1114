"""A real cupsd of our own on a free port, and a printer behind it that can run out of paper.

The printer is a CUPS backend of a few lines: it holds a job while ``fault`` names a reason, telling CUPS so in the
way backends do (``STATE: media-empty-error`` on stderr), and lays what it prints into ``tray``.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

CUPSD = shutil.which("cupsd", path="/usr/sbin:/usr/bin") or ""
_BACKEND = """#!/bin/sh
[ $# -eq 0 ] && {{ echo 'direct tray:/a4 "Unknown" "Tray"'; exit 0; }}
while [ -s {home}/fault ]; do echo "STATE: $(cat {home}/fault)" >&2; sleep 0.05; done
echo "STATE: none" >&2
cat "$6" > {home}/tray/$1.pdf
"""
_CONF = """
LogLevel warn
Listen 127.0.0.1:{port}
Browsing No
WebInterface No
PreserveJobFiles No
PreserveJobHistory Yes
DefaultAuthType None
<Location />
Order allow,deny
Allow from 127.0.0.1
</Location>
<Policy default>
<Limit All>
Order deny,allow
Allow from 127.0.0.1
</Limit>
</Policy>
"""
_FILES = """
ServerRoot {home}/root
RequestRoot {home}/spool
CacheDir {home}/cache
StateDir {home}/run
TempDir {home}/tmp
ServerBin {home}/bin
DataDir /usr/share/cups
AccessLog {home}/log/access
ErrorLog {home}/log/error
PageLog {home}/log/page
User {user}
Group {group}
SystemGroup root
"""
_PRINTER = """<Printer A4>
Info A4
MakeModel Local Raw Printer
DeviceURI tray:/a4
State Idle
Type 4
Accepting Yes
Shared No
JobSheets none none
OpPolicy default
ErrorPolicy abort-job
</Printer>
"""


class RealCups:
    """A running cupsd with the queue ``A4``."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="cups-"))
        self.home.chmod(0o755)
        self.port = _free_port()
        self.uri = f"ipp://127.0.0.1:{self.port}/printers/A4"
        self._lay_out()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def _lay_out(self) -> None:
        folders = (
            "root",
            "spool",
            "cache",
            "run",
            "tmp",
            "log",
            "tray",
            "bin/backend",
            "bin/filter",
            "bin/cgi-bin",
        )
        for folder in folders:
            (self.home / folder).mkdir(parents=True)
        for folder in ("daemon", "notifier", "driver", "monitor"):
            (self.home / "bin" / folder).symlink_to(f"/usr/lib/cups/{folder}")
        backend = self.home / "bin/backend/tray"
        backend.write_text(_BACKEND.format(home=self.home))
        backend.chmod(0o700)  # no leave for others: cupsd runs it as itself
        user, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
        if os.getuid() == 0:
            user, group = "nobody", "nogroup"
        (self.home / "cupsd.conf").write_text(_CONF.format(port=self.port))
        (self.home / "cups-files.conf").write_text(_FILES.format(home=self.home, user=user, group=group))
        (self.home / "root/printers.conf").write_text(_PRINTER)
        self.fault("")

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self._process = subprocess.Popen(
            [CUPSD, "-f", "-c", self.home / "cupsd.conf", "-s", self.home / "cups-files.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: _listens(self.port), "cupsd answers")

    def stop(self) -> None:
        """Ends it, as a pulled network cable would seem."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def fault(self, reason: str) -> None:
        """The printer cannot print for this IPP reason; empty: it can again."""
        (self.home / "fault.new").write_text(reason)
        (self.home / "fault.new").replace(self.home / "fault")

    def printed(self) -> list[bytes]:
        """What lies in the tray."""
        return [path.read_bytes() for path in sorted((self.home / "tray").iterdir())]

    def spooled(self) -> list[str]:
        """Documents that CUPS still holds (``d…`` files of the spool)."""
        return [path.name for path in (self.home / "spool").glob("d*")]

    def close(self) -> None:
        """Ends it and removes all it had."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def until(true: object, what: str, seconds: float = 60.0) -> None:
    """Waits for a condition."""
    ends = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < ends, f"never: {what}"
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
