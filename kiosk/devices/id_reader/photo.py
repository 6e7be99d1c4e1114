"""The photo block of a card made a picture, by whatever decoder the terminal's owner may use.

The block is 1024 bytes of WLT, a format whose decoders are licensed with the readers. So a decoder is a plug-in:
none, a vendor's library in a process of its own, a command, or an installed package. A terminal without a photo
still works: staff compare by eye. Decoders run on the caller's worker thread and never write to a disk.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Protocol

from kiosk.devices.id_reader.photo_block import Bgr
from kiosk.devices.id_reader.photo_command import CommandDecoder
from kiosk.devices.id_reader.photo_library import LibraryDecoder
from kiosk.errors import SettingsError
from kiosk.settings_devices import PhotoDecoder as Settings

ENTRY_POINTS = "tongban.photo_decoders"
"""Group in which an installed package offers a callable ``(settings) -> PhotoDecoder``."""


class PhotoDecoder(Protocol):
    """Makes a picture of a photo block. For one thread at a time."""

    @property
    def trouble(self) -> str:
        """A short word why the last block gave no picture; empty when it gave one."""

    def decode(self, wlt: bytes) -> Bgr | None:
        """The portrait, (126, 102, 3) uint8 BGR, upright; ``None`` when it cannot be had. Never raises.

        ``wlt`` is the card's 1024 bytes. Takes no longer than the time limit of the settings.
        """

    def close(self) -> None:
        """Ends what runs for it, and its memory of photos with it: call it when a visit ends.

        The next ``decode`` starts anew.
        """


class NoDecoder:
    """For terminals without a licence: there is never a picture."""

    trouble = "no_decoder"

    def decode(self, wlt: bytes) -> Bgr | None:
        """Always ``None``."""
        return None

    def close(self) -> None:
        """Nothing runs."""


def photo_decoder(settings: Settings) -> PhotoDecoder:
    """The decoder that the settings name.

    Raises ``SettingsError`` when the command, library or plug-in is not named, or the plug-in does not load.
    """
    match settings.kind:
        case "command":
            _need(settings.command, "command")
            return CommandDecoder(settings)
        case "ctypes":
            _need(settings.library, "library")
            return LibraryDecoder(settings)
        case "plugin":
            _need(settings.plugin, "plugin")
            return _plugged_in(settings)
        case _:
            return NoDecoder()


def _need(value: object, key: str) -> None:
    if not value:
        raise SettingsError("must be given for this kind", key=f"reader.photo_decoder.{key}")


def _plugged_in(settings: Settings) -> PhotoDecoder:
    key = "reader.photo_decoder.plugin"
    for point in entry_points(group=ENTRY_POINTS, name=settings.plugin):
        try:
            decoder: PhotoDecoder = point.load()(settings)
        except Exception as error:  # somebody else's code may raise anything
            raise SettingsError(f"does not load: {type(error).__name__}", key=key) from error
        return decoder
    raise SettingsError("no installed package offers it", key=key)
