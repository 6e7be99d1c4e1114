"""Makes Kivy fit for a kiosk. Import this and call ``prepare`` before anything imports Kivy.

Kivy reads its environment and configuration while it is imported, so this module imports it only inside functions.
``SDL_VIDEODRIVER`` is the business of whoever runs without a display.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path


def prepare(
    home: Path,
    *,
    width_px: int,
    height_px: int,
    fullscreen: bool = True,
    touch_device: str = "",
) -> None:
    """Sets Kivy's environment and configuration.

    ``home`` is a folder of the terminal's own for Kivy's files. ``touch_device``: an mtdev device path; empty: the
    window's own touch and mouse events. Raises ``RuntimeError`` when Kivy has been imported already.
    """
    if "kivy" in sys.modules:
        raise RuntimeError("kivy was imported before it was prepared")
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_HOME=str(home),
        KIVY_NO_ARGS="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",
        # A kiosk has no clipboard; the real ones look for programs of a desktop.
        KIVY_CLIPBOARD="dummy",
        KIVY_METRICS_DENSITY="1",
        KIVY_METRICS_FONTSCALE="1",
        # A touch panel's events would otherwise come a second time, as a mouse (kivy#3801, #8494).
        SDL_TOUCH_MOUSE_EVENTS="0",
        SDL_MOUSE_TOUCH_EVENTS="0",
    )
    # Kivy's own log may hold what a widget shows; what matters becomes an event or an exception.
    logging.getLogger("kivy").disabled = True
    from kivy.config import Config

    values: dict[str, dict[str, object]] = {
        "kivy": {
            "log_level": "warning",
            "log_enable": 0,
            "exit_on_escape": 0,
            "pause_on_minimize": 0,
            "desktop": 0,
            "keyboard_mode": "",
            "window_icon": "",
        },
        "graphics": {
            "width": width_px,
            "height": height_px,
            "fullscreen": 1 if fullscreen else 0,
            "borderless": 1 if fullscreen else 0,
            "resizable": 0,
            "multisamples": 0,
            "maxfps": 60,
            "allow_screensaver": 0,
            "show_cursor": 0 if fullscreen else 1,
            "min_state_time": 0.08,
        },
    }
    for section, pairs in values.items():
        for key, value in pairs.items():
            Config.set(section, key, str(value))
    _one_input(Config, touch_device)


def _one_input(config: object, touch_device: str) -> None:
    """Leaves exactly one input provider; Kivy's defaults would probe for more and count each touch twice."""
    config.remove_section("input")  # type: ignore[attr-defined]
    config.add_section("input")  # type: ignore[attr-defined]
    if touch_device:
        config.set("input", "panel", f"mtdev,{touch_device}")  # type: ignore[attr-defined]
    else:
        config.set("input", "mouse", "mouse,disable_multitouch")  # type: ignore[attr-defined]


def settle(touch_device: str = "") -> None:
    """To be called once after the window stands.

    With a ``touch_device``, SDL must not bring the same touches a second time. Without one, SDL's touches and the
    mouse are two kinds of event from one window, and ``SDL_TOUCH_MOUSE_EVENTS`` keeps them apart.
    """
    from kivy.base import EventLoop
    from kivy.core.window import Window
    from kivy.core.window.window_sdl2 import SDL2MotionEventProvider

    Window.allow_vkeyboard = False
    Window.use_syskeyboard = False
    if touch_device:
        for provider in list(EventLoop.input_providers):
            if isinstance(provider, SDL2MotionEventProvider):
                EventLoop.remove_input_provider(provider)
