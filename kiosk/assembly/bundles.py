"""What the hub sends terminals to stand by: a catalogue and some settings, signed together, taken up whole or not.

A set lies in a folder named by its serial, and one small file says which set is in use; it changes in one move.
The set before stays. At the start the one in use is checked again, signature, sums and content; one that does not
fit gives way to the one before, and that to what the machine was set up with. A set that the program died over
twice while reading it is left alone from then on, as is one whose content does not fit.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from kiosk.assembly.kept import write_whole
from kiosk.catalogue import bundle
from kiosk.catalogue.loader import Catalogue
from kiosk.errors import CatalogueError, DiskFull, HubNonsense, SettingsError
from kiosk.platform.contract import Bundles, SignedBundles
from kiosk.platform.signed import read_bundles
from kiosk.settings import Settings
from kiosk.settings_from_hub import with_hub

LIST_NAME, CATALOGUE_NAME = "bundles.json", "catalogue.zip"
CURRENT, TRYING, REFUSED = "current", "trying", "refused"
"""Serials of the set in use and the one before; how often a set was begun to be read (a file each); the newest set
that does not fit."""
DIED_AT_MOST = 2
"""A power cut may end one start while a set is read; twice is no chance."""


@dataclass(frozen=True)
class Installed:
    """What to stand by; ``serial`` 0 and no catalogue: what the machine was set up with."""

    serial: int
    catalogue: Catalogue | None
    settings: Settings


class BundleShelf:
    """The sets in ``folder``. ``open`` and ``stood`` belong to the start, ``renew`` to the fleet's thread."""

    def __init__(self, folder: Path, signing_key: str, own: Settings) -> None:
        """``own``: the machine's settings file; a set changes only what is the hub's to set."""
        self._folder, self._signing_key, self._own = folder, signing_key, own
        self._one = threading.Lock()
        self._serial = 0

    @property
    def serial(self) -> int:
        """Of the set in use; 0 for none."""
        return self._serial

    @property
    def refused(self) -> int:
        """Of the newest set that does not fit this machine; 0 for none."""
        return self._number(REFUSED)

    def open(self) -> Installed:
        """The newest set that fits, as it lies here. Never fails: at worst it is what the machine came with."""
        listed = self._numbers(CURRENT)
        for place, serial in enumerate(listed):
            found = self._tried(serial)
            if found is not None:
                self._serial = serial
                if place:
                    self._mark(CURRENT, str(serial))
                return found
        if listed:
            self._mark(CURRENT, "")
        return Installed(0, None, self._own)

    def stood(self) -> None:
        """The terminal has started with it."""
        self._came_back(self._serial)

    def renew(self, signed: SignedBundles, fetch: Callable[[], bytes | None]) -> Installed | None:
        """Takes a newer set over; ``None`` when there is nothing new. ``fetch`` brings the hub's catalogue.

        Raises ``HubNonsense`` for a set that the hub did not sign, an older one than that in use, or another
        catalogue than was signed; ``CatalogueError`` or ``SettingsError`` for one that does not fit, once;
        ``DiskFull``. The set in use stays then.
        """
        with self._one:
            named = read_bundles(signed, self._signing_key)
            if named.serial < self._serial:
                raise HubNonsense("bundles older than those in use")
            if named.serial in (self._serial, self.refused) or self._died_too_often(named.serial):
                return None
            packed = self._packed(named, fetch)
            self._mark_try(named.serial)
            try:
                found = self._read(named, packed)
            except (CatalogueError, SettingsError):
                self._mark(REFUSED, str(named.serial))
                raise
            finally:
                self._came_back(named.serial)
            self._put(signed, packed, named.serial)
            self._serial = named.serial
            return found

    # one set ----------------------------------------------------------------------------------------------------

    def _tried(self, serial: int) -> Installed | None:
        """What lies under ``serial``, if it is whole and fits; the mark of the try stays until ``stood``."""
        if serial == self.refused or self._died_too_often(serial):
            return None
        place = self._folder / str(serial)
        try:
            named, packed = self._whole(place)
        except (HubNonsense, OSError, ValidationError):
            shutil.rmtree(place, ignore_errors=True)  # spoilt here: the hub brings it again
            return None
        self._mark_try(serial)
        try:
            return self._read(named, packed)
        except Exception:  # whatever a set can do to the program that reads it, the one before stands
            self._mark(REFUSED, str(serial))
            self._came_back(serial)
            return None

    def _whole(self, place: Path) -> tuple[Bundles, bytes | None]:
        signed = SignedBundles.model_validate_json((place / LIST_NAME).read_bytes())
        named = read_bundles(signed, self._signing_key)
        if str(named.serial) != place.name:
            raise HubNonsense("bundles under another number")
        return named, self._checked(named, (place / CATALOGUE_NAME).read_bytes() if named.catalogue else None)

    def _packed(self, named: Bundles, fetch: Callable[[], bytes | None]) -> bytes | None:
        """The signed catalogue: what lies here already, or the hub's."""
        if named.catalogue is None:
            return None
        here = self._folder / str(self._serial) / CATALOGUE_NAME
        try:
            return self._checked(named, here.read_bytes())
        except (OSError, HubNonsense):
            return self._checked(named, fetch())

    @staticmethod
    def _checked(named: Bundles, packed: bytes | None) -> bytes | None:
        if named.catalogue is None:
            return None
        if packed is None or hashlib.sha256(packed).hexdigest() != named.catalogue:
            raise HubNonsense("another catalogue than was signed")
        return packed

    def _read(self, named: Bundles, packed: bytes | None) -> Installed:
        settings = with_hub(self._own, named.settings)
        return Installed(named.serial, None if packed is None else bundle.read(packed, self._folder), settings)

    # the disk ---------------------------------------------------------------------------------------------------

    def _put(self, signed: SignedBundles, packed: bytes | None, serial: int) -> None:
        """The set in its folder, durable; then the word that it is in use; then what is too old goes."""
        place = self._folder / str(serial)
        try:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
        except OSError as error:
            raise DiskFull(f"{CURRENT} cannot be written") from error
        if packed is not None:
            write_whole(place / CATALOGUE_NAME, packed)
        write_whole(place / LIST_NAME, signed.model_dump_json())
        before = [one for one in self._numbers(CURRENT) if one != serial and one == self._serial]
        self._write(CURRENT, " ".join(map(str, (serial, *before))))
        for one in self._folder.iterdir():
            if one.is_dir() and one.name not in {str(serial), *map(str, before)}:
                shutil.rmtree(one, ignore_errors=True)

    def _write(self, name: str, text: str) -> None:
        write_whole(self._folder / name, text)

    def _mark(self, name: str, text: str) -> None:
        """A word for later starts; a disk that does not take it keeps nobody from starting now."""
        with contextlib.suppress(DiskFull, OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(name, text)

    def _mark_try(self, serial: int) -> None:
        self._mark(f"{TRYING}-{serial}", str(self._number(f"{TRYING}-{serial}") + 1))

    def _came_back(self, serial: int) -> None:
        with contextlib.suppress(OSError):
            (self._folder / f"{TRYING}-{serial}").unlink(missing_ok=True)

    def _died_too_often(self, serial: int) -> bool:
        """Did the program not come back from reading that set, again and again? Then it is refused."""
        if self._number(f"{TRYING}-{serial}") < DIED_AT_MOST:
            return False
        self._mark(REFUSED, str(serial))
        return True

    def _numbers(self, name: str) -> list[int]:
        """The numbers in a small file; none when it is not there or spoilt."""
        try:
            return [int(one) for one in (self._folder / name).read_text(encoding="ascii").split()]
        except (OSError, ValueError):
            return []

    def _number(self, name: str) -> int:
        return next(iter(self._numbers(name)), 0)
