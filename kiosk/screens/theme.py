"""The design tokens (``assets/tokens.json``) as typed values: colours by use, text sizes, floors, durations."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from kiosk.errors import SettingsError

TOKENS = Path(__file__).resolve().parent.parent.parent / "assets" / "tokens.json"

ThemeName = Literal["default", "high_contrast"]
Colour = tuple[float, float, float, float]
CLEAR: Colour = (0.0, 0.0, 0.0, 0.0)


def colour(value: str, alpha: float = 1.0) -> Colour:
    """``#RRGGBB`` as red, green, blue, alpha in 0..1."""
    return int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255, alpha


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0..1) of ``other``."""
    red, green, blue, alpha = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue, alpha


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.x contrast ratio of two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(value: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in value[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for, and what the theme leaves out."""

    name: ThemeName
    ink: Colour
    ink2: Colour
    page: Colour
    card: Colour
    river: Colour
    on_river: Colour
    river_press: Colour
    service: Colour
    accent: Colour
    """Lines of the river: progress ring, frame of a field."""
    press: Colour
    mist: Colour
    line: Colour
    sun: Colour
    on_sun: Colour
    sun_press: Colour
    sun_tint: Colour
    chosen: Colour
    on_chosen: Colour
    kapok: Colour
    ok: Colour
    ok_tint: Colour
    look: Colour
    look_tint: Colour
    dash: Colour
    on_river_dash: Colour
    edge: Colour
    shadow: Colour
    duo: Colour
    wave: Colour
    desk: Colour
    gradient: bool
    serif: bool
    framed: bool
    """Every part has a white frame (high contrast)."""

    def on(self, ground: Colour) -> Colour:
        """The text colour that reads best on a ground."""
        return max((self.ink, self.on_river, self.on_sun), key=lambda one: contrast(one, ground))


@dataclass(frozen=True)
class Tokens:
    """``tokens.json`` as the screens use it."""

    default: Theme
    high_contrast: Theme
    sky: Colour
    """The background where it is darkest: its upper edge."""
    sizes: dict[float, dict[str, float]]
    """Text scale (1.0 …) → role → design px."""
    touch_floor_mm: tuple[float, float]
    durations_s: dict[str, float]

    def theme(self, name: str) -> Theme:
        """The theme of that name."""
        return self.high_contrast if name == "high_contrast" else self.default


def load_tokens(path: Path = TOKENS) -> Tokens:
    """Raises ``SettingsError`` when the file is missing a token or cannot be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Tokens(
            default=_default(raw),
            high_contrast=_high_contrast(raw),
            sky=colour(raw["colour"]["background_gradient"][0][1]),
            sizes={int(k.removesuffix("%")) / 100: v for k, v in raw["type"]["sizes_px"].items()},
            touch_floor_mm=tuple(raw["touch"]["absolute_floor_mm"]),
            durations_s={k: v / 1000 for k, v in raw["duration_ms"].items() if isinstance(v, int)},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"tokens cannot be used: {error!r}", file=str(path)) from error


def _default(raw: dict[str, Any]) -> Theme:
    def of(name: str) -> Colour:
        return colour(raw["colour"]["default"][name]["value"])

    return Theme(
        name="default",
        ink=of("ink"),
        ink2=of("ink2"),
        page=colour(raw["colour"]["background_gradient"][-1][1]),
        card=of("white"),
        river=of("river"),
        on_river=of("white"),
        river_press=colour("#06252B"),
        service=of("river2"),
        accent=of("river3"),
        press=of("rivermist"),
        mist=of("mist2"),
        line=of("line"),
        sun=of("sun"),
        on_sun=of("ink"),
        sun_press=of("sunpress"),
        sun_tint=of("suntint"),
        chosen=of("river"),
        on_chosen=of("white"),
        kapok=of("kapok"),
        ok=of("leaf"),
        ok_tint=of("leaftint"),
        look=of("amberink"),
        look_tint=of("ambertint"),
        dash=of("line"),
        on_river_dash=colour("#9FC4C4"),
        edge=colour("#A6C4C1"),
        shadow=colour(raw["colour"]["default"]["river"]["value"], 0.13),
        duo=colour("#FFD27A"),
        wave=colour(raw["colour"]["default"]["river3"]["value"], 0.55),
        desk=colour("#1A2C31"),
        gradient=True,
        serif=True,
        framed=False,
    )


def _high_contrast(raw: dict[str, Any]) -> Theme:
    tokens = raw["colour"]["high_contrast"]
    black, white = colour(tokens["bg"]), colour(tokens["text"])
    bright, on_bright = colour(tokens["highlight_bg"]), colour(tokens["highlight_text"])
    dark = {"page", "card", "river", "service", "mist", "sun_tint", "ok_tint", "look_tint", "desk"}
    values: dict[str, Any] = {f.name: white for f in fields(Theme)} | dict.fromkeys(dark, black)
    values |= {
        "name": "high_contrast",
        "river_press": bright,
        "press": bright,
        "sun": bright,
        "on_sun": on_bright,
        "sun_press": white,
        "chosen": bright,
        "on_chosen": on_bright,
        "kapok": colour(raw["colour"]["default"]["kapok"]["value"]),
        "edge": CLEAR,
        "shadow": CLEAR,
        "duo": CLEAR,
        "wave": colour("#8C8C8C"),
        "gradient": tokens["gradients"],
        "serif": tokens["serif_titles"],
        "framed": True,
    }
    return Theme(**values)
