"""The real face screen in a window of its own, watched while frames are judged beside it.

``python -m benchmarks.faces_child`` prints one JSON line. The main thread draws as the terminal does; a thread
judges frames, at the camera's pace or without a pause. Each frame of the main thread is timed twice: on the wall,
so that waiting for the interpreter's lock counts, and as processor time. The window is a quarter as wide and high
as the panel: without a display the processor rasterises, which a terminal's graphics do, and only our own drawing
is to be measured. The rasteriser is waited for after each frame, outside of the measured time.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.journey.views import Scene
from kiosk.journey.views_identity import FaceView
from kiosk.sandbox.face_scenes import LOOP_S, FaceScenes
from kiosk.sandbox.face_scenes import Scene as Act
from kiosk.screens.kivy_setup import prepare
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.picture import Image, decoded
from provisioning.models import default_folder

WIDTH, HEIGHT = 270, 480
CAMERA_FPS, SCREEN_FPS = 25, 60
ROUNDS, ROUND_S = 3, 3.0
PACES = {"alone": None, "as the camera gives them": 1.0 / CAMERA_FPS, "without a pause": 0.0}


class Film:
    """What the camera shows just now: a loop of frames, as if it were live."""

    def __init__(self, models: Path) -> None:
        scenes = FaceScenes(models)
        scenes.act(Act.RESIDENT)
        times = np.arange(0.0, LOOP_S, 2.0 / CAMERA_FPS)
        self.frames: list[Image] = [decoded(scenes.render(float(at))) for at in times]
        self.reference = scenes.resident.card_photo()

    def now(self) -> tuple[int, Image]:
        """Number and picture, HxWx3 BGR."""
        number = int(time.monotonic() * CAMERA_FPS)
        return number, self.frames[number % len(self.frames)]


class Judged:
    """The worker: looks at the newest frame and embeds what can be compared, as a try does."""

    def __init__(self, engine: FaceEngine, film: Film) -> None:
        self._eyes, self._film = engine.follow(), film
        self._last = -1
        self.ended = threading.Event()
        self.looks = 0

    def run(self, interval_s: float) -> None:
        """Until ``ended``; 0 judges without a pause, the same frame again if need be."""
        while not self.ended.wait(interval_s / 8):
            number, frame = self._film.now()
            if number != self._last or not interval_s:
                self._last = number
                self._judge(frame)

    def _judge(self, frame: Image) -> None:
        look = self._eyes.look(frame)
        if look.advice is None:
            self._eyes.embed(look)
        self.looks += 1


class Stand:
    """Window and screen."""

    def __init__(self, film: Film) -> None:
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.graphics.opengl import glFinish

        from kiosk.sandbox import album_a
        from kiosk.sandbox.easel import Easel, Sitting

        Clock._max_fps = 0  # the pace is kept here, so that Kivy's own pause is not measured
        self._idle: Callable[[], None] = EventLoop.idle
        self._finish: Callable[[], None] = glFinish
        actions: Any = Sitting(film.frames[0], album_a.SAMPLES["attract"])
        actions.face_frame = film.now
        self._easel = Easel(WIDTH, HEIGHT, "", datetime(2026, 11, 23, 9, 41), film.frames[0])
        shown = album_a.SAMPLES["face"]
        self._easel.host.follow(actions)
        assert isinstance(shown, Scene)
        assert isinstance(shown.view, FaceView)
        self._view = shown.view
        self._easel.draw("face", {})

    def show(self, fraction: float) -> None:
        """How far the check has come."""
        self._easel.host.show(Scene(replace(self._view, fraction=fraction)))

    def frame(self) -> tuple[float, float]:
        """Milliseconds of one frame: on the wall, and of the processor."""
        wall_s, busy_s = time.perf_counter(), time.thread_time()
        self._idle()
        took = (time.perf_counter() - wall_s) * 1000, (time.thread_time() - busy_s) * 1000
        self._finish()
        return took


def main() -> None:
    """All paces in turn, several rounds."""
    film = Film(default_folder())
    engine = FaceEngine(default_folder())
    with tempfile.TemporaryDirectory(prefix="faces-") as home:
        prepare(Path(home), width_px=WIDTH, height_px=HEIGHT, fullscreen=False)
        stand = Stand(film)
        told: dict[str, dict[str, Any]] = {pace: {"wall": [], "busy": [], "looks": 0, "s": 0.0} for pace in PACES}
        for _ in range(ROUNDS):
            for pace, interval_s in PACES.items():
                _round(stand, Judged(engine, film), interval_s, told[pace])
    print(json.dumps(told), flush=True)


def _round(stand: Stand, judged: Judged, interval_s: float | None, told: dict[str, Any]) -> None:
    judge = threading.Thread(target=judged.run, args=(interval_s,))
    if interval_s is not None:
        judge.start()
    begun, number = time.perf_counter(), 0
    while (now := time.perf_counter()) - begun < ROUND_S:
        if number % 3 == 0:
            stand.show((now - begun) / ROUND_S)
        wall, busy = stand.frame()
        told["wall"].append(wall)
        told["busy"].append(busy)
        number += 1
        time.sleep(max(0.0, begun + number / SCREEN_FPS - time.perf_counter()))
    judged.ended.set()
    if interval_s is not None:
        judge.join()
    told["looks"] += judged.looks
    told["s"] += time.perf_counter() - begun


if __name__ == "__main__":
    main()
