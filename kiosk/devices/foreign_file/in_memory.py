"""A file that is nowhere: what came over a line, as a descriptor for the process that opens foreign files."""

from __future__ import annotations

import os


def in_memory(content: bytearray, name: str) -> int:
    """A descriptor (``memfd``) that stands at the first byte; the caller closes it. ``content`` is overwritten."""
    file = os.memfd_create(name, os.MFD_CLOEXEC)
    view = memoryview(content)
    while view:
        view = view[os.write(file, view) :]
    view.release()
    content[:] = bytes(len(content))
    os.lseek(file, 0, os.SEEK_SET)
    return file
