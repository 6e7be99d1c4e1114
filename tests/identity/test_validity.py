"""What speaks against a document on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.ethnic_groups import NAMES, code_of, name_of
from kiosk.identity.validity import Finding, age, findings

TODAY = date(2026, 11, 23)
GOOD = IdentityDocument(
    kind=DocumentKind.RESIDENT,
    name="测试甲",
    number="11010519491231002X",
    sex="女",
    birth=date(1949, 12, 31),
    valid_from=date(2020, 1, 1),
    valid_to=date(2030, 1, 1),
)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (GOOD, ()),
        (replace(GOOD, valid_to=None), ()),
        (replace(GOOD, valid_to=TODAY), ()),
        (replace(GOOD, valid_to=date(2026, 11, 22)), (Finding.EXPIRED,)),
        (replace(GOOD, valid_from=TODAY), ()),
        (replace(GOOD, valid_from=date(2026, 11, 24)), (Finding.NOT_YET_VALID,)),
        (replace(GOOD, number="110105194912310021"), (Finding.NUMBER_INVALID,)),
        (replace(GOOD, birth=date(1949, 12, 30)), (Finding.BIRTH_DIFFERS,)),
        (replace(GOOD, sex="男"), (Finding.SEX_DIFFERS,)),
        (replace(GOOD, sex="未说明"), ()),
        (replace(GOOD, birth=date(2015, 1, 1)), (Finding.UNDER_16, Finding.BIRTH_DIFFERS)),
        (replace(GOOD, kind=DocumentKind.FOREIGNER_2017, number="KAZ110090123105"), ()),
        (replace(GOOD, kind=DocumentKind.FOREIGNER_2023, sex="男"), ()),
    ],
)
def test_findings_name_all_that_speaks_against_a_document(
    document: IdentityDocument, expected: tuple[Finding, ...]
) -> None:
    assert expected == findings(document, TODAY)


@pytest.mark.parametrize(
    ("birth", "today", "years"),
    [
        (date(2010, 11, 23), TODAY, 16),
        (date(2010, 11, 24), TODAY, 15),
        (date(2012, 2, 29), date(2028, 2, 28), 15),
        (date(2012, 2, 29), date(2027, 2, 28), 14),
        (date(2012, 2, 29), date(2027, 3, 1), 15),
    ],
)
def test_age_counts_whole_years(birth: date, today: date, years: int) -> None:
    assert years == age(birth, today)


def test_the_list_of_peoples_holds_the_56_and_the_two_other_rows() -> None:
    assert (len(NAMES), name_of("01"), name_of("07"), name_of("56"), name_of("98")) == (
        58,
        "汉",
        "彝",
        "基诺",
        "外国血统中国籍人士",
    )


@pytest.mark.parametrize("code", ["", "00", "57", "1", "汉"])
def test_an_unknown_code_of_a_people_gives_no_name(code: str) -> None:
    assert name_of(code) == ""


@pytest.mark.parametrize(("name", "code"), [("彝", "07"), ("彝族", "07")])
def test_a_people_is_found_by_its_name(name: str, code: str) -> None:
    assert code == code_of(name)
