"""A panel to draw sample scenes on: the real host in a window, with actions that do nothing.

Kivy must have been prepared (``kiosk.screens.kivy_setup``) before this module is imported.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from kivy.base import EventLoop
from kivy.core.window import Window
from PIL import Image

from kiosk.journey.views import Scene, View
from kiosk.sandbox import album_a, album_b, album_papers, snapshot
from kiosk.screens.art import Art
from kiosk.screens.host import ScreenHost
from kiosk.screens.look import Look
from kiosk.wording import Wording

FRAMES = 3
"""Frames until triggers have run and everything stands."""


class Sitting:
    """Actions of somebody who only looks: whatever is called does nothing; the camera shows the sitter."""

    def __init__(self, sitter: np.ndarray[Any, np.dtype[np.uint8]], scene: Scene) -> None:
        self._sitter = sitter
        self.scene = scene

    def face_frame(self) -> tuple[int, np.ndarray[Any, np.dtype[np.uint8]]]:
        """Always the same picture."""
        return 1, self._sitter

    def paper_frame(self) -> tuple[int, np.ndarray[Any, np.dtype[np.uint8]]]:
        """A sheet on the desk, always the same."""
        return 1, album_papers.desk()

    def paper_page(self, number: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """The sheet, flattened."""
        return album_papers.sheet()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_: None


class Easel:
    """Draws one scene after another in the same window."""

    def __init__(
        self, width: int, height: int, hall: str, now: datetime, sitter: np.ndarray[Any, np.dtype[np.uint8]]
    ) -> None:
        EventLoop.ensure_window()
        EventLoop.start()
        self.look = Look(Art(), width_px=width, height_px=height)
        actions = Sitting(sitter, album_a.SAMPLES["attract"])
        self.host = ScreenHost(self.look, Wording, actions, hall, lambda: now, lambda _: None)
        Window.add_widget(self.host)
        self.built_ms = 0.0

    def draw(self, sample: str, look: Mapping[str, Any]) -> Image.Image:
        """A picture of a sample."""
        thing = {**album_a.SAMPLES, **album_b.SAMPLES}[sample]
        began = time.perf_counter()
        self.host.show(Scene(thing) if isinstance(thing, View) else thing)
        self.built_ms = (time.perf_counter() - began) * 1000
        self._dress(look)
        for _ in range(FRAMES):
            EventLoop.idle()
        Window.canvas.ask_update()
        EventLoop.idle()
        return snapshot.picture()

    def _dress(self, look: Mapping[str, Any]) -> None:
        """After the scene is shown, because the end of a visit resets the look."""
        usual = {"theme_name": "default", "scale": 1.0, "low": False, "reduce_motion": True}
        for name, value in {**usual, **look}.items():
            if name != "language":
                setattr(self.look, name, value)
        self.host.speak_language(look.get("language", "zh"))
