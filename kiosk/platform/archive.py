"""Packs an application and its parts into the plaintext of an envelope; the hub's side is ``hub/archive.py``."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from kiosk.platform.contract import APPLICATION_PART, Application

_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(application: Application, parts: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of ``application.json`` and the parts by name, stored: scans are compressed already.

    The same input gives the same bytes. Nothing touches the disk.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as files:
        files.writestr(zipfile.ZipInfo(APPLICATION_PART, _EPOCH), application.model_dump_json().encode())
        for name in sorted(parts):
            files.writestr(zipfile.ZipInfo(name, _EPOCH), parts[name])
    return archive.getvalue()
