"""Pages of books: 户口簿 (首页, 常住人口登记卡), 结婚证, 不动产权证书."""

from __future__ import annotations

from random import Random

from kiosk.sandbox.papers.invented import a_day, chinese, digits, somebody
from kiosk.sandbox.papers.sheet import FAMILIES, Colour, PaperSpecimen, Sheet

HOUSEHOLD_MM = (143.0, 105.0)
_BROWN: Colour = (96, 48, 40)


def household_page(lot: Random) -> PaperSpecimen:
    """户口簿首页: the household, two seals over the lower half."""
    who = somebody(lot)
    sheet = Sheet(*HOUSEHOLD_MM, 10.0, (250, 243, 234))
    sheet.waves((242, 230, 222), 2.2)
    label = lot.choice((_BROWN, (40, 36, 36)))
    kind = lot.choice(("家庭户口", "居民家庭户口", "集体户口"))
    number = digits(lot, 9)
    drop, shift = lot.uniform(-0.9, 0.9), lot.uniform(-1.0, 1.5)
    cells = [
        (14, 12, 40, "户　　别", kind, 14.0),
        (78, 12, 104, "户主姓名", who.name, 14.0),
        (14, 26, 40, "户　　号", number, 14.0),
        (78, 26, 104, "住　　址", who.address, 14.0),
    ]
    for left, top, value_left, name, value, height in cells:
        right = 70 if left < 50 else 137
        sheet.box(left - 8, top - 4, right, top - 4 + height, label, 1)
        sheet.print(left - 6, top + 3, name, 3.3, ink=label)
        if len(value) > 11:
            sheet.wrapped(value_left - 10 + shift, top + drop, value, 2.9, 14, 4.0)
        else:
            sheet.print(value_left - 8 + shift, top + 3 + drop, value, 3.7)
    sheet.print(10, 48, "省级公安机关", 3.2, ink=label)
    sheet.print(10, 53, "户口专用章", 3.2, ink=label)
    sheet.print(76, 48, "户口登记机关", 3.2, ink=label)
    sheet.print(76, 53, "户口专用章", 3.2, ink=label)
    sheet.print(10, 90, "承办人签章：", 3.2, ink=label)
    sheet.print(32, 90, "样例", 3.6)
    issued = a_day(lot, 2008, 2024)
    sheet.print(92, 90, f"{chinese(issued)}签发", 3.4)
    sheet.seal(52, 66, 14, "四川省公安厅样例户口专用章")
    sheet.seal(118, 66, 14, "样例派出所户口专用章")
    fields = {
        "householder": who.name,
        "household_kind": kind,
        "household_number": number,
        "address": who.address,
    }
    return sheet.done("household", "household_page", fields)


def member_page(lot: Random) -> PaperSpecimen:
    """常住人口登记卡: two columns of cells, values printed later and never quite in their boxes."""
    who = somebody(lot)
    relation = lot.choice(("户主", "妻", "长子", "次女", "父亲", "孙子"))
    sheet = Sheet(*HOUSEHOLD_MM, 10.0, (250, 244, 236))
    sheet.waves((242, 232, 224), 2.2)
    label = lot.choice((_BROWN, (44, 40, 40)))
    drop, shift = lot.uniform(-1.0, 1.0), lot.uniform(-0.5, 1.5)
    sheet.print(71, 8, "常住人口登记卡", 5.2, anchor="mm", family=FAMILIES[2], apart_mm=0.6, ink=label)
    sheet.print(118, 9, "样例", 3.0, ink=(200, 150, 140))
    number_label = lot.choice(("公民身份证件编号", "公民身份号码"))
    schooling = lot.choice(("大学本科", "初中", "高中", "小学", "大学专科"))
    married = lot.choice(("未婚", "已婚", "丧偶", "离婚", "有配偶"))
    employer, occupation = (
        lot.choice(("样例单位", "样例小学", "测试公司", "")),
        lot.choice(("教师", "粮农", "", "职员")),
    )
    registered = a_day(lot, 2005, 2024)
    birthplace = lot.choice(("四川省攀枝花市", "云南省昆明市", "四川省凉山州", "重庆市"))
    origin = lot.choice(("四川省攀枝花市", "四川省会理县", "贵州省毕节市"))
    rows = [
        ("姓　　名", who.name, "户主或与户主关系", relation),
        ("曾 用 名", "", "性　　别", who.sex),
        ("出 生 地", birthplace, "民　　族", f"{who.ethnic_group}族" if lot.random() < 0.5 else who.ethnic_group),
        ("籍　　贯", origin, "出生日期", chinese(who.birth)),
        ("本市(县)其他住址", "", "宗教信仰", ""),
        (number_label, who.number, "身　　高", f"{lot.randrange(150, 185)}"),
        ("文化程度", schooling, "婚姻状况", married),
        ("服务处所", employer, "职　　业", occupation),
        ("何时由何地迁来本市(县)", "", "", ""),
    ]
    for row, (name, value, second, other) in enumerate(rows):
        top = 14 + row * 7.4
        sheet.box(6, top, 137, top + 7.4, label, 1)
        _cell(sheet, 6, 32, top, name, value, label, drop, shift)
        if second:
            _cell(sheet, 84, 111, top, second, other, label, drop, shift)
    sheet.print(8, 90, "承办人签章：", 3.0, ink=label)
    sheet.print(84, 90, "登记日期：", 3.0, ink=label)
    sheet.print(101, 90 + drop, chinese(registered), 3.3)
    if lot.random() < 0.7:
        sheet.seal(lot.uniform(48, 66), lot.uniform(84, 92), 12, "样例派出所户口登记章")
    fields = {
        "name": who.name,
        "relation": relation,
        "sex": who.sex,
        "birthplace": birthplace,
        "ethnic_group": who.ethnic_group,
        "origin": origin,
        "birth": who.birth.isoformat(),
        "number": who.number,
        "schooling": schooling,
        "marital_status": married,
        "registered": registered.isoformat(),
    }
    fields |= {name: value for name, value in (("employer", employer), ("occupation", occupation)) if value}
    return sheet.done("household", "member_page", fields)


def _cell(
    sheet: Sheet,
    left: float,
    value: float,
    top: float,
    name: str,
    text: str,
    label: Colour,
    drop: float,
    shift: float,
) -> None:
    sheet.pen.line([(value * sheet.px, top * sheet.px), (value * sheet.px, (top + 7.4) * sheet.px)], fill=label)
    size = 2.9 if len(name) <= 6 else 2.2
    sheet.print(left + 1.2, top + 3.7, name, size, ink=label)
    if text:
        sheet.print(value + 2.0 + shift, top + 3.7 + drop, text, 3.4)


def marriage(lot: Random) -> PaperSpecimen:
    """结婚证: the certificate above, the two persons below, a seal over the photograph."""
    man, woman = somebody(lot, sex="男", born=(1960, 2000)), somebody(lot, sex="女", born=(1962, 2002))
    first, second = (man, woman) if lot.random() < 0.8 else (woman, man)
    holder = lot.choice((man, woman))
    registered = a_day(lot, 2022, 2025) if second.birth.year > 1998 else a_day(lot, 2021, 2025)
    district = holder.number[:6]
    number = f"{lot.choice(('J', 'J', ''))}{district}-{registered.year}-{digits(lot, 6)}"
    sheet = Sheet(126, 176, 9.0, (250, 238, 232))
    sheet.waves((244, 226, 220), 2.6)
    sheet.print(63, 10, "结 婚 证 样例", 4.2, anchor="mm", family=FAMILIES[2], ink=(150, 40, 40))
    label = (70, 40, 40)
    drop = lot.uniform(-0.6, 0.6)
    holders = [("持证人", holder.name), ("登记日期", chinese(registered)), ("结婚证字号", number), ("备注", "")]
    for row, (name, value) in enumerate(holders):
        top = 22 + row * 9.5
        sheet.print(12, top, name, 3.5, ink=label)
        if value:
            sheet.print(36, top + drop, value, 3.7)
    sheet.photograph(86, 40, 118, 62)
    sheet.seal(88, 66, 11, "样例婚姻登记专用章")
    for place, who in enumerate((first, second)):
        top = 86 + place * 40
        sheet.print(12, top, "姓名", 3.5, ink=label)
        sheet.print(26, top + drop, who.name, 3.8)
        sheet.print(70, top, "性别", 3.5, ink=label)
        sheet.print(84, top + drop, who.sex, 3.8)
        sheet.print(12, top + 10, "国籍", 3.5, ink=label)
        sheet.print(26, top + 10 + drop, "中国", 3.8)
        sheet.print(56, top + 10, "出生日期", 3.5, ink=label)
        sheet.print(77, top + 10 + drop, chinese(who.birth), 3.8)
        sheet.print(12, top + 20, "身份证件号", 3.5, ink=label)
        sheet.print(36, top + 20 + drop, who.number, 3.8)
    fields = {
        "holder": holder.name,
        "registered": registered.isoformat(),
        "certificate_number": number,
        "first_name": first.name,
        "first_birth": first.birth.isoformat(),
        "first_number": first.number,
        "second_name": second.name,
        "second_birth": second.birth.isoformat(),
        "second_number": second.number,
    }
    return sheet.done("marriage", "page", fields)


def property_page(lot: Random) -> PaperSpecimen:
    """不动产权证书内页: ten rows under the certificate's number."""
    who = somebody(lot)
    sheet = Sheet(148, 210, 8.0, (248, 240, 238))
    sheet.waves((240, 228, 226), 2.6)
    number = f"川（{lot.randrange(2017, 2026)}）攀枝花市不动产权第{digits(lot, 7)}号"
    sheet.print(74, 14, number, 4.2, anchor="mm")
    unit = f"{who.number[:6]}{digits(lot, 6)}GB{digits(lot, 5)}F{digits(lot, 8)}"
    location = f"{who.address[3:]}"
    nature = lot.choice(("出让/市场化商品房", "划拨/房改房", "出让/商品房"))
    use = lot.choice(("城镇住宅用地/住宅", "商务金融用地/商业", "住宅用地/成套住宅"))
    land, house = f"{lot.randrange(900, 9000)}.{digits(lot, 2)}", f"{lot.randrange(40, 190)}.{digits(lot, 2)}"
    area = f"共有宗地面积{land}m²/房屋建筑面积{house}m²"
    share = lot.choice(("单独所有", "共同共有"))
    right = "国有建设用地使用权/房屋所有权"
    rows = [
        ("权利人", who.name),
        ("共有情况", share),
        ("坐落", location),
        ("不动产单元号", f"{unit[:6]} {unit[6:12]} {unit[12:19]} {unit[19:]}"),
        ("权利类型", right),
        ("权利性质", nature),
        ("用途", use),
        ("面积", area),
        ("使用期限", f"{chinese(a_day(lot, 2000, 2020))}起70年"),
        ("权利其他状况", "专有建筑面积：样例"),
    ]
    for row, (name, value) in enumerate(rows):
        top = 26 + row * 16.5
        sheet.box(12, top, 138, top + 16.5, (60, 50, 50), 1)
        sheet.pen.line([(44 * 8, top * 8), (44 * 8, (top + 16.5) * 8)], fill=(60, 50, 50))
        apart = 3.0 if len(name) == 2 else 0.6 if len(name) == 3 else 0.0
        sheet.print(28, top + 8.2, name, 3.4, anchor="mm", apart_mm=apart)
        if len(value) > 26 and name != "不动产单元号":
            sheet.wrapped(47, top + 5.6, value, 3.1, 26, 5.2)
        else:
            sheet.print(47, top + 8.2, value, 3.4)
    sheet.print(100, 203, "样例", 3.0, ink=(190, 150, 150))
    fields = {
        "certificate_number": number.replace("（", "(").replace("）", ")"),
        "owner": who.name,
        "location": location,
        "unit_number": unit,
        "right_kind": right,
        "right_nature": nature,
        "use": use,
        "area": area.replace("m²", "m2"),
    }
    return sheet.done("property", "page", fields)
