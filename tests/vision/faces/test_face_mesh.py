"""The mesh lies where the face is, at the frame's rim as in its middle."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.sandbox.face_scenes import FaceScenes, hall
from kiosk.sandbox.person import Pose
from kiosk.vision.faces.detector import FaceDetector
from kiosk.vision.faces.mesh import FaceMesh


@pytest.mark.parametrize("aside_px", [0, 60, 190, 240])
def test_the_mesh_moves_with_the_face_up_to_the_rim(models_dir: Path, scenes: FaceScenes, aside_px: int) -> None:
    detector, mesh = FaceDetector(models_dir), FaceMesh(models_dir)
    frame = scenes.resident.before(hall(), Pose())
    moved = cv2.warpAffine(
        frame, np.float64([[1, 0, aside_px], [0, 1, 0]]), (640, 480), borderMode=cv2.BORDER_REPLICATE
    )
    there = mesh.points(moved, detector.find(moved)[0]) - mesh.points(frame, detector.find(frame)[0])
    assert np.median(there[:, 0]) == pytest.approx(aside_px, abs=4)
    assert np.median(there[:, 1]) == pytest.approx(0, abs=4)
    assert np.abs(there[:, :2] - (aside_px, 0)).max() < 25
