"""Does the hub still know this terminal? One that was revoked wipes what is open and begins nothing new.

What was submitted stays: it is sealed, the terminal cannot open it, and it goes when the hub takes the terminal
back. The word is kept in a file, so that pulling the plug does not undo it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from kiosk.devices.base import Post
from kiosk.errors import HubRefused, KioskError, TerminalRevoked
from kiosk.journey.ports import Keep
from kiosk.offline.outbox import Counts, OutboxRow, OutboxStub, Part
from kiosk.offline.outbox_file import sync_folder

REVOKED = "urn:tongban:terminal-revoked"


@dataclass(frozen=True)
class RevokedNow:
    """The hub refuses this terminal since now; whatever visit is open is to be wiped."""


class Standing:
    """How the terminal stands with its hub. Thread-safe: one writer, the fleet's thread."""

    def __init__(self, mark: Path, post: Post) -> None:
        """``mark``: a file that is there while the terminal is revoked."""
        self._mark, self._post = mark, post
        self._revoked = mark.exists()

    @property
    def revoked(self) -> bool:
        """Does the hub refuse this terminal?"""
        return self._revoked

    def heard(self, failed: Iterable[KioskError], *, beaten: bool) -> None:
        """A round is over: what failed in it, and whether the hub took the heartbeat. Raises nothing."""
        if any(isinstance(error, HubRefused) and error.problem == REVOKED for error in failed):
            self._turn(revoked=True)
        elif beaten:
            self._turn(revoked=False)

    def _turn(self, *, revoked: bool) -> None:
        if revoked is self._revoked:
            return
        self._revoked = revoked
        with contextlib.suppress(OSError):  # a full disk: the hub says it again after the next start
            self._mark.touch() if revoked else self._mark.unlink(missing_ok=True)
            sync_folder(self._mark.parent)
        if revoked:
            self._post(RevokedNow())


class KeptWhileEnrolled:
    """The outbox as the journey sees it: as it is, but nothing new begins on a revoked terminal."""

    def __init__(self, outbox: Keep, standing: Standing) -> None:
        self._outbox, self._standing = outbox, standing

    def room(self) -> bool:
        """May a new application be begun? Raises ``TerminalRevoked``."""
        if self._standing.revoked:
            raise TerminalRevoked("the hub revoked this terminal")
        return self._outbox.room()

    def take_number(self, day: date) -> int:
        """As the outbox."""
        return self._outbox.take_number(day)

    def keep_part(self, application_id: UUID, sealed: bytes) -> str:
        """As the outbox."""
        return self._outbox.keep_part(application_id, sealed)

    def drop_parts(self, application_id: UUID, but: Sequence[str] = ()) -> int:
        """As the outbox."""
        return self._outbox.drop_parts(application_id, but)

    def submit(self, stub: OutboxStub, envelope: bytes, claim: bytes = b"", parts: Sequence[Part] = ()) -> None:
        """As the outbox. Raises ``TerminalRevoked`` too: the visit is being wiped."""
        if self._standing.revoked:
            raise TerminalRevoked("the hub revoked this terminal")
        self._outbox.submit(stub, envelope, claim, parts)

    def mark_told(self, application_id: UUID) -> None:
        """As the outbox."""
        self._outbox.mark_told(application_id)

    def untold(self, name: str, number: str) -> list[OutboxRow]:
        """As the outbox."""
        return self._outbox.untold(name, number)

    def counts(self) -> Counts:
        """As the outbox."""
        return self._outbox.counts()

    def stubs(self) -> list[OutboxRow]:
        """As the outbox."""
        return self._outbox.stubs()
