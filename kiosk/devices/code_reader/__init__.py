"""The code reader: a QR and barcode scanner on a serial line."""

from kiosk.devices.code_reader.code_reader import CodeReader, code_reader
from kiosk.devices.code_reader.events import CodeScanned

__all__ = ["CodeReader", "CodeScanned", "code_reader"]
