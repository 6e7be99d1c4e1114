"""Training goes on from the weights that are shipped: ``python -m benchmarks.page_net.begin assets/page_net.onnx
first.pt --shard shards/1.npz`` writes a start for ``train --start``.

In the ONNX file every batch normalisation is folded into the convolution before it. Each is unfolded again with
the mean and the spread that its input has on composed pictures, so that the net answers as before and learns as
if these had been its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from benchmarks.page_net.net import Answering, PageNet

PICTURES = 200
"""Composed pictures on which means and spreads are taken."""


def unfolded(model: Any, images: Tensor) -> PageNet:
    """The net of an exported ``model``; ``images`` (N, 3, S, S) BGR 0…255 give the normalisations their
    statistics. Raises ``ValueError`` when the file is of another net."""
    net = PageNet().eval()
    held = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in model.graph.initializer}
    folded = [[held[name] for name in node.input[1:]] for node in model.graph.node if node.op_type == "Conv"]
    layers, after = _in_order(net, images[:1]), dict(_normalised(net))
    if [tuple(weight.shape) for weight, _ in folded] != [tuple(layer.weight.shape) for layer in layers]:
        raise ValueError("the file is of another net")
    hooks = []
    with torch.no_grad():
        for layer, (weight, bias) in zip(layers, folded, strict=True):
            layer.weight.copy_(weight)
            if layer in after:
                hooks.append(after[layer].register_forward_pre_hook(_unfolding(bias)))
            else:
                layer.bias.copy_(bias)
        net.presence.weight.copy_(held["net.presence.weight"])
        net.presence.bias.copy_(held["net.presence.bias"])
        net(images)
    for hook in hooks:
        hook.remove()
    return net


def _in_order(net: PageNet, image: Tensor) -> list[nn.Conv2d]:
    """The convolutions as they come when the net runs, which is how the file has them."""
    order: list[nn.Conv2d] = []
    convolutions = [module for module in net.modules() if isinstance(module, nn.Conv2d)]
    hooks = [module.register_forward_hook(lambda layer, _, __: order.append(layer)) for module in convolutions]
    with torch.no_grad():
        net(image)
    for hook in hooks:
        hook.remove()
    return order


def _normalised(net: PageNet) -> Iterator[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Each convolution that has a normalisation behind it, and that."""
    for module in net.modules():
        parts = list(module) if isinstance(module, nn.Sequential) else []
        if len(parts) > 1 and isinstance(parts[0], nn.Conv2d) and isinstance(parts[1], nn.BatchNorm2d):
            yield parts[0], parts[1]


def _unfolding(bias: Tensor) -> Any:
    """A hook that sets a normalisation, before it first runs, to add no more than ``bias``."""

    def set_to(layer: nn.BatchNorm2d, inputs: tuple[Tensor]) -> None:
        mean, spread = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3))
        layer.running_mean, layer.running_var = mean, spread
        layer.weight.copy_((spread + layer.eps).sqrt())
        layer.bias.copy_(bias + mean)

    return set_to


def main() -> None:
    """Exits with an error when the unfolded net answers otherwise than the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("onnx", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shard", type=Path, required=True)
    parser.add_argument("--side", type=int, default=128)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    pictures = np.load(asked.shard)["images"][:PICTURES]
    squares = [cv2.resize(one, (asked.side,) * 2, interpolation=cv2.INTER_AREA) for one in pictures]
    images = torch.from_numpy(np.stack(squares).transpose(0, 3, 1, 2).astype(np.float32))
    net = unfolded(onnx.load(str(asked.onnx)), images)
    run = cv2.dnn.readNetFromONNX(str(asked.onnx))
    run.setInput(images[:1].numpy())
    theirs = run.forward(["maps", "presence"])
    with torch.no_grad():
        ours = Answering(net).eval()(images[:1])
    apart = max(float(np.abs(a - b.numpy()).max()) for a, b in zip(theirs, ours, strict=True))
    print(f"the file and the unfolded net differ by at most {apart:.2g}")
    if apart > 1e-3:
        raise SystemExit(1)
    torch.save(net.state_dict(), asked.out)


if __name__ == "__main__":
    main()
