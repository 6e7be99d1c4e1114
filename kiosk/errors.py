"""Every error that may cross a module border, drawn as one tree.

    KioskError
    ├── SettingsError                 a settings file that cannot be used; names file, key and line
    ├── CatalogueError                a catalogue row that cannot be used; names row and field
    ├── DeviceError
    │   ├── DeviceAbsent              the port, socket or camera is not there
    │   ├── DeviceSilent              no answer within its time
    │   ├── DeviceGarbled             bytes that break the device's protocol
    │   ├── DeviceRefused             the device answered, and the answer is no
    │   ├── DeviceOutOfOrder          the device says of itself that it cannot work: to its vendor
    │   ├── DriverMissing             a library or plug-in for the device is not installed or does not load
    │   ├── CardError
    │   │   ├── CardGone              the card was lifted before it was read
    │   │   ├── CardRejected          card and reader do not trust each other: to the counter
    │   │   └── CardUnknown           a document this terminal does not know; never guessed
    │   ├── CameraStalled             the stream is open and no new frame comes
    │   ├── ScannerError              the flatbed or feeder cannot go on
    │   │   ├── FeederEmpty           no paper lies in the feeder
    │   │   ├── FeederJammed          the paper is stuck in the feeder
    │   │   ├── ScannerCoverOpen
    │   │   └── ScannerBusy           it warms up, or somebody else uses it
    │   └── PrinterError
    │       ├── PaperOut
    │       ├── CoverOpen
    │       └── PrinterStateUnknown   the printer took bytes and does not say what became of them
    ├── FileError                     a file from outside (stick, e-licence) that gives no pages
    │   ├── FileGone                  the stick was pulled, or the file went away, while it was read
    │   ├── FileTooBig                more bytes than the settings allow
    │   ├── TooManyPages              more pages than the settings allow
    │   ├── PictureTooBig             more pixels than the settings allow, whatever its bytes are
    │   ├── FileBroken                its kind is known, and it does not open
    │   ├── FileLocked                a PDF with a password
    │   ├── FileNotAllowed            by its content it is none of the kinds that are taken
    │   ├── FileEmpty                 0 bytes, or no page
    │   └── FileSlow                  opening it took more time or memory than it may; it was ended
    ├── VisionError
    │   ├── NotAnImage                bytes that are no picture
    │   ├── ModelMissing              a network's weights are missing or not the pinned ones
    │   └── ReadingError              a page's text is not known; answers are not prefilled, nothing else is lost
    │       ├── ReaderMissing         the reader of texts (OCR) is not installed
    │       ├── ReaderDown            its process died, hangs or answers nonsense; started anew for the next page
    │       └── PageUnread            it says no to this page: no memory left for it, or not to be worked with
    ├── IdentityError
    │   ├── NumberInvalid             GB 11643: length, date or check digit
    │   └── DocumentUnreadable        the card's text block breaks its layout
    ├── OfflineError
    │   ├── DiskFull                  nothing was saved; the person keeps the draft
    │   ├── OutboxDamaged             the queue's file cannot be trusted
    │   ├── SealBroken                an envelope that cannot be made or opened
    │   ├── OutboxTaken               another program holds the queue's file
    │   ├── ApplicationChanged        the same application id came with other bytes
    │   ├── EnvelopeLost              one envelope of the queue is gone or has changed; the others are well
    │   ├── StickMissing              no stick of the staff is in, to carry an envelope away on
    │   ├── KeyUnusable               the storage key is missing, damaged, or others may read it
    │   └── KeyWrong                  the storage key does not open the queue's file
    ├── PlatformError
    │   ├── HubUnreachable            no connection, or it broke
    │   ├── CaptivePortal             somebody else answered in the hub's place
    │   ├── HubNonsense               the hub answered, outside its contract
    │   ├── HubSick                   the hub is there and cannot work now (429, 5xx); carries when to ask again
    │   ├── HubRefused                the hub understood and said no; carries status and problem type
    │   ├── TerminalRevoked           the hub no longer knows this terminal: nothing new is begun on it
    │   ├── ClockWrong                the hub's certificate is not valid at this machine's time
    │   ├── VerifierAway              the hub is well; who verifies identities for it is not there now
    │   └── IssuerAway                the hub is well; who issues electronic licences for it is not there now
    ├── EntryError
    │   ├── EntryMissing              an engine for writing Chinese is not installed, or its tables are not made
    │   └── EntryDown                 the engine died, hangs or answers nonsense; started anew when next asked
    └── JourneyError                  a step was asked for that cannot be taken now

Lower layers' exceptions (pyserial, cv2, sqlite3, requests, escpos, cryptography) never cross a border unmapped.
Messages are for technicians and never hold personal data; what a resident reads is chosen by ``code``
(see ``kiosk/journey/sentences.py``).
"""

from __future__ import annotations


class KioskError(Exception):
    """Root of the tree. ``code`` is the short name a technician sees and a sentence is chosen by."""

    code = "X-00"


class SettingsError(KioskError):
    """A settings file that cannot be used."""

    code = "S-01"

    def __init__(self, message: str, *, file: str = "", key: str = "", line: int | None = None) -> None:
        where = f"{file}:{line}" if line is not None else file
        super().__init__(": ".join(part for part in (where, key, message) if part))
        self.file, self.key, self.line = file, key, line


class CatalogueError(KioskError):
    """A catalogue row that cannot be used."""

    code = "C-01"

    def __init__(self, message: str, *, row: str = "", field: str = "") -> None:
        super().__init__(": ".join(part for part in (row, field, message) if part))
        self.row, self.field = row, field


class DeviceError(KioskError):
    """Something between the terminal and one of its devices."""

    code = "D-00"


class DeviceAbsent(DeviceError):
    """The port, socket or camera is not there."""

    code = "D-01"


class DeviceSilent(DeviceError):
    """No answer within its time."""

    code = "D-02"


class DeviceGarbled(DeviceError):
    """Bytes that break the device's protocol."""

    code = "D-03"


class DeviceRefused(DeviceError):
    """The device answered, and the answer is no."""

    code = "D-04"


class DeviceOutOfOrder(DeviceError):
    """The device says of itself that it cannot work: a matter for its vendor."""

    code = "D-05"


class DriverMissing(DeviceError):
    """A library or plug-in for the device is not installed or does not load."""

    code = "D-06"


class CardError(DeviceError):
    """A card that did not give what was asked."""

    code = "K-00"


class CardGone(CardError):
    """The card was lifted before it was read."""

    code = "K-01"


class CardRejected(CardError):
    """Card and reader do not trust each other: suspicious or worn, to the counter."""

    code = "K-02"


class CardUnknown(CardError):
    """A document this terminal does not know."""

    code = "K-03"


class CameraStalled(DeviceError):
    """The stream is open and no new frame comes."""

    code = "V-01"


class ScannerError(DeviceError):
    """The flatbed or feeder cannot go on."""

    code = "F-00"


class FeederEmpty(ScannerError):
    """No paper lies in the feeder."""

    code = "F-21"


class FeederJammed(ScannerError):
    """The paper is stuck in the feeder."""

    code = "F-22"


class ScannerCoverOpen(ScannerError):
    """The scanner's or the feeder's cover stands open."""

    code = "F-23"


class ScannerBusy(ScannerError):
    """The scanner warms up, or somebody else uses it."""

    code = "F-24"


class PrinterError(DeviceError):
    """The receipt printer cannot go on."""

    code = "P-00"


class PaperOut(PrinterError):
    """The roll has ended."""

    code = "P-21"


class CoverOpen(PrinterError):
    """The printer's cover stands open."""

    code = "P-22"


class PrinterStateUnknown(PrinterError):
    """The printer took bytes and does not say what became of them."""

    code = "P-23"


class FileError(KioskError):
    """A file from outside that gives no pages. No message ever holds the file's name."""

    code = "U-00"


class FileGone(FileError):
    """The stick was pulled, or the file went away, while it was read."""

    code = "U-01"


class FileTooBig(FileError):
    """More bytes than the settings allow."""

    code = "U-02"


class TooManyPages(FileError):
    """More pages than the settings allow."""

    code = "U-03"


class PictureTooBig(FileError):
    """More pixels than the settings allow, whatever its bytes are."""

    code = "U-04"


class FileBroken(FileError):
    """Its kind is known, and it does not open."""

    code = "U-05"


class FileLocked(FileError):
    """A PDF with a password."""

    code = "U-06"


class FileNotAllowed(FileError):
    """By its content, not its name, it is none of the kinds that are taken; or it is no regular file."""

    code = "U-07"


class FileEmpty(FileError):
    """0 bytes, or no page."""

    code = "U-08"


class FileSlow(FileError):
    """Opening it took more time or memory than it may, and was ended."""

    code = "U-09"


class VisionError(KioskError):
    """A picture that cannot be worked with."""

    code = "I-00"


class NotAnImage(VisionError):
    """Bytes that are no picture."""

    code = "I-01"


class ModelMissing(VisionError):
    """A network's weights are missing or are not the pinned ones."""

    code = "I-02"


class ReadingError(VisionError):
    """A page's text is not known; answers are not prefilled from it."""

    code = "I-10"


class ReaderMissing(ReadingError):
    """The reader of texts is not installed on this terminal."""

    code = "I-11"


class ReaderDown(ReadingError):
    """The reader's process died, hangs or answers nonsense; the next page starts another."""

    code = "I-12"


class PageUnread(ReadingError):
    """The reader says no to this page: it has not the memory, or cannot work with the picture."""

    code = "I-13"


class IdentityError(KioskError):
    """A document whose words cannot be used."""

    code = "Z-00"


class NumberInvalid(IdentityError):
    """A citizen number that breaks GB 11643 (length, date or check digit)."""

    code = "Z-01"


class DocumentUnreadable(IdentityError):
    """A card text block that breaks its layout."""

    code = "Z-02"


class OfflineError(KioskError):
    """Keeping or sealing an application failed."""

    code = "O-00"


class DiskFull(OfflineError):
    """No room: nothing was saved, and the person keeps the draft."""

    code = "O-01"


class OutboxDamaged(OfflineError):
    """The queue's file cannot be trusted."""

    code = "O-02"


class SealBroken(OfflineError):
    """An envelope that cannot be made or opened."""

    code = "O-03"


class OutboxTaken(OfflineError):
    """Another program holds the queue's file; only one may write to it."""

    code = "O-04"


class ApplicationChanged(OfflineError):
    """The same application id came with other bytes; what was saved first stays."""

    code = "O-05"


class EnvelopeLost(OfflineError):
    """One envelope of the queue is gone or has changed; the others are well."""

    code = "O-08"


class StickMissing(OfflineError):
    """No stick of the staff is in, to carry an envelope away on."""

    code = "O-09"


class KeyUnusable(OfflineError):
    """The storage key is missing, damaged, refused by its keeper, or others may read its file."""

    code = "O-06"


class KeyWrong(OfflineError):
    """The storage key is whole and does not open the queue's file (or the file's first page is damaged)."""

    code = "O-07"


class PlatformError(KioskError):
    """Talking with the hub failed."""

    code = "N-00"


class HubUnreachable(PlatformError):
    """No connection, or it broke."""

    code = "N-04"


class CaptivePortal(PlatformError):
    """Somebody else answered in the hub's place."""

    code = "N-05"


class HubNonsense(PlatformError):
    """The hub answered, outside its contract."""

    code = "N-06"


class HubSick(PlatformError):
    """The hub is there and cannot work now (429, 5xx); ``retry_after_s`` is its own wish, if it named one."""

    code = "N-08"

    def __init__(self, message: str, *, retry_after_s: float | None = None, problem: str = "") -> None:
        super().__init__(f"{message} {problem}".strip())
        self.retry_after_s, self.problem = retry_after_s, problem


class HubRefused(PlatformError):
    """The hub understood and said no."""

    code = "N-07"

    def __init__(self, message: str, *, status: int, problem: str = "") -> None:
        super().__init__(f"{status} {problem} {message}".strip())
        self.status, self.problem = status, problem


class VerifierAway(PlatformError):
    """The hub is well; whoever verifies identities for it does not answer now, or is not set up any more."""

    code = "N-09"


class IssuerAway(PlatformError):
    """The hub is well; whoever issues electronic licences for it does not answer, or is not set up any more."""

    code = "N-12"


class ClockWrong(PlatformError):
    """The hub's certificate is not valid at this machine's time: its clock is wrong, or the certificate is old."""

    code = "N-10"


class TerminalRevoked(PlatformError):
    """The hub no longer knows this terminal: nothing new is begun on it, and what was submitted waits, sealed."""

    code = "N-11"


class EntryError(KioskError):
    """Writing Chinese failed."""

    code = "T-00"


class EntryMissing(EntryError):
    """An engine that is not installed here, or whose tables are not made."""

    code = "T-01"


class EntryDown(EntryError):
    """The engine died, hangs or answers nonsense; it is started anew when it is next asked."""

    code = "T-02"


class JourneyError(KioskError):
    """A step was asked for that cannot be taken now."""

    code = "J-00"
