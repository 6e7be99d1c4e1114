"""Which settings a hub may set from afar, and how they come over the machine's own."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from kiosk.errors import SettingsError
from kiosk.settings import Settings

FROM_HUB: dict[str, frozenset[str]] = {
    "terminal": frozenset({"hall_name", "help_phone"}),
    "display": frozenset({"language"}),
    "session": frozenset({"idle_s", "countdown_s"}),
    "hub": frozenset({"ask_s", "beat_s", "hours", "kbit_s"}),
    "storage": frozenset({"keep_days", "row_days"}),
    "faces": frozenset({"tries"}),
}
"""What a hub may set from afar: words and times. Never a device, an address, a file, a key or a threshold: whoever
takes a hub over must not gain the machine by it."""


def with_hub(own: Settings, found: Mapping[str, Mapping[str, object]]) -> Settings:
    """The machine's settings with what the hub sets. Raises ``SettingsError`` for a key that is not the hub's to
    set, or a value that is none; ``own`` stands then."""
    merged = own.model_dump()
    for section, values in found.items():
        for key, value in values.items():
            if key not in FROM_HUB.get(section, frozenset()):
                raise SettingsError("is not the hub's to set", key=f"{section}.{key}")
            merged[section][key] = value
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        found_wrong = error.errors(include_url=False, include_input=False)[0]
        raise SettingsError(found_wrong["msg"], key=".".join(map(str, found_wrong["loc"]))) from None
