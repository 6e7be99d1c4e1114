"""The build of fonts, icons and pictures: complete, done once, and clear about what is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from provisioning import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources of one icon, one duotone icon and one picture, and a small font in each font's place."""
    sources, fonts = tmp_path / "assets", tmp_path / "fonts"
    for folder in ("icons", "illustrations", "art"):
        (sources / folder).mkdir(parents=True)
    for name in ("check-bold", "house-line-duotone"):
        svg = (assets.SOURCES / "icons" / f"{name}.svg").read_bytes()
        (sources / "icons" / f"{name}.svg").write_bytes(svg)
    (sources / "art" / "bud.svg").write_bytes((assets.SOURCES / "art" / "bud.svg").read_bytes())
    (sources / "tokens.json").write_bytes((assets.SOURCES / "tokens.json").read_bytes())
    fonts.mkdir()
    (fonts / "yi.ttf").write_bytes((assets.DEBIAN_FONTS / assets.COPIES["NotoSansYi-Regular.ttf"]).read_bytes())
    monkeypatch.setattr(assets, "SOURCES", sources)
    monkeypatch.setattr(assets, "DEBIAN_FONTS", fonts)
    monkeypatch.setattr(assets, "FACES", {})
    monkeypatch.setattr(assets, "COPIES", {"Yi.ttf": "yi.ttf"})
    return tmp_path


def test_every_size_of_every_picture_is_made(small: Path) -> None:
    assets.build(small / "out")
    made = {str(file.relative_to(small / "out")) for file in (small / "out").rglob("*.*")}
    assert made == {
        *(f"icons/check-bold.{px}.png" for px in assets.ICON_PX),
        *(f"icons/house-line-duotone.{px}.png" for px in assets.ICON_PX),
        *(f"icons/house-line-duotone.duo.{px}.png" for px in assets.ICON_PX),
        "art/bud.1x.png",
        "art/bud.2x.png",
        "textures/shadow.png",
        "textures/background.png",
        "fonts/Yi.ttf",
        "fonts/coverage.json",
        "manifest.json",
    }


def test_icons_are_white_masks_of_their_size(small: Path) -> None:
    assets.build(small / "out")
    icon = np.asarray(Image.open(small / "out" / "icons" / "check-bold.96.png").convert("RGBA"))
    assert icon.shape == (96, 96, 4)
    assert (icon[icon[..., 3] > 0][:, :3] == 255).all()
    assert 0 < (icon[..., 3] > 128).mean() < 0.5


def test_the_second_layer_of_a_duotone_icon_is_whole(small: Path) -> None:
    assets.build(small / "out")
    layer = np.asarray(Image.open(small / "out" / "icons" / "house-line-duotone.duo.96.png").convert("RGBA"))
    assert layer[..., 3].max() == 255


def test_nothing_is_made_twice(small: Path) -> None:
    first = assets.build(small / "out")
    assert (first > 0, assets.build(small / "out")) == (True, 0)


def test_what_changed_is_made_anew_and_only_that(small: Path) -> None:
    assets.build(small / "out")
    svg = assets.SOURCES / "art" / "bud.svg"
    svg.write_text(svg.read_text(encoding="utf-8").replace("#55402B", "#224411"), encoding="utf-8")
    made: list[str] = []
    assets.build(small / "out", made.append)
    assert made == ["art/bud.1x.png", "art/bud.2x.png"]


def test_what_was_deleted_by_hand_is_made_again(small: Path) -> None:
    assets.build(small / "out")
    (small / "out" / "textures" / "shadow.png").unlink()
    assert assets.build(small / "out") == 1


def test_pictures_without_a_source_go(small: Path) -> None:
    assets.build(small / "out")
    (assets.SOURCES / "art" / "bud.svg").unlink()
    assets.build(small / "out")
    assert not (small / "out" / "art" / "bud.1x.png").exists()


def test_a_broken_manifest_only_costs_time(small: Path) -> None:
    first = assets.build(small / "out")
    (small / "out" / "manifest.json").write_text("[", encoding="utf-8")
    assert assets.build(small / "out") == first


def test_the_coverage_names_what_a_font_has(small: Path) -> None:
    assets.build(small / "out")
    ranges = json.loads((small / "out" / "fonts" / "coverage.json").read_text(encoding="utf-8"))["Yi.ttf"]
    assert any(low <= ord("ꆈ") <= high for low, high in ranges)
    assert not any(low <= ord("王") <= high for low, high in ranges)


def test_a_missing_font_says_what_to_install(small: Path) -> None:
    (small / "fonts" / "yi.ttf").unlink()
    with pytest.raises(assets.AssetsError, match="apt-get install fonts-noto-cjk"):
        assets.build(small / "out")


def test_an_svg_that_is_none_is_refused(small: Path) -> None:
    (assets.SOURCES / "art" / "bud.svg").write_text("no picture", encoding="utf-8")
    with pytest.raises(assets.AssetsError, match="cannot be drawn"):
        assets.build(small / "out")


def test_the_background_is_the_gradient_of_the_tokens(small: Path) -> None:
    assets.build(small / "out")
    strip = np.asarray(Image.open(small / "out" / "textures" / "background.png")).astype(int)
    assert abs(strip[0].mean(axis=0) - (0xFF, 0xEF, 0xD6)).max() <= 1
    assert abs(strip[-1].mean(axis=0) - (0xEF, 0xF6, 0xF5)).max() <= 1


def test_every_icon_of_the_screens_is_there() -> None:
    """Names in the code that look like icons lie among the sources."""
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "kiosk" / "screens").rglob("*.py"))
    named = set(re.findall(r'"([a-z]+(?:-[a-z]+)*-(?:bold|fill|duotone))"', code))
    there = {file.stem for file in (ROOT / "assets" / "icons").glob("*.svg")}
    assert named - there == set()
