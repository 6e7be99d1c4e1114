"""Trains the fit net on the crops of ``fit_crops``: ``python -m benchmarks.page_net.fit_train CROPS fit_net.onnx
--minutes 14``, and writes it for the product, which must answer as torch does.

Every tenth scene is watched and never trained on.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.page_net.fit_net import FitNet
from kiosk.vision.pages.fit import SIDE_PX

RIGHT, SOFT = 0.9, 0.025
"""An overlap is right from 0.9 on; so far around it the target lies between none and one."""
BATCH, RATE = 64, 2e-3


def loaded(folder: Path) -> tuple[Any, Any, Any]:
    """Crops, overlaps, and which are watched, of all shards."""
    shards = [np.load(file) for file in sorted(folder.glob("*.npz"))]
    watched = [shard["scenes"] % 10 == 9 for shard in shards]
    return (
        np.concatenate([shard["crops"] for shard in shards]),
        np.concatenate([shard["overlaps"] for shard in shards]),
        np.concatenate(watched),
    )


def changed(random: np.random.Generator, crops: Any) -> Tensor:
    """(N, 4, 96, 96): turned, mirrored, tinted, blurred, with noise; the layer of what is shown only turned."""
    count = len(crops)
    one = torch.from_numpy(crops).permute(0, 3, 1, 2).float()
    for place in range(count):
        turned = torch.rot90(one[place], int(random.integers(4)), (1, 2))
        one[place] = turned.flip(2) if random.random() < 0.5 else turned
    light = np.exp(random.normal(0, 0.15, (count, 3, 1, 1)) + random.normal(0, 0.2, (count, 1, 1, 1)))
    one[:, :3] = (one[:, :3] * _floats(light) + _floats(random.normal(0, 8, (count, 1, 1, 1)))).clamp(0, 255)
    soft = torch.from_numpy(random.random(count) < 0.25)
    one[soft, :3] = functional.avg_pool2d(one[soft, :3], 3, 1, 1)
    noise = random.normal(0, 1, (count, 3, SIDE_PX, SIDE_PX)) * random.uniform(0, 7, (count, 1, 1, 1))
    one[:, :3] = (one[:, :3] + _floats(noise)).clamp(0, 255)
    return one


def _floats(values: Any) -> Tensor:
    return torch.from_numpy(np.asarray(values, np.float32))


def aims(overlaps: Any) -> Tensor:
    """(N, 1) what the net should say, 0…1."""
    return torch.sigmoid(_floats((overlaps - RIGHT) / SOFT))[:, None]


def trained(crops: Any, overlaps: Any, watched: Any, minutes: float, seed: int) -> FitNet:
    """The net after so many minutes by the clock."""
    random, net = np.random.default_rng(seed), FitNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    learnt, held = np.flatnonzero(~watched), np.flatnonzero(watched)
    begun, step, gone = time.monotonic(), 0, 0.0
    while gone < 1:
        falling = 0.5 + 0.5 * math.cos(math.pi * gone)
        optimiser.param_groups[0]["lr"] = 1e-5 + RATE * min(1.0, step / 100) * falling
        batch = random.choice(learnt, BATCH, replace=False)
        said = net(changed(random, crops[batch]))
        error = functional.binary_cross_entropy_with_logits(said, aims(overlaps[batch]))
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
        step, gone = step + 1, (time.monotonic() - begun) / (60 * minutes)
        if step % 300 == 0 or gone >= 1:
            print(f"{step} steps: {told_apart(net, crops[held], overlaps[held])}", flush=True)
    return net


@torch.no_grad()
def told_apart(net: FitNet, crops: Any, overlaps: Any) -> str:
    """Error, and how often a right outline is said to fit better than a wrong one (AUC)."""
    net.eval()
    parts = [net(torch.from_numpy(part).permute(0, 3, 1, 2).float()) for part in np.array_split(crops, 16)]
    net.train()
    said, right = torch.cat(parts), overlaps >= RIGHT
    error = functional.binary_cross_entropy_with_logits(said, aims(overlaps))
    rank = np.argsort(np.argsort(said.numpy().ravel()))
    pairs = right.sum() * (~right).sum()
    area = (rank[right].sum() - right.sum() * (right.sum() - 1) / 2) / pairs
    return f"error {error:.4f}, told apart {area:.4f} (of {len(crops)})"


def export(net: FitNet, file: Path) -> float:
    """Writes ONNX; by how much OpenCV's answer differs from torch's, on another crop than it was written with."""
    net.eval()
    random = np.random.default_rng(1)
    traced, crop = (_floats(random.integers(0, 256, (1, 4, SIDE_PX, SIDE_PX))) for _ in range(2))
    torch.onnx.export(
        net, (traced,), str(file), opset_version=13, dynamo=False, input_names=["crop"], output_names=["fit"]
    )
    run = cv2.dnn.readNetFromONNX(str(file))
    run.setInput(crop.numpy())
    with torch.no_grad():
        return abs(float(run.forward().ravel()[0]) - float(net(crop)))


def main() -> None:
    """Exits with an error when the two engines differ by more than a thousandth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crops", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=14.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    net = trained(*loaded(asked.crops), asked.minutes, asked.seed)
    apart = export(net, asked.out)
    print(f"{asked.out}: {asked.out.stat().st_size} bytes, OpenCV and torch differ by {apart:.2g}")
    if apart > 1e-3:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
