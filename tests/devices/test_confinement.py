"""The process a foreign file is opened in: what somebody who has taken it over can still do, tried out."""

from __future__ import annotations

import platform
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kiosk.devices.foreign_file import confinement

ROOT = Path(__file__).resolve().parents[2]
REFUSED = "refused"


def locked_in(deed: str, memory_mb: int = 512, cpu_s: int = 20, first: str = "") -> str:
    """What a locked-in process prints that then does ``deed``; an exception's name when it may not."""
    program = f"""
import ctypes, mmap, os, signal, socket, subprocess, sys, threading, time
from pathlib import Path
from kiosk.devices.foreign_file import confinement
{first}
libc = ctypes.CDLL(None, use_errno=True)
confinement.confine({memory_mb} << 20, {cpu_s})
try:
{textwrap.indent(textwrap.dedent(deed), "    ")}
except BaseException as error:
    print(type(error).__name__)
else:
    print("done")
"""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return answer.stdout.strip() or f"ended by {answer.returncode}"


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        "open('/dev/shm/left-behind', 'w')",
        "open('/usr/share/fonts/left-behind', 'w')",
        "os.listdir('/')",
        "os.listdir('/home')",
        "os.mkdir('/tmp/left-behind')",
        "os.unlink('/etc/hostname')",
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "subprocess.run(['/bin/true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.kill(os.getppid(), signal.SIGTERM)",
        "os.pipe()",
        "os.memfd_create('code')",
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
        "ctypes.CDLL('libsane.so.1')",
        "os.sched_setaffinity(0, {0})",
        "os.chroot('/tmp')",
        "os.nice(-5)",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    ],
)
def test_it_may_not(deed: str) -> None:
    assert locked_in(deed) in ("PermissionError", "OSError", "FileNotFoundError", "ValueError")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86_64")
@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("ptrace", 101),
        ("mount", 165),
        ("bpf", 321),
        ("io_uring_setup", 425),
        ("unshare", 272),
        ("setuid", 105),
    ],
)
def test_system_calls_that_nobody_named_are_refused(call: str, number: int) -> None:
    deed = f"""
    answer = libc.syscall({number}, 0, 0, 0, 0)
    print(answer, ctypes.get_errno())
    """
    assert locked_in(deed).splitlines()[0] == "-1 1"  # EPERM


def test_memory_beyond_its_share_is_not_given() -> None:
    assert locked_in("bytearray(600 << 20)") == "MemoryError"


def test_time_beyond_its_share_ends_it() -> None:
    assert locked_in("while True: pass", cpu_s=1) in ("ended by -9", "ended by -24")


def test_it_may_read_fonts_where_landlock_keeps_it_to_them() -> None:
    expected = "done" if confinement.has_landlock() else "PermissionError"
    assert locked_in("os.listdir('/usr/share/fonts')") == expected


def test_without_landlock_it_may_open_no_file_at_all() -> None:
    without = "confinement._only_fonts = lambda _libc: False"
    assert locked_in("os.listdir('/usr/share/fonts')", first=without) == "PermissionError"


def test_it_may_compute_in_threads() -> None:
    deed = """
    done = []
    thread = threading.Thread(target=lambda: done.append(1))
    thread.start()
    thread.join()
    assert done
    """
    assert locked_in(deed) == "done"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64", "loongarch64"])
def test_every_filter_is_a_whole_program(machine: str) -> None:
    program = confinement._program(machine, opening=True)
    assert len(program) % 8 == 0
    assert len(program) // 8 < 4096  # BPF_MAXINSNS


def test_a_machine_whose_system_calls_are_not_known_is_not_guessed() -> None:
    with pytest.raises(confinement.NotConfined):
        confinement._program("riscv128", opening=True)
