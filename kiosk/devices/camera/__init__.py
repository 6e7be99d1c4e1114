"""The face camera."""

from kiosk.devices.camera.camera import Camera

__all__ = ["Camera"]
