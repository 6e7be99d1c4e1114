"""The document camera."""

from kiosk.devices.scanner.scanner import DocumentCamera

__all__ = ["DocumentCamera"]
