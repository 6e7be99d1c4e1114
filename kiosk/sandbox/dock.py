"""The dock beside the sandbox's window: a technician's hands in the emulated hall.

Places and lifts cards, changes who stands before the camera, lays papers, empties the printer, cuts the network.
Not part of the terminal's screens: plain, dense, English.
"""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.button import Button
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView

from kiosk.sandbox.control import Refused
from kiosk.sandbox.hall_process import HallProcess
from kiosk.sandbox.liveness.attack_kinds import ATTACKS, BEYOND
from kiosk.sandbox.liveness.bona_fide import BONA_FIDE

INK, PAPER, KEY = (0.93, 0.95, 0.95, 1), (0.05, 0.09, 0.1, 1), (0.16, 0.27, 0.3, 1)

DEEDS: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "Card": (
        ("young woman", "place_card", {"who": "young_woman"}),
        ("older man", "place_card", {"who": "older_man"}),
        ("somebody else's", "place_card", {"who": "other_person"}),
        ("minor", "place_card", {"who": "minor"}),
        ("take away", "lift_card", {}),
        ("lifted while read", "spoil_reader", {"fault": "lifted_mid_read", "times": 1}),
    ),
    "Before the camera": (
        ("the resident", "stand", {"scene": "resident"}),
        ("somebody else", "stand", {"scene": "somebody_else"}),
        ("a photo held up", "stand", {"scene": "photo_moved"}),
        ("two people", "stand", {"scene": "two_people"}),
        ("far away", "stand", {"scene": "far"}),
        ("in the dark", "stand", {"scene": "dark"}),
        ("nobody", "stand", {"scene": "nobody"}),
        ("camera stalls", "stall_camera", {}),
        ("camera goes on", "resume_camera", {}),
    ),
    "Attacks on the face check": tuple(
        (kind.replace("_", " "), "stand", {"scene": kind}) for kind in (*ATTACKS, *BEYOND)
    ),
    "Honest people": tuple((kind.replace("_", " "), "stand", {"scene": kind}) for kind in BONA_FIDE),
    "Desk": (
        ("residence permit", "lay_paper", {"paper": "residence_permit"}),
        ("household page", "lay_paper", {"paper": "household"}),
        ("certificate", "lay_paper", {"paper": "certificate"}),
        ("glare", "spoil_desk", {"faults": ["glare"]}),
        ("no fault", "spoil_desk", {"faults": []}),
        ("clear", "clear_desk", {}),
    ),
    "Printer": (
        ("paper ends", "empty_printer", {}),
        ("new roll", "refill_printer", {}),
        ("open cover", "open_printer", {}),
        ("close cover", "close_printer", {}),
    ),
    "Phone code": (
        ("social security card", "show_code", {"issuer": "shebao"}),
        ("Tianfu (Sichuan)", "show_code", {"issuer": "tianfu"}),
        ("Yukuaiban (Chongqing)", "show_code", {"issuer": "yukuaiban"}),
        ("network identity", "show_code", {"issuer": "ctid"}),
        ("the same code again", "show_code_again", {}),
        ("verifier hangs up", "spoil_verifier", {"fault": "down"}),
        ("verifier is silent", "spoil_verifier", {"fault": "slow"}),
        ("verifier mended", "mend_verifier", {}),
    ),
    "Network": (
        ("cut", "cut_link", {}),
        ("mend", "mend_link", {}),
        ("login page", "captive_link", {}),
    ),
    "Cables": (
        ("reader out", "unplug_reader", {}),
        ("reader in", "plug_reader", {}),
        ("camera out", "unplug_camera", {}),
        ("camera in", "plug_camera", {}),
    ),
}


def beside(panel: Any, hall: HallProcess, width_px: int) -> BoxLayout:
    """The panel on the left, the dock on the right."""
    root = BoxLayout(orientation="horizontal")
    root.add_widget(panel)
    shelf = ScrollView(size_hint_x=None, width=width_px, do_scroll_x=False)
    shelf.add_widget(Dock(hall))
    root.add_widget(shelf)
    return root


class Dock(BoxLayout):
    """All deeds as keys, and a line with what came of the last one."""

    def __init__(self, hall: HallProcess) -> None:
        super().__init__(orientation="vertical", size_hint_y=None, padding=10, spacing=1)
        self._hall = hall
        self.bind(minimum_height=lambda _, height: setattr(self, "height", height))
        with self.canvas.before:
            Color(*PAPER)
            self._ground = Rectangle()
        self.bind(pos=self._lay_ground, size=self._lay_ground)
        for title, deeds in DEEDS.items():
            self.add_widget(_label(title, bold=True))
            for words, deed, arguments in deeds:
                self.add_widget(self._key(words, deed, arguments))
        self._last = _label("")
        self.add_widget(self._last)

    def _key(self, words: str, deed: str, arguments: dict[str, Any]) -> Button:
        key = Button(text=words, size_hint_y=None, height=26, font_size=15, color=INK)
        key.background_normal, key.background_color = "", KEY
        key.bind(on_release=lambda _: Clock.schedule_once(lambda _dt: self._do(words, deed, arguments), 0))
        return key

    def _do(self, words: str, deed: str, arguments: dict[str, Any]) -> None:
        try:
            self._hall.do(deed, **arguments)
        except Refused as refusal:
            self._last.text = str(refusal)[:60]
        else:
            self._last.text = f"done: {words}"

    def _lay_ground(self, *_: object) -> None:
        self._ground.pos, self._ground.size = self.pos, self.size


def _label(words: str, *, bold: bool = False) -> Label:
    label = Label(text=words, size_hint_y=None, height=26, font_size=15, bold=bold, color=INK, halign="left")
    label.bind(size=lambda one, size: setattr(one, "text_size", size))
    return label
