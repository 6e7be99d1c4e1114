"""A catalogue as one file: packed the same way every time, and read whole or not at all."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from kiosk.catalogue.loader import Catalogue, files
from kiosk.errors import CatalogueError

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP entry can have: equal content gives equal bytes."""
_ROOM = 64 * 1024 * 1024
"""No catalogue unpacks to more bytes than this."""


def pack(folder: Path) -> bytes:
    """A ZIP archive of the catalogue's files; equal content gives equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for one in files(folder):
            entry = zipfile.ZipInfo(one.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, one.read_bytes())
    return target.getvalue()


def read(bundle: bytes, beside: Path) -> Catalogue:
    """What a bundle holds; it is unpacked for that into a folder of its own in ``beside``, which goes again.

    Raises ``CatalogueError`` when the bundle cannot be read or a row is faulty.
    """
    try:
        beside.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".reading-", dir=beside) as place:
            _unpack(bundle, Path(place))
            return Catalogue.load(Path(place))
    except OSError as error:
        raise CatalogueError(f"cannot be unpacked: {error.strerror}", row="bundle") from error


def _unpack(bundle: bytes, folder: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            entries = archive.infolist()
            if sum(one.file_size for one in entries) > _ROOM:
                raise CatalogueError("unpacks to too much", row="bundle")
            for one in entries:
                _place(one.filename, folder).write_bytes(archive.read(one))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, RuntimeError) as error:
        raise CatalogueError(f"is no bundle: {error}", row="bundle") from error


def _place(name: str, folder: Path) -> Path:
    parts = PurePosixPath(name).parts
    known = len(parts) == 1 or (len(parts) == 2 and parts[0] == "items")
    if not known or ".." in parts or not name.endswith(".json") or "\\" in name or name.startswith("/"):
        raise CatalogueError("holds a file that is none of a catalogue's", row="bundle", field=name)
    target = folder.joinpath(*parts)
    target.parent.mkdir(exist_ok=True)
    return target
