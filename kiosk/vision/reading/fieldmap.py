"""The known papers and what stands where on them, as written in ``assets/papers/*.toml``: read and checked here.

A map says which words a paper is known by, and for each field its label words, where the value stands from the
label, and what kind of value it is. Nothing in the code knows a single paper.
"""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from kiosk.errors import CatalogueError
from kiosk.vision.reading.pieces import plain

Kind = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,31}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Place = Literal["same", "right", "below"]
ValueKind = Literal[
    "name",
    "citizen_number",
    "date",
    "period",
    "sex",
    "ethnic_group",
    "words",
    "credit_code",
    "bank_card",
    "pattern",
]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Row):
    """Words that speak for a paper, and how much (0…1): the more independent they are, the surer together."""

    text: Annotated[str, Field(min_length=2)]
    weight: Share

    @field_validator("text")
    @classmethod
    def _plain(cls, text: str) -> str:
        return plain(text)


class Part(_Row):
    """A side or page of a paper: 人像面, 首页."""

    id: Kind
    name: str
    name_en: str
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class PaperField(_Row):
    """One field. With labels its value stands beside one of them; without, it is known by its pattern alone."""

    id: Kind
    name: str
    name_en: str
    kind: ValueKind
    part: Kind
    labels: tuple[str, ...] = ()
    where: Annotated[tuple[Place, ...], Field(min_length=1)] = ("same", "right")
    nth: Annotated[int, Field(ge=1, le=9)] = 1
    """Which of the labels of this wording on the page, from the top."""
    of: Annotated[int, Field(ge=1, le=9)] = 1
    """How many there must be, so that a label not read never moves another person's name in its place."""
    lines: Annotated[int, Field(ge=1, le=8)] = 1
    """A longer value goes on in lines below its first."""
    reach: Annotated[float, Field(gt=0, le=40)] = 4.5
    """How far right of its label the value begins at most, in signs of the label: further off is another cell."""
    pattern: str = ""
    """pattern: what the whole value must be (a regular expression)."""
    anywhere: bool = False
    """The value proves itself: without its label it is looked for on the whole page."""
    person: Annotated[int, Field(ge=0, le=9)] = 0
    """Name and number of one person have the same number; 0: of nobody."""
    others: bool = False
    """Who stands here is often not who applies (户主, 法定代表人): that it is somebody else says nothing."""

    @field_validator("labels")
    @classmethod
    def _plain(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(plain(label) for label in labels)

    @model_validator(mode="after")
    def _can_be_found(self) -> PaperField:
        if not self.labels and not self.anywhere:
            raise ValueError("a field without labels must be found anywhere")
        if (self.kind == "pattern") != bool(self.pattern):
            raise ValueError("a pattern belongs to the kind pattern")
        if self.nth > self.of:
            raise ValueError("nth is more than of")
        return self


class KnownPaper(_Row):
    """A paper the terminal knows."""

    kind: Kind
    name: str
    name_en: str
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    fields: tuple[PaperField, ...]
    stops: tuple[str, ...] = ()
    """Further labels of the paper, whose values nobody asks for; a value ends before them."""
    against: tuple[str, ...] = ()
    """Words that no such paper bears."""

    @field_validator("stops", "against")
    @classmethod
    def _plain(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(plain(word) for word in words)

    @model_validator(mode="after")
    def _holds_together(self) -> KnownPaper:
        parts, names = {part.id for part in self.parts}, [field.id for field in self.fields]
        if len(names) != len(set(names)):
            raise ValueError("a field stands twice")
        if unknown := {field.part for field in self.fields} - parts:
            raise ValueError(f"no part {sorted(unknown)[0]}")
        return self

    def field(self, name: str) -> PaperField:
        """The field of this id. Raises ``KeyError``."""
        return self._by_id[name]

    @cached_property
    def _by_id(self) -> dict[str, PaperField]:
        return {field.id: field for field in self.fields}


def load_paper(file: Path) -> KnownPaper:
    """One field map. Raises ``CatalogueError`` naming file and field."""
    try:
        return KnownPaper.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"cannot be read: {type(error).__name__}", row=file.name) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(first["msg"], row=file.name, field=where) from None
