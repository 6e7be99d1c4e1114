"""Makes the tables that Chinese is written with: ``python -m provisioning pinyin``, a step of set-up.

The schema is ``assets/pinyin``; librime and its words are Debian's (``librime1``, ``rime-data-luna-pinyin``).
Made anew only when the schema or the installed words have changed.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from kiosk.entry.rime import TABLE, compile_tables
from kiosk.entry.rime_child import SHARED

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "assets" / "pinyin"
TABLES = ROOT / "build" / "pinyin"
WORDS = ("luna_pinyin.dict.yaml", "essay.txt")
_STAMP = "made_from.sha256"


def build(out: Path = TABLES, *, sources: Path = SOURCES, shared: Path = Path(SHARED)) -> bool:
    """Makes the tables in ``out`` unless they are there and fresh; true when it had to.

    Raises ``EntryMissing`` when librime or its words are not installed.
    """
    stamp, fresh = out / _STAMP, _made_from(sources, shared)
    if stamp.is_file() and (out / TABLE).is_file() and stamp.read_text(encoding="ascii") == fresh:
        return False
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(sources, out)
    compile_tables(out, shared=str(shared))
    stamp.write_text(fresh, encoding="ascii")
    return True


def _made_from(sources: Path, shared: Path) -> str:
    files = [*sorted(one for one in sources.rglob("*") if one.is_file()), *(shared / name for name in WORDS)]
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0")
        total.update(file.read_bytes() if file.is_file() else b"missing")
    return total.hexdigest()
