"""The fonts: registered once by family name, and which of them has the glyph of a rare character.

The main font has 27,776 ideographs; Yi and rarer ones come from two more fonts, run by run, by Kivy's ``[font=…]``
markup. A sign that none of them has (private use, half of a pair, newer than the fonts) is shown as ``〓``, the
printers' mark for a sign that is lacking. Text is always escaped, so no character of a name can act as markup.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kivy.core.text import LabelBase
from kivy.utils import escape_markup

from kiosk.errors import SettingsError

SANS = "TongbanSans"
SERIF = "TongbanSerif"
YI = "TongbanYi"
RARE = "TongbanRare"

LACKING = "〓"
_INVISIBLE = ("Cf", "Cc", "Zs", "Zl", "Zp")

_FILES = {
    SANS: ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"),
    SERIF: ("NotoSerifSC-Bold.otf", "NotoSerifSC-Bold.otf"),
    YI: ("NotoSansYi-Regular.ttf", "NotoSansYi-Regular.ttf"),
    RARE: ("HanaMinB.ttf", "HanaMinB.ttf"),
}


class Coverage:
    """The code points a font has, given as sorted inclusive ranges."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        spans = (f"\\U{start:08x}-\\U{end:08x}" for start, end in ranges)
        self._all = re.compile(f"[{''.join(spans)}]*")

    def __contains__(self, text: str) -> bool:
        """Whether the font has every character of ``text``."""
        return self._all.fullmatch(text) is not None


@dataclass(frozen=True)
class Fonts:
    """Where each family's glyphs end and the next one is asked."""

    coverage: dict[str, Coverage]

    def family_of(self, char: str, first: str) -> str:
        """The family that has ``char``: ``first``, else sans, Yi, rare; ``first`` when none has it."""
        for family in (first, SANS, YI, RARE):
            if char in self.coverage[family]:
                return family
        return first

    def shown(self, text: str) -> str:
        """The text with ``〓`` for each sign that no font has, without selectors of a variant that none has."""
        return "".join(map(self._shown, text))

    def _shown(self, char: str) -> str:
        if any(char in coverage for coverage in self.coverage.values()):
            return char
        if _selects_a_variant(char):
            return ""
        return char if unicodedata.category(char) in _INVISIBLE else LACKING

    def plain(self, text: str, first: str) -> bool:
        """Whether ``first`` alone can show the text."""
        return text in self.coverage[first]

    def runs(self, text: str, first: str) -> list[tuple[str, str]]:
        """The text as it is shown, as (family, part) runs."""
        shown = self.shown(text)
        return [(family, "".join(part)) for family, part in groupby(shown, lambda c: self.family_of(c, first))]

    def markup(self, text: str, first: str) -> str:
        """The text as Kivy markup that names a font for every run."""
        return "".join(f"[font={family}]{escape_markup(part)}[/font]" for family, part in self.runs(text, first))


def _selects_a_variant(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def register(folder: Path) -> Fonts:
    """Registers the families from ``build/assets/fonts``. Raises ``SettingsError`` when one is missing."""
    try:
        ranges = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
        coverage = {family: Coverage(ranges[regular]) for family, (regular, _) in _FILES.items()}
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"fonts are not built (set-up makes them): {error!r}", file=str(folder)) from error
    for family, (regular, bold) in _FILES.items():
        for file in (regular, bold):
            if not (folder / file).is_file():
                raise SettingsError("font is missing (set-up makes it)", file=str(folder / file))
        LabelBase.register(family, str(folder / regular), fn_bold=str(folder / bold))
    return Fonts(coverage)
