"""Samples of every part in every state, in sheets; for the gallery and for tests."""

from __future__ import annotations

from kiosk.screens.samples import choosing, steps
from kiosk.screens.samples.stages import Sheet

SHEETS: dict[str, Sheet] = {
    "01-home": choosing.home,
    "02-buttons": choosing.buttons,
    "03-tiles": choosing.tiles,
    "04-place": choosing.place,
    "05-guide": choosing.guide,
    "06-face": steps.face,
    "07-rings": steps.rings,
    "08-fields": steps.fields,
    "09-keys-latin": steps.keys,
    "10-keys-id": lambda look: steps.keys(look, "id"),
    "11-scan": steps.scan,
    "12-review": steps.review,
    "13-done": steps.done,
    "14-case": steps.case,
    "15-notes": steps.notes,
    "16-idle": steps.idle,
    "17-leaving": steps.leaving,
    "18-rare": steps.rare,
}
