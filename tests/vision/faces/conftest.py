"""The networks and the sandbox's people, loaded once; the weights must have been fetched by the set-up."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.sandbox.face_scenes import FaceScenes
from kiosk.vision.faces.engine import FaceEngine
from provisioning.models import FileState, check, default_folder


@pytest.fixture(scope="session")
def models_dir() -> Path:
    folder = default_folder()
    bad = [entry.weights.file.name for entry in check(folder) if entry.state is not FileState.GOOD]
    if bad:
        pytest.fail(f"weights missing: {', '.join(bad)}; run: python -m provisioning models", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def engine(models_dir: Path) -> FaceEngine:
    return FaceEngine(models_dir)


@pytest.fixture(scope="session")
def scenes(models_dir: Path) -> FaceScenes:
    return FaceScenes(models_dir)
