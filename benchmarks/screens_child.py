"""Builds every sample screen in a window of its own and counts the main thread's time a frame.

``python -m benchmarks.screens_child portrait|landscape`` prints one JSON object: for each sample the milliseconds
of its longest frame, round by round (the first round also loads the pictures), and under ``sweep`` those of
collecting what each screen before left. A frame holds all that one turn of the loop does: the screen before is
taken down, the next is built, arranged, painted and drawn.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from kiosk.sandbox import album
from kiosk.screens import kivy_setup

ROUNDS, FRAMES = 4, 5


def main() -> None:
    """Prints the object."""
    width, height = album.SIZES[sys.argv[1]]
    with tempfile.TemporaryDirectory() as home:
        kivy_setup.prepare(Path(home), width_px=width, height_px=height, fullscreen=False)
        print(json.dumps(_measured(width, height)))


def _measured(width: int, height: int) -> dict[str, list[float]]:
    from kivy.base import EventLoop
    from kivy.graphics.opengl import glFinish

    from kiosk.journey.views import Scene, View
    from kiosk.sandbox import album_a, album_b, album_papers
    from kiosk.sandbox.easel import Easel

    samples = {**album_a.SAMPLES, **album_b.SAMPLES}
    album_papers.desk()  # drawn once, for the samples alone
    album_papers.sheet()
    easel = Easel(width, height, album.HALL, album.NINE_FORTY_ONE, album.sitter())
    taken: dict[str, list[float]] = defaultdict(list)
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name, sample in samples.items():
            scene = Scene(sample) if isinstance(sample, View) else sample
            longest = _milliseconds(lambda scene=scene: (easel.host.show(scene), EventLoop.idle()))
            for _ in range(FRAMES):
                glFinish()  # the rasteriser's work is not the main thread's
                longest = max(longest, _milliseconds(EventLoop.idle))
            taken[name].append(longest)
            easel.look.reset()
            taken["sweep"].append(_milliseconds(gc.collect))
    return taken


def _milliseconds(act: Callable[[], object]) -> float:
    begun_s = time.thread_time()
    act()
    return (time.thread_time() - begun_s) * 1000


if __name__ == "__main__":
    main()
