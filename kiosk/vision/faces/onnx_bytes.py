"""Writes a network as ONNX bytes, so that OpenCV can run weights that come in another file format.

Only what ``resnet`` needs: float and integer tensors, nodes with integer attributes. Field numbers are those of
``onnx.proto`` (IR version 7, operator set 11).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

IR_VERSION, OPERATOR_SET = 7, 11
FLOAT, INT64 = 1, 7
"""``TensorProto.DataType``."""
ATTRIBUTE_INT, ATTRIBUTE_INTS = 2, 7
"""``AttributeProto.AttributeType``."""


def node(operator: str, inputs: Sequence[str], output: str, **attributes: int | Sequence[int]) -> bytes:
    """A ``NodeProto`` with one output."""
    parts = [_bytes(1, name.encode()) for name in inputs]
    parts += [_bytes(2, output.encode()), _bytes(3, output.encode()), _bytes(4, operator.encode())]
    parts += [_bytes(5, _attribute(name, value)) for name, value in attributes.items()]
    return b"".join(parts)


def tensor(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    """A ``TensorProto``: an initial value of the graph."""
    kind = INT64 if values.dtype == np.int64 else FLOAT
    dims = b"".join(_number(1, size) for size in values.shape)
    return dims + _number(2, kind) + _bytes(8, name.encode()) + _bytes(9, np.ascontiguousarray(values).tobytes())


def model(
    nodes: Sequence[bytes],
    tensors: Sequence[bytes],
    given: tuple[str, Sequence[int]],
    wanted: tuple[str, Sequence[int]],
) -> bytes:
    """A ``ModelProto`` with one input and one output, each a name and a shape."""
    graph = [_bytes(1, part) for part in nodes] + [_bytes(2, b"net")] + [_bytes(5, part) for part in tensors]
    graph += [_bytes(11, _value(*given)), _bytes(12, _value(*wanted))]
    return _number(1, IR_VERSION) + _bytes(8, _number(2, OPERATOR_SET)) + _bytes(7, b"".join(graph))


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _bytes(1, name.encode()) + _number(3, value) + _number(20, ATTRIBUTE_INT)
    return _bytes(1, name.encode()) + b"".join(_number(8, one) for one in value) + _number(20, ATTRIBUTE_INTS)


def _value(name: str, shape: Sequence[int]) -> bytes:
    dims = b"".join(_bytes(1, _number(1, size)) for size in shape)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, FLOAT) + _bytes(2, dims)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
