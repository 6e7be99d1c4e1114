"""USB sticks and folders as a source of pages."""

from kiosk.devices.stick.stick import FileStick

__all__ = ["FileStick"]
