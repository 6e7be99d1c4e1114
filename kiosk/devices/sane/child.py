"""The process that SANE lives in, for one job or one look: says what there is, or scans page after page.

``look`` opens the device and says which sources it has. ``scan`` sets it up, says each page's frames as they come,
and waits for a byte on stdin before the next sheet is drawn in. ``scanner.sane_job`` runs it as a program of its
own.
"""

from __future__ import annotations

import contextlib
import ctypes
import fnmatch
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from kiosk.devices.page_pipe import DONE, ERROR, HEAD, LIST, WHOLE, say, say_bytes
from kiosk.devices.sane.library import Option, Sane, SaneError, Scanner, Status, matching

GLASS = (r"^flatbed", r"platen", r"document table", r"glass", r"^fb")
FEED = (r"^adf front$", r"^adf$", r"^(automatic )?document feeder$", r"(feeder|adf)(?!.*(duplex|back|both|dual))")
COLOUR = (r"^(24.?bit )?colou?r$", r"colou?r(?!.*(1.?bit|halftone))")
_MILLIMETRES, _PIXELS = 3, 1
"""``SANE_Unit``."""
_A_MILLIMETRE = 25.4


def look(task: dict[str, Any], out: int) -> None:
    """Says the device's own name and its glass and feeder, or ``null`` for what it has not."""
    scanner, name = _opened(task["device"])
    try:
        glass, feeder = _sources(scanner.options(), task)
    finally:
        scanner.close()
    say(out, LIST, json.dumps({"device": name, "flatbed": glass, "feeder": feeder}).encode())


def scan(task: dict[str, Any], out: int, asked: int) -> None:
    """Says pages until the feeder is empty, ``most_pages``, or a status that is not good."""
    scanner, _ = _opened(task["device"])
    try:
        dpi = _set_up(scanner, task)
        most = task["most_pages"] if task["from"] == "feeder" else 1
        for number in range(1, most + 1):
            if number > 1 and not os.read(asked, 1):
                return
            try:
                scanner.start()
            except SaneError as error:
                if number > 1 and error.status == Status.NO_DOCS:
                    break
                raise
            _page(scanner, number, dpi, out)
        say(out, DONE)
    except SaneError as error:
        _tell(error, out)  # before the device is told to rest: after a fault some backends hang in that
    finally:
        scanner.rest()
        scanner.close()


def _tell(error: SaneError, out: int) -> None:
    say(out, ERROR, str(int(error.status)).encode())


def _page(scanner: Scanner, number: int, dpi: float, out: int) -> None:
    """One page: one frame, or three of a colour each."""
    while True:
        frame = scanner.frame()
        say(out, HEAD, json.dumps({"number": number, "dpi": dpi, **asdict(frame)}).encode())
        for piece in scanner.pieces():
            say_bytes(out, piece)
        say(out, WHOLE)
        if frame.last:
            return
        scanner.start()


def _opened(pattern: str) -> tuple[Scanner, str]:
    """The device of that name; where it is a pattern, the first that fits. Raises ``SaneError``."""
    sane = Sane()
    if not any(sign in pattern for sign in "*?["):
        return sane.open(pattern), pattern
    for name in sane.devices():
        if fnmatch.fnmatchcase(name, pattern):
            return sane.open(name), name
    raise SaneError(Status.INVAL)


def _sources(options: dict[str, Option], task: dict[str, Any]) -> tuple[str | None, str | None]:
    """What it calls its glass and its feeder, ``""`` for one that has a single source and no name for it."""
    source = options.get("source")
    if source is None or not source.choices:
        return ("", None) if task["flatbed"] else (None, "")
    glass = matching(source.choices, task["flatbed"], GLASS) if task["flatbed"] else None
    feeder = matching(source.choices, task["feeder"], FEED) if task["feeder"] else None
    return glass, feeder


def _set_up(scanner: Scanner, task: dict[str, Any]) -> float:
    """Source, colour, resolution and area. Returns the dots per inch that it will be."""
    name = dict(zip(("flatbed", "feeder"), _sources(scanner.options(), task), strict=True))[task["from"]]
    if name is None:
        raise SaneError(Status.UNSUPPORTED)
    if name:
        _set(scanner, "source", name)
    mode = scanner.options().get("mode")
    colour = matching(mode.choices, task["colour"], COLOUR) if mode else None
    if colour:
        _set(scanner, "mode", colour)
    _set(scanner, "depth", 8)
    _set(scanner, "resolution", task["dpi"])
    _set_area(scanner, task["width_mm"], task["height_mm"], task["dpi"])
    for option, value in task["options"].items():
        _set(scanner, option, value)
    resolution = scanner.options().get("resolution")
    return scanner.number(resolution) if resolution is not None and resolution.size == 4 else 0.0


def _set_area(scanner: Scanner, width_mm: float, height_mm: float, dpi: float) -> None:
    # Feeders of Fujitsu, Canon and Kodak want to know the paper first: the area is centred on it.
    for name, value_mm in (
        ("page-width", width_mm),
        ("page-height", height_mm),
        ("tl-x", 0.0),
        ("tl-y", 0.0),
        ("br-x", width_mm),
        ("br-y", height_mm),
    ):
        option = scanner.options().get(name)
        in_pixels = option is not None and option.unit == _PIXELS
        _set(scanner, name, value_mm / _A_MILLIMETRE * dpi if in_pixels else value_mm)


def _set(scanner: Scanner, name: str, value: str | float) -> None:
    """Sets what there is to set; what a device does not have, or will not take, stays as it is."""
    option = scanner.options().get(name)
    if option is not None and option.active:
        with contextlib.suppress(SaneError, ValueError):
            scanner.set(option, value)


def main(deed: str, task: dict[str, Any]) -> None:
    """Keeps the pipe to itself: what a backend prints must not mix with the pages."""
    ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG: it ends with the terminal
    out = os.dup(1)
    os.dup2(2, 1)
    try:
        look(task, out) if deed == "look" else scan(task, out, 0)
    except SaneError as error:
        _tell(error, out)
    except OSError:
        say(out, ERROR, b"missing")
    os._exit(0)  # a backend's own threads and exit handlers may hang


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
