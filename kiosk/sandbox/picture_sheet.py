"""``make pictures``: the README's pictures, put together from the album of the real screens (``make screens``)."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

SHEETS = {
    "journey": (
        ("attract", "home", "region", "guide", "consent"),
        ("card", "face", "form-phone", "papers-live", "review"),
        ("receipt-submitted", "receipt-saved", "cases-one", "ways-paper", "rating"),
    ),
}
WIDTH_PX, GAP_PX = 300, 14
GROUND = (233, 240, 238)


def sheet(screens: Path, names: tuple[tuple[str, ...], ...]) -> Image.Image:
    """Portrait screens in rows; a name stands for the first picture that begins with it."""
    rows = [[_small(_first(screens, name)) for name in row] for row in names]
    height = rows[0][0].height
    whole = Image.new(
        "RGB",
        ((WIDTH_PX + GAP_PX) * len(names[0]) + GAP_PX, (height + GAP_PX) * len(names) + GAP_PX),
        GROUND,
    )
    for down, row in enumerate(rows):
        for along, picture in enumerate(row):
            whole.paste(picture, (GAP_PX + along * (WIDTH_PX + GAP_PX), GAP_PX + down * (height + GAP_PX)))
    return whole


def _first(screens: Path, name: str) -> Path:
    exact = screens / f"{name}-portrait.png"
    return exact if exact.exists() else next(iter(sorted(screens.glob(f"{name}*-portrait.png"))))


def _small(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB").resize((WIDTH_PX, WIDTH_PX * picture.height // picture.width))


def main(screens: Path, out: Path) -> None:
    """Writes every sheet, in few enough colours to stay small."""
    out.mkdir(parents=True, exist_ok=True)
    for name, names in SHEETS.items():
        sheet(screens, names).quantize(200).save(out / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
