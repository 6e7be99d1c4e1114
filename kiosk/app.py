"""The composition root: the only module that knows everybody. Builds a terminal, puts its screens in a window.

Kivy may only be imported after ``kivy_setup.prepare``, so everything that imports it is imported inside functions.
"""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from kiosk import __version__
from kiosk.assembly.terminal import Terminal
from kiosk.devices.printer import FontFile
from kiosk.journal import Code, TerminalStarted
from kiosk.journey.local_time import CHINA
from kiosk.screens import kivy_setup
from kiosk.settings import Settings, load
from kiosk.wording import Wording

if TYPE_CHECKING:
    from kiosk.screens.host import ScreenHost

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "build" / "assets"
DESKTOP_PX = (1400, 1000)
DOCK_PX = 300
PRINT_FONTS = ("NotoSansSC-Regular.otf", "NotoSansYi-Regular.ttf", "HanaMinB.ttf")


class Panel:
    """A terminal in its window: draws the journey's scene and turns the terminal once a frame."""

    def __init__(self, settings: Settings, began_s: float | None = None) -> None:
        """Opens the window. ``began_s``: monotonic time when the process started, for the first frame's figure.

        Raises ``KioskError`` for settings, catalogue or assets that cannot be used.
        """
        self._began_s = time.monotonic() if began_s is None else began_s
        fonts = [FontFile(ASSETS / "fonts" / name) for name in PRINT_FONTS]
        self.terminal = Terminal(settings, fonts)
        self.host = _host(settings, self.terminal)
        self.terminal.on_change(self.draw)
        self._visits_ended = 0
        self._stop_turning: Callable[[], object] = bool

    def open(self) -> None:
        """Shows the first scene and starts every thread."""
        from kivy.clock import Clock

        _spare_frames_the_search_for_garbage()
        self.draw()
        self.terminal.start()
        turning = Clock.schedule_interval(lambda _: self.terminal.turn(), 0)
        self._stop_turning = turning.cancel
        Clock.schedule_once(lambda _: self._note_first_frame(), 0)

    def close(self) -> None:
        """Ends every thread and takes the screen down."""
        self._stop_turning()
        self.terminal.stop()
        gc.enable()
        gc.unfreeze()

    def draw(self) -> None:
        """Draws the scene as it is now. The end of a visit is forgotten by Kivy too, in the frame after."""
        from kivy.clock import Clock

        from kiosk.screens.forget import forget_everything

        journey = self.terminal.journey
        self.host.follow(journey)
        self.host.show(journey.scene)
        if journey.visits_ended != self._visits_ended:
            self._visits_ended = journey.visits_ended
            Clock.schedule_once(lambda _: forget_everything(), 0)

    def _note_first_frame(self) -> None:
        milliseconds = round((time.monotonic() - self._began_s) * 1000)
        self.terminal.journal.write(TerminalStarted(Code(f"v{__version__}"), milliseconds))


def prepare_window(settings: Settings, *, extra_width_px: int = 0) -> None:
    """Configures Kivy for the settings' panel; must come before anything imports Kivy."""
    display = settings.display
    kivy_setup.prepare(
        settings.storage.folder / "kivy",
        width_px=display.width_px + extra_width_px,
        height_px=display.height_px,
        fullscreen=display.fullscreen,
        touch_device=display.touch_device,
    )


def run(settings_file: Path) -> None:
    """A kiosk: full screen until the process is told to end. Raises ``KioskError``."""
    settings = load(settings_file)
    prepare_window(settings)
    panel = Panel(settings, _process_began_s())
    _run_until_closed(panel, panel.host)


def run_in_sandbox(*, landscape: bool = False) -> None:
    """The same terminal in a window, its hall emulated, with the dock beside it."""
    from kiosk.sandbox.hall_process import HallProcess
    from provisioning.models import default_folder

    with HallProcess(default_folder(), landscape=landscape) as hall:
        settings = _on_a_desktop(load(hall.settings))
        prepare_window(settings, extra_width_px=DOCK_PX)
        panel = Panel(settings)
        from kiosk.sandbox import dock
        from kiosk.sandbox.prompter import Prompter

        with Prompter(lambda: panel.terminal.journey.scene.view, hall.do):
            _run_until_closed(panel, dock.beside(panel.host, hall, DOCK_PX))


def _on_a_desktop(settings: Settings) -> Settings:
    """The same panel, small enough for a developer's screen; millimetres stay what they are on a kiosk."""
    display = settings.display
    scale = min(DESKTOP_PX[0] / display.width_px, DESKTOP_PX[1] / display.height_px)
    smaller = {
        "width_px": round(display.width_px * scale),
        "height_px": round(display.height_px * scale),
        "dpi": display.dpi * scale,
    }
    return settings.model_copy(update={"display": display.model_copy(update=smaller)})


def play(scene: str, out: Path, *, landscape: bool = False) -> int:
    """Plays a scene by a scripted resident; returns the exit code. Raises ``KioskError``."""
    from kiosk.sandbox.hall_process import HallProcess
    from kiosk.sandbox.scenes import A4, NAMES, READ
    from provisioning.models import default_folder

    if scene not in NAMES:
        print(f"no such scene: {scene}; there are {', '.join(NAMES)}")
        return 2
    with HallProcess(default_folder(), landscape=landscape, reads=scene in READ, a4=scene in A4) as hall:
        settings = load(hall.settings)
        prepare_window(settings)
        panel = Panel(settings)
        from kiosk.sandbox.demo import Demo
        from kiosk.sandbox.prompter import Prompter

        with Prompter(lambda: panel.terminal.journey.scene.view, hall.do):
            return Demo(panel.terminal, panel.host, hall, out).play(scene, panel.open, panel.close)


def _run_until_closed(panel: Panel, root: Any) -> None:
    """Until the window is closed or the process is asked to end (SIGTERM), which lets work under way finish."""
    from kivy.base import runTouchApp, stopTouchApp

    signal.signal(signal.SIGTERM, lambda *_: stopTouchApp())
    kivy_setup.settle(panel.terminal.settings.display.touch_device)
    panel.open()
    try:
        runTouchApp(root)
    finally:
        panel.close()


def _spare_frames_the_search_for_garbage() -> None:
    """What stands now lasts: no search for garbage goes through it again, which took a fifth of a second.

    ``ScreenHost`` collects after each screen and every few seconds, on the main thread. Python's own searches come
    on whatever thread runs, and pieces of a screen that are freed on another one crash the graphics.
    """
    gc.freeze()
    gc.disable()


def _process_began_s() -> float:
    """When this process started, on the monotonic clock."""
    return time.monotonic() - (time.time() - float(psutil.Process().create_time()))


def _host(settings: Settings, terminal: Terminal) -> ScreenHost:
    from kiosk.screens.art import Art
    from kiosk.screens.host import ScreenHost
    from kiosk.screens.look import Look

    display = settings.display
    look = Look(Art(ASSETS), width_px=display.width_px, height_px=display.height_px, dpi=display.dpi)
    return ScreenHost(
        look,
        Wording,
        terminal.journey,
        settings.terminal.hall_name,
        lambda: datetime.now(CHINA),
        _speaker(terminal) if settings.sound.command else None,
    )


def _speaker(terminal: Terminal) -> Callable[[str], None]:
    """Reads a text aloud; an empty one falls silent."""

    def speak(text: str) -> None:
        if text:
            terminal.voice.say(text)
        else:
            terminal.voice.silence()

    return speak
