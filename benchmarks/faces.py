"""From a camera frame to the face decision, and what our code adds to the bare networks.

The tries run over the real wire: the sandbox's camera streams at 15 frames a second, the camera device delivers, a
``FaceCheck`` decides. The decision's time is counted from the arrival of the frame that decides; how long a person
is busy is the other figure, and is mostly the turn of their head.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import cv2
import numpy as np
import psutil

from benchmarks.figure import Figure, against, at_most, interleaved_ms, plain
from kiosk.devices.camera import Camera
from kiosk.sandbox.camera import MjpegServer
from kiosk.sandbox.face_scenes import FPS, LOOP_S, FaceScenes, Scene
from kiosk.settings import FaceCamera
from kiosk.vision.faces.challenge import Turn
from kiosk.vision.faces.check import FaceCheck
from kiosk.vision.faces.comparer import FaceComparer
from kiosk.vision.faces.detector import OVERLAP, SCORE, FaceDetector
from kiosk.vision.faces.engine import FaceEngine
from kiosk.vision.faces.weights import MESH, SFACE, YUNET, trusted
from provisioning.models import default_folder

RUNS = 40
TRIES = 6
MB = 1024 * 1024


def figures() -> list[dict[str, Any]]:
    """The table of this topic. Raises ``ModelMissing`` when the weights were not fetched."""
    memory = _memory()
    scenes = FaceScenes(default_folder())
    engine = FaceEngine(default_folder())
    frame = scenes.frame(Scene.RESIDENT, 0.1)
    rows = [*_nets(frame), *_look(engine, frame), *_decision(engine, scenes), memory]
    return [row.as_row() for row in rows]


def _memory() -> Figure:
    """What an idle engine holds, beside the size of its weights."""
    process = psutil.Process()
    before = process.memory_info().rss
    engine = FaceEngine(default_folder())
    engine.look(np.full((480, 640, 3), 128, np.uint8))
    held = (process.memory_info().rss - before) / MB
    on_disk = sum(pinned.size for pinned in (YUNET, SFACE, MESH)) / MB
    return against("idle face engine, resident memory", held, "its weights on disk", on_disk, "MB", 1)


def _nets(frame: np.ndarray) -> list[Figure]:
    """Detector and comparer beside the bare calls of OpenCV."""
    detector, comparer = FaceDetector(default_folder()), FaceComparer(default_folder())
    yunet = np.frombuffer(trusted(default_folder(), YUNET), np.uint8)
    bare = cv2.FaceDetectorYN.create("onnx", yunet, np.empty(0, np.uint8), (640, 480), SCORE, OVERLAP, 50)
    sface = np.frombuffer(trusted(default_folder(), SFACE), np.uint8)
    recogniser = cv2.FaceRecognizerSF.create("onnx", sface, np.empty(0, np.uint8))
    face = detector.find(frame)[0]
    aligned = comparer.align(frame, face)
    find, detect = interleaved_ms(RUNS, lambda: detector.find(frame), lambda: bare.detect(frame))
    ours, feature = interleaved_ms(
        RUNS, lambda: comparer.embed(comparer.align(frame, face)), lambda: recogniser.feature(aligned)
    )
    return [
        against("YuNet, 640x480", find, "bare net call", detect, "ms", RUNS, limit=1.1),
        against("align and SFace", ours, "bare net call", feature, "ms", RUNS, limit=1.25),
    ]


def _look(engine: FaceEngine, frame: np.ndarray) -> list[Figure]:
    """One frame found, meshed, cut out and judged, beside its two nets alone."""
    yunet = np.frombuffer(trusted(default_folder(), YUNET), np.uint8)
    finder = cv2.FaceDetectorYN.create("onnx", yunet, np.empty(0, np.uint8), (640, 480), SCORE, OVERLAP, 50)
    mesh = cv2.dnn.readNetFromTFLite(np.frombuffer(trusted(default_folder(), MESH), np.uint8))
    crop = cv2.dnn.blobFromImage(cv2.resize(frame, (192, 192)), 1 / 255.0, swapRB=True)

    def nets() -> None:
        finder.detect(frame)
        mesh.setInput(crop)
        mesh.forward("conv2d_21")

    look, bare = interleaved_ms(RUNS, lambda: engine.look(frame), nets)
    return [
        against("look at one frame (find, mesh, judge)", look, "its two bare nets", bare, "ms", RUNS, limit=1.3)
    ]


def _decision(engine: FaceEngine, scenes: FaceScenes) -> list[Figure]:
    scenes.act(Scene.RESIDENT)
    for number in range(int(LOOP_S * FPS)):  # drawn beforehand: the camera's own work is not ours
        scenes.render((number + 0.5) / FPS)
    reference = engine.prepare_reference(scenes.resident.card_photo())
    server = MjpegServer(scenes.render, FPS)
    server.start()
    camera = Camera(FaceCamera(source=server.url, network=True), lambda _event: None)
    camera.start()
    decided, frames, busy = [], [], []
    for number in range(TRIES):
        check = FaceCheck(engine, reference, tuple(Turn)[number % 2])
        one = _try(check, camera)
        decided.append(one[0])
        frames.append(one[1])
        busy.append(one[2])
    camera.stop()
    server.stop()
    return [
        at_most("deciding frame to face decision", statistics.median(decided), "ms", TRIES, 100.0),
        plain("frames of one try", statistics.median(frames), "frames", TRIES),
        plain("one try, person's time", statistics.median(busy), "s", TRIES),
    ]


def _try(check: FaceCheck, camera: Camera) -> tuple[float, int, float]:
    """Milliseconds from the deciding frame to the decision, frames used, seconds in all."""
    camera.start_stream()
    begun, sequence, used = time.monotonic(), 0, 0
    first = camera.latest()
    sequence = first.sequence if first else 0
    while not check.progress.done:
        frame = camera.next_frame(sequence, 10.0)
        sequence, used = frame.sequence, used + 1
        check.step(frame.image_bgr, frame.taken_s)
    ended = time.monotonic()
    camera.stop_stream()
    return (ended - frame.taken_s) * 1000, used, ended - begun
