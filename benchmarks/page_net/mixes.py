"""What share of the composed scenes shows what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mix:
    """Shares 0…1, each of the scenes that those before it left."""

    empty: float = 0.16
    """No paper."""
    too_near: float = 0.05
    """Print that fills the frame, not one side of the paper to be seen."""
    painted_over: float = 0.0
    """A page painted over, as in the second look for a neighbour; with a smaller paper beside it, or without."""
    cut: float = 0.16
    """Of the scenes with a paper: the frame cuts it."""
    fills: float = 0.0
    """It covers nearly all of the frame."""
    small: float = 0.0
    """It is a card, or far away: from a hundredth of the frame on."""
    alike: float = 0.15
    """The desk has nearly its colour."""
    shaded: float = 0.85
    """It throws a shadow on the desk."""
    card_beside: float = 0.0
    """A smaller paper lies close beside it."""
    open_book: float = 0.0
    """The paper is an open book, whatever it would have been else."""
    fanned: float = 0.0
    """It lies on a fan of others."""


PLAIN = Mix()
WEAK = Mix(
    empty=0.3,
    too_near=0.04,
    painted_over=0.22,
    cut=0.2,
    fills=0.14,
    small=0.3,
    alike=0.5,
    shaded=0.7,
    card_beside=0.4,
    open_book=0.3,
)
FANNED = Mix(empty=0.0, too_near=0.0, cut=0.08, alike=0.08, fanned=1.0)
