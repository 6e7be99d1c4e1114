"""Bad news, said well: for every error and device reason what happened, what is safe, and the ways on.

The order is always the same: what happened (title), what of the person's is not lost (safe), what can be done now
(ways). The error's code stands in a line of its own for staff. ``assets/locale`` holds the words.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.devices.id_reader.events import CardReason
from kiosk.errors import KioskError
from kiosk.identity.acting import ActingProblem
from kiosk.identity.validity import Finding
from kiosk.wording import Phrase

ICONS = {
    "again": "arrow-counter-clockwise-bold",
    "staff": "seal-check-bold",
    "counter": "receipt-duotone",
    "on": "arrow-right-bold",
    "wait": "wrench-duotone",
    "later": "clock-bold",
    "home": "house-line-bold",
    "end": "sign-out-bold",
}
"""Every way on there is, and its icon; ``journey.way_<id>`` and ``journey.way_<id>_more`` are its words."""


@dataclass(frozen=True)
class Trouble:
    """Something to tell: title, ways on in order of usefulness, and which words of safety fit."""

    what: str
    """Key of the sentence that says what happened."""
    ways: tuple[str, ...]
    safe: str = "journey.safe_filled"
    """Key of the sentence that says what is not lost; empty when there is nothing to lose yet."""
    code: str = ""
    """For staff."""
    illustration: str = "call-helper"
    asks: bool = True
    """The ways are asked about in a line of their own; not where the title is the question."""

    @property
    def title(self) -> Phrase:
        """What happened."""
        return Phrase(self.what)


_AGAIN = ("again", "counter", "end")
_PAPERLESS = ("on", "wait", "end")

ERRORS: dict[str, tuple[str, tuple[str, ...]]] = {
    "X-00": ("stopped", _AGAIN),
    "S-01": ("not_set_up", ("counter", "end")),
    "C-01": ("no_catalogue", ("counter", "end")),
    "D-00": ("device_troubled", _AGAIN),
    "D-01": ("device_gone", _AGAIN),
    "D-02": ("device_silent", _AGAIN),
    "D-03": ("device_garbled", _AGAIN),
    "D-04": ("device_refused", _AGAIN),
    "D-05": ("device_broken", _AGAIN),
    "D-06": ("device_broken", ("counter", "end")),
    "K-00": ("card_unread", _AGAIN),
    "K-01": ("card_lifted", _AGAIN),
    "K-02": ("card_rejected", ("counter", "end")),
    "K-03": ("card_unknown", _AGAIN),
    "V-01": ("camera_still", ("staff", "again", "counter", "end")),
    "F-00": ("sheets_troubled", _AGAIN),
    "F-21": ("feeder_empty", _AGAIN),
    "F-22": ("feeder_jammed", _AGAIN),
    "F-23": ("sheets_cover", _AGAIN),
    "F-24": ("sheets_busy", _AGAIN),
    "U-00": ("file_unusable", _AGAIN),
    "U-01": ("file_gone", _AGAIN),
    "U-02": ("file_too_big", _AGAIN),
    "U-03": ("file_many_pages", _AGAIN),
    "U-04": ("file_many_pixels", _AGAIN),
    "U-05": ("file_broken", _AGAIN),
    "U-06": ("file_locked", _AGAIN),
    "U-07": ("file_not_allowed", _AGAIN),
    "U-08": ("file_empty", _AGAIN),
    "U-09": ("file_slow", _AGAIN),
    "P-00": ("printer_troubled", _PAPERLESS),
    "P-21": ("paper_out", _PAPERLESS),
    "P-22": ("cover_open", _PAPERLESS),
    "P-23": ("printer_unsure", _PAPERLESS),
    "I-00": ("picture_unusable", _AGAIN),
    "I-01": ("no_picture", _AGAIN),
    "I-02": ("faces_missing", ("staff", "counter", "end")),
    "I-10": ("text_unread", ("on", "counter", "end")),
    "I-11": ("text_unread", ("on", "counter", "end")),
    "I-12": ("text_unread", ("on", "counter", "end")),
    "I-13": ("text_unread", ("on", "counter", "end")),
    "Z-00": ("identity_unusable", ("again", "counter", "end")),
    "Z-01": ("number_wrong", ("counter", "end")),
    "Z-02": ("card_unreadable", _AGAIN),
    "O-00": ("not_saved", _AGAIN),
    "O-01": ("disk_full", _AGAIN),
    "O-02": ("outbox_damaged", _AGAIN),
    "O-03": ("seal_broken", _AGAIN),
    "O-04": ("outbox_taken", _AGAIN),
    "O-05": ("already_saved", ("counter", "end")),
    "O-06": ("storage_locked", ("counter", "end")),
    "O-07": ("storage_locked", ("counter", "end")),
    "O-08": ("outbox_damaged", _AGAIN),
    "O-09": ("tray_no_stick", ("again", "end")),
    "N-00": ("hub_troubled", ("again", "home", "end")),
    "N-04": ("hub_away", ("again", "home", "end")),
    "N-05": ("hub_captive", ("again", "home", "end")),
    "N-06": ("hub_nonsense", ("again", "home", "end")),
    "N-07": ("hub_refused", ("again", "home", "end")),
    "N-08": ("hub_busy", ("again", "home", "end")),
    "N-09": ("verifier_away", ("again", "counter", "end")),
    "N-12": ("issuer_away", _AGAIN),
    "N-10": ("clock_wrong", ("again", "home", "end")),
    "N-11": ("terminal_revoked", ("counter", "end")),
    "T-00": ("writing_troubled", _AGAIN),
    "T-01": ("writing_missing", ("counter", "end")),
    "T-02": ("writing_stopped", _AGAIN),
    "J-00": ("not_now", _AGAIN),
}
"""Error code → sentence and ways. A test holds this against the tree of ``kiosk/errors.py``."""

NOTHING_LOST_YET = frozenset({"N-00", "N-04", "N-05", "N-06", "N-07", "N-08", "N-09", "N-10"})
"""Asking the hub happens before anything was filled in."""

CARDS: dict[CardReason, tuple[str, tuple[str, ...]]] = {
    CardReason.LIFTED: ("card_lifted", ("other_means", "counter")),
    CardReason.SELECT_FAILED: ("card_select_failed", ("other_means", "counter")),
    CardReason.GARBLED: ("card_garbled", ("other_means", "counter")),
    CardReason.SILENT: ("card_silent", ("other_means", "counter")),
    CardReason.REJECTED: ("card_rejected", ("other_means", "counter", "end")),
    CardReason.UNKNOWN: ("card_unknown", ("other_means", "counter", "end")),
    CardReason.READER_FAILED: ("reader_failed", ("other_means", "counter", "end")),
}
"""Why a card was not read → sentence and ways; the reader itself goes on trying."""

FINDINGS: dict[Finding, tuple[str, tuple[str, ...]]] = {
    Finding.EXPIRED: ("card_expired", ("other_means", "counter", "again", "end")),
    Finding.NOT_YET_VALID: ("card_early", ("counter", "again", "end")),
    Finding.UNDER_16: ("card_under_16", ("guardian", "counter", "again", "end")),
    Finding.NUMBER_INVALID: ("number_wrong", ("counter", "end")),
    Finding.BIRTH_DIFFERS: ("card_birth_differs", ("counter", "end")),
    Finding.SEX_DIFFERS: ("card_sex_differs", ("counter", "end")),
}
"""What speaks against a document → sentence and ways."""

ACTING: dict[ActingProblem, tuple[str, tuple[str, ...]]] = {
    ActingProblem.ACTOR_TOO_YOUNG: ("actor_too_young", ("counter", "again", "end")),
    ActingProblem.CHILD_GROWN: ("child_grown", ("agent", "for_self", "counter", "end")),
    ActingProblem.CHILD_NEEDS_GUARDIAN: ("child_needs_guardian", ("guardian", "counter", "end")),
    ActingProblem.SAME_PERSON: ("same_card", ("for_self", "again", "end")),
}
"""Why one may not act for the other → sentence and ways."""

PRINTER: dict[str, tuple[str, str]] = {
    "paper_out": ("paper_out", "P-21"),
    "cover_open": ("cover_open", "P-22"),
    "unknown": ("printer_unsure", "P-23"),
}
"""Printer's reason → sentence and code; any other reason is ``printer_troubled``."""

_DEVICES = {
    DeviceKind.ID_READER: "reader_failed",
    DeviceKind.CAMERA: "camera_away",
    DeviceKind.SCANNER: "scanner_away",
    DeviceKind.SHEETS: "sheets_away",
    DeviceKind.STICK: "stick_away",
    DeviceKind.PRINTER: "printer_troubled",
    DeviceKind.CODE_READER: "code_reader_away",
    DeviceKind.SOUND: "device_troubled",
}
CAMERA: dict[str, str] = {
    "stalled": "camera_still",
    "hangs": "camera_still",
    "taken": "camera_refused",
    "network_stream": "camera_refused",
    "virtual_device": "camera_refused",
    "other_camera": "camera_refused",
    "no_infrared": "camera_refused",
}
"""Camera's reason → sentence; any other reason is ``camera_away``. Staff read the reason itself."""


def for_error(error: KioskError, *, safe: str = "journey.safe_filled") -> Trouble:
    """What to say of an error; an error type nobody wrote a sentence for is said as its parent would be."""
    for kind in type(error).__mro__:
        code = getattr(kind, "code", None)
        if isinstance(code, str) and code in ERRORS:
            what, ways = ERRORS[code]
            kept = "" if code in NOTHING_LOST_YET else safe
            return Trouble(f"journey.{what}", ways, kept, error.code)
    raise AssertionError("KioskError itself has a sentence")


def for_printer(status: DeviceStatus, *, safe: str = "journey.safe_filled") -> Trouble:
    """What to say before submitting when the slip could not be printed now."""
    what, code = PRINTER.get(status.reason, ("printer_troubled", "P-00"))
    return Trouble(f"journey.{what}", _PAPERLESS, safe, code, "printer-out-of-paper")


def for_device(kind: DeviceKind, status: DeviceStatus) -> str:
    """Key of the sentence for a device that is needed and cannot be used."""
    if kind is DeviceKind.PRINTER:
        return f"journey.{PRINTER.get(status.reason, ('printer_troubled', ''))[0]}"
    if kind is DeviceKind.CAMERA and status.reason in CAMERA:
        return f"journey.{CAMERA[status.reason]}"
    return f"journey.{_DEVICES[kind]}"


def away(status: DeviceStatus) -> bool:
    """Is the device of no use now? One that is just starting is waited for."""
    return not status.usable and status.state is not DeviceState.STARTING
