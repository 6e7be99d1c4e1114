"""Papers: how fast a page is taken. How pages are found: ``documents_find``.

Everything is drawn in this run: the sandbox's desk with its specimen papers.
"""

from __future__ import annotations

from benchmarks.figure import Figure, at_most, interleaved_ms
from kiosk.sandbox.desk import DeskScene
from kiosk.sandbox.specimens import certificate
from kiosk.vision.pages.desk import take

RUNS = 25


def figures() -> list[Figure]:
    """Page taken."""
    return _shooting()


def _shooting() -> list[Figure]:
    frame = DeskScene(certificate()).picture()
    (shoot,) = interleaved_ms(RUNS, lambda: take(frame))
    return [at_most("frame to flat page with verdict", shoot, "ms", RUNS, 300.0)]
