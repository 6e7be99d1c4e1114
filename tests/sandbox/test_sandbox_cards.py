"""The sandbox's cards, people and photo codec."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kiosk.identity.card_text import parse
from kiosk.identity.document import IdentityDocument
from kiosk.identity.numbers import check
from kiosk.identity.validity import Finding, findings
from kiosk.sandbox import photo_codec
from kiosk.sandbox.cards import SandboxCard, card_of, text_block
from kiosk.sandbox.people import EVERYBODY, MINOR, OLDER_MAN, OTHER_PERSON, YOUNG_WOMAN, resident

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "id_card_vectors.json").read_text())


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_of_the_sandbox_comes_back_from_their_card(person: IdentityDocument) -> None:
    assert person == parse(card_of(person).text)


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_of_the_sandbox_has_a_right_number(person: IdentityDocument) -> None:
    number = check(person.number)
    assert (number.ok, number.birth, number.sex) == (True, person.birth, person.sex)


def test_only_the_minor_has_anything_against_them() -> None:
    found = {person.name: findings(person, date(2026, 11, 23)) for person in EVERYBODY}
    assert {name: found[name] for name in found if found[name]} == {MINOR.name: (Finding.UNDER_16,)}


def test_the_people_of_the_scenes_differ() -> None:
    assert len({p.number for p in (YOUNG_WOMAN, OLDER_MAN, OTHER_PERSON, MINOR)}) == 4


def test_an_invented_people_is_refused() -> None:
    with pytest.raises(KeyError):
        resident(
            "测试",
            division="510402",
            birth=date(2000, 1, 1),
            order=1,
            address="",
            authority="",
            valid_from=date(2020, 1, 1),
            valid_to=None,
            ethnic_group="样例",
        )


@pytest.mark.parametrize("name", ["resident_3001", "J_3001", "I_3001", "Y_3001"])
def test_a_card_made_of_a_documents_words_reads_the_same_as_the_vector(name: str) -> None:
    document = parse(bytes.fromhex(VECTORS[name])[14:270])
    assert document == parse(text_block(document))


def test_the_residents_card_is_the_vector_byte_for_byte() -> None:
    vector = bytes.fromhex(VECTORS["resident_3001"])[14:270]
    assert vector == text_block(parse(vector))


def test_words_too_long_for_their_field_make_no_card() -> None:
    with pytest.raises(ValueError, match="too long"):
        card_of(YOUNG_WOMAN, newest_address="长" * 36)


def test_a_chip_of_another_size_is_no_card() -> None:
    with pytest.raises(ValueError, match="256"):
        SandboxCard(bytes(255))


def test_a_photo_fits_its_block_and_keeps_its_likeness() -> None:
    rows, columns = np.mgrid[0:400, 0:300]
    picture = np.stack([rows * 255 // 399, columns * 255 // 299, rows // 2], axis=2).astype(np.uint8)
    block = card_of(YOUNG_WOMAN, picture).photo
    shown = np.asarray(photo_codec.decode(block))[:, :, ::-1].astype(int)
    assert (len(block), shown.shape) == (1024, (126, 102, 3))
    assert abs(shown[5, 50, 0] - 20) < 30 < 200 < shown[120, 50, 0]


def test_even_noise_fits_its_block() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (126, 102, 3), np.uint8)
    assert photo_codec.decode(photo_codec.encode(noise)).size == (102, 126)


@pytest.mark.parametrize("block", [b"", bytes(1024), (photo_codec.HEADER + b"RIFF").ljust(1024, b"\0")])
def test_a_block_of_somebody_else_is_refused(block: bytes) -> None:
    with pytest.raises(ValueError, match="photo block"):
        photo_codec.decode(block)


@pytest.mark.parametrize("block", [b"", bytes(1024)])
def test_the_command_fails_on_a_block_of_somebody_else(block: bytes) -> None:
    ran = subprocess.run(photo_codec.COMMAND, input=block, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, b"")


def test_the_module_is_a_command_too() -> None:
    block = photo_codec.encode(np.zeros((126, 102, 3), np.uint8))
    ran = subprocess.run(
        [sys.executable, "-m", "kiosk.sandbox.photo_codec"], input=block, capture_output=True, check=True
    )
    with photo_codec.Image.open(io.BytesIO(ran.stdout)) as picture:
        assert (picture.format, picture.size) == ("PNG", (102, 126))
