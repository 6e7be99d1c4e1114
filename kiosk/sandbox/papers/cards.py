"""Cards: 身份证 (both sides, and both copied onto a sheet), 驾驶证, 银行卡."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image

from kiosk.sandbox.papers.invented import Somebody, a_day, bank_card, digits, somebody
from kiosk.sandbox.papers.sheet import FAMILIES, PaperSpecimen, Sheet
from kiosk.sandbox.specimens import SEAL_RED
from kiosk.vision.reading.text import PageText, TextLine

ID1_MM = (85.6, 54.0)
"""ISO/IEC 7810 ID-1."""
_LABEL = (52, 110, 160)


def id_front(lot: Random, *, px: float = 12.0) -> PaperSpecimen:
    """人像面 (GA 448): blue labels, black values, the number below."""
    return _id_front(somebody(lot), lot, px)


def id_back(lot: Random, *, px: float = 12.0) -> PaperSpecimen:
    """国徽面, with a plain disc in the emblem's place."""
    return _id_back(somebody(lot), px)


def id_copy(lot: Random) -> PaperSpecimen:
    """Both sides of one card copied onto an A4 sheet, grey as a copier leaves them."""
    who = somebody(lot)
    sheet = Sheet(210, 297, 8.0, (255, 255, 255))
    fields: dict[str, str] = {}
    lines: list[TextLine] = []
    left = lot.uniform(30, 90)
    for top, card in (
        (lot.uniform(40, 70), _id_front(who, lot, 8.0)),
        (lot.uniform(150, 190), _id_back(who, 8.0)),
    ):
        grey = Image.fromarray(card.image_bgr[..., ::-1]).convert("L").convert("RGB")
        sheet.image.paste(grey, (round(left * 8), round(top * 8)))
        fields |= card.fields
        scale = np.array([card.width_mm / 210, card.height_mm / 297], np.float32)
        start = np.array([left / 210, top / 297], np.float32)
        lines += [TextLine(one.text, one.corners * scale + start, 1.0, one.each) for one in card.text.lines]
    whole = sheet.done("id_card", "copy", fields)
    return PaperSpecimen("id_card", "copy", whole.image_bgr, 210, 297, fields, PageText(tuple(lines)))


def _id_front(who: Somebody, lot: Random, px: float) -> PaperSpecimen:
    sheet = Sheet(*ID1_MM, px, (228, 238, 240))
    sheet.waves((208, 226, 228))
    drop = lot.uniform(-0.4, 0.4)
    sheet.print(5.2, 9.0, "姓", 2.9, ink=_LABEL)
    sheet.print(10.0, 9.0, "名", 2.9, ink=_LABEL)
    sheet.print(15.8, 9.0 + drop, who.name, 3.4, apart_mm=0.5)
    sheet.print(5.2, 15.6, "性", 2.9, ink=_LABEL)
    sheet.print(10.0, 15.6, "别", 2.9, ink=_LABEL)
    sheet.print(15.8, 15.6 + drop, who.sex, 3.1)
    sheet.print(25.6, 15.6, "民族", 2.9, ink=_LABEL, apart_mm=0.9)
    sheet.print(34.6, 15.6 + drop, who.ethnic_group, 3.1)
    sheet.print(5.2, 22.0, "出", 2.9, ink=_LABEL)
    sheet.print(10.0, 22.0, "生", 2.9, ink=_LABEL)
    sheet.print(15.8, 22.0 + drop, str(who.birth.year), 3.1)
    sheet.print(24.0, 22.0, "年", 2.9, ink=_LABEL)
    sheet.print(29.6, 22.0 + drop, str(who.birth.month), 3.1, anchor="mm")
    sheet.print(32.2, 22.0, "月", 2.9, ink=_LABEL)
    sheet.print(38.0, 22.0 + drop, str(who.birth.day), 3.1, anchor="mm")
    sheet.print(40.8, 22.0, "日", 2.9, ink=_LABEL)
    sheet.print(5.2, 29.0, "住", 2.9, ink=_LABEL)
    sheet.print(10.0, 29.0, "址", 2.9, ink=_LABEL)
    sheet.wrapped(15.8, 29.0 + drop, who.address, 3.1, 11, 4.7, apart_mm=0.2)
    sheet.print(5.2, 48.2, "公民身份号码", 2.9, ink=_LABEL, apart_mm=0.4)
    sheet.print(28.6, 48.2 + drop, who.number, 3.9, family=FAMILIES[3], apart_mm=0.55)
    sheet.photograph(59, 9, 81, 37)
    sheet.print(60.0, 41.5, "样例", 2.4, ink=(150, 170, 180))
    fields = {
        "name": who.name,
        "sex": who.sex,
        "ethnic_group": who.ethnic_group,
        "birth": who.birth.isoformat(),
        "address": who.address,
        "number": who.number,
    }
    return sheet.done("id_card", "front", fields)


def _id_back(who: Somebody, px: float) -> PaperSpecimen:
    sheet = Sheet(*ID1_MM, px, (232, 238, 236))
    sheet.waves((212, 226, 226))
    sheet.pen.ellipse([value * px for value in (7.0, 7.0, 23.0, 23.0)], outline=SEAL_RED, width=round(0.8 * px))
    sheet.print(15.0, 15.0, "样例", 4.0, ink=SEAL_RED, anchor="mm")
    sheet.print(52.0, 11.0, "中华人民共和国", 4.6, anchor="mm", apart_mm=1.0, family=FAMILIES[2])
    sheet.print(52.0, 21.0, "居民身份证", 6.6, anchor="mm", apart_mm=1.6, family=FAMILIES[2])
    sheet.print(20.0, 41.0, "签发机关", 2.9, ink=(30, 30, 34), family=FAMILIES[0])
    sheet.print(35.5, 41.0, who.authority, 3.0)
    sheet.print(20.0, 47.6, "有效期限", 2.9, ink=(30, 30, 34), family=FAMILIES[0])
    ends = "长期" if who.ends is None else f"{who.ends:%Y.%m.%d}"
    sheet.print(35.5, 47.6, f"{who.issued:%Y.%m.%d}-{ends}", 3.0)
    valid = f"{who.issued.isoformat()}/{'长期' if who.ends is None else who.ends.isoformat()}"
    return sheet.done("id_card", "back", {"authority": who.authority, "valid": valid})


def driving(lot: Random) -> PaperSpecimen:
    """机动车驾驶证主页 (GA 482), 88 × 60 mm."""
    px = 12.0
    who = somebody(lot, born=(1960, 2004))
    sheet = Sheet(88, 60, px, (236, 240, 232))
    sheet.waves((220, 230, 220))
    label, serif = (40, 40, 44), FAMILIES[1]
    sheet.print(44, 5.0, "中华人民共和国机动车驾驶证", 3.6, anchor="mm", family=FAMILIES[2])
    sheet.print(44, 9.2, "Driving License of the People's Republic of China", 2.0, anchor="mm", ink=label)
    sheet.print(26, 14.0, "证号", 2.5, ink=label, family=serif)
    sheet.print(36, 14.0, who.number, 3.2, apart_mm=0.4)
    drop = lot.uniform(-0.5, 0.5)
    sheet.print(4, 20.0, "姓名", 2.5, ink=label, family=serif)
    sheet.print(4, 22.6, "Name", 1.7, ink=label)
    sheet.print(12, 20.6 + drop, who.name, 3.1)
    sheet.print(36, 20.0, "性别", 2.5, ink=label, family=serif)
    sheet.print(36, 22.6, "Sex", 1.7, ink=label)
    sheet.print(44, 20.6 + drop, who.sex, 3.1)
    sheet.print(54, 20.0, "国籍", 2.5, ink=label, family=serif)
    sheet.print(54, 22.6, "Nationality", 1.7, ink=label)
    sheet.print(66, 20.6 + drop, "中国", 3.1)
    sheet.print(4, 27.0, "住址", 2.5, ink=label, family=serif)
    sheet.print(4, 29.6, "Address", 1.7, ink=label)
    sheet.wrapped(15, 27.4 + drop, who.address, 2.8, 22, 3.8)
    first = a_day(lot, max(2000, who.birth.year + 18), 2024)
    begins = first.replace(year=max(first.year, 2018), day=min(first.day, 28))
    ends = begins.replace(year=begins.year + 6)
    cls = lot.choice(("C1", "C2", "C1", "B2", "A2", "C1D", "A1A2"))
    rows = [
        ("出生日期", "Date of Birth", who.birth.isoformat()),
        ("初次领证日期", "Date of First Issue", first.isoformat()),
        ("准驾车型", "Class", cls),
    ]
    for row, (name, english, value) in enumerate(rows):
        top = 36.0 + row * 5.6
        sheet.print(28, top, name, 2.4, ink=label, family=serif)
        sheet.print(28, top + 2.3, english, 1.5, ink=label)
        sheet.print(47, top + 0.4, value, 2.9)
    sheet.print(4, 55.0, "有效期限", 2.5, ink=label, family=serif)
    sheet.print(4, 57.4, "Valid Period", 1.5, ink=label)
    sheet.print(20, 55.4, f"{begins.isoformat()} 至 {ends.isoformat()}", 2.9)
    sheet.photograph(66, 33, 84, 54)
    for row, words in enumerate(("攀枝花市", "公安局样", "例支队章")):
        sheet.print(15, 37.0 + row * 4, words, 3.4, anchor="mm", ink=SEAL_RED)
    sheet.pen.rectangle([value * px for value in (6.5, 34.0, 23.5, 48.5)], outline=SEAL_RED, width=round(0.4 * px))
    fields = {
        "number": who.number,
        "name": who.name,
        "sex": who.sex,
        "address": who.address,
        "birth": who.birth.isoformat(),
        "first_issued": first.isoformat(),
        "class": cls,
        "valid": f"{begins.isoformat()}/{ends.isoformat()}",
    }
    return sheet.done("driving", "main", fields)


def bank(lot: Random) -> PaperSpecimen:
    """A bank card's front: dark or light, the number in groups of four or 6 + 13."""
    px = 12.0
    dark = lot.random() < 0.5
    paper = lot.choice(((36, 60, 110), (120, 24, 30), (30, 80, 70))) if dark else (226, 222, 206)
    sheet = Sheet(*ID1_MM, px, paper)
    ink = (236, 236, 232) if dark else (40, 44, 60)
    sheet.waves(tuple(min(255, part + 14) for part in paper), 2.4)  # type: ignore[arg-type]
    bank_name = lot.choice(("样例银行", "攀枝花样例银行", "四川样例商业银行"))
    sheet.print(6, 8, bank_name, 4.4, ink=ink, family=FAMILIES[2])
    sheet.print(6, 13.0, "SAMPLE BANK 样例", 2.2, ink=ink)
    sheet.print(70, 8, "借记卡", 2.8, ink=ink)
    sheet.pen.rounded_rectangle([value * px for value in (8, 18, 20, 27)], round(1.2 * px), fill=(206, 178, 96))
    number = bank_card(lot, 19 if lot.random() < 0.7 else 16)
    cuts = (6, len(number)) if lot.random() < 0.3 else (4, 8, 12, 16, 19)
    groups = [number[start:end] for start, end in zip((0, *cuts), cuts, strict=False) if start < len(number)]
    x = 7.0
    for group in groups:
        x = sheet.print(x, 34, group, 4.4, ink=ink, family=FAMILIES[3]) + 1.9
    sheet.print(34, 41.5, "VALID THRU", 1.7, ink=ink)
    sheet.print(46, 41.5, f"{lot.randrange(1, 13):02d}/{lot.randrange(27, 40)}", 2.6, ink=ink)
    sheet.print(66, 42.0, "UnionPay", 2.8, ink=ink)
    sheet.print(66, 46.5, "银联", 3.4, ink=ink)
    sheet.print(6, 48.5, "样例卡 " + digits(lot, 3), 2.0, ink=ink)
    return sheet.done("bank_card", "front", {"number": number, "bank": bank_name})
