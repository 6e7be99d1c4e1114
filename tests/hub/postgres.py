"""A PostgreSQL server of one's own: Debian's package, in a temporary folder, on a unix socket, without a network.

PostgreSQL refuses to run as root, so that root's tests run it as ``nobody``.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
"""Where Debian 12 puts what is not for everybody's PATH."""
WITHIN_S = "60"


def installed() -> bool:
    """Is Debian's postgresql-15 here?"""
    return (PROGRAMS / "initdb").exists()


@dataclass
class Postgres:
    """A running server; each test takes a schema of its own, which costs less than a database."""

    folder: Path
    made: int = 0

    def fresh(self) -> str:
        """The address of an empty schema."""
        self.made += 1
        self.execute(f"CREATE SCHEMA hub_{self.made}")
        return f"{self._url}&options=-csearch_path%3Dhub_{self.made}"

    def execute(self, statement: str) -> None:
        """One statement, committed."""
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    @property
    def _url(self) -> str:
        return f"postgresql+psycopg://hub@/postgres?host={self.folder}"


@contextmanager
def running() -> Iterator[Postgres]:
    """Makes a cluster and starts it; everything is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has at most 107 bytes
    data = folder / "data"
    options = f"-k {folder} -c listen_addresses='' -c max_connections=60 -c shared_buffers=16MB"
    try:
        _own(folder)
        _run("initdb", "-D", str(data), "-U", "hub", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
        started = ("-l", str(folder / "log"), "-w", "-t", WITHIN_S, "-o", options, "start")
        _run("pg_ctl", "-D", str(data), *started)
        try:
            yield Postgres(folder)
        finally:
            _run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(PROGRAMS / program), *arguments],
        user=_somebody(),
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _own(folder: Path) -> None:
    user = _somebody()
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)


def _somebody() -> str | None:
    """Whom to run it as; nobody else is needed where the tests are not root's."""
    return "nobody" if os.geteuid() == 0 else None
