"""The three networks behind one door: what a frame shows, and whether two faces are one person's."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from kiosk.vision.faces.comparer import Embedding, FaceComparer, Reference
from kiosk.vision.faces.detector import Face, FaceDetector
from kiosk.vision.faces.mesh import FaceMesh, Mesh, pitch_deg, yaw_deg
from kiosk.vision.faces.quality import (
    FaceAdvice,
    Measures,
    QualityLimits,
    light_advice,
    measure,
    place_advice,
    pose_advice,
)
from kiosk.vision.picture import Image, checked


@dataclass(frozen=True, eq=False, repr=False)
class FaceLook:
    """What one frame shows. ``face``, ``mesh``, ``aligned_bgr`` and ``measures`` are of the largest face."""

    shape: tuple[int, int]
    """Height and width of the frame in pixels."""
    face: Face | None
    mesh: Mesh | None
    aligned_bgr: Image | None
    """112x112x3 BGR."""
    measures: Measures | None
    yaw_deg: float
    pitch_deg: float
    in_the_way: FaceAdvice | None
    """Why nothing can be done with this frame, or ``None``: place, number of faces, light."""
    turned: FaceAdvice | None
    """``FACE_THE_CAMERA`` when the head is turned too far to compare."""

    @property
    def advice(self) -> FaceAdvice | None:
        """The first thing to do before this frame can be compared; ``None`` when it can."""
        return self.in_the_way or self.turned

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """The face's x, y, width and height as parts of the frame's width and height."""
        if self.face is None:
            return None
        x, y, width, height = self.face.box
        rows, columns = self.shape
        return x / columns, y / rows, width / columns, height / rows


class FaceEngine:
    """Detector, mesh and comparer. One call at a time; a second thread waits.

    Raises ``ModelMissing`` when weights are missing or not the pinned ones.
    """

    def __init__(self, models_dir: Path, limits: QualityLimits | None = None) -> None:
        self._limits = limits or QualityLimits()
        self._detector = FaceDetector(models_dir)
        self._mesh = FaceMesh(models_dir)
        self._comparer = FaceComparer(models_dir)
        self._one_at_a_time = threading.Lock()

    def prepare_reference(self, photo_bgr: Image) -> Reference | None:
        """The face of a card photo (HxWx3 BGR), or ``None`` when it shows none. Raises ``NotAnImage``."""
        with self._one_at_a_time:
            return self._comparer.reference(photo_bgr, self._detector)

    def look(self, image_bgr: Image) -> FaceLook:
        """What a camera frame (HxWx3 BGR) shows. Raises ``NotAnImage``."""
        with self._one_at_a_time:
            return self._look(checked(image_bgr))

    def embed(self, look: FaceLook) -> Embedding:
        """The 128 numbers of the face a look holds. Raises ``ValueError`` when it holds none."""
        if look.aligned_bgr is None:
            raise ValueError("a look without a face cannot be embedded")
        with self._one_at_a_time:
            return self._comparer.embed(look.aligned_bgr)

    def _look(self, image_bgr: Image) -> FaceLook:
        faces = self._detector.find(image_bgr)
        shape = (image_bgr.shape[0], image_bgr.shape[1])
        place = place_advice(faces, shape, self._limits)
        if not faces:
            return FaceLook(shape, None, None, None, None, 0.0, 0.0, place, None)
        mesh = self._mesh.points(image_bgr, faces[0])
        aligned_bgr = self._comparer.align(image_bgr, faces[0])
        measures = measure(aligned_bgr)
        yaw, pitch = yaw_deg(mesh), pitch_deg(mesh)
        return FaceLook(
            shape,
            faces[0],
            mesh,
            aligned_bgr,
            measures,
            yaw,
            pitch,
            place or light_advice(measures, self._limits),
            pose_advice(yaw, pitch, self._limits),
        )
