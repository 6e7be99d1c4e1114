"""The people, places and items that the journeys of the tests are about; all invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import (
    Category,
    Choice,
    Condition,
    Department,
    Fact,
    FormField,
    Guide,
    Material,
    Region,
    ServiceItem,
    Situation,
    Source,
)
from kiosk.catalogue.regions import Regions
from kiosk.devices.base import DeviceState, DeviceStatus
from kiosk.identity.document import DocumentKind, IdentityDocument
from kiosk.identity.regions import Divisions

READY = DeviceStatus(DeviceState.READY)
ABSENT = DeviceStatus(DeviceState.ABSENT, "absent")
NO_PAPER = DeviceStatus(DeviceState.ATTENTION, "paper_out")
TODAY = date(2026, 11, 23)
DIVISIONS = Divisions(
    [
        ("510000", "四川省", None, None),
        ("510400", "攀枝花市", None, None),
        ("510402", "东区", None, None),
        ("510411", "仁和区", None, None),
        ("510423", "样例旧县", None, date(1999, 1, 1)),
    ]
)
PHONE = "13900002046"
STAFF_CODE, PIN = "B07", "4711"
SIGNATURE = [[(0.1, 0.5), (0.5, 0.3), (0.9, 0.6)], [(0.2, 0.2), (0.3, 0.8)]]

WANG = IdentityDocument(
    kind=DocumentKind.RESIDENT,
    name="王兰兰",
    number="510411199203150028",
    sex="女",
    birth=date(1992, 3, 15),
    valid_from=date(2020, 1, 1),
    valid_to=date(2040, 1, 1),
    ethnic_group="汉",
    address="四川省攀枝花市仁和区样例路七号",
    authority="攀枝花市公安局仁和区分局",
)
LI = replace(WANG, name="李样例", sex="男", number="510402199001010012", birth=date(1990, 1, 1))


def _fact(text: str) -> Fact:
    return Fact(text=text, source_ids=("src-one",), place="全国")


GUIDE = Guide(
    conditions=(_fact("本人申请"),),
    time_limit=_fact("2 个工作日"),
    fee=_fact("不收费"),
    result=_fact("备案回执"),
    flow=(_fact("提交后审核"),),
    source_ids=("src-one",),
    cautions=("各地口径不同",),
)

FORM = (
    FormField(id="phone", kind="phone", label="手机", question="您的手机号是多少？"),
    FormField(id="home", kind="text", label="住址", question="您住在哪里？", prefill="address", max_length=60),
    FormField(
        id="reason",
        kind="choice",
        label="原因",
        question="因为什么办？",
        choices=(Choice(value="work", name="工作"), Choice(value="other", name="别的")),
    ),
    FormField(
        id="note",
        kind="text",
        label="说明",
        question="别的原因是什么？",
        required=False,
        only_if=Condition(answers={"reason": "other"}),
    ),
    FormField(id="child", kind="yes_no", label="带孩子", question="带孩子吗？"),
    FormField(id="since", kind="date", label="从哪天", question="从哪天开始？", when="past"),
    FormField(id="place", kind="region", label="去处", question="去哪里？"),
    FormField(id="partner", kind="id_number", label="同行人", question="同行人的身份证号？", required=False),
)


def _paper(name: str, **more: Any) -> Material:
    return Material.model_validate({"id": name, "name": f"{name} 样张", "source_ids": ("src-one",), **more})


def item(item_id: str, **more: Any) -> ServiceItem:
    """A complete item; anything may be given another value."""
    plain: dict[str, Any] = {
        "id": item_id,
        "name": f"样例事项 {item_id}",
        "plain_name": "样例事项",
        "name_en": "Sample matter",
        "department": "dep-one",
        "life_event": "event-one",
        "scopes": {"cross_province"},
        "mode": "online",
        "kiosk_level": "apply",
        "guide": GUIDE,
        "form": FORM,
        "materials": (_paper("permit"),),
        "delivery": ("pickup", "mail", "electronic"),
        "verification": "sourced",
    }
    return ServiceItem.model_validate(plain | more)


ONLINE = item("online-one", form=FORM[:1], delivery=("electronic",))
WHOLE_FORM = item("whole-form", materials=(), papers_needed=False, delivery=("pickup",))
FORWARDED = item(
    "forwarded-one",
    mode="forwarded",
    form=FORM[:2],
    materials=(
        _paper("permit", pages_min=2, pages_max=3),
        _paper("extra", need="depends"),
        _paper("original", original_travels=True),
    ),
    situations=(Situation(id="first-time", name="第一次"), Situation(id="renewal", name="换证")),
)
JOINT = item(
    "joint-one",
    mode="joint",
    form=FORM[:1],
    materials=(_paper("book", original_travels=True),),
    scopes={"sichuan_chongqing", "cross_province"},
)
GUIDE_ONLY = item("guide-one", kiosk_level="guide", form=(), materials=(), delivery=(), name="只看指南的事")
PRECHECK = item("precheck-one", kiosk_level="precheck", identity="card", form=FORM[:1], regions=("partners",))
BOOKING = item("booking-one", kiosk_level="appointment", form=FORM[:1], delivery=())
NEEDY = item("needy-one", form=(), materials=(_paper("permit", need="must"), _paper("spare", need="may")))

REGIONS = (
    Region(code="500101", name="万州区", parent="500000", partner=True),
    Region(code="500000", name="重庆市"),
    Region(code="500102", name="涪陵区", parent="500000"),
    Region(code="110000", name="北京市"),
    Region(code="110101", name="东城区", parent="110000"),
    Region(code="510000", name="四川省"),
    Region(code="510100", name="成都市", parent="510000"),
    Region(code="510104", name="锦江区", parent="510100"),
    Region(code="510400", name="攀枝花市", parent="510000"),
    Region(code="510411", name="仁和区", parent="510400"),
)


def catalogue_of(*items: ServiceItem) -> Catalogue:
    """A small catalogue."""
    source = Source(id="src-one", title="样例指南", url="https://example.org", grade="official_page", place="全国")
    return Catalogue(
        items=items,
        sources={"src-one": source},
        categories=(
            Category(id="event-one", name="看病医保", name_en="Health", examples="报销", icon="heart-duotone"),
        ),
        departments=(
            Department(id="dep-one", name="医保局", name_en="Insurance"),
            Department(id="dep-two", name="没有事项的局", name_en="Empty"),
        ),
        lists={},
        regions=Regions(REGIONS),
        pinyin={},
        synonyms={},
        version="0" * 64,
    )


ITEMS = (ONLINE, WHOLE_FORM, FORWARDED, JOINT, GUIDE_ONLY, PRECHECK, BOOKING, NEEDY)
