"""How quickly a face is decided, what is left of the main thread meanwhile, and what we add to the bare nets.

- *Nets*: detector, comparer and mesh beside OpenCV's own calls on the same frames, in turns.
- *Look*: everything judged in one frame. 25 a second are wanted, so one may take 40 ms.
- *Main thread*: the real face screen drawn in a process of its own while frames are judged beside it
  (``faces_child``).
- *Decision*: tries over the real wire. The emulated camera streams, its person follows what is asked. Counted is
  the time in which the person waits for us: from a face in position to the first movement asked for, and from the
  last movement's end to the decision. The movements themselves are the person's time, and are the other figure.
- *Memory*: what a process grows by when the engine is loaded and used.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import cv2
import numpy as np
import psutil

from benchmarks.figure import Figure, against, at_most, interleaved_ms, percentile, plain
from kiosk.devices.camera import Camera
from kiosk.journey.comparing import CardTry, FaceDesk
from kiosk.sandbox.camera import MjpegServer
from kiosk.sandbox.face_scenes import FaceScenes, Scene
from kiosk.settings_devices import FaceCamera
from kiosk.vision.faces.check import Stage
from kiosk.vision.faces.comparer import FaceComparer
from kiosk.vision.faces.detector import OVERLAP, SCORE, FaceDetector
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.mesh import CROP_PX, FaceMesh
from kiosk.vision.faces.weights import MESH, SFACE, YUNET
from kiosk.vision.picture import Image
from kiosk.vision.pinned import trusted
from provisioning.models import default_folder

RUNS = 40
TRIES = 6
FPS = 25
MB = 1024 * 1024
MAIN_THREAD_MS = 8.0
DECISION_S = 1.2
MEMORY_MB = 250.0
BARE = 1.2
"""So many times the bare net's own time may our call take."""


def figures() -> list[Figure]:
    """The table of this topic. Raises ``ModelMissing`` when the weights were not fetched."""
    scenes = FaceScenes(default_folder())
    scenes.act(Scene.RESIDENT)
    frame = scenes.frame(Scene.RESIDENT, 0.1)
    engine = FaceEngine(default_folder())
    return [*_nets(frame), *_look(engine, frame), *_screen(), *_decision(engine, scenes), _memory(frame)]


def _nets(frame: Image) -> list[Figure]:
    models = default_folder()
    detector, comparer, mesh = FaceDetector(models), FaceComparer(models), FaceMesh(models)
    weights = {pinned: np.frombuffer(trusted(models, pinned), np.uint8) for pinned in (YUNET, SFACE, MESH)}
    none = np.empty(0, np.uint8)
    finder = cv2.FaceDetectorYN.create("onnx", weights[YUNET], none, (640, 480), SCORE, OVERLAP, 50)
    recogniser = cv2.FaceRecognizerSF.create("onnx", weights[SFACE], none)
    bare_mesh = cv2.dnn.readNetFromTFLite(weights[MESH])
    face = detector.find(frame)[0]
    aligned = comparer.align(frame, face)
    crop = cv2.resize(frame, (CROP_PX, CROP_PX))

    def forward() -> None:
        bare_mesh.setInput(cv2.dnn.blobFromImage(crop, 1 / 255.0, swapRB=True))
        bare_mesh.forward("conv2d_21")

    find, detect = interleaved_ms(RUNS, lambda: detector.find(frame), lambda: finder.detect(frame))
    embed, feature = interleaved_ms(
        RUNS, lambda: comparer.embed(comparer.align(frame, face)), lambda: recogniser.feature(aligned)
    )
    points, bare = interleaved_ms(RUNS, lambda: mesh.points(frame, face), forward)
    return [
        against("YuNet, 640x480", find, "bare net", detect, "ms", RUNS, limit=BARE),
        against("align and SFace", embed, "bare net", feature, "ms", RUNS, limit=BARE),
        against("468-point mesh", points, "bare net", bare, "ms", RUNS, limit=BARE),
    ]


def _look(engine: FaceEngine, frame: Image) -> list[Figure]:
    """Found, meshed, cut out and judged: beside its two nets, and without the judging."""
    detector, mesh = FaceDetector(default_folder()), FaceMesh(default_folder())
    eyes = engine.follow()
    look, nets = interleaved_ms(
        RUNS, lambda: eyes.look(frame), lambda: mesh.points(frame, detector.find(frame)[0])
    )
    empty, _ = interleaved_ms(RUNS, lambda: eyes.look(np.full_like(frame, 128)), lambda: detector.find(frame))
    return [
        at_most("look at one 640x480 frame (25 a second)", look, "ms", RUNS, 1000 / FPS),
        against("look at one frame", look, "its two nets", nets, "ms", RUNS),
        at_most("look at an empty frame, low part searched too", empty, "ms", RUNS, 1000 / FPS),
    ]


def _screen() -> list[Figure]:
    """Drawing alone, with frames judged at the camera's pace, and with a judge that never pauses."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faces_child"],
        stdout=subprocess.PIPE,
        env=os.environ | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy", "LP_NUM_THREADS": "1"},
        check=True,
    )
    told: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    found = []
    for pace, one in told.items():
        wall, busy, count = one["wall"], one["busy"], len(one["wall"])
        found += [
            at_most(f"main thread a frame, faces {pace}, p50", percentile(wall, 50), "ms", count, MAIN_THREAD_MS),
            plain(f"main thread a frame, faces {pace}, p95", percentile(wall, 95), "ms", count),
            plain(f"of that processor time, faces {pace}, p50", statistics.median(busy), "ms", count),
            plain(f"frames judged a second, {pace}", one["looks"] / one["s"], "1/s", one["looks"]),
        ]
    return found


@dataclass
class _Timed:
    """One try: seconds the person waited for us, seconds in all, from a face in position."""

    waited_s: float
    whole_s: float
    frames: int
    live: bool


def _decision(engine: FaceEngine, scenes: FaceScenes) -> list[Figure]:
    desk, photo = FaceDesk(engine), scenes.resident.card_photo()
    server = MjpegServer(scenes.render, FPS)
    server.start()
    camera = Camera(FaceCamera(source=server.url, network=True), lambda _event: None)
    camera.start()
    tries = [_try(desk.begin(photo), camera, scenes) for _ in range(TRIES + 1)][1:]  # the first draws the poses
    camera.stop()
    server.stop()
    scenes.hear(None)
    lived = [one for one in tries if one.live]
    if not lived:
        return [at_most("tries not decided", len(tries), "tries", TRIES, 0)]
    return [
        at_most("tries not decided", len(tries) - len(lived), "tries", TRIES, 0),
        at_most(
            "face in position to decision, movements excluded, p50",
            statistics.median(one.waited_s for one in lived),
            "s",
            len(lived),
            DECISION_S,
        ),
        plain("one try with its movements", statistics.median(one.whole_s for one in lived), "s", len(lived)),
        plain("frames judged in one try", statistics.median(one.frames for one in lived), "frames", len(lived)),
    ]


def _try(one: CardTry, camera: Camera, scenes: FaceScenes) -> _Timed:
    camera.start_stream()
    scenes.hear(None)
    first = camera.latest()
    sequence, frames = first.sequence if first else 0, 0
    waited_s, begun_s, last_s = 0.0, 0.0, 0.0
    while True:
        frame = camera.next_frame(sequence, 10.0)
        sequence = frame.sequence
        progress = one.step(frame)
        scenes.hear(progress.advice)
        now_s = time.monotonic()
        if progress.box is not None and not begun_s:
            begun_s = last_s = frame.taken_s
        if begun_s:
            frames += 1
            waited_s += (now_s - last_s) if progress.stage is not Stage.TURN else 0.0
            last_s = now_s
        if progress.done:
            break
    camera.stop_stream()
    one.forget()
    return _Timed(waited_s, now_s - begun_s, frames, progress.live)


def _memory(frame: Image) -> Figure:
    """In a fresh process, so that nothing used before is there to be used again."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_grow, args=(there, frame))
    process.start()
    grown = float(here.recv())
    process.join()
    return at_most("memory that vision adds, loaded and used", grown, "MB", 1, MEMORY_MB)


def _grow(line: Connection, frame: Image) -> None:
    process = psutil.Process()
    before = process.memory_info().rss
    engine = FaceEngine(default_folder())
    engine.prepare_reference(frame)
    eyes = engine.follow()
    for shift in range(40):
        look = eyes.look(np.roll(frame, shift % 5, axis=1))
        eyes.embed(look)
        eyes.look(np.full_like(frame, 128))
    line.send((process.memory_info().rss - before) / MB)
