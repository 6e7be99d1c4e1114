"""dlib itself as the peer: its five points, its cut and its network, on the same pictures.

Its runtime and its landmark weights serve only this comparison: they are fetched once into the cache, outside the
tree, and are pinned in ``requirements-bench-faces.txt`` and here.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from kiosk.errors import KioskError
from kiosk.vision.faces.detector import Face
from kiosk.vision.faces.weights import RESNET
from kiosk.vision.picture import Image
from kiosk.vision.pinned import Pinned
from provisioning.models import FACE_RECOGNITION_MODELS, Weights, default_folder, fetch

HERE = Path(__file__).resolve().parents[2]
FIVE_POINTS = Weights(
    Pinned(
        "shape_predictor_5_face_landmarks.dat",
        "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
        9_150_489,
    ),
    "benchmark: dlib's own alignment",
    FACE_RECOGNITION_MODELS,
    "face_recognition_models-0.3.0/face_recognition_models/models/shape_predictor_5_face_landmarks.dat",
    "CC0 (dlib-models)",
)


class NoPeer(Exception):
    """dlib cannot be had here; the words say why."""


class Dlib:
    """Raises ``NoPeer``."""

    def __init__(self, cache: Path | None = None) -> None:
        cache = cache or default_folder().parent / "bench"
        dlib = _module(cache / "dlib")
        try:
            fetch(cache, table=[FIVE_POINTS])
        except KioskError as error:
            raise NoPeer(str(error)) from error
        self._dlib = dlib
        self._points = dlib.shape_predictor(str(cache / FIVE_POINTS.file.name))
        self._net = dlib.face_recognition_model_v1(str(default_folder() / RESNET.name))

    def numbers(self, image_bgr: Image, face: Face) -> np.ndarray:
        """The 128 numbers of the face our detector found; dlib does all the rest."""
        rgb = np.ascontiguousarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2RGB))
        x, y, width, height = face.box
        top = y + (height - width) / 2  # dlib's boxes are square
        box = self._dlib.rectangle(round(x), round(top), round(x + width), round(top + width))
        cut = self._dlib.get_face_chip(rgb, self._points(rgb, box), 150, 0.25)
        return np.asarray(self._net.compute_face_descriptor(cut), np.float32)


def _module(folder: Path):
    wanted = HERE / "requirements-bench-faces.txt"
    if not (folder / "dlib").is_dir() and not list(folder.glob("*dlib*")):
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run(
            [*command, "--target", str(folder), "--requirement", str(wanted)], capture_output=True, text=True
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            raise NoPeer(f"dlib could not be installed: {lines[-1] if lines else 'no reason given'}")
    sys.path.append(str(folder))
    try:
        return importlib.import_module("dlib")
    except ImportError as error:
        raise NoPeer(f"dlib does not load here: {error}") from error
