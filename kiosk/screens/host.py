"""The one root of the panel: shows the journey's scene, builds a screen for each step and takes it down again.

Nothing of a screen outlives its step: its pieces are cleared and dropped, so that nothing of a person stays in
hidden widgets. Every touch on the panel is told to the journey, which keeps the idle time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import datetime
from typing import Any

from kivy.clock import Clock
from kivy.uix.floatlayout import FloatLayout

from kiosk.journey.actions import Actions
from kiosk.journey.views import AttractView, Overlay, Scene, View
from kiosk.screens.look import Look
from kiosk.screens.means import Means, Turning, Voice
from kiosk.screens.register import SCREENS
from kiosk.screens.screen import Screen, wipe
from kiosk.screens.widgets.panels import Panel
from kiosk.wording import Wording

TICK_S = 5.0
"""How often the clock in the header is looked at."""
REST_S = 60.0
"""At rest, untouched for so long, the display switches of the last passer-by are taken back."""
AHEAD_S = 0.05
"""At rest, pictures are loaded so far apart."""
SWEEP_S = 0.1
"""So long after a screen was taken down its pieces are collected: little, in a frame that has nothing else to do.

Left to Python, those of a dozen screens would be collected at once, in the middle of the next screen."""
LANGUAGES = ("zh", "en")
UNTAKEN = "tongban.untaken"


def _sweep() -> None:
    """Collects garbage where Python's own searches are off, as ``kiosk.app`` has them; else these do it."""
    if not gc.isenabled():
        gc.collect()


class ScreenHost(FloatLayout):
    """Draws scenes. All methods belong to the main thread."""

    def __init__(
        self,
        look: Look,
        words: Callable[[str], Wording],
        actions: Actions,
        hall_name: str,
        clock: Callable[[], datetime],
        speak: Callable[[str], None] | None = None,
    ) -> None:
        """``words`` gives the wording of a language (zh, en); ``speak("")`` stops reading aloud."""
        super().__init__()
        self._words = {language: words(language) for language in LANGUAGES}
        self._look, self._actions, self._hall_name, self._clock = look, actions, hall_name, clock
        self._voice = Voice(speak)
        self._voice.tell(self._spoken)
        self._turning = Turning()
        self._language = LANGUAGES[0]
        self._scene: Scene | None = None
        self._screen: Screen[Any] | None = None
        self._panel: Panel | None = None
        self._resting = Clock.create_trigger(lambda _: self._rest(), REST_S)
        self._sweeping = Clock.create_trigger(lambda _: _sweep(), SWEEP_S)
        # After a slow frame the time would be over within the frame that builds; so it begins with the next.
        self._sweeping_soon = Clock.create_trigger(lambda _: self._sweeping(), 0)
        self._rebuilding = Clock.create_trigger(lambda _: self._rebuild(), 0)
        look.bind(changed=lambda *_: self._rebuilding())
        self._ahead = look.art.load_ahead()
        Clock.schedule_interval(lambda _: self._tick(), TICK_S)
        Clock.schedule_interval(lambda _: self._load_ahead(), AHEAD_S)

    @property
    def screen(self) -> Screen[Any] | None:
        """What is shown now."""
        return self._screen

    def words_of(self, name: str) -> str:
        """A word of the screens in the language shown now."""
        return self._means().word(name)

    def follow(self, actions: Actions) -> None:
        """Whose scenes come from now on: a new catalogue begins a new journey."""
        self._actions = actions

    def show(self, scene: Scene) -> None:
        """Draws a scene: renews what is drawn when step and key are the same, else builds the step anew."""
        ended = self._ends_visit(scene.view)
        if ended:
            self._forget()
        self._scene = scene
        if not self._renewed(scene.view):
            self._build(scene.view)
        self._show_signs()
        self._show_panel(scene.overlay)

    def switch_language(self) -> None:
        """中文 or English, until the visit ends."""
        self.speak_language(LANGUAGES[1 - LANGUAGES.index(self._language)])

    def speak_language(self, language: str) -> None:
        """``zh`` or ``en`` from now on."""
        if language != self._language:
            self._language = language
            self._rebuilding()

    def on_touch_down(self, touch: Any) -> bool:
        """Tells the journey of every touch, then lets the pieces have it."""
        self._actions.touched()
        if isinstance(self._scene and self._scene.view, AttractView):
            self._resting.cancel()
            self._resting()
        taken = bool(super().on_touch_down(touch))
        touch.ud[UNTAKEN] = not taken
        return taken

    def on_touch_up(self, touch: Any) -> bool:
        """A touch that no piece took means something at rest: it begins."""
        taken = bool(super().on_touch_up(touch))
        if touch.ud.pop(UNTAKEN, False) and self._screen is not None:
            self._screen.touched_nothing()
        return taken

    # screens ----------------------------------------------------------------------------------------------------

    def _ends_visit(self, view: View) -> bool:
        return (
            isinstance(view, AttractView)
            and self._scene is not None
            and not isinstance(self._scene.view, AttractView)
        )

    def _forget(self) -> None:
        """The end of a visit: the old screen goes first, then language and display are as at the start."""
        self._take_down()
        self._turning.backwards = False
        self._rest()

    def _rest(self) -> None:
        """As at the start."""
        self._look.reset()
        self._voice.wanted = False
        self.speak_language(LANGUAGES[0])

    def _renewed(self, view: View) -> bool:
        screen = self._screen
        if screen is None or type(screen.view) is not type(view) or screen.view.key != view.key:
            return False
        return screen.update(view)

    def _build(self, view: View) -> None:
        self._take_down()
        self._rebuilding.cancel()
        self._voice.stop()
        self._screen = SCREENS[type(view)](self._means(), view)
        self.add_widget(self._screen.stage)
        if view.aloud:
            self._screen.read_aloud()

    def _means(self) -> Means:
        return Means(
            look=self._look,
            words=self._words[self._language],
            actions=self._actions,
            hall_name=self._hall_name,
            clock=self._clock,
            voice=self._voice,
            switch_language=self.switch_language,
            turning=self._turning,
        )

    def _take_down(self) -> None:
        self._drop_panel()
        if self._screen is None:
            return
        self._screen.close()
        wipe(*self._screen.pieces(), self._screen.stage)
        self._sweeping.cancel()
        self._sweeping_soon()
        self._look.art.measured.forget()
        self.remove_widget(self._screen.stage)
        self._screen = None

    def _rebuild(self) -> None:
        """The look or the language is another: the same scene, built anew."""
        scene = self._scene
        if scene is not None:
            self._take_down()
            self._build(scene.view)
            self._show_signs()
            self._show_panel(scene.overlay)

    def _tick(self) -> None:
        self._sweeping_soon()  # what the threads left
        if self._screen is not None:
            self._screen.tick()

    def _load_ahead(self) -> bool:
        """One picture more while nobody is here; its first showing would cost a frame. False: all are there."""
        at_rest = isinstance(self._scene and self._scene.view, AttractView)
        return next(self._ahead, False) if at_rest else True

    def _spoken(self, speaking: bool) -> None:
        if self._screen is not None:
            self._screen.speaking(speaking)

    # over the screen --------------------------------------------------------------------------------------------

    def _show_signs(self) -> None:
        assert self._scene is not None
        assert self._screen is not None
        self._screen.signs(self._link_words(self._scene), self._helper_words(self._scene))

    def _link_words(self, scene: Scene) -> str:
        return "" if scene.link == "up" else self._means().word(f"link_{scene.link}")

    def _helper_words(self, scene: Scene) -> str:
        return self._means().word("helped_by", name=scene.helper_name) if scene.helper_name else ""

    def _show_panel(self, overlay: Overlay | None) -> None:
        if overlay is None:
            self._drop_panel()
        elif self._panel is not None and self._panel_kind == overlay.kind:
            self._panel.seconds = overlay.seconds_left
        else:
            self._drop_panel()
            self._open_panel(overlay)

    def _open_panel(self, overlay: Overlay) -> None:
        assert self._screen is not None
        means = self._means()
        self._panel_kind = overlay.kind
        self._panel = Panel(
            self._look,
            title=means.say(overlay.title),
            lead=means.say(overlay.lead),
            stay=means.say(overlay.stay),
            leave=means.say(overlay.go),
            seconds=overlay.seconds_left,
        )
        self._panel.bind(
            on_stay=lambda *_: self._actions.stay(),
            on_leave=lambda *_: self._actions.leave(),
        )
        self._screen.stage.overlay(self._panel)

    def _drop_panel(self) -> None:
        if self._panel is not None and self._screen is not None:
            self._screen.stage.overlay(None)
        self._panel = None
