"""Specimens of the known papers, drawn by code: invented people, the real papers' labels and places, 样例 on each.

``drawn(kind, seed)`` draws one variant, ``caught(specimen, level, seed)`` shows it as a camera and a flattening
leave it. Labels and places follow public descriptions of the papers; the type is Noto's, so these are specimens
and no proof of how real papers are read.
"""

from kiosk.sandbox.papers.damage import LEVELS, caught
from kiosk.sandbox.papers.drawing import KINDS, drawn
from kiosk.sandbox.papers.sheet import PaperSpecimen

__all__ = ["KINDS", "LEVELS", "PaperSpecimen", "caught", "drawn"]
