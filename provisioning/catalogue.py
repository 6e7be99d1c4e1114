"""The technician's side of the catalogue: make what is derived, check a folder, pack the bundle the hub serves.

``python -m provisioning.catalogue`` writes ``pinyin.json`` and ``schema.json`` of the shipped catalogue anew;
run it after changing names or words of items. It needs pypinyin (MIT), pinned in ``requirements-dev.txt``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from kiosk.catalogue import bundle, schema
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.search import searchable
from kiosk.errors import CatalogueError

SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "catalogue"


def check(folder: Path) -> list[str]:
    """What is wrong with a catalogue folder, a line each; an empty list when it can be shipped.

    A fault that stops loading is named alone, because nothing behind it has been looked at.
    """
    try:
        catalogue = Catalogue.load(folder)
    except CatalogueError as error:
        return [str(error)]
    missing = [text for text in texts(catalogue) if text not in catalogue.pinyin]
    return [f"pinyin.json: {text}: has no pinyin, so Latin letters will not find it" for text in missing]


def pack(folder: Path) -> bytes:
    """The bundle as a ZIP archive; equal content gives equal bytes. Raises ``CatalogueError`` for a faulty row."""
    Catalogue.load(folder)
    return bundle.pack(folder)


def report(catalogue: Catalogue) -> list[str]:
    """The ledger in words: what was announced and what of it is known."""
    lines = [
        f"{one.scope}: announced {one.announced}, sourced {one.sourced}, "
        f"recalled {one.recalled}, complete {one.complete}"
        for one in catalogue.totals()
    ]
    complete = sum(one.complete for one in catalogue.items)
    return [*lines, f"items {len(catalogue.items)}, complete {complete}, version {catalogue.version[:12]}"]


def texts(catalogue: Catalogue) -> list[str]:
    """Every text search looks at that holds Chinese, each once, sorted."""
    found = {text for item in catalogue.items for text, _ in searchable(item, catalogue)}
    return sorted(one for one in found if not one.isascii())


def pinyin(words: Iterable[str]) -> dict[str, str]:
    """Text → its syllables without tones, parted by blanks; characters that are not Chinese are left out."""
    from pypinyin import Style, lazy_pinyin

    return {word: " ".join(lazy_pinyin(word, style=Style.NORMAL, errors="ignore", v_to_u=False)) for word in words}


def write_derived(folder: Path) -> None:
    """Writes ``pinyin.json`` and ``schema.json`` into a catalogue's folder."""
    if not (folder / "pinyin.json").exists():
        (folder / "pinyin.json").write_text("{}\n", encoding="utf-8")
    _write(folder / "pinyin.json", pinyin(texts(Catalogue.load(folder))))
    _write(folder / "schema.json", schema.document())


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_derived(SHIPPED)
    print("\n".join([*check(SHIPPED), *report(Catalogue.load(SHIPPED))]))
