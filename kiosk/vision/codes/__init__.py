"""Codes on paper and on telephones: QR, Code 128, PDF417 and their kin, read from live frames and still pictures.

zxing-cpp reads first; pyzbar gives a second opinion (it is better on worn Code 128), and what neither reads as it
is, is looked at again in other lights (``treatments``). OpenCV's own readers stall for seconds on
frames they cannot read and are not used.
"""

from kiosk.vision.codes.engines import Code
from kiosk.vision.codes.payload import payload_text
from kiosk.vision.codes.still import read_codes, read_still
from kiosk.vision.codes.watch import CodeWatch

__all__ = ["Code", "CodeWatch", "payload_text", "read_codes", "read_still"]
