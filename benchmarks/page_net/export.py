"""Writes the trained net as ONNX: ``python -m benchmarks.page_net.export last.pt assets/page_net.onnx``, and
proves that OpenCV answers as torch does.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from benchmarks.page_net.compose import SIDE
from benchmarks.page_net.net import Answering, PageNet


def main() -> None:
    """Exits with an error when the two engines differ by more than a thousandth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--side", type=int, default=SIDE)
    asked = parser.parse_args()
    net = PageNet()
    net.load_state_dict(torch.load(asked.weights))
    answering = Answering(net).eval()
    frame = torch.from_numpy(
        np.random.default_rng(1).integers(0, 256, (1, 3, asked.side, asked.side)).astype(np.float32)
    )
    torch.onnx.export(
        answering, (frame,), str(asked.out), opset_version=13, dynamo=False,
        input_names=["image"], output_names=["maps", "presence"],
    )  # fmt: skip
    run = cv2.dnn.readNetFromONNX(str(asked.out))
    run.setInput(frame.numpy())
    theirs = run.forward(["maps", "presence"])
    with torch.no_grad():
        ours = answering(frame)
    apart = max(float(np.abs(a - b.numpy()).max()) for a, b in zip(theirs, ours, strict=True))
    print(f"{asked.out}: {asked.out.stat().st_size} bytes, OpenCV and torch differ by at most {apart:.2g}")
    if apart > 1e-3:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
