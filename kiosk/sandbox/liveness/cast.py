"""The people of the counted run: a handful of public-domain portraits, changed into many."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from kiosk.sandbox import worn
from kiosk.sandbox.head_shape import Looks
from kiosk.sandbox.person import Person

PORTRAITS = ("portrait_a.png", "portrait_b.jpg", "portrait_c.jpg", "portrait_d.jpg")
"""As ``provisioning.models`` names them."""
FRAMED = "portrait_d.jpg"
"""She wears glasses in the picture."""
MOST_KEPT = 5
"""A person is some 20 MB of pictures."""


@dataclass(frozen=True)
class Part:
    """One person of the cast, by number; people whose numbers differ modulo four have different portraits."""

    number: int
    glasses: str = ""
    """``clear`` or ``glare``."""
    size: float = 1.0

    @property
    def portrait(self) -> str:
        """Whose portrait it is made of."""
        return PORTRAITS[self.number % len(PORTRAITS)]

    def looks(self) -> Looks:
        """The first four are the portraits themselves; the others are drawn by their number."""
        if self.number < len(PORTRAITS):
            return Looks(size=self.size, framed=self.portrait == FRAMED)
        random = np.random.default_rng(self.number)
        return Looks(
            mirrored=bool(random.integers(2)),
            width=float(random.uniform(0.93, 1.08)),
            jaw=float(random.uniform(-0.05, 0.06)),
            gamma=float(random.uniform(0.8, 1.25)),
            warmth=float(random.uniform(-0.8, 0.8)),
            wrinkles=float(random.uniform(-0.7, 0.8)),
            relief=float(random.uniform(0.8, 1.05)),
            size=self.size,
            framed=self.portrait == FRAMED,
        )


class Cast:
    """Makes people and keeps the last few. Raises ``ModelMissing`` when the set-up has not been run."""

    def __init__(self, models_dir: Path) -> None:
        self._models_dir = models_dir
        self._kept: OrderedDict[Part, Person] = OrderedDict()

    def person(self, part: Part) -> Person:
        """The person of that part."""
        if part not in self._kept:
            wears = partial(worn.glasses, glare=part.glasses == "glare") if part.glasses else None
            self._kept[part] = Person(self._models_dir / part.portrait, self._models_dir, part.looks(), wears)
        self._kept.move_to_end(part)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[part]
