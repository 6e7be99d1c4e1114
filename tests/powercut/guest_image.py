"""Makes the guest: Debian's kernel, a root of Debian 12 with Python and the outbox in it, and an empty data disk.

Kernel and root are kept in the cache; the terminal's own sources are laid in anew each time.
"""

from __future__ import annotations

import compileall
import gzip
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tongban" / "powercut"
NEEDED = ("qemu-system-x86_64", "mmdebstrap", "mke2fs", "busybox", "dpkg-deb", "apt-get")
MODULES = ("virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk")
PACKAGES = ("sqlcipher3", "sqlite_utils", "sqlite_fts4", "pluggy", "click", "dateutil", "six.py", "tabulate")
"""What the outbox imports beside Python's own."""
ROOM = "900M"
DISK_BYTES = 512 * 2**20
SOURCES = ("errors.py", "__init__.py", "offline")

INIT = """#!/bin/sh
/bin/busybox mkdir -p /proc /sys /dev /mnt
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
for module in {modules}; do /bin/busybox insmod /modules/$module.ko; done
for moment in 1 2 3 4 5 6 7 8 9; do [ -b /dev/vdb ] || /bin/busybox sleep 1; done
/bin/busybox mount -t ext4 -o ro /dev/vda /mnt || /bin/busybox poweroff -f
/bin/busybox mount --move /proc /mnt/proc
/bin/busybox mount --move /sys /mnt/sys
/bin/busybox mount --move /dev /mnt/dev
exec /bin/busybox switch_root /mnt /begin
"""
BEGIN = """#!/bin/sh
stty -F /dev/ttyS0 -opost -echo 2>/dev/null
mount -t tmpfs tmp /tmp
mount -t ext4 /dev/vdb /disk || { echo "BROKEN mount" > /dev/ttyS0; exec sleep 1000; }
export LANG=C.UTF-8 HOME=/tmp PYTHONDONTWRITEBYTECODE=1
python3 -s /house/guest_submitter.py > /tmp/said 2>&1
{ echo BROKEN ended; cat /tmp/said; } > /dev/ttyS0
exec sleep 1000
"""


@dataclass(frozen=True)
class Guest:
    """What QEMU boots."""

    kernel: Path
    initramfs: Path
    root: Path


def missing() -> list[str]:
    """Programs that this needs and the machine has not."""
    return [program for program in NEEDED if shutil.which(program) is None]


def guest() -> Guest:
    """Makes what is not there yet; takes minutes the first time. Raises ``CalledProcessError``."""
    CACHE.mkdir(parents=True, exist_ok=True)
    kernel, initramfs = CACHE / "vmlinuz", CACHE / "initramfs"
    if not (kernel.exists() and initramfs.exists()):
        _kernel(kernel, initramfs)
    tree = CACHE / "root"
    if not (tree / "usr" / "bin" / "python3").exists():
        shutil.rmtree(tree, ignore_errors=True)
        _run("mmdebstrap", "--quiet", "--variant=minbase", "--include=python3", "bookworm", str(tree))
    _furnish(tree)
    image = CACHE / "root.img"
    image.unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", "-d", str(tree), str(image), ROOM)
    return Guest(kernel, initramfs, image)


def empty_disk(file: Path) -> None:
    """An ext4 of ``DISK_BYTES``, as a terminal's own disk is made."""
    file.unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", str(file), f"{DISK_BYTES // 1024}k")


def _kernel(kernel: Path, initramfs: Path) -> None:
    depends = _run("apt-cache", "depends", "linux-image-cloud-amd64")
    named = re.search(r"linux-image-[0-9.]+-[0-9]+-cloud-amd64", depends)
    if named is None:
        raise FileNotFoundError("apt knows no linux-image-cloud-amd64; run apt-get update")
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        unpacked = Path(folder) / "unpacked"
        subprocess.run(["apt-get", "download", "-q", named.group()], cwd=folder, check=True, capture_output=True)
        _run("dpkg-deb", "-x", str(next(Path(folder).glob("*.deb"))), str(unpacked))
        modules = {file.stem: file for file in unpacked.rglob("*.ko")}
        inside = Path(folder) / "initramfs"
        for name in ("bin", "modules", "proc", "sys", "dev", "mnt"):
            (inside / name).mkdir(parents=True)
        shutil.copy(str(shutil.which("busybox")), inside / "bin" / "busybox")
        (inside / "bin" / "sh").symlink_to("busybox")
        for name in MODULES:
            shutil.copy(modules[name], inside / "modules")
        (inside / "init").write_text(INIT.format(modules=" ".join(MODULES)))
        (inside / "init").chmod(0o755)
        names = "\n".join(str(one.relative_to(inside)) for one in sorted(inside.rglob("*")))
        packed = subprocess.run(
            ["busybox", "cpio", "-o", "-H", "newc"],
            cwd=inside,
            input=names.encode(),
            check=True,
            capture_output=True,
        )
        initramfs.write_bytes(gzip.compress(packed.stdout))
        shutil.copy(next((unpacked / "boot").glob("vmlinuz-*")), kernel)


def _furnish(tree: Path) -> None:
    """The outbox's sources and packages, and what the guest does."""
    house = tree / "house"
    shutil.rmtree(house, ignore_errors=True)
    (house / "kiosk").mkdir(parents=True)
    for name in SOURCES:
        _lay(ROOT / "kiosk" / name, house / "kiosk" / name)
    site = next(Path(one) for one in sys.path if one.endswith("site-packages"))
    for name in PACKAGES:
        _lay(site / name, house / name)
    shutil.copy(HERE / "guest_submitter.py", house)
    compileall.compile_dir(house, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    (tree / "disk").mkdir(exist_ok=True)
    (tree / "begin").write_text(BEGIN)
    (tree / "begin").chmod(0o755)


def _lay(source: Path, place: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.exists():
        shutil.copy(source, place)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
