"""The second comparer: dlib's face network (``dlib_face_recognition_resnet_model_v1``), run by OpenCV.

dlib's own file is read as it is and its layers are handed to OpenCV, each affine layer folded into the convolution
before it. The numbers are dlib's to a millionth, in a tenth of its time, and dlib itself is not needed. Two faces
are one person's when the distance of their numbers is small; dlib takes 0.6.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import ModelMissing, NotAnImage
from kiosk.vision.faces.onnx_bytes import model, node, tensor
from kiosk.vision.faces.weights import RESNET
from kiosk.vision.picture import Image
from kiosk.vision.pinned import trusted

SIDE_PX = 150
MEAN_RGB = (122.782, 117.001, 104.298)
SCALE = 1 / 256.0
"""``input_rgb_image_sized<150>`` of dlib."""
WIDTHS = (32, 32, 32, 64, 64, 64, 64, 128, 128, 128, 256, 256, 256, 256)
"""Channels of the residual blocks, input first (``dnn_face_recognition_ex.cpp``: ``alevel4`` to ``alevel0``)."""
HALVING = frozenset({3, 7, 10, 13})
"""The blocks that halve the picture's side."""
NUMBERS = 128
TENSOR = b"\x01\x02"
"""Version 2 of a tensor, as dlib writes it."""

Floats = NDArray[np.float32]


class Resnet:
    """Raises ``ModelMissing`` when the weights are missing or not the pinned ones."""

    def __init__(self, models_dir: Path) -> None:
        graph = np.frombuffer(onnx_of(trusted(models_dir, RESNET)), np.uint8)
        try:
            self._net = cv2.dnn.readNetFromONNX(graph)
        except cv2.error as error:
            raise ModelMissing(f"{RESNET.name}: OpenCV cannot load it") from error

    def embed(self, cut_bgr: Image) -> Floats:
        """The 128 numbers of a face cut out by ``alignment.RESNET_CUT`` (150x150x3 BGR). Raises ``NotAnImage``."""
        try:
            self._net.setInput(cv2.dnn.blobFromImage(cut_bgr, SCALE, (SIDE_PX, SIDE_PX), MEAN_RGB, swapRB=True))
            return np.asarray(self._net.forward(), np.float32).reshape(-1).copy()
        except cv2.error as error:
            raise NotAnImage("the face cannot be measured") from error


def onnx_of(dlib_file: bytes) -> bytes:
    """dlib's network as ONNX bytes. Raises ``ModelMissing`` for a file that is not this network."""
    try:
        return _Graph(_Weights(dlib_file)).bytes()
    except (IndexError, ValueError) as error:
        raise ModelMissing(f"{RESNET.name}: not the network that was expected") from error


class _Weights:
    """The tensors of dlib's file in the order of the layers, input first.

    A layer begins with its name; its tensor with its version, four sizes and little-endian floats. An integer is a
    byte that says how many bytes follow, then those bytes.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def next(self, layer: bytes) -> Floats:
        """The tensor of the next layer of that name."""
        named = self._data.index(bytes([len(layer)]) + layer, self._at)
        at = self._data.index(TENSOR, named) + len(TENSOR)
        count = 1
        for _ in range(4):
            size = self._data[at]
            count *= int.from_bytes(self._data[at + 1 : at + 1 + size], "little")
            at += 1 + size
        self._at = at + 4 * count
        return np.frombuffer(self._data, "<f4", count, at).astype(np.float32)


class _Graph:
    """The layers one after the other."""

    def __init__(self, weights: _Weights) -> None:
        self._weights = weights
        self._nodes: list[bytes] = []
        self._tensors: list[bytes] = []
        self._made = 0

    def bytes(self) -> bytes:
        """The whole network, from ``image`` (1x3x150x150 RGB, normalised) to ``numbers`` (1x128)."""
        at = self._convolution("image", (32, 3, 7), stride=2, pad=0, bent=True)
        at = self._add("MaxPool", [at], kernel_shape=(3, 3), strides=(2, 2))
        side = ((SIDE_PX - 7) // 2 + 1 - 3) // 2 + 1
        for number, (before, width) in enumerate(pairwise((32, *WIDTHS))):
            if number in HALVING:
                at, side = self._halving(at, before, width, side)
            else:
                at = self._block(at, width)
        at = self._add("Flatten", [self._add("GlobalAveragePool", [at])], axis=1)
        last = self._weights.next(b"fc_2").reshape(WIDTHS[-1], NUMBERS)
        self._nodes.append(node("MatMul", [at, self._keep(last)], "numbers"))
        return model(self._nodes, self._tensors, ("image", (1, 3, SIDE_PX, SIDE_PX)), ("numbers", (1, NUMBERS)))

    def _block(self, at: str, width: int) -> str:
        inner = self._convolution(at, (width, width, 3), stride=1, pad=1, bent=True)
        inner = self._convolution(inner, (width, width, 3), stride=1, pad=1, bent=False)
        return self._add("Relu", [self._add("Add", [inner, at])])

    def _halving(self, at: str, before: int, width: int, side: int) -> tuple[str, int]:
        """A block of half the side. What goes round it is averaged 2x2; new channels and rims are zero."""
        inner = self._convolution(at, (width, before, 3), stride=2, pad=0, bent=True)
        inner = self._convolution(inner, (width, width, 3), stride=1, pad=1, bent=False)
        averages = np.zeros((width, before, 2, 2), np.float32)
        averages[range(before), range(before)] = 0.25
        around = self._add("Conv", [at, self._keep(averages)], kernel_shape=(2, 2), strides=(2, 2))
        rim = (side - 2) // 2 - (side - 3) // 2
        if rim:
            inner = self._add("Pad", [inner, self._keep(np.array([0, 0, 0, 0, 0, 0, rim, rim], np.int64))])
        return self._add("Relu", [self._add("Add", [inner, around])]), (side - 2) // 2 + 1

    def _convolution(self, at: str, shape: tuple[int, int, int], *, stride: int, pad: int, bent: bool) -> str:
        """A convolution with the affine layer behind it: ``gain * (w x + b) + shift``; ``bent``: a ReLU too."""
        width, before, side = shape
        both = self._weights.next(b"con_4")
        weights, bias = both[:-width].reshape(width, before, side, side), both[-width:]
        gain, shift = self._weights.next(b"affine_").reshape(2, width)
        folded = [self._keep(weights * gain[:, None, None, None]), self._keep(bias * gain + shift)]
        at = self._add(
            "Conv", [at, *folded], kernel_shape=(side, side), strides=(stride, stride), pads=(pad, pad, pad, pad)
        )
        return self._add("Relu", [at]) if bent else at

    def _add(self, operator: str, inputs: list[str], **attributes: int | tuple[int, ...]) -> str:
        self._made += 1
        name = f"{operator}{self._made}"
        self._nodes.append(node(operator, inputs, name, **attributes))
        return name

    def _keep(self, values: Floats | NDArray[np.int64]) -> str:
        self._made += 1
        name = f"weights{self._made}"
        self._tensors.append(tensor(name, values))
        return name
