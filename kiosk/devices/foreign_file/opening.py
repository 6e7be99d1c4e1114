"""The parent's side: hands a foreign file to a locked-in child and takes pages from it, believing nothing."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from kiosk.devices.page_pipe import (
    DONE,
    ERROR,
    HEAD,
    WHOLE,
    PipeBroken,
    PipeSilent,
    PipeUnwanted,
    Wanted,
    heard,
    heard_until_whole,
)
from kiosk.devices.pages import Bgr
from kiosk.errors import (
    DriverMissing,
    FileBroken,
    FileEmpty,
    FileGone,
    FileLocked,
    FileNotAllowed,
    FileSlow,
    FileTooBig,
    KioskError,
    PictureTooBig,
    TooManyPages,
)
from kiosk.settings_devices import Stick

ROOT = Path(__file__).resolve().parents[3]
STARTS_WITHIN_S = 10.0
"""Until the child has loaded its decoders, on top of the time of the first page."""
_WHY: dict[str, type[KioskError]] = {
    "gone": FileGone,
    "kind": FileNotAllowed,
    "locked": FileLocked,
    "broken": FileBroken,
    "empty": FileEmpty,
    "pages": TooManyPages,
    "pixels": PictureTooBig,
    "memory": FileSlow,
    "not_confined": DriverMissing,
}
LONGEST_PX = 4200
"""As in the child, which is not believed."""


@dataclass(frozen=True)
class Limits:
    """What a file may cost; bytes, pages, pixels, seconds a page."""

    size_bytes: int
    kinds: tuple[str, ...]
    pages: int
    pixels: int
    pdf_dpi: int
    page_s: float
    memory_bytes: int

    @classmethod
    def of(cls, settings: Stick) -> Limits:
        """As the settings say."""
        return cls(
            size_bytes=settings.file_mb * 2**20,
            kinds=tuple(settings.kinds),
            pages=settings.pages,
            pixels=settings.megapixels * 1_000_000,
            pdf_dpi=settings.pdf_dpi,
            page_s=settings.page_s,
            memory_bytes=settings.memory_mb * 2**20,
        )


@dataclass(frozen=True)
class FilePage:
    """One page of a file: HxWx3 uint8 BGR, its place from 1, how many there are; ``dpi`` 0 where not known."""

    image_bgr: Bgr = field(repr=False)
    number: int
    of: int
    dpi: float


def opened_pages(
    file: int,
    limits: Limits,
    wanted: Wanted = lambda: True,
    *,
    python: tuple[str, ...] = (sys.executable,),
) -> Generator[FilePage]:
    """The pages of the open descriptor ``file``, drawn one after the other; the caller closes it.

    Close the iterator to end the child, or let ``wanted`` say no: no page follows then. Raises ``FileError`` (too
    big, empty, of no kind, broken, locked, slow, gone) and ``DriverMissing`` where this system cannot lock a
    process in: then nothing foreign is opened at all. ``python``: the program that runs the child.
    """
    size_bytes = _acceptable(file, limits)
    child = _started(file, size_bytes, limits, python)
    assert child.stdout is not None
    try:
        yield from _pages(child.stdout.fileno(), limits, wanted)
    finally:
        _end(child)


def _acceptable(file: int, limits: Limits) -> int:
    """Its size in bytes."""
    about = os.fstat(file)
    if not stat.S_ISREG(about.st_mode):
        raise FileNotAllowed("no regular file")
    if about.st_size == 0:
        raise FileEmpty("0 bytes")
    if about.st_size > limits.size_bytes:
        raise FileTooBig(f"{about.st_size >> 20} MiB")
    return about.st_size


def _started(file: int, size_bytes: int, limits: Limits, python: tuple[str, ...]) -> subprocess.Popen[bytes]:
    task = asdict(limits) | {"size_bytes": size_bytes, "cpu_s": int(limits.page_s * limits.pages) + 10}
    del task["page_s"]
    module = "kiosk.devices.foreign_file.opening_child"
    try:
        return subprocess.Popen(
            [*python, "-s", "-B", "-m", module, json.dumps(task), str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            pass_fds=(file,),
            cwd="/",
            env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
    except OSError as error:
        raise DriverMissing(f"the opening process: {type(error).__name__}") from None


def _pages(pipe: int, limits: Limits, wanted: Wanted) -> Iterator[FilePage]:
    wait_s = limits.page_s + STARTS_WITHIN_S
    number = 0
    while True:
        try:
            page = _page(pipe, wait_s, number + 1, limits, wanted)
        except PipeUnwanted:
            return
        except PipeSilent:
            raise FileSlow("no page in time") from None
        except (PipeBroken, ValueError, KeyError, TypeError):
            raise FileBroken("the opening process ended") from None
        if page is None:
            return
        number, wait_s = page.number, limits.page_s
        yield page
        del page


def _page(pipe: int, wait_s: float, number: int, limits: Limits, wanted: Wanted) -> FilePage | None:
    """The page of that number, or ``None`` after the last. Raises ``FileError`` and what ``heard`` raises."""
    first = heard(pipe, wait_s, wanted)
    if first.letter == DONE and number > 1:
        return None
    if first.letter == ERROR:
        word = first.content.decode("ascii", "replace")
        raise _WHY.get(word, FileBroken)(word if word in _WHY else "unknown")
    if first.letter != HEAD:
        raise PipeBroken
    head = json.loads(first.content)
    width, height, of, dpi = int(head["width"]), int(head["height"]), int(head["of"]), float(head["dpi"])
    plausible = 0 < width <= LONGEST_PX and 0 < height <= LONGEST_PX and 0 < of <= limits.pages
    if not plausible or int(head["number"]) != number or number > of:
        raise PipeBroken
    pixels = bytearray()
    for message in heard_until_whole(pipe, limits.page_s, wanted):
        pixels += message.content
        if len(pixels) > width * height * 3:
            raise PipeBroken
    if message.letter != WHOLE or len(pixels) != width * height * 3:
        raise PipeBroken
    return FilePage(np.frombuffer(pixels, np.uint8).reshape(height, width, 3), number, of, dpi)


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    assert child.stdout is not None
    child.stdout.close()
    with contextlib.suppress(subprocess.TimeoutExpired):  # stuck in a read of a dying stick: left behind
        child.wait(timeout=1.0)
