"""What a slip says, before anyone knows how wide the paper is. The journey fills it; this package prints it.

Text is what people read, in Chinese; no layout, no control characters. Everything here is frozen and holds no
device.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SlipKind = Literal["receipt", "handover", "guide", "test", "progress"]
"""受理回执 · 材料交接单 · 办事指南 · 自检页 · 办理进度."""


@dataclass(frozen=True)
class Title:
    """The slip's name, large and in the middle."""

    text: str


@dataclass(frozen=True)
class Line:
    """A sentence of its own; ``strong`` for the one thing to see at a glance."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Pair:
    """A fact with its name. Neighbouring pairs share one label column."""

    label: str
    value: str


@dataclass(frozen=True)
class Note:
    """Small guidance, set as a list entry with a hanging indent."""

    text: str


@dataclass(frozen=True)
class Rule:
    """A line across the paper between two matters."""


@dataclass(frozen=True)
class QrCode:
    """A code to scan, in the middle, with what it is for underneath. ``data`` is sent as UTF-8."""

    data: str
    caption: str


@dataclass(frozen=True)
class Space:
    """Room to breathe."""


Block = Title | Line | Pair | Note | Rule | QrCode | Space


@dataclass(frozen=True)
class Slip:
    """One piece of paper, from the top. Its words are a person's, so they stay out of ``repr``."""

    kind: SlipKind
    blocks: tuple[Block, ...] = field(repr=False)
