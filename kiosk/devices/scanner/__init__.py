"""The document camera, and a flatbed and feeder driven by SANE."""

from kiosk.devices.scanner.desk_source import DeskSource
from kiosk.devices.scanner.scanner import DocumentCamera
from kiosk.devices.scanner.sheets import SheetScanner

__all__ = ["DeskSource", "DocumentCamera", "SheetScanner"]
