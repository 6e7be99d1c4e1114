"""Which screen draws which view."""

from __future__ import annotations

from typing import Any

from kiosk.journey.views import ConsentView, View
from kiosk.screens.consent import ConsentScreen
from kiosk.screens.screen import Screen

SCREENS: dict[type[View], type[Screen[Any]]] = {
    ConsentView: ConsentScreen,
}
