"""The stories that can be played: each a list of named steps; ``kiosk.sandbox.demo`` plays them."""

from __future__ import annotations

NAMES = (
    "journey",
    "forwarded",
    "joint",
    "offline",
    "wrong-person",
    "paper-out",
    "card-removed",
    "township",
    "card-faults",
    "phone-code",
    "typed-name",
    "staff-seen",
    "guardian",
    "agent",
    "face-other-ways",
    "face-remote",
    "face-staff",
    "face-code",
    "face-withdrawn",
    "papers-feeder",
    "papers-stick",
    "papers-card",
    "papers-wrong",
    "papers-licence",
    "result-a4",
)
"""Known before Kivy may be imported."""
READ = frozenset({"journey", *(name for name in NAMES if name.startswith("papers-"))})
"""The scenes in which texts of papers are read; the others are about something else and spare the processor."""
A4 = frozenset({"result-a4"})
"""The scenes whose terminal has an A4 printer; they want Debian's cups-daemon."""
