"""What the catalogue is made of: sources, facts, regions, service items with guide, form and materials.

Everything here is frozen data. A fact about a matter is never without the page it was read on and the place it
holds for; what no page says is ``None``. ``loader.py`` reads the files, ``search.py`` finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,47}$")]
FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
RegionCode = Annotated[str, Field(pattern=r"^\d{6}$")]
PaperKind = Annotated[str, Field(pattern=r"^([a-z][a-z_]{1,31})?$")]
PaperFieldId = Annotated[str, Field(pattern=r"^([a-z][a-z_]{1,31}\.[a-z][a-z_]{1,31})?$")]
Text = Annotated[str, Field(min_length=1)]

Scope = Literal["cross_province", "sichuan_chongqing", "in_province"]
Mode = Literal["online", "forwarded", "joint"]
KioskLevel = Literal["apply", "precheck", "appointment", "guide"]
Delivery = Literal["pickup", "mail", "electronic"]
IdentityNeed = Literal["card_and_face", "card"]
Verification = Literal["sourced", "local_menu", "recalled"]
Need = Literal["must", "may", "depends"]
Grade = Literal["official_page", "press", "second_hand", "derived"]
Unsaid = Literal["time_limit", "fee", "result", "materials"]
FieldKind = Literal["text", "id_number", "phone", "date", "choice", "region", "yes_no"]
Prefill = Literal["name", "number", "sex", "birth", "address", "ethnic_group"]
Answer = str | bool
Answers = Mapping[str, Answer] | None


class Row(BaseModel):
    """A row of the catalogue: frozen, and a field nobody knows is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Row):
    """A page that facts were read on."""

    id: Slug
    title: Text
    url: str
    grade: Grade
    place: Text
    """Where the page's words hold: a region's name, or 全国."""
    dated: str = ""
    """The page's own date as it stands there (``2023-09-13``, ``2022-11``); empty when it has none."""
    checked: date | None = None
    """When staff last compared the facts with the live page; ``None``: only an archived copy was read."""


class Fact(Row):
    """A sentence, the pages that say it, and the place it holds for."""

    text: Text
    source_ids: Annotated[tuple[Slug, ...], Field(min_length=1)]
    place: Text


class Condition(Row):
    """When something is asked for. All given parts must hold; inside one part any of the values is enough.

    ``age_from`` and ``age_to`` are whole years, both included. ``any_of`` holds when one of its conditions does.
    """

    situation: tuple[Slug, ...] = ()
    answers: dict[FieldId, tuple[Answer, ...]] = {}
    age_from: Annotated[int, Field(ge=0, le=150)] | None = None
    age_to: Annotated[int, Field(ge=0, le=150)] | None = None
    sex: Literal["", "男", "女"] = ""
    any_of: tuple[Condition, ...] = ()

    @field_validator("situation", mode="before")
    @classmethod
    def _one_situation(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("answers", mode="before")
    @classmethod
    def _one_answer(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {key: (one,) if isinstance(one, str | bool) else one for key, one in value.items()}

    def holds(self, situation: str = "", answers: Answers = None, age: int | None = None, sex: str = "") -> bool:
        """Whether the condition holds for what is known so far.

        An unknown ``age`` (``None``) or ``sex`` (``""``) does not rule anything out: before the card is read the
        guide rather names a paper too many than one too few. An answer not given yet does not hold.
        """
        given = answers or {}
        if self.situation and situation not in self.situation:
            return False
        if any(given.get(field) not in wanted for field, wanted in self.answers.items()):
            return False
        if age is not None and not (self.age_from or 0) <= age <= (150 if self.age_to is None else self.age_to):
            return False
        if self.sex and sex and sex != self.sex:
            return False
        return not self.any_of or any(one.holds(situation, given, age, sex) for one in self.any_of)

    def fields(self) -> set[str]:
        """The form fields this condition looks at."""
        return set(self.answers).union(*(one.fields() for one in self.any_of))

    def situations(self) -> set[str]:
        """The situations this condition looks at."""
        return set(self.situation).union(*(one.situations() for one in self.any_of))


class Situation(Row):
    """办理情形: one of the cases an item knows."""

    id: Slug
    name: Text
    name_en: str = ""


class Choice(Row):
    """One answer of a choice field."""

    value: Text
    name: Text
    name_en: str = ""


class FormField(Row):
    """One question of a form. ``question`` is the sentence asked, ``label`` the short name on the review page."""

    id: FieldId
    kind: FieldKind
    label: Text
    question: Text
    hint: str = ""
    label_en: str = ""
    question_en: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    max_length: Annotated[int, Field(ge=1, le=500)] = 60
    """Characters; text fields only."""
    when: Literal["", "past", "future"] = ""
    """Date fields: only days up to today (``past``) or from today (``future``)."""
    only_if: Condition | None = None
    prefill: Prefill | None = None
    """The card's field this answer begins with."""
    from_paper: PaperFieldId = ""
    """Field of a known paper that may be offered as this answer (``id_card.name``); empty: none."""

    def asked(self, situation: str = "", answers: Answers = None, age: int | None = None, sex: str = "") -> bool:
        """Whether the question is put to this person."""
        return self.only_if is None or self.only_if.holds(situation, answers, age, sex)


class PageName(Row):
    """What one page of a paper is: 首页, 本人页."""

    name: Text
    name_en: str = ""


class Material(Row):
    """A paper of an application. ``original_travels``: the paper itself goes to the other region (材料交接单)."""

    id: FieldId
    name: Text
    name_en: str = ""
    detail: str = ""
    need: Need = "must"
    original_travels: bool = False
    by_card: bool = False
    """The ID card itself: shown in the guide, taken by the reader, never scanned."""
    kind: PaperKind = ""
    """Which known paper it is (``assets/papers``): what is laid down can be held against it; empty: any paper."""
    page_names: tuple[PageName, ...] = ()
    """What is asked for as its first page, its second and so on; further ones have no name."""
    both_sides: bool = False
    """A card whose two sides make one page."""
    colour: bool = False
    """A copy in grey will not do."""
    whose: Literal["applicant", "other"] = "applicant"
    """other: somebody else's paper, so the applicant's name is not looked for on it."""
    pages_min: Annotated[int, Field(ge=1, le=50)] = 1
    pages_max: Annotated[int, Field(ge=1, le=50)] = 4
    only_if: Condition | None = None
    source_ids: Annotated[tuple[Slug, ...], Field(min_length=1)]

    def asked(self, situation: str = "", answers: Answers = None, age: int | None = None, sex: str = "") -> bool:
        """Whether the paper concerns this person."""
        return self.only_if is None or self.only_if.holds(situation, answers, age, sex)


class Guide(Row):
    """办事指南. Papers stand in ``ServiceItem.materials``. What no page gives is ``None`` and named in ``unsaid``;
    ``cautions`` say what a resident must know about the facts themselves (another place's, old, or differing)."""

    conditions: tuple[Fact, ...] = ()
    time_limit: Fact | None = None
    fee: Fact | None = None
    result: Fact | None = None
    flow: tuple[Fact, ...] = ()
    hotline: Fact | None = None
    handling: Fact | None = None
    """What a page says about the handling mode; ``None``: the item's ``mode`` is the terminal's own proposal."""
    basis: tuple[Fact, ...] = ()
    source_ids: tuple[Slug, ...] = ()
    cautions: tuple[Text, ...] = ()
    unsaid: frozenset[Unsaid] = frozenset()
    """What was looked for and stands on no page we have; the guide says so in words."""


class Listing(Row):
    """The word of one list that the item stands in it, and how well that is known."""

    list: Slug
    verification: Verification
    source_ids: Annotated[tuple[Slug, ...], Field(min_length=1)]
    note: str = ""


class ServiceItem(Row):
    """事项: one thing a person can apply for, or at least read about, at the terminal."""

    id: Slug
    name: Text
    plain_name: Annotated[str, Field(min_length=2, max_length=12)]
    """The people's own words for it."""
    name_en: Text
    summary: str = ""
    summary_en: str = ""
    department: Slug
    life_event: Slug
    scopes: frozenset[Scope]
    """Empty only for rows of a local directory that no 通办 list is known to hold."""
    mode: Mode
    kiosk_level: KioskLevel
    regions: Annotated[tuple[str, ...], Field(min_length=1)] = ("all",)
    """Where the matter may belong: GB/T 2260 codes (with everything below them), ``partners`` or ``all``."""
    situations: tuple[Situation, ...] = ()
    guide: Guide = Guide()
    form: tuple[FormField, ...] = ()
    form_schema: dict[str, Any] = {}
    """The JSON Schema (2020-12) that ``form`` was read from."""
    materials: tuple[Material, ...] = ()
    papers_needed: bool = True
    """``False``: the matter needs no papers at all (the card is enough)."""
    delivery: tuple[Delivery, ...] = ()
    identity: IdentityNeed = "card_and_face"
    parts: tuple[str, ...] = ()
    """一件事: the matters done on this one form."""
    words: tuple[str, ...] = ()
    """More words people look for it by."""
    listings: tuple[Listing, ...] = ()
    verification: Verification
    listed_as_official: bool = False

    @property
    def complete(self) -> bool:
        """Guide, form and papers are all there, so that the item can be applied for, prechecked or booked here."""
        guide = self.guide
        told = {"time_limit": guide.time_limit, "fee": guide.fee, "result": guide.result}
        if any(fact is None and name not in guide.unsaid for name, fact in told.items()):
            return False
        papers = any(not one.by_card for one in self.materials)
        given = (guide.conditions, guide.flow, guide.source_ids, self.form, self.delivery)
        return all(given) and papers == self.papers_needed

    def materials_for(
        self, situation: str = "", answers: Answers = None, age: int | None = None, sex: str = ""
    ) -> tuple[Material, ...]:
        """The papers that concern this person, the ID card among them."""
        return tuple(one for one in self.materials if one.asked(situation, answers, age, sex))

    def questions_for(
        self, situation: str = "", answers: Answers = None, age: int | None = None, sex: str = ""
    ) -> tuple[FormField, ...]:
        """The questions put to this person, in order."""
        return tuple(one for one in self.form if one.asked(situation, answers, age, sex))


class OfficialList(Row):
    """A list of 通办 matters. ``announced`` is the number of matters its document names; ``scope`` is empty for a
    local directory, which proves that a matter exists and nothing more."""

    id: Slug
    title: Text
    scope: Scope | Literal[""]
    announced: Annotated[int, Field(ge=0)] = 0
    official: bool = True
    source_ids: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Category(Row):
    """A life event (人生事件) on the home page. ``icon`` is a Phosphor icon's name."""

    id: Slug
    name: Text
    name_en: Text
    examples: Text
    icon: Text
    on_home: bool = True
    """One of the eight tiles; the others are found by search, scope and department."""


class Department(Row):
    """A department of government that answers for items."""

    id: Slug
    name: Text
    name_en: Text


class Region(Row):
    """A division of GB/T 2260. ``parent`` is empty for provinces. ``partner``: the city or one of its districts
    has signed a 通办 agreement with it."""

    code: RegionCode
    name: Text
    parent: str = ""
    partner: bool = False
