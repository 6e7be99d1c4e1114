"""The networks' weights this terminal trusts, pinned by SHA-256; a file that differs in one bit is not used.

Detector and embedder are OpenCV Zoo's files (their hashes equal the Git LFS ids of ``opencv_zoo`` at 966be4c), the
mesh is MediaPipe's, the second comparer is dlib's. Where they come from stands in ``provisioning/models.py``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import ModelMissing


@dataclass(frozen=True)
class Pinned:
    """A file by name, with the content it must have."""

    name: str
    sha256: str
    size: int
    """In bytes."""


YUNET = Pinned(
    "face_detection_yunet_2023mar.onnx",
    "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    232_589,
)
SFACE = Pinned(
    "face_recognition_sface_2021dec.onnx",
    "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
    38_696_353,
)
MESH = Pinned(
    "face_landmark.tflite",
    "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    1_242_398,
)
RESNET = Pinned(
    "dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    22_466_066,
)


def is_pinned(file: Path, pinned: Pinned) -> bool:
    """Does ``file`` hold exactly the pinned bytes? ``False`` for a file that cannot be read."""
    try:
        if file.stat().st_size != pinned.size:
            return False
        return hashlib.sha256(file.read_bytes()).hexdigest() == pinned.sha256
    except OSError:
        return False


def trusted(folder: Path, pinned: Pinned) -> bytes:
    """The pinned bytes themselves, so that what was checked is what is loaded.

    Raises ``ModelMissing`` when the file is not there, cannot be read or holds anything else.
    """
    try:
        content = (folder / pinned.name).read_bytes()
    except OSError:
        raise ModelMissing(f"{pinned.name}: not in the models folder") from None
    if hashlib.sha256(content).hexdigest() != pinned.sha256:
        raise ModelMissing(f"{pinned.name}: not the pinned file (SHA-256 differs)")
    return content
