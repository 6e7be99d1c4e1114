"""The invented residents of the sandbox.

Numbers carry real prefixes of Panzhihua and valid check digits; names and addresses are plainly made up.
"""

from __future__ import annotations

from datetime import date

from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.ethnic_groups import code_of
from kiosk.identity.numbers import check_digit


def resident(
    name: str,
    *,
    division: str,
    birth: date,
    order: int,
    address: str,
    authority: str,
    valid_from: date,
    valid_to: date | None,
    ethnic_group: str = "汉",
) -> IdentityDocument:
    """A resident of ``division`` (GB/T 2260); the last digit of ``order`` (1 to 999) is odd for a man."""
    code_of(ethnic_group)
    body = f"{division}{birth:%Y%m%d}{order:03d}"
    return IdentityDocument(
        kind=DocumentKind.RESIDENT,
        name=name,
        number=body + check_digit(body),
        sex="男" if order % 2 else "女",
        birth=birth,
        valid_from=valid_from,
        valid_to=valid_to,
        ethnic_group=ethnic_group,
        address=address,
        authority=authority,
    )


YOUNG_WOMAN = resident(
    "王兰",
    division="510402",
    birth=date(1996, 3, 12),
    order=468,
    address="四川省攀枝花市东区样例路1号2栋3单元",
    authority="攀枝花市公安局东区分局",
    valid_from=date(2021, 5, 10),
    valid_to=date(2041, 5, 10),
)
"""The main scene's applicant."""

OLDER_MAN = resident(
    "测试山",
    division="510422",
    birth=date(1951, 9, 3),
    order=217,
    ethnic_group="彝",
    address="四川省攀枝花市盐边县样例镇测试村4组",
    authority="盐边县公安局",
    valid_from=date(2012, 8, 1),
    valid_to=None,
)
"""Lives far from the hall; a card for life (长期); the township scene's applicant."""

OTHER_PERSON = resident(
    "测试乙",
    division="510411",
    birth=date(1994, 7, 21),
    order=326,
    address="四川省攀枝花市仁和区样例街5号",
    authority="攀枝花市公安局仁和区分局",
    valid_from=date(2019, 2, 15),
    valid_to=date(2039, 2, 15),
)
"""Her card in somebody else's hand: the wrong-person scene."""

MINOR = resident(
    "测试小苗",
    division="510403",
    birth=date(2014, 6, 1),
    order=144,
    ethnic_group="苗",
    address="四川省攀枝花市西区样例巷6号",
    authority="攀枝花市公安局西区分局",
    valid_from=date(2024, 7, 1),
    valid_to=date(2029, 7, 1),
)
"""Under 16: a guardian applies."""

RARE_NAME = resident(
    "测\U00020000䶮",
    division="510421",
    birth=date(1978, 11, 30),
    order=59,
    address="四川省攀枝花市米易县样例乡7号",
    authority="米易县公安局",
    valid_from=date(2016, 1, 4),
    valid_to=date(2036, 1, 4),
)
"""A name that few fonts can draw."""

EVERYBODY = (YOUNG_WOMAN, OLDER_MAN, OTHER_PERSON, MINOR, RARE_NAME)
