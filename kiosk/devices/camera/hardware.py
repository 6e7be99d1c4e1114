"""What a V4L2 device file really is: read from sysfs, because its name and its answers can be anything.

A camera of iron hangs from hardware that the firmware or the PCI bus told the kernel of. Whatever software makes
(v4l2loopback, vivid, a camera that usbip or dummy_hcd plays) hangs from nothing, or from a platform device without
such a root. Asking for the root refuses those too that nobody has heard of yet.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SYS = Path("/sys")
VIRTUAL_DRIVERS = frozenset({"v4l2loopback", "vivid", "vimc", "akvcam", "vhci_hcd", "dummy_hcd", "dummy_udc"})
"""Kernel drivers that play a camera, or the USB port it is said to be plugged into."""


@dataclass(frozen=True)
class Hardware:
    """``usb_id`` is ``vendor:product`` in lower hex, empty for a camera that is not on USB."""

    virtual: bool
    driver: str = ""
    usb_id: str = ""
    usb_serial: str = ""


VIRTUAL = Hardware(virtual=True)


def device_number(node: Path) -> str:
    """``major:minor`` of a character device, else an empty string. Raises ``OSError``."""
    found = node.stat()
    return f"{os.major(found.st_rdev)}:{os.minor(found.st_rdev)}" if stat.S_ISCHR(found.st_mode) else ""


def hardware_of(node: Path, sys: Path = SYS, number: Callable[[Path], str] = device_number) -> Hardware:
    """What the device file ``/dev/videoN`` leads to. Raises ``OSError`` when it goes away meanwhile."""
    entry = sys / "class" / "video4linux" / node.name
    told = _text(entry / "dev")
    if not told or told != number(node):
        return VIRTUAL  # a file under a camera's name, or a device number that is not this camera's
    place = entry.resolve()
    ancestors = list(_ancestors(place, sys.resolve() / "devices"))
    drivers = {_link(folder / "driver") for folder in ancestors} | {_link(place / "device" / "driver")}
    driver = _link(place / "device" / "driver")
    usb = next((folder for folder in ancestors if (folder / "idVendor").exists()), None)
    named = bool(drivers & VIRTUAL_DRIVERS) or any(folder.name == "virtual" for folder in ancestors)
    return Hardware(
        virtual=named or not any(_rooted(folder) for folder in ancestors),
        driver=driver,
        usb_id=f"{_text(usb / 'idVendor')}:{_text(usb / 'idProduct')}".lower() if usb else "",
        usb_serial=_text(usb / "serial") if usb else "",
    )


def _ancestors(place: Path, top: Path) -> Iterator[Path]:
    """The folders from the camera up to, and without, ``/sys/devices``."""
    folder = place
    while folder != top and top in folder.parents:
        yield folder
        folder = folder.parent


def _rooted(folder: Path) -> bool:
    """Did the PCI bus, the device tree or ACPI tell of this?"""
    pci = folder.name.startswith("pci") and folder.name[3:7].isalnum() and ":" in folder.name
    return pci or (folder / "of_node").exists() or (folder / "firmware_node").exists()


def _link(link: Path) -> str:
    """The name of what a link leads to."""
    try:
        return link.readlink().name
    except OSError:
        return ""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
