"""The one door to python-escpos: opened late, and swept behind.

Importing python-escpos takes about 0.3 s (bar codes, YAML printer database), so it is imported when the owner
thread first needs it and never on the way to the first frame. At import it also makes a temporary folder for a
pickle of that database and leaves it behind, one more at every start: ``escpos()`` removes it.
"""

from __future__ import annotations

import shutil
import threading
from types import ModuleType

_lock = threading.Lock()


def escpos() -> ModuleType:
    """``escpos.printer`` with its ``Dummy``, ``Serial``, ``Network`` and ``Usb``. Thread-safe."""
    with _lock:
        import escpos.capabilities
        import escpos.printer

        shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
    module: ModuleType = escpos.printer
    return module


def escpos_error() -> type[Exception]:
    """The root of python-escpos's own exceptions."""
    escpos()
    from escpos.exceptions import Error

    error: type[Exception] = Error
    return error
