"""Sheets of A4: 出生医学证明, 营业执照 of a company and of an individual business."""

from __future__ import annotations

from random import Random

from kiosk.sandbox.papers.invented import a_day, chinese, credit_code, digits, somebody
from kiosk.sandbox.papers.sheet import FAMILIES, Colour, PaperSpecimen, Sheet

_GREEN: Colour = (40, 90, 80)


def birth(lot: Random) -> PaperSpecimen:
    """出生医学证明 (sixth and seventh print): labels in two languages, mother and father below one another."""
    mother, father = somebody(lot, sex="女", born=(1985, 2004)), somebody(lot, sex="男", born=(1982, 2003))
    child = somebody(lot, born=(2019, 2025))
    name = father.name[0] + child.name[1:]
    sheet = Sheet(210, 297, 7.5, (246, 250, 246))
    sheet.waves((228, 240, 232), 3.0)
    sheet.print(105, 24, "出生医学证明", 9.0, anchor="mm", family=FAMILIES[2], apart_mm=1.6, ink=_GREEN)
    sheet.print(105, 33, "MEDICAL CERTIFICATE OF BIRTH", 3.4, anchor="mm", ink=_GREEN)
    sheet.print(176, 33, "样例", 3.6, ink=(150, 170, 160))
    drop = lot.uniform(-1.2, 1.2)
    hospital, place = "攀枝花市样例妇幼保健院", "四川省攀枝花市东区"
    born = child.birth
    when = f"{chinese(born)}{lot.randrange(24)}时{lot.randrange(60)}分"
    rows: list[list[tuple[float, str, str, float, str]]] = [
        [(16, "新生儿姓名", "Full name of baby", 44, name), (92, "性别", "Gender", 108, child.sex)],
        [(16, "出生时间", "Date of birth", 44, when)],
        [
            (16, "出生孕周", "Gestation", 44, f"{lot.randrange(37, 42)}周"),
            (82, "出生体重", "Weight", 106, f"{lot.randrange(2500, 4200)}克"),
            (140, "出生身长", "Height", 164, f"{lot.randrange(46, 54)}厘米"),
        ],
        [(16, "出生地点", "Place of birth", 44, place)],
        [(16, "医疗机构名称", "Name of facility", 48, hospital)],
    ]
    for role, english, who in (
        ("母亲姓名", "Full name of mother", mother),
        ("父亲姓名", "Full name of father", father),
    ):
        rows += [
            [
                (16, role, english, 44, who.name),
                (84, "年龄", "Age", 100, str(2025 - who.birth.year)),
                (118, "国籍", "Nationality", 134, "中国"),
                (156, "民族", "Ethnicity", 172, who.ethnic_group),
            ],
            [(16, "住址", "Address", 34, who.address)],
            [
                (16, "有效身份证件类别", "Type of valid ID", 54, "居民身份证"),
                (92, "有效身份证件号码", "Valid ID No.", 130, who.number),
            ],
        ]
    for row, cells in enumerate(rows):
        top = 50 + row * 16.5
        for left, label, english, at, value in cells:
            sheet.print(left, top, label, 3.9, ink=_GREEN)
            sheet.print(left, top + 4.6, english, 2.2, ink=_GREEN)
            sheet.print(at, top + drop, value, 4.1)
    number = lot.choice("STUVX") + digits(lot, 9)
    issued = a_day(lot, born.year, born.year)
    sheet.print(16, 246, "签发机构（盖章）", 3.9, ink=_GREEN)
    sheet.print(16, 262, "签发日期", 3.9, ink=_GREEN)
    sheet.print(16, 266.6, "Date of issue", 2.2, ink=_GREEN)
    sheet.print(38, 262 + drop, chinese(issued), 4.1)
    sheet.print(118, 262, "出生医学证明编号", 3.9, ink=_GREEN)
    sheet.print(118, 266.6, "Birth certificate No.", 2.2, ink=_GREEN)
    sheet.print(156, 262, number, 5.0)
    sheet.seal(66, 244, 17, "攀枝花市样例妇幼保健院")
    fields = {
        "name": name,
        "sex": child.sex,
        "birth": born.isoformat(),
        "birthplace": place,
        "hospital": hospital,
        "mother": mother.name,
        "mother_number": mother.number,
        "father": father.name,
        "father_number": father.number,
        "certificate_number": number,
        "issued": issued.isoformat(),
    }
    return sheet.done("birth", "page", fields)


def business(lot: Random) -> PaperSpecimen:
    """营业执照 (2019): the code at the top left, two columns, the seal at the bottom right."""
    who = somebody(lot)
    individual = lot.random() < 0.4
    code = credit_code(lot, individual)
    trade = lot.choice(("百货", "餐饮", "建材", "农业", "物流", "矿业"))
    word = lot.choice(("样例", "测试", "样本"))
    name = f"攀枝花市{who.address[7:9]}{word}{trade}" + ("经营部" if individual else "有限责任公司")
    kind = "个体工商户" if individual else lot.choice(("有限责任公司(自然人独资)", "有限责任公司", "股份有限公司"))
    founded = a_day(lot, 2005, 2024)
    sheet = Sheet(297, 210, 6.5, (250, 248, 238))
    sheet.box(10, 10, 287, 200, (180, 150, 90), 4)
    sheet.waves((242, 236, 220), 3.4)
    sheet.print(148, 40, "营业执照", 15.0, anchor="mm", family=FAMILIES[2], apart_mm=4.0)
    sheet.print(148, 56, "（副　本）样例", 5.0, anchor="mm")
    sheet.print(24, 44, "统一社会信用代码", 4.0)
    sheet.print(24, 52, code, 4.8)
    sheet.box(246, 30, 270, 54, (30, 30, 30), 3)
    sheet.print(244, 62, "扫描二维码登录", 2.4)
    capital = lot.choice(("伍拾万元整", "壹佰万元整", "叁佰万元整", "壹仟万元整"))
    address = who.address
    left = [("名　　称", name), ("类　　型", kind), ("经营者" if individual else "法定代表人", who.name)]
    right = [("注册日期" if individual else "成立日期", chinese(founded))]
    right = right if individual else [("注册资本", capital), *right]
    right += [("经营场所" if individual else "住　　所", address)]
    scope = f"一般项目：{trade}销售；样例经营；测试服务（依法须经批准的项目除外）。"
    for row, (label, value) in enumerate([*left, ("经营范围", scope)]):
        top = 80 + row * 15
        sheet.print(26, top, label, 4.4, apart_mm=1.2 if len(label) == 3 else 0.0)
        sheet.wrapped(56, top, value, 4.4, 21, 6.6)
    for row, (label, value) in enumerate(right):
        top = 80 + row * 15
        sheet.print(164, top, label, 4.4)
        sheet.wrapped(192, top, value, 4.4, 18, 6.6)
    sheet.print(200, 160, "登 记 机 关", 4.6)
    sheet.print(214, 186, chinese(a_day(lot, founded.year, 2025)), 4.4)
    sheet.seal(240, 172, 17, "攀枝花市样例市场监督管理局")
    fields = {
        "credit_code": code,
        "business_name": name,
        "representative": who.name,
        "business_type": kind,
        "founded": founded.isoformat(),
        "address": address,
    }
    if not individual:
        fields["capital"] = capital
    return sheet.done("business", "page", fields)
