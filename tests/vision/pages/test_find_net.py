"""The nets' weights: pinned, small, and missed as such."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.errors import ModelMissing
from kiosk.vision.pages import fit, net
from kiosk.vision.pages.fit import FitNet
from kiosk.vision.pages.net import CELL_PX, SIDE_PX, PageNet, squeezed

FRAME = np.full((480, 640, 3), 90, np.uint8)
SHEET = np.array([[100, 100], [400, 100], [400, 300], [100, 300]], np.float32)
LOOKS = [
    pytest.param(net, lambda *file: PageNet(*file).look(FRAME), id="page net"),
    pytest.param(fit, lambda *file: FitNet(*file).fit(FRAME, SHEET), id="fit net"),
]


def test_the_weights_in_the_repository_are_the_pinned_ones_and_under_three_megabytes_together() -> None:
    seen = PageNet().look(FRAME)
    assert seen.cover.shape == (SIDE_PX // CELL_PX, SIDE_PX // CELL_PX)
    assert np.isfinite(FitNet().fit(FRAME, SHEET))
    assert net.WEIGHTS.stat().st_size + fit.WEIGHTS.stat().st_size < 3_000_000


@pytest.mark.parametrize(("kept", "look"), LOOKS)
def test_missing_weights_are_told_as_such(kept, look, tmp_path) -> None:
    with pytest.raises(ModelMissing):
        look(tmp_path / "none.onnx", kept.SHA256)


@pytest.mark.parametrize(("kept", "look"), LOOKS)
def test_weights_that_differ_in_one_bit_are_not_used(kept, look, tmp_path) -> None:
    changed = bytearray(kept.WEIGHTS.read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "changed.onnx").write_bytes(changed)
    with pytest.raises(ModelMissing):
        look(tmp_path / "changed.onnx", kept.SHA256)


@pytest.mark.parametrize("shape", [(40, 50), (960, 1280), (4000, 3000), (33, 3000)])
def test_a_frame_of_any_shape_is_squeezed_into_the_square(shape: tuple[int, int]) -> None:
    assert squeezed(np.zeros((*shape, 3), np.uint8)).shape == (SIDE_PX, SIDE_PX, 3)


def test_what_lies_in_the_middle_stays_in_the_middle() -> None:
    frame = np.zeros((3000, 4000, 3), np.uint8)
    frame[1000:2000, 1000:3000] = 255
    bright = np.argwhere(squeezed(frame)[..., 0] > 127)
    assert bright.mean(axis=0) == pytest.approx([SIDE_PX / 2 - 0.5] * 2, abs=0.6)
