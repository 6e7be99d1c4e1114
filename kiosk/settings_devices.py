"""What the settings say of the devices, a section each (``kiosk/settings.py`` reads the file)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Port = Annotated[int, Field(ge=1, le=65535)]


class Section(BaseModel):
    """A section of the file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PhotoDecoder(Section):
    """How the 1024-byte photo block becomes a picture; without one the hub's verifier or staff compare."""

    kind: Literal["none", "ctypes", "command", "plugin"] = "none"
    plugin: str = ""
    """plugin: name of a decoder that an installed package offers as ``tongban.photo_decoders``."""
    library: str = ""
    """ctypes: path of the vendor's library."""
    symbol: str = "unpack"
    """ctypes: function name."""
    signature: Literal["unpack", "unpack_sized"] = "unpack"
    """ctypes: ``unpack(src, dst, save)`` or ``_Unpack(src, n, dst, ndst)`` (reference of the vendor)."""
    save_argument: int = 0
    """ctypes, ``unpack``: the third argument; 0, 311 or 608 by the vendor's build. Files it writes are refused."""
    flip_vertical: bool = False
    """ctypes, command: the decoder gives the picture upside down."""
    command: tuple[str, ...] = ()
    """command: program and arguments; the block on stdin, a BMP or PNG on stdout."""
    timeout_s: Annotated[float, Field(gt=0, le=30)] = 3.0


class Reader(Section):
    """The ID card reader: a SAM-V module on a serial line or USB, or any reader that a plug-in drives."""

    transport: Literal["serial", "usb", "plugin"] = "serial"
    port: str = "/dev/serial/by-id/id-reader"
    """serial: the port. Plug-ins may read their address here."""
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    usb_vendor: Annotated[int, Field(ge=0, le=0xFFFF)] = 0x0400
    usb_product: Annotated[int, Field(ge=0, le=0xFFFF)] = 0xC35A
    """usb: vendor and product number; 0400:C35A is the standard module."""
    usb_frames: Literal["auto", "split", "whole"] = "auto"
    """usb: a frame's head and rest on endpoints of their own, or all on one; auto: by the endpoints there are."""
    plugin: str = ""
    """plugin: name of a driver that an installed package offers as ``tongban.id_readers``."""
    read: Literal["3001", "3010"] = "3001"
    """The command that reads a card; 3010 sends fingerprints too, which are thrown away as they come."""
    max_rf_bytes: Annotated[int, Field(ge=24, le=255)] | None = None
    """Longest piece that the module exchanges with a card, 24 to 255 (61FF). Not given: the module's own."""
    poll_ms: Annotated[int, Field(ge=50, le=2000)] = 300
    """Between two looks for a card."""
    photo_decoder: PhotoDecoder = PhotoDecoder()


class Video(Section):
    """A camera that OpenCV opens: a device path, an index as text, or a stream address."""

    source: str
    width_px: Annotated[int, Field(ge=160, le=8192)] = 640
    height_px: Annotated[int, Field(ge=120, le=8192)] = 480
    fps: Annotated[int, Field(ge=1, le=120)] = 25
    stall_s: Annotated[float, Field(gt=0.2, le=60)] = 2.0
    """A newest frame older than this is a stall; the stream is then reopened."""


UsbId = Annotated[str, Field(pattern=r"^([0-9a-f]{4}:[0-9a-f]{4})?$")]


class Infrared(Video):
    """The camera pair's second eye. Its calibration says where in its picture the first one's centre lies."""

    kind: Literal["infrared", "depth"] = "infrared"
    """What it sees: near-infrared light, or how far away everything is."""
    required: bool = False
    """Must it say yes? A face it cannot judge is refused then, with another way; else it goes on without."""
    apart_ms: Annotated[int, Field(ge=10, le=1000)] = 80
    """Two frames further apart than this are not of the same moment."""
    scale: Annotated[float, Field(ge=0.25, le=4)] = 1.0
    """Size of a face in its picture over that in the colour picture, both as parts of the picture's width."""
    shift_x: Annotated[float, Field(ge=-0.5, le=0.5)] = 0.0
    shift_y: Annotated[float, Field(ge=-0.5, le=0.5)] = 0.0
    """Where the colour picture's middle lies from the middle of this one, in parts of its width and height."""
    depth_base_mm: Annotated[float, Field(ge=0, le=5000)] = 0.0
    """depth: distance of the camera from where its values begin; a value of 0 is nothing measured."""
    depth_step_mm: Annotated[float, Field(gt=0, le=50)] = 1.0
    """depth: millimetres from one value to the next; 1 with 16 bits, 2 or 4 with 8."""
    usb_id: UsbId = ""
    usb_serial: str = ""


class FaceCamera(Video):
    """The camera that looks at the person: a real device of this machine alone, unless said otherwise here."""

    stall_s: Annotated[float, Field(gt=0.2, le=60)] = 1.5
    network: bool = False
    """May it be a stream's address? Whoever can answer there can show any face."""
    allow_virtual: bool = False
    """May it be a virtual device (v4l2loopback and the like) or a file? Any program can play any face there."""
    usb_id: UsbId = ""
    """Vendor and product of the camera built in, such as ``1bcf:28c4``; another one is refused. Empty: any."""
    usb_serial: str = ""
    """Its serial number, where it has one; empty: any."""
    infrared: Infrared | None = None


class Sheets(Section):
    """A flatbed, a feeder or both in one housing, driven by SANE; ``docs/drivers.md`` says how to name it."""

    device: str = ""
    """Its name as ``scanimage -L`` prints it, or a pattern such as ``fujitsu:*``: the number of a USB port changes
    with each plugging in. Empty: this terminal has none."""
    config: Path | None = None
    """Folder with SANE's own files (``dll.conf``, ``airscan.conf`` …) that are read before the system's."""
    flatbed: str = "auto"
    """What the device calls its glass (an entry of its ``source`` option); auto: found by name; empty: none."""
    feeder: str = "auto"
    """What it calls its feeder; likewise."""
    colour: str = "auto"
    """What it calls colour (an entry of its ``mode`` option); auto: found by name."""
    options: dict[str, str] = {}
    """Any other option of the device as ``scanimage -A`` names it, such as ``{ swdeskew = "yes" }``; set last."""
    dpi: Annotated[int, Field(ge=100, le=600)] = 200
    width_mm: Annotated[float, Field(ge=50, le=320)] = 210.0
    height_mm: Annotated[float, Field(ge=50, le=500)] = 297.0
    """The area that is scanned: A4. A device with a smaller one scans all it can."""
    page_s: Annotated[float, Field(ge=2, le=300)] = 45.0
    """A page that takes longer has failed, and so has a device that does not even open within this time."""
    look_s: Annotated[float, Field(ge=0.2, le=600)] = 15.0
    """Between two looks whether the scanner is there, while nothing is scanned."""
    most_pages: Annotated[int, Field(ge=1, le=200)] = 40
    """Of one stack in the feeder; what lies above stays there."""


class Scanner(Video):
    """The document camera, and beside it a scanner for sheets."""

    sane: Sheets = Sheets()


class Stick(Section):
    """Files that a person brings: which sticks and folders are looked at, and what is taken from them."""

    roots: tuple[Path, ...] = ()
    """Folders under which sticks are mounted, such as ``/run/media`` and ``/media``. Empty, and no ``folders``
    either: this terminal takes no files."""
    folders: tuple[Path, ...] = ()
    """Folders that are looked at as a stick is, when they are there (a share of the hall, a card slot)."""
    file_mb: Annotated[int, Field(ge=1, le=500)] = 50
    """Bytes of one file."""
    pages: Annotated[int, Field(ge=1, le=200)] = 40
    """Pages of one file."""
    megapixels: Annotated[int, Field(ge=5, le=120)] = 60
    """Pixels of one picture, whatever its bytes are."""
    kinds: tuple[Literal["pdf", "jpeg", "png", "heic", "tiff", "webp"], ...] = (
        "pdf", "jpeg", "png", "heic", "tiff", "webp"
    )  # fmt: skip
    """What is taken, judged by content."""
    listed: Annotated[int, Field(ge=10, le=500)] = 100
    """Files shown at most."""
    looked_at: Annotated[int, Field(ge=100, le=100_000)] = 3000
    """Entries of folders looked at, at most; what lies beyond is not shown, and the person is told so."""
    depth: Annotated[int, Field(ge=1, le=20)] = 4
    """Folders within folders."""
    list_s: Annotated[float, Field(ge=0.5, le=60)] = 6.0
    """Longest time to look through a stick."""
    page_s: Annotated[float, Field(ge=1, le=120)] = 15.0
    """Longest time until a file's next page is drawn."""
    memory_mb: Annotated[int, Field(ge=256, le=4096)] = 900
    """Address space of the process that opens a file."""
    pdf_dpi: Annotated[int, Field(ge=100, le=400)] = 200
    """At which a PDF's pages are drawn."""


class CodeReader(Section):
    """The QR and barcode reader on a serial line (a module in USB-COM mode)."""

    port: str = ""
    """Its port, such as ``/dev/serial/by-id/…``; empty: this terminal has none."""
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600


class Printer(Section):
    """The receipt printer (ESC/POS)."""

    transport: Literal["serial", "network", "usb"] = "serial"
    port: str = "/dev/serial/by-id/receipt-printer"
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    host: str = "127.0.0.1"
    tcp_port: Port = 9100
    usb_vendor: Annotated[int, Field(ge=0, le=0xFFFF)] = 0x04B8
    usb_product: Annotated[int, Field(ge=0, le=0xFFFF)] = 0x0E15
    paper_mm: Literal[58, 80] = 80
    status_s: Annotated[float, Field(gt=0.1, le=60)] = 3.0
    """How often the printer is asked how it is while nothing prints."""


class PagePrinter(Section):
    """An A4 printer by CUPS, on which slips are printed where there is no receipt printer."""

    uri: Annotated[str, Field(pattern=r"^(ipp://\S+)?$")] = ""
    """Its queue, such as ``ipp://localhost:631/printers/A4``; empty: slips come out of the receipt printer."""
    status_s: Annotated[float, Field(gt=0.1, le=60)] = 3.0
    """How often the queue is asked how the printer is while nothing prints."""
    patience_s: Annotated[float, Field(gt=1, le=600)] = 60.0
    """How long a sheet may take to come out before its job is taken back."""


class Sound(Section):
    """The voice that reads the screen aloud."""

    command: tuple[str, ...] = ("espeak-ng", "-v", "cmn", "-s", "150", "--stdin")
    """Speech program and arguments; it reads the text on stdin and plays it. Empty: this terminal has no voice."""
    card: str = "/dev/snd/pcm*p"
    """Pattern of the sound card's playback devices; without a match there is no voice. Empty: not looked for."""
