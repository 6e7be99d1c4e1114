"""From a key to what it changes on the panel: processor time of the main thread, beside the 8 ms it may take.

The real host draws sample views of the form in an offscreen window: digits into the phone box, and letters whose
words change with every one. Painting is counted, the rasteriser is not.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, at_most, percentile
from kiosk.journey.views import FormView, Scene

RUNS = 60
KEY_MS = 8.0
WORDS = (tuple("蓝烂兰懒栏岚拦揽篮澜滥览阑缆"), tuple("王网往忘望汪旺亡妄枉罔惘魍暀"))
NOON = datetime(2026, 11, 23, 12, 0)


class _Nobody:
    """The journey's place: touches lead nowhere, and no camera has a picture."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_: None


def figures() -> list[Figure]:
    """The table of this topic."""
    with tempfile.TemporaryDirectory(prefix="keys-") as home:
        host = _host(Path(home))
        from kiosk.sandbox.album_b import SAMPLES

        phone, name = (SAMPLES[sample].view for sample in ("form-phone", "form-pinyin"))
        assert isinstance(phone, FormView)
        assert isinstance(name, FormView)
        typed = [replace(phone, value=one, shown=one) for one in ("1", "13")]
        spelled = [_spelled(name, "lan" * (1 + number), words) for number, words in enumerate(WORDS)]
        return [
            *_shown(host, "a digit in the phone's box", typed),
            *_shown(host, "a letter and its words", spelled),
        ]


def _host(home: Path) -> Any:
    from kiosk.screens.kivy_setup import prepare

    prepare(home, width_px=1080, height_px=1920, fullscreen=False)
    from kivy.base import EventLoop

    from kiosk.screens.art import Art
    from kiosk.screens.host import ScreenHost
    from kiosk.screens.look import Look
    from kiosk.wording import Wording

    EventLoop.ensure_window()
    EventLoop.start()
    nobody: Any = _Nobody()
    host = ScreenHost(Look(Art(), reduce_motion=True), Wording, nobody, "", lambda: NOON, lambda _: None)
    host.size = (1080, 1920)
    return host


def _spelled(view: FormView, letters: str, words: tuple[str, ...]) -> FormView:
    assert view.entry is not None
    return replace(view, entry=replace(view.entry, letters=letters, words=words))


def _shown(host: Any, what: str, views: Sequence[FormView]) -> list[Figure]:
    from kivy.clock import Clock

    taken_ms: list[float] = []
    for number in range(RUNS):
        scene = Scene(views[number % len(views)])
        began = time.thread_time()
        host.show(scene)
        Clock.tick_draw()
        taken_ms.append((time.thread_time() - began) * 1000)
    later = taken_ms[4:]  # the first two views are built and their words set for the first time
    return [
        at_most(f"{what}, p50", percentile(later, 50), "ms", len(later), KEY_MS),
        at_most(f"{what}, p95", percentile(later, 95), "ms", len(later), 2 * KEY_MS),
    ]
