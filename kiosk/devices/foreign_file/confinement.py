"""Locks the process it is called in, for good: no file but what is open already, no network, no new program.

Three locks of Linux, each for what the others cannot: resource limits (memory, time, bytes written), Landlock
(which files may be read: the system's fonts, which PDFs lean on) and a seccomp filter (which system calls there
are at all). By ctypes: no binding of either is kept up by anybody. Call ``confine`` when all modules are loaded.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from pathlib import Path

READABLE = ("/usr/share/fonts", "/usr/local/share/fonts")

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_LOAD, _IF_EQUAL, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
"""``BPF_LD|BPF_W|BPF_ABS``, ``BPF_JMP|BPF_JEQ|BPF_K``, ``BPF_JMP|BPF_JSET|BPF_K``, ``BPF_RET|BPF_K``."""
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
"""Offsets in ``struct seccomp_data``."""
_PROT_EXEC, _CLONE_THREAD = 0x4, 0x10000
_NOT_ONLY_READ = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
"""The last is ``O_TMPFILE``'s own bit."""

_GENERIC = {
    "read": 63, "write": 64, "close": 57, "fstat": 80, "newfstatat": 79, "lseek": 62, "munmap": 215, "brk": 214,
    "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67, "readv": 65, "writev": 66,
    "mremap": 216, "madvise": 233, "nanosleep": 101, "getpid": 172, "exit": 93, "exit_group": 94, "futex": 98,
    "sched_yield": 124, "sched_getaffinity": 123, "clock_gettime": 113, "clock_nanosleep": 115,
    "gettimeofday": 169,
    "getrandom": 278, "set_robust_list": 99, "rseq": 293, "gettid": 178, "tgkill": 131, "sigaltstack": 132,
    "getdents64": 61, "fcntl": 25, "statx": 291, "sysinfo": 179, "faccessat": 48,
    "mmap": 222, "mprotect": 226, "openat": 56, "clone": 220, "clone3": 435,
}  # fmt: skip
_X86_64 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "newfstatat": 262, "lseek": 8, "munmap": 11, "brk": 12,
    "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20,
    "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "exit_group": 231, "futex": 202,
    "sched_yield": 24, "sched_getaffinity": 204, "clock_gettime": 228, "clock_nanosleep": 230, "gettimeofday": 96,
    "getrandom": 318, "set_robust_list": 273, "rseq": 334, "gettid": 186, "tgkill": 234, "sigaltstack": 131,
    "getdents64": 217, "fcntl": 72, "statx": 332, "sysinfo": 99, "faccessat": 269,
    "mmap": 9, "mprotect": 10, "openat": 257, "clone": 56, "clone3": 435, "stat": 4, "lstat": 6, "access": 21,
}  # fmt: skip
_MACHINES = {
    "x86_64": (0xC000003E, _X86_64),
    "aarch64": (0xC00000B7, _GENERIC),
    "loongarch64": (0xC0000102, _GENERIC),
}
"""``AUDIT_ARCH_*`` and the numbers of system calls (``asm/unistd.h``)."""
_CONDITIONAL = frozenset({"mmap", "mprotect", "openat", "clone", "clone3"})
_LANDLOCK = {"create": 444, "add": 445, "restrict": 446}
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_ALL_OF_ABI_1 = (1 << 13) - 1


class NotConfined(Exception):
    """A lock that this system does not have; the words say which."""


def confine(memory_bytes: int, cpu_s: int) -> None:
    """Locks this process. Raises ``NotConfined`` where the kernel has no seccomp, or the machine is not known.

    Without Landlock no file can be opened at all, not even a font.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    _limit(memory_bytes, cpu_s)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise NotConfined("no_new_privs")
    fonts = _only_fonts(libc)
    _filter(libc, opening=fonts)


def has_landlock() -> bool:
    """Can this kernel say which files may be read?"""
    version = int(ctypes.CDLL(None, use_errno=True).syscall(_LANDLOCK["create"], None, 0, 1))
    return version > 0


def knows_machine() -> bool:
    """Are this machine's system calls known here?"""
    return platform.machine() in _MACHINES


def _limit(memory_bytes: int, cpu_s: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 1),  # at 0 a dump is still piped to a collector
    ):
        resource.setrlimit(what, (most, most))


def _only_fonts(libc: ctypes.CDLL) -> bool:
    """Landlock: nothing but fonts may be read, nothing written. False where the kernel has none."""
    handled = ctypes.c_uint64(_ALL_OF_ABI_1)
    rules = libc.syscall(_LANDLOCK["create"], ctypes.byref(handled), 8, 0)
    if rules < 0:
        return False
    for folder in READABLE:
        if not Path(folder).is_dir():
            continue
        opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        below = ctypes.create_string_buffer(struct.pack("=Qi", _READ_FILE | _READ_DIR, opened), 12)
        libc.syscall(_LANDLOCK["add"], rules, 1, below, 0)
        os.close(opened)
    locked = int(libc.syscall(_LANDLOCK["restrict"], rules, 0)) == 0
    os.close(rules)
    return locked


def _filter(libc: ctypes.CDLL, *, opening: bool) -> None:
    program = _program(platform.machine(), opening=opening)
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    filled = Program(len(program) // 8, ctypes.cast(instructions, ctypes.c_void_p))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filled), 0, 0):
        raise NotConfined(f"seccomp: {errno.errorcode.get(ctypes.get_errno(), '?')}")


def _program(machine: str, *, opening: bool) -> bytes:
    """The filter: what is named is allowed, everything else is refused with ``EPERM``."""
    if machine not in _MACHINES:
        raise NotConfined("machine")
    architecture, numbers = _MACHINES[machine]
    refuse, no_such = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
    steps = [
        _step(_LOAD, _ARCH_AT),
        _step(_IF_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
    ]
    for name, number in numbers.items():
        if name not in _CONDITIONAL:
            steps += [_step(_IF_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW)]
    steps += [_step(_IF_EQUAL, numbers["clone3"], 0, 1), _step(_RETURN, no_such)]  # libc asks clone then
    steps += _by_bits(numbers["clone"], 0, _CLONE_THREAD, set_=_ALLOW, clear=refuse)
    steps += _by_bits(numbers["mmap"], 2, _PROT_EXEC, set_=refuse, clear=_ALLOW)
    steps += _by_bits(numbers["mprotect"], 2, _PROT_EXEC, set_=refuse, clear=_ALLOW)
    if opening:
        steps += _by_bits(numbers["openat"], 2, _NOT_ONLY_READ, set_=refuse, clear=_ALLOW)
    return b"".join([*steps, _step(_RETURN, refuse)])


def _by_bits(number: int, argument: int, bits: int, *, set_: int, clear: int) -> list[bytes]:
    """One system call, by whether any of the bits is set in the low word of an argument (little-endian)."""
    return [
        _step(_IF_EQUAL, number, 0, 4),
        _step(_LOAD, _ARGUMENTS_AT + 8 * argument),
        _step(_IF_ANY_BIT, bits, 0, 1),
        _step(_RETURN, set_),
        _step(_RETURN, clear),
    ]


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
