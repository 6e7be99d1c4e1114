"""The ports over vision: a try forgets both faces, and the desk takes, judges and binds real pictures."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from kiosk.devices.video import Frame
from kiosk.errors import VisionError
from kiosk.journey.comparing import FaceDesk
from kiosk.journey.package import SIGNATURE_PX, signature_png
from kiosk.journey.scanning import PaperDesk
from kiosk.vision.faces.engine import FaceLook
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.pages.pdf import BoundPage

BLANK = np.zeros((126, 102, 3), np.uint8)


@dataclass
class Numbers:
    embedding: np.ndarray

    def forget(self) -> None:
        self.embedding.fill(0)


class OneEyedEngine:
    """Sees nobody, ever."""

    def __init__(self, reference: Numbers | None) -> None:
        self._reference = reference

    def prepare_reference(self, photo_bgr: np.ndarray) -> Numbers | None:
        return self._reference

    def look(self, image_bgr: np.ndarray) -> FaceLook:
        return FaceLook((60, 80), None, None, None, None, 0.0, 0.0, FaceAdvice.NOBODY, None)

    def follow(self) -> OneEyedEngine:
        return self

    def forget(self) -> None:
        """Nothing was remembered."""


def test_a_card_picture_without_a_face_is_refused() -> None:
    with pytest.raises(VisionError):
        FaceDesk(OneEyedEngine(None)).begin(BLANK)  # type: ignore[arg-type]


def test_a_try_looks_at_frames_and_forgets_the_cards_numbers() -> None:
    numbers = Numbers(np.ones(128, np.float32))
    one = FaceDesk(OneEyedEngine(numbers)).begin(BLANK)  # type: ignore[arg-type]
    assert one.step(Frame(1, 0.0, np.zeros((60, 80, 3), np.uint8))).advice is FaceAdvice.NOBODY
    one.forget()
    assert not numbers.embedding.any()


def test_the_desk_takes_a_page_and_binds_it() -> None:
    picture = np.full((600, 800, 3), 40, np.uint8)
    cv2.rectangle(picture, (200, 100), (600, 500), (245, 245, 245), -1)
    cv2.putText(picture, "SAMPLE", (260, 300), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 4)
    desk = PaperDesk()
    assert desk.watch().step(picture).corners is not None
    shot = desk.take(picture)
    with pikepdf.open(io.BytesIO(desk.pdf([BoundPage(shot.jpeg), BoundPage(shot.jpeg)]))) as bound:
        assert len(bound.pages) == 2


def test_a_signature_is_drawn_black_on_white() -> None:
    drawn = Image.open(io.BytesIO(signature_png([[(0.1, 0.5), (0.9, 0.5)], [(0.5, 0.1)]])))
    assert (drawn.size, drawn.mode) == (SIGNATURE_PX, "L")
    assert [drawn.getpixel(at) for at in ((504, 185), (504, 37), (504, 330))] == [0, 0, 255]


@pytest.mark.parametrize(("width", "shown"), [(640, 640), (1600, 800), (1921, 960), (3264, 1088)])
def test_a_live_picture_is_made_about_as_wide_as_it_is_shown_and_is_its_own(width: int, shown: int) -> None:
    picture = np.full((480, width, 3), 120, np.uint8)
    small = PaperDesk().small(picture)
    assert small.shape[1] == shown
    picture.fill(0)
    assert int(small.min()) == 120
