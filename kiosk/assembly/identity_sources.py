"""The ways to say who one is that this terminal has: its own three and those of installed packages."""

from __future__ import annotations

import re
from importlib.metadata import entry_points

from kiosk.journey.rooms.code import CodeSource
from kiosk.journey.rooms.typed import StaffSource, TypedSource
from kiosk.journey.sources import IdentitySource

GROUP = "tongban.identity_sources"
WAY = re.compile(r"[a-z][a-z0-9_]{0,31}")


def identity_sources() -> tuple[IdentitySource, ...]:
    """In the order in which they are offered: code, typed, what packages add, staff last.

    A package that cannot be loaded is left out, so that one faulty plug-in closes no terminal; the technician's
    ``doctor`` names it.
    """
    own: tuple[IdentitySource, ...] = (CodeSource(), TypedSource())
    return (*own, *(one for _, one in _installed() if not isinstance(one, str)), StaffSource())


def troubles() -> list[tuple[str, str]]:
    """Name and trouble of each plug-in that was left out."""
    return [(name, one) for name, one in _installed() if isinstance(one, str)]


def _installed() -> list[tuple[str, IdentitySource | str]]:
    found: list[tuple[str, IdentitySource | str]] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        try:
            source = entry.load()()
        except Exception as error:  # whatever a foreign package raises while it is loaded
            found.append((entry.name, type(error).__name__))
            continue
        fits = WAY.fullmatch(str(getattr(source, "way", ""))) and all(
            callable(getattr(source, name, None)) for name in ("option", "offered", "room")
        )
        found.append((entry.name, source if fits else "has not the shape of an identity source"))
    return found
