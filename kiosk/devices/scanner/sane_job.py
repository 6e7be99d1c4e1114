"""The parent's side of SANE: runs its process for a look or a job, gives each page a time, and makes pictures."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.page_pipe import (
    DONE,
    ERROR,
    HEAD,
    LIST,
    WHOLE,
    Message,
    PipeBroken,
    PipeSilent,
    PipeUnwanted,
    Wanted,
    heard,
    heard_until_whole,
)
from kiosk.devices.pages import Bgr
from kiosk.errors import (
    DeviceAbsent,
    DeviceError,
    DeviceRefused,
    DeviceSilent,
    DriverMissing,
    FeederEmpty,
    FeederJammed,
    KioskError,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerError,
)
from kiosk.settings_devices import Sheets

ROOT = Path(__file__).resolve().parents[3]
LARGEST_PAGE_BYTES = 400 * 2**20
"""A3 in colour at 600 dpi is 208 MB."""
REST_S = 2.0
"""How long a device may take to come to rest after a fault, before its process is ended."""
_GREY, _RGB = 0, 1
_ERRORS: dict[str, type[KioskError]] = {
    "1": ScannerError,
    "3": ScannerBusy,
    "4": DeviceAbsent,
    "6": FeederJammed,
    "7": FeederEmpty,
    "8": ScannerCoverOpen,
    "11": DeviceRefused,
    "missing": DriverMissing,
}
"""``SANE_Status`` (section 4.2.7 of the standard) to errors; any other is ``ScannerError``."""


@dataclass(frozen=True)
class Seen:
    """What a look found: the device's own name now, and whether it has a glass and a feeder."""

    device: str
    flatbed: bool
    feeder: bool


@dataclass(frozen=True)
class Sheet:
    """One scanned page: HxWx3 uint8 BGR."""

    image_bgr: Bgr = field(repr=False)
    number: int
    dpi: float


def look(settings: Sheets, wanted: Wanted) -> Seen | None:
    """Is it there? ``None`` when nobody wants to know any more. Raises ``DeviceError``."""
    with _child("look", settings, {}) as child, _heard_errors():
        assert child.stdout is not None
        try:
            message = heard(child.stdout.fileno(), settings.page_s, wanted)
        except PipeUnwanted:
            return None
        _raise_for(message)
        if message.letter != LIST:
            raise PipeBroken
        found = json.loads(message.content)
        return Seen(found["device"], found["flatbed"] is not None, found["feeder"] is not None)


def sheets(settings: Sheets, source: str, wanted: Wanted) -> Generator[Sheet]:
    """Pages of the ``flatbed`` or the ``feeder``; the next sheet is drawn in when the next page is asked for.

    Ends early when ``wanted`` says no. Raises ``DeviceError``: what was yielded before stays good.
    """
    with _child("scan", settings, {"from": source}) as child, _heard_errors():
        assert child.stdout is not None
        assert child.stdin is not None
        number = 0
        while True:
            try:
                sheet = _sheet(child.stdout.fileno(), settings.page_s, number + 1, wanted)
            except PipeUnwanted:
                return
            if sheet is None:
                return
            number = sheet.number
            yield sheet
            del sheet
            with contextlib.suppress(BrokenPipeError):  # the glass has one page, and its process has ended
                child.stdin.write(b"n")


@contextmanager
def _child(deed: str, settings: Sheets, more: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    task = settings.model_dump(mode="json") | more
    try:
        child = subprocess.Popen(
            [sys.executable, "-s", "-B", "-m", "kiosk.devices.sane.child", deed, json.dumps(task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env=_environment(settings),
            start_new_session=True,
        )
    except OSError as error:
        raise DriverMissing(f"the scanning process: {type(error).__name__}") from None
    try:
        yield child
    except DeviceError:  # told before the device is given back
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=REST_S)
        raise
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):  # stuck in its driver: left behind
            child.wait(timeout=1.0)


def _environment(settings: Sheets) -> dict[str, str]:
    """The terminal's own, for a driver may need any of it; a colon at the end keeps the system's files."""
    found = {**os.environ, "PYTHONPATH": str(ROOT)}
    return found if settings.config is None else found | {"SANE_CONFIG_DIR": f"{settings.config}:"}


@contextmanager
def _heard_errors() -> Iterator[None]:
    try:
        yield
    except PipeSilent:
        raise DeviceSilent("the scanner does not answer in time") from None
    except (PipeBroken, ValueError, KeyError, TypeError):
        raise ScannerError("the scanning process ended") from None


def _raise_for(message: Message) -> None:
    if message.letter == ERROR:
        word = message.content.decode("ascii", "replace")
        raise _ERRORS.get(word, ScannerError)(f"SANE says {word[:8]}")


def _sheet(pipe: int, wait_s: float, number: int, wanted: Wanted) -> Sheet | None:
    """The page of that number, or ``None`` after the last. Raises as ``heard``, and ``DeviceError``."""
    colours: dict[int, NDArray[np.uint8]] = {}
    while True:
        first = heard(pipe, wait_s, wanted)
        if first.letter == DONE and number > 1 and not colours:
            return None
        _raise_for(first)
        if first.letter != HEAD:
            raise PipeBroken
        head = json.loads(first.content)
        if int(head["number"]) != number:
            raise PipeBroken
        colours[int(head["format"])] = _frame(_pixels(pipe, wait_s, wanted), head)
        if head["last"]:
            return Sheet(_bgr(colours), number, float(head["dpi"]))


def _pixels(pipe: int, wait_s: float, wanted: Wanted) -> bytearray:
    pixels = bytearray()
    for message in heard_until_whole(pipe, wait_s, wanted):
        _raise_for(message)
        pixels += message.content
        if len(pixels) > LARGEST_PAGE_BYTES:
            raise PipeBroken
    if message.letter != WHOLE:
        raise PipeBroken
    return pixels


def _frame(pixels: bytearray, head: dict[str, Any]) -> NDArray[np.uint8]:
    """HxW or HxWx3 uint8; a device that did not know its height is believed its bytes. Raises ``ValueError``."""
    width, depth, line_bytes = int(head["pixels_per_line"]), int(head["depth"]), int(head["bytes_per_line"])
    colours = 3 if head["format"] == _RGB else 1
    if width < 1 or depth not in (1, 8, 16) or line_bytes < (width * colours * depth + 7) // 8:
        raise ValueError("a frame that cannot be")
    height = len(pixels) // line_bytes
    if height < 1 or (head["lines"] > 0 and height < head["lines"]):
        raise ValueError("a page cut short")
    rows = np.frombuffer(pixels, np.uint8)[: height * line_bytes].reshape(height, line_bytes)
    if depth == 1:
        dots = np.unpackbits(rows, axis=1)[:, : width * colours]  # 1 is black in a grey frame
        values = np.where(dots == (1 if colours == 1 else 0), 0, 255).astype(np.uint8)
    elif depth == 16:
        high = 1 if sys.byteorder == "little" else 0
        values = rows[:, : width * colours * 2].reshape(height, -1, 2)[:, :, high]
    else:
        values = rows[:, : width * colours]
    return values.reshape(height, width, colours) if colours == 3 else values


def _bgr(colours: dict[int, NDArray[np.uint8]]) -> Bgr:
    if _RGB in colours:
        return np.ascontiguousarray(colours[_RGB][:, :, ::-1])
    if _GREY in colours:
        return np.repeat(colours[_GREY][:, :, None], 3, axis=2)
    return np.ascontiguousarray(np.stack([colours[4], colours[3], colours[2]], axis=2))  # frames B, G, R
