"""The live desk on the panel: how many of the camera's pictures are shown a second while the page is judged.

The sandbox's desk sends 30 pictures a second over its stream to the real driver; both loops of the papers step run
as they do there, and the panel's papers screen is drawn without a display, so by the processor alone.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.figure import Figure, at_most, plain
from kiosk.devices.scanner import DocumentCamera
from kiosk.journey.desk_eye import DeskEye, DeskPicture, PaperLooked
from kiosk.journey.rooms.paper_live import PAPER_INTERVAL_S, PICTURE_INTERVAL_S
from kiosk.journey.scanning import PaperDesk
from kiosk.settings_devices import Scanner
from kiosk.threads import EventQueue, Runner
from kiosk.wording import Wording

CAMERA_FPS = 30.0
LEAST_FPS = 20.0
MOST_FRAME_MS = 33.0
WARM_S, MEASURED_S = 4.0, 10.0
WARM_PICTURES, PATIENCE_S = 20, 90.0


DESK = """
import sys
from kiosk.sandbox.desk import Desk, Lay
from kiosk.sandbox.specimens import certificate
desk = Desk(float(sys.argv[1]))
desk.start()
desk.lay(certificate(), Lay(turn_deg=3.0), by_hand=False)
print(desk.url, flush=True)
sys.stdin.read()
"""
"""The desk is a process of its own, as a camera has a processor of its own."""


def figures() -> list[Figure]:
    """Pictures a second, and what a frame costs the main thread."""
    desk = subprocess.Popen(
        [sys.executable, "-c", DESK, str(CAMERA_FPS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert desk.stdout is not None
    events = EventQueue()
    source = desk.stdout.readline().strip()
    camera = DocumentCamera(Scanner(source=source, width_px=1600, height_px=1200), events.post)
    camera.start()
    camera.start_stream()
    try:
        camera.next_frame(WARM_PICTURES, PATIENCE_S)
        return _watched(camera, events)
    finally:
        camera.stop()
        desk.kill()
        desk.wait()


def _watched(camera: DocumentCamera, events: EventQueue) -> list[Figure]:
    papers = PaperDesk()
    hall: Any = SimpleNamespace(scanner=camera, papers=papers, post=events.post)
    picture, eye = DeskPicture(hall), DeskEye(hall, papers.watch(), 1)
    runner = Runner(events)
    loops = [
        runner.loop(picture.step, PICTURE_INTERVAL_S, _failed),
        runner.loop(eye.step, PAPER_INTERVAL_S, _failed),
    ]
    try:
        shown, looks, frames_ms = _drawn(picture, events)
    finally:
        for loop in loops:
            loop.stop()
        picture.forget()
        runner.stop()
    rate = len(shown) / MEASURED_S
    return [
        Figure(
            "pictures of the desk shown a second",
            round(rate, 1),
            "",
            len(shown),
            f"at least {LEAST_FPS:g}",
            {"name": "the camera's own", "value": CAMERA_FPS},
            round(rate / CAMERA_FPS, 3),
            rate >= LEAST_FPS,
        ),
        plain("looks at the page a second, meanwhile", looks / MEASURED_S, "", looks),
        at_most(
            "main thread, one frame of the live desk, 95th percentile",
            statistics.quantiles(frames_ms, n=20)[-1],
            "ms",
            len(frames_ms),
            MOST_FRAME_MS,
        ),
    ]


def _drawn(picture: DeskPicture, events: EventQueue) -> tuple[set[int], int, list[float]]:
    """Sequences shown, looks taken in, and main-thread milliseconds of every frame."""
    from kiosk.screens.kivy_setup import prepare

    with tempfile.TemporaryDirectory(prefix="live-") as home:
        prepare(Path(home), width_px=1080, height_px=1920, fullscreen=False)
        from kivy.base import EventLoop
        from kivy.core.window import Window

        from kiosk.journey.views import PapersView, Scene
        from kiosk.sandbox.album_b import SAMPLES
        from kiosk.screens.art import Art
        from kiosk.screens.host import ScreenHost
        from kiosk.screens.look import Look

        EventLoop.ensure_window()
        EventLoop.start()
        shown: set[int] = set()

        def frame() -> Any:
            newest = picture.newest
            if newest is not None:
                shown.add(newest[0])
            return newest

        view = SAMPLES["papers-live-by-hand"].view
        assert isinstance(view, PapersView)
        actions: Any = SimpleNamespace(
            paper_frame=frame, frame_by_hand=_nothing, set_auto_shot=_nothing, skip_paper=_nothing
        )
        host = ScreenHost(Look(Art(), width_px=1080, height_px=1920), Wording, actions, "", datetime.now)
        Window.add_widget(host)
        host.show(Scene(view))
        looks: list[float] = []

        def looked(event: object) -> None:
            if isinstance(event, PaperLooked) and event.look.corners is not None:
                looks.append(time.monotonic())
                outline = tuple((float(x), float(y)) for x, y in event.look.corners)
                host.show(Scene(replace(view, outline=outline)))

        _frames(lambda: events.drain(looked), EventLoop, WARM_S)
        shown.clear()
        looks.clear()
        taken_ms = _frames(lambda: events.drain(looked), EventLoop, MEASURED_S)
        return set(shown), len(looks), taken_ms


def _frames(before: Any, loop: Any, seconds: float) -> list[float]:
    taken_ms = []
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        begun_s = time.thread_time()
        before()
        loop.idle()
        taken_ms.append((time.thread_time() - begun_s) * 1000)
    return taken_ms


def _nothing(*_: object) -> None:
    """Nobody touches anything."""


def _failed(error: Exception) -> None:
    raise error
