"""What each step shows: one frozen view for each screen, made by the journey and drawn by the screens.

A screen reads its view and calls one method of ``kiosk.journey.actions.Actions`` per touch. Views hold phrases and
plain values, no widgets; where they hold personal data they live no longer than the visit. Views are compared by
value, so an unchanged view is not drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kiosk.wording import Phrase


class StepKind(StrEnum):
    """Every step a person can stand at; ``docs/architecture.md`` draws the way through them."""

    ATTRACT = "attract"
    HOME = "home"
    ITEMS = "items"
    REGION = "region"
    GUIDE = "guide"
    CONSENT = "consent"
    CARD = "card"
    APPLICANT = "applicant"
    FACE = "face"
    FORM = "form"
    PAPERS = "papers"
    DELIVERY = "delivery"
    REVIEW = "review"
    SUBMIT = "submit"
    RECEIPT = "receipt"
    RATING = "rating"
    CASES = "cases"
    FAREWELL = "farewell"
    WAYS = "ways"
    HELPER = "helper"


@dataclass(frozen=True)
class Option:
    """One thing to choose. ``phrase`` is its name; ``state`` says whether it can be chosen."""

    id: str
    phrase: Phrase
    detail: Phrase | None = None
    icon: str = ""
    chosen: bool = False
    enabled: bool = True


@dataclass(frozen=True)
class NextPlace:
    """The way on, bottom right. When not ``enabled``, ``phrase`` says what is missing."""

    phrase: Phrase
    enabled: bool = True
    icon: Literal["arrow", "check", "printer", "phone", "none"] = "arrow"


class BackPlace(StrEnum):
    """What stands bottom left."""

    BACK = "back"
    EXIT = "exit"
    AGAIN = "again"
    NONE = "none"


@dataclass(frozen=True)
class Progress:
    """Where the person is: step ``number`` of ``count`` (1-based) and the step's name."""

    number: int
    count: int
    name: Phrase


@dataclass(frozen=True)
class Notice:
    """A sentence beside the question. ``tone``: ok (没事了), look (请看一眼), info (说明)."""

    tone: Literal["ok", "look", "info"]
    phrase: Phrase
    detail: Phrase | None = None


@dataclass(frozen=True)
class View:
    """What every screen has: the question, the four fixed places, and where one is.

    ``key`` changes when the screen has to be built anew (another step, question or page); a view with the same
    class and key only updates the drawn one.
    """

    step: StepKind
    key: str
    title: Phrase
    lead: Phrase | None = None
    progress: Progress | None = None
    back: BackPlace = BackPlace.BACK
    onward: NextPlace | None = None
    can_leave: bool = True
    notice: Notice | None = None
    help_called: bool = False
    speech: tuple[Phrase, ...] = ()
    aloud: bool = False
    """Said without being asked, for somebody who is walking away."""


@dataclass(frozen=True)
class AttractView(View):
    """Nobody is here. ``service`` says what cannot be done now (for example: no room, out of order)."""

    service: Notice | None = None


@dataclass(frozen=True)
class HomeView(View):
    """What would you like to do? ``query`` is what has been typed into the search box."""

    query: str = ""
    scope: str = ""
    scopes: tuple[Option, ...] = ()
    grouping: Literal["life_event", "department"] = "life_event"
    groups: tuple[Option, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True)
class ItemRow:
    """An item in a list. ``official`` is false for rows nobody has verified."""

    id: str
    name: str
    detail: Phrase
    scopes: tuple[str, ...]
    level: str
    official: bool


@dataclass(frozen=True)
class ItemsView(View):
    """Items of a group or of a search, a page at a time. ``typing`` shows the keys for the search box."""

    query: str = ""
    typing: bool = False
    rows: tuple[ItemRow, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True)
class RegionView(View):
    """Where does the matter belong? Three levels, one after the other; partners come first."""

    path: tuple[tuple[Phrase, str], ...] = ()
    """(level name, chosen region's name or empty) for province, city, county."""
    level: int = 0
    options: tuple[Option, ...] = ()
    card_address_option: Option | None = None
    page: int = 0
    pages: int = 1


@dataclass(frozen=True)
class GuideMaterial:
    """A material in the guide."""

    name: str
    detail: str
    need: Literal["must", "may", "depends"]


@dataclass(frozen=True)
class GuideView(View):
    """The facts of an item, each sourced; ``None`` where no source was found, and then not shown."""

    item_name: str = ""
    level: str = "apply"
    mode: str = "online"
    time_limit: str | None = None
    fee: str | None = None
    result: str | None = None
    conditions: tuple[str, ...] = ()
    materials: tuple[GuideMaterial, ...] = ()
    situations: tuple[Option, ...] = ()
    cautions: tuple[str, ...] = ()
    source: str = ""
    checked_on: str = ""
    stale: bool = False
    whole: bool = False
    """True while the whole guide is open."""


@dataclass(frozen=True)
class ConsentView(View):
    """What is read, why, how long it is kept; the face apart. ``consents`` are chosen one by one."""

    reads: tuple[tuple[Phrase, Phrase], ...] = ()
    """(what is read, why and for how long)."""
    consents: tuple[Option, ...] = ()


class FieldKind(StrEnum):
    """The kinds of question a form can ask."""

    TEXT = "text"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    DATE = "date"
    CHOICE = "choice"
    REGION = "region"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class EntryView:
    """How text is being written: the letters of a sound, and the words they can mean.

    A screen shows as many ``words`` as it has room for and says with ``Actions.turn_words`` how many those were.
    """

    chinese: bool = False
    can_switch: bool = False
    """Is there an engine, so that 中 and 英 can be switched?"""
    letters: str = ""
    words: tuple[str, ...] = ()
    earlier: bool = False
    more: bool = False
    """Are there words behind these?"""
    note: Phrase | None = None
    """Why there is no Chinese to choose from."""


@dataclass(frozen=True)
class FormView(View):
    """One question. ``value`` is what has been answered; ``shown`` is how it reads in the box."""

    field_id: str = ""
    kind: FieldKind = FieldKind.TEXT
    value: str = ""
    shown: str = ""
    hint: str = ""
    error: Phrase | None = None
    options: tuple[Option, ...] = ()
    page: int = 0
    pages: int = 1
    from_card: bool = False
    entry: EntryView | None = None
    """Of a question for text."""


@dataclass(frozen=True)
class PageThumb:
    """A page that was kept: 1-based number and its verdict."""

    number: int
    good: bool
    chosen: bool = False
    verdict: Phrase | None = None


@dataclass(frozen=True)
class PapersView(View):
    """Lay the paper down. Live picture and thumbs come from ``Actions.paper_frame`` and ``paper_page``.

    ``outline`` is the found page, TL TR BR BL, as fractions of the picture (x right, y down).
    """

    material_id: str = ""
    stage: Literal["live", "kept", "no_scanner"] = "live"
    verdict: Phrase | None = None
    good: bool = False
    outline: tuple[tuple[float, float], ...] = ()
    thumbs: tuple[PageThumb, ...] = ()
    live_page: int = 0
    """The page the desk is looked at for, 1-based; 0 while none is."""
    shown: int = 0
    """Another number whenever the picture of a kept page is another."""
    can_skip: bool = False
    can_add: bool = False
    can_frame: bool = False
    """May the person frame the page by hand?"""
    auto: bool = False
    """Is a good page taken by itself?"""
    shooting: bool = False
    """It lies well and is about to be."""
    working: bool = False
    ways: tuple[Option, ...] = ()
    """What else can be done, as from which other place pages can come."""


@dataclass(frozen=True)
class DeliveryView(View):
    """How do you want the result?"""

    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class ReviewRow:
    """One line to check; ``value`` is masked where others could see it, unless it was opened for five seconds."""

    id: str
    label: Phrase
    value: str
    can_edit: bool = True
    masked: bool = False


@dataclass(frozen=True)
class ReviewView(View):
    """Check, then sign. ``strokes`` are the signature's lines, points as fractions of the pad."""

    rows: tuple[ReviewRow, ...] = ()
    page: int = 0
    pages: int = 1
    strokes: tuple[tuple[tuple[float, float], ...], ...] = ()
    signed: bool = False
    all_seen: bool = True


@dataclass(frozen=True)
class SubmitView(View):
    """The application is being saved: a moment, nothing to touch."""


class PrintState(StrEnum):
    """What became of the slip."""

    PRINTING = "printing"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class ReceiptView(View):
    """Submitted (the hub has it) or saved (it waits on this machine). ``code`` is the QR's text."""

    saved_offline: bool = False
    number: str = ""
    case_number: str = ""
    due: Phrase | None = None
    code: str = ""
    show_code: bool = False
    printing: PrintState = PrintState.PRINTING
    trouble: Phrase | None = None
    handover: bool = False
    card_on_reader: bool = False
    card_taken: bool = False


@dataclass(frozen=True)
class RatingView(View):
    """好差评: five levels, skippable; below three it asks why."""

    level: int = 0
    reasons: tuple[Option, ...] = ()


@dataclass(frozen=True)
class FarewellView(View):
    """The visit is over and the card still lies there."""


@dataclass(frozen=True)
class WaysView(View):
    """Something went wrong, and these are the ways on. ``safe`` says what is not lost; ``staff`` is for staff."""

    illustration: str = ""
    safe: Notice | None = None
    options: tuple[Option, ...] = ()
    staff: Phrase | None = None


@dataclass(frozen=True)
class Overlay:
    """A question over the step: ``leave`` (end? unsent things are cleared) or ``idle`` (still there?)."""

    kind: Literal["leave", "idle"]
    title: Phrase
    lead: Phrase
    stay: Phrase
    go: Phrase
    seconds_left: int = 0


@dataclass(frozen=True)
class Scene:
    """All that is on the screen now."""

    view: View
    overlay: Overlay | None = None
    link: Literal["up", "down", "captive", "sick"] = "up"
    helper_name: str = ""
