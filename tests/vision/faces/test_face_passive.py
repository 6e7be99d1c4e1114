"""The passive networks: the rule by numbers, and on Silent-Face's three samples where the weights are at hand."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from drawn_try import EyesByHand, Sees

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.settings import Passive, PassiveNet
from kiosk.vision.faces.engine import FaceEngine, FaceLook
from kiosk.vision.faces.liveness import Living
from kiosk.vision.faces.passive import LEAST_FRAMES, MOST_FRAMES, PassiveLayer, PassiveNets, Seen, judged
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.picture import Image

SHARED = Path(__file__).resolve().parents[4] / "shared"
NETS = {
    "v2": ("2.7_80x80_MiniFASNetV2.onnx", "4eed38f0bde33c9b805942a5f25e42ce1161e2bda545254be622be957727794e"),
    "v1se": (
        "4_0_0_80x80_MiniFASNetV1SE.onnx",
        "d819a69bac6b9ade2a0f4d9b60b618e1260f7bf3ba1fddff6c5d82131cb1083f",
    ),
    "facenox": ("facenox_minifas_9820.onnx", "af2381b88f38769222ed93379e12444e2a50814575de1c46170de570c55a42b6"),
}
FRAME = np.zeros((480, 640, 3), np.uint8)


class NetsByHand:
    """Say always the same."""

    def __init__(self, fasnet: float | None, facenox: float | None) -> None:
        self.seen, self.looks = Seen(fasnet, facenox), 0

    @property
    def installed(self) -> bool:
        return self.seen != Seen(None, None)

    def look(self, image_bgr: Image, face: object) -> Seen:
        self.looks += 1
        return self.seen


def _look(advice: FaceAdvice | None = None) -> FaceLook:
    return EyesByHand(Sees(advice=advice)).look(FRAME)


def _after(nets: NetsByHand, frames: int, every_s: float = 0.2) -> PassiveLayer:
    layer = PassiveLayer(nets)  # type: ignore[arg-type]
    for number in range(frames):
        layer.step(_look(), FRAME, number * every_s, None)
    return layer


@pytest.mark.parametrize(
    ("fasnet", "facenox", "living"),
    [
        (0.9, 0.9, Living.YES),
        (0.3, 0.2, Living.YES),
        (0.29, 0.9, Living.NO),
        (0.9, 0.19, Living.NO),
        (None, 0.5, Living.YES),
        (None, 0.1, Living.NO),
        (0.5, None, Living.YES),
    ],
)
def test_all_that_are_installed_must_agree(fasnet: float | None, facenox: float | None, living: Living) -> None:
    assert _after(NetsByHand(fasnet, facenox), LEAST_FRAMES).verdict() is living


def test_nothing_installed_is_absent() -> None:
    assert _after(NetsByHand(None, None), 9).verdict() is Living.ABSENT


def test_too_few_frames_are_unsure() -> None:
    assert _after(NetsByHand(0.0, 0.0), LEAST_FRAMES - 1).verdict() is Living.UNSURE


def test_one_odd_frame_decides_nothing() -> None:
    assert judged([Seen(0.9, 0.9)] * 4 + [Seen(0.0, 0.0)]) is Living.YES
    assert judged([Seen(0.1, 0.1)] * 4 + [Seen(1.0, 1.0)]) is Living.NO


def test_poor_frames_are_not_asked_about() -> None:
    nets = NetsByHand(0.9, 0.9)
    layer = PassiveLayer(nets)  # type: ignore[arg-type]
    for number in range(9):
        layer.step(_look(FaceAdvice.MORE_LIGHT), FRAME, number * 0.2, None)
    assert nets.looks == 0


def test_it_looks_seldom_and_not_for_ever() -> None:
    nets = NetsByHand(0.9, 0.9)
    _after(nets, 100, every_s=0.05)
    assert 25 <= nets.looks <= 40
    _after(nets, 200)
    assert nets.looks <= 40 + MOST_FRAMES


def test_a_new_face_is_judged_anew() -> None:
    layer = _after(NetsByHand(0.0, 0.0), 9)
    layer.begin_again()
    assert layer.verdict() is Living.UNSURE
    layer.forget()
    assert layer.verdict() is Living.UNSURE


# The networks themselves -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nets() -> PassiveNets:
    folder = SHARED / "models"
    if not all((folder / name).is_file() for name, _ in NETS.values()):
        pytest.skip("the passive networks are on no registry and not beside this checkout")
    return PassiveNets(
        Passive(**{key: PassiveNet(file=folder / name, sha256=sha) for key, (name, sha) in NETS.items()})
    )


def _sample(engine: FaceEngine, nets: PassiveNets, name: str) -> Seen:
    file = SHARED / "testdata" / "faces" / "spoof" / name
    if not file.is_file():
        pytest.skip("Silent-Face's samples are not beside this checkout")
    image_bgr = np.asarray(cv2.imread(str(file)), np.uint8)
    look = engine.look(image_bgr)
    assert look.face is not None
    return nets.look(image_bgr, look.face)


def test_the_live_sample_is_live(engine: FaceEngine, nets: PassiveNets) -> None:
    seen = _sample(engine, nets, "image_T1.jpg")
    assert seen.fasnet == pytest.approx(1.00, abs=0.02)
    assert seen.facenox == pytest.approx(0.999, abs=0.01)
    assert judged([seen] * LEAST_FRAMES) is Living.YES


@pytest.mark.parametrize(("name", "fasnet"), [("image_F1.jpg", 0.23), ("image_F2.jpg", 0.002)])
def test_the_spoof_samples_are_not(engine: FaceEngine, nets: PassiveNets, name: str, fasnet: float) -> None:
    seen = _sample(engine, nets, name)
    assert seen.fasnet == pytest.approx(fasnet, abs=0.05)
    assert seen.facenox == pytest.approx(0.0, abs=0.01)
    assert judged([seen] * LEAST_FRAMES) is Living.NO


def test_a_face_at_the_frames_rim_is_cut_all_the_same(nets: PassiveNets) -> None:
    look = _look()
    assert look.face is not None
    small = np.full((230, 330, 3), 120, np.uint8)
    seen = nets.look(small, look.face)
    assert seen.fasnet is not None


def test_what_opencv_cannot_cut_is_not_an_image(nets: PassiveNets) -> None:
    look = _look()
    assert look.face is not None
    with pytest.raises(NotAnImage):
        nets.look(np.zeros((0, 0, 3), np.uint8), look.face)


# Refused files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", list(NETS))
def test_a_file_with_another_hash_is_refused(tmp_path: Path, key: str) -> None:
    file = tmp_path / "net.onnx"
    file.write_bytes(b"something else")
    with pytest.raises(ModelMissing, match="SHA-256"):
        PassiveNets(Passive(**{key: PassiveNet(file=file, sha256=NETS[key][1])}))


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="not in the models folder"):
        PassiveNets(Passive(v2=PassiveNet(file=tmp_path / "none.onnx", sha256="0" * 64)))


def test_a_file_that_is_no_network_is_a_missing_model(tmp_path: Path) -> None:
    file = tmp_path / "net.onnx"
    file.write_bytes(b"no network at all" * 10)
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(ModelMissing, match="cannot load"):
        PassiveNets(Passive(v2=PassiveNet(file=file, sha256=sha)))


def test_a_terminal_without_any_has_none() -> None:
    assert not PassiveNets(Passive()).installed
