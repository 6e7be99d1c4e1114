"""The page net: a small encoder and decoder; from a frame of 256 x 256 px to three maps of a quarter of its side
and one number for the whole frame.

Maps: how much of each cell the page covers (the page as a quadrilateral, also where a finger hides it), how near
an edge of it is, how near a corner of it is. The number: is there a page at all?
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

WIDTHS = (16, 24, 40, 64, 96)
"""Channels at a half, a quarter … a 32nd of the side."""
DECODER = 24
STRIDE = 4


def conv(inside: int, outside: int, *, size: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution, normalised and rectified."""
    layer = nn.Conv2d(inside, outside, size, stride, size // 2, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outside), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Two convolutions added to what goes in."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        """The same shape as ``x``."""
        return torch.relu(x + self.second(self.first(x)))


class PageNet(nn.Module):
    """``forward`` takes (N, 3, S, S) BGR 0…255 and gives logits: maps (N, 3, S/4, S/4) and presence (N, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = conv(3, WIDTHS[0], stride=2)
        blocks = (1, 1, 2, 2)
        self.stages = nn.ModuleList(
            nn.Sequential(conv(inside, outside, stride=2), *(Residual(outside) for _ in range(count)))
            for (inside, outside), count in zip(pairwise(WIDTHS), blocks, strict=True)
        )
        self.whole = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(WIDTHS[-1], WIDTHS[-1], 1))
        self.narrow = nn.ModuleList(nn.Conv2d(width, DECODER, 1) for width in WIDTHS[1:])
        self.mix = nn.ModuleList(conv(DECODER, DECODER) for _ in range(3))
        self.twice = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.maps = nn.Sequential(conv(DECODER, 16), nn.Conv2d(16, 3, 1))
        self.presence = nn.Linear(WIDTHS[-1], 1)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the maps and of the presence."""
        x = self.stem(image / 64.0 - 2.0)
        levels = []
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        context = self.whole(x)
        y = self.narrow[3](torch.relu(x + context))
        for level in (2, 1, 0):
            y = self.mix[level](self.twice(y) + self.narrow[level](levels[level]))
        return self.maps(y), self.presence(torch.relu(context.flatten(1)))


class Answering(nn.Module):
    """The net as the product runs it: probabilities in place of logits."""

    def __init__(self, net: PageNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Maps and presence, 0…1."""
        maps, presence = self.net(image)
        return torch.sigmoid(maps), torch.sigmoid(presence)
