"""The fit net: a small encoder with one answer about an outline; ``kiosk/vision/pages/fit.py`` runs it."""

from __future__ import annotations

from torch import Tensor, nn

from benchmarks.page_net.net import Residual, conv
from kiosk.vision.pages.fit import SIDE_PX

NARROW, HIDDEN = 14, 32
CELLS = SIDE_PX // 16


class FitNet(nn.Module):
    """``forward`` takes (N, 4, 96, 96), BGR and what is shown, each 0…255, and gives log odds (N, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            conv(4, 16, stride=2),
            conv(16, 24, stride=2),
            Residual(24),
            conv(24, 40, stride=2),
            Residual(40),
            conv(40, 64, stride=2),
            nn.Conv2d(64, NARROW, 1),
            nn.ReLU(inplace=True),
        )
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(NARROW * CELLS * CELLS, HIDDEN),
            nn.ReLU(inplace=True),
            nn.Linear(HIDDEN, 1),
        )

    def forward(self, crops: Tensor) -> Tensor:
        """Log odds that the outline is right."""
        said: Tensor = self.head(self.body(crops / 64.0 - 2.0))
        return said
