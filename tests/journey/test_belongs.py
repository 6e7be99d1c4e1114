"""A paper is said to be somebody else's only when that was read surely; a misread sign is taken for what it is."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.journey.belongs import Belonging, OtherPaper, belongs, other_paper
from kiosk.sandbox import people
from kiosk.vision.reading.fields import ReadField
from kiosk.vision.reading.known import ReadPerson, SeenPaper

NAME, NUMBER = people.YOUNG_WOMAN.name, people.YOUNG_WOMAN.number
STRANGER = "510411199203150028"
NOWHERE = np.zeros((4, 2), np.float32)


def person(name: str = "", number: str = "", sure: float = 0.95, *, others: bool = False) -> ReadPerson:
    return ReadPerson(
        ReadField("name", name, sure, NOWHERE) if name else None,
        ReadField("number", number, 0.95, NOWHERE) if number else None,
        others,
    )


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (person("王兰", NUMBER), Belonging.EXACT),
        (person("", NUMBER), Belonging.EXACT),
        (person("王兰"), Belonging.EXACT),
        (person("王三", NUMBER), Belonging.LIKELY),
        (person("王三"), Belonging.LIKELY),
        (person("玉兰"), Belonging.LIKELY),
        (person("王兰", STRANGER), Belonging.DIFFERENT),
        (person("测试乙", STRANGER), Belonging.DIFFERENT),
        (person("测试乙"), Belonging.DIFFERENT),
        (person("李兰"), Belonging.DIFFERENT),
        (person("李兰", sure=0.5), Belonging.NOT_FOUND),
        (person("测试乙", sure=0.5), Belonging.NOT_FOUND),
        (person(), Belonging.NOT_FOUND),
    ],
)
def test_one_person_on_a_paper(read: ReadPerson, expected: Belonging) -> None:
    assert expected == belongs(NAME, NUMBER, [read])


def test_a_longer_name_read_unsurely_with_one_sign_wrong_is_likely_the_persons() -> None:
    assert belongs("测试小苗", NUMBER, [person("测试小草", sure=0.5)]) == Belonging.LIKELY


def test_an_old_number_of_fifteen_digits_is_the_same_persons() -> None:
    assert belongs("王兰", "510402960312468", [person("王兰", NUMBER)]) == Belonging.EXACT


def test_of_two_spouses_the_applicant_counts() -> None:
    assert belongs(NAME, NUMBER, [person("测试乙", STRANGER), person("王兰", NUMBER)]) == Belonging.EXACT


def test_a_householder_who_is_somebody_else_says_nothing() -> None:
    householder = person("测试乙", others=True)
    assert belongs(NAME, NUMBER, [householder]) == Belonging.NOT_FOUND
    assert belongs("测试乙", STRANGER, [householder]) == Belonging.EXACT


def test_nobody_on_the_paper_is_nothing_to_say() -> None:
    assert belongs(NAME, NUMBER, []) == Belonging.NOT_FOUND


def test_another_paper_than_the_asked_one_is_said_with_both() -> None:
    assert OtherPaper("marriage", "household") == other_paper("household", SeenPaper("marriage", 0.97))


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("household", SeenPaper("household", 0.9)),
        ("household", SeenPaper("", 0.9)),
        ("household", SeenPaper("marriage", 0.7)),
        ("", SeenPaper("marriage", 0.99)),
    ],
    ids=["it fits", "an unknown paper", "not sure", "any paper will do"],
)
def test_where_nobody_can_tell_nothing_is_said(asked: str, seen: SeenPaper) -> None:
    assert other_paper(asked, seen) is None
