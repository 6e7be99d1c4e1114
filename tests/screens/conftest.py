"""One offscreen window for all tests of screens, made before anything imports Kivy."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
if "kivy" not in sys.modules:
    from kiosk.screens.kivy_setup import prepare

    prepare(Path(tempfile.mkdtemp(prefix="kivy-")), width_px=1080, height_px=1920, fullscreen=False)
    from kivy.config import Config

    Config.set("graphics", "maxfps", "0")  # no test waits for the next frame's time


@pytest.fixture(scope="session")
def art() -> Any:
    """Fonts and pictures of the built assets, with a window standing."""
    from kivy.base import EventLoop

    from kiosk.screens.art import Art

    EventLoop.ensure_window()
    if EventLoop.status != "started":
        EventLoop.start()
    return Art()


@pytest.fixture(autouse=True)
def _no_screen_outlives_its_test() -> Iterator[None]:
    """Whatever a test showed last is taken down, so that the next one finds nothing of it."""
    yield
    from screen_things import Bench

    from kiosk.sandbox.album_b import SAMPLES

    for bench in Bench.made:
        if bench.host.screen is not None:
            bench.show(SAMPLES["submit"])
    Bench.made.clear()


@pytest.fixture
def make_look(art: Any) -> Callable[..., Any]:
    """``make_look(scale=2.0, …)``: a look without movement, portrait unless told otherwise."""
    from kiosk.screens.look import Look

    def make(**values: Any) -> Look:
        return Look(art, **{"reduce_motion": True, **values})

    return make


@pytest.fixture
def tap() -> Callable[[Any, float, float], None]:
    """``tap(bench, x, y)``: a finger on the host at a point of the window, y up."""
    from kivy.tests.common import UnitTestTouch
    from screen_things import settle

    def touch(bench: Any, x: float, y: float) -> None:
        finger = UnitTestTouch(x, y)
        finger.ud = {}
        finger.scale_for_screen(bench.look.width_px, bench.look.height_px)
        bench.host.on_touch_down(finger)
        finger.grab_current = None
        bench.host.on_touch_up(finger)
        for held in list(finger.grab_list):
            finger.grab_current = held()
            if finger.grab_current is not None:
                finger.grab_current.on_touch_up(finger)
        settle()

    return touch
