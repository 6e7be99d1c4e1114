"""Reads labelled face pictures: a folder a person, files named after their person, or a table of pairs."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

PICTURES = {".jpg", ".jpeg", ".png", ".pgm", ".bmp", ".webp"}
NAMED = re.compile(r"(.+?)[_-]0*\d+$")
"""``Aaron_Peirsol_0001``, as LFW names its files."""
YES = {"yes", "same", "true", "1"}
NO = {"no", "different", "false", "0"}


@dataclass(frozen=True)
class Pair:
    """Two pictures by their place in ``Labelled.files``: the card's and the camera's."""

    reference: int
    probe: int
    same: bool


@dataclass(frozen=True)
class Labelled:
    """``pairs`` holds each pair of pictures once."""

    name: str
    files: tuple[Path, ...]
    pairs: tuple[Pair, ...]


class NotLabelled(Exception):
    """The folder says of no two pictures whether they show one person."""


def read(folder: Path) -> Labelled:
    """Finds out how ``folder`` is labelled. Raises ``NotLabelled``."""
    table = next(iter(sorted(folder.glob("*.csv"))), None)
    if table is not None:
        return _of_table(folder, table)
    people = {
        person.name: _pictures(person) for person in sorted(path for path in folder.iterdir() if path.is_dir())
    }
    if not any(people.values()):
        people = _by_name(_pictures(folder))
    if not any(len(files) > 1 for files in people.values()):
        raise NotLabelled(f"{folder}: no CSV, no folder a person, no files named NAME_NUMBER")
    files = [(person, file) for person, of_person in people.items() for file in of_person]
    pairs = tuple(
        Pair(one, other, files[one][0] == files[other][0])
        for one in range(len(files))
        for other in range(one + 1, len(files))
    )
    return Labelled(folder.name, tuple(file for _, file in files), pairs)


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)


def _by_name(files: list[Path]) -> dict[str, list[Path]]:
    people: dict[str, list[Path]] = {}
    for file in files:
        named = NAMED.match(file.stem)
        people.setdefault(named[1] if named else file.stem, []).append(file)
    return people


def _of_table(folder: Path, table: Path) -> Labelled:
    """Three columns: two file names and whether they show one person; a head line may stand above them."""
    places: dict[str, int] = {}
    pairs = []
    with table.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            words = [word.strip() for word in row]
            if len(words) < 3 or words[2].lower() not in YES | NO:
                continue
            one, other = (places.setdefault(name, len(places)) for name in words[:2])
            pairs.append(Pair(one, other, words[2].lower() in YES))
    missing = [name for name in places if not (folder / name).is_file()]
    if missing or not pairs:
        raise NotLabelled(f"{table}: {f'{missing[0]} is not there' if missing else 'no line file1,file2,yes|no'}")
    return Labelled(folder.name, tuple(folder / name for name in places), tuple(pairs))
