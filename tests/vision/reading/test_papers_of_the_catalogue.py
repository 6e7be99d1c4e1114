"""What items say about papers is said in the words of the field maps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import ServiceItem
from kiosk.errors import CatalogueError
from kiosk.vision.reading.known import KnownPapers

SHIPPED = Catalogue.load(Path(__file__).parents[3] / "assets" / "catalogue")
PAPERS = KnownPapers.load()


def test_every_kind_of_a_material_is_a_known_paper() -> None:
    named = {paper.kind for item in SHIPPED.items for paper in item.materials if paper.kind}
    assert named == named & set(PAPERS.kinds)
    assert named >= {"id_card", "household", "marriage", "property"}


def test_every_answer_offered_from_a_paper_is_a_field_of_it() -> None:
    for item, source in _offered():
        kind, _, field = source.partition(".")
        assert PAPERS.paper(kind).field(field).id == field, item.id


def test_a_paper_of_a_kind_the_terminal_knows_is_not_forgotten() -> None:
    """身份证, 户口簿, 结婚证 and 不动产权证 by name alone are known papers wherever they are scanned."""
    words = {"户口簿": "household", "结婚证": "marriage", "不动产权证": "property"}
    for item in SHIPPED.items:
        for paper in item.materials:
            if paper.name in words:
                assert (item.id, words[paper.name]) == (item.id, paper.kind)


def _offered() -> list[tuple[ServiceItem, str]]:
    found = [(item, field.from_paper) for item in SHIPPED.items for field in item.form if field.from_paper]
    assert found
    return found


def test_an_answer_from_a_paper_the_item_does_not_ask_for_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(Path(__file__).parents[3] / "assets" / "catalogue", folder)
    file = folder / "items" / "first-id-card.json"
    item = json.loads(file.read_text(encoding="utf-8"))
    item["form"]["properties"]["guardian_name"]["x-ui"]["from_paper"] = "marriage.first_name"
    file.write_text(json.dumps(item), encoding="utf-8")
    with pytest.raises(CatalogueError, match="guardian_name"):
        Catalogue.load(folder)
