"""Papers to lay on the sandbox's desk: invented specimens drawn here, none a copy of a real person's document.

Every paper says 样例 on itself, carries an invented name and a number with a valid check digit (GB 11643), and a
red seal that says 样例专用章, so that seals can be followed through the pipeline.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kiosk.sandbox.people import YOUNG_WOMAN

Bgr = np.ndarray[Any, np.dtype[np.uint8]]

PAPER = (252, 250, 244)
INK = (28, 30, 34)
SEAL_RED = (206, 32, 40)


@dataclass(frozen=True, eq=False)
class Specimen:
    """A flat paper: ``image_bgr`` (H, W, 3) uint8, and how large it lies on the desk. Equal only to itself."""

    name: str
    image_bgr: Bgr
    width_mm: float
    height_mm: float


@cache
def font_file(family: str) -> tuple[str, int]:
    """File and face index that fontconfig gives for a family (the set-up installs Noto CJK)."""
    answer = subprocess.run(
        ["fc-match", "-f", "%{file}|%{index}", f"{family}:lang=zh-cn"], capture_output=True, text=True, check=True
    )
    file, index = answer.stdout.split("|")
    return file, int(index) & 0xFFFF


def letters(size_px: int, *, title: bool = False) -> ImageFont.FreeTypeFont:
    """The type that papers are printed in."""
    file, index = font_file("Noto Serif CJK SC:bold" if title else "Noto Sans CJK SC")
    return ImageFont.truetype(file, size_px, index=index)


def _sheet(width_mm: float, height_mm: float, px_mm: float, paper: tuple[int, int, int] = PAPER) -> Image.Image:
    return Image.new("RGB", (round(width_mm * px_mm), round(height_mm * px_mm)), paper)


def press_seal(sheet: Image.Image, centre: tuple[float, float], radius: float, words: str) -> None:
    """A round red seal, its words on the arc and a star in the middle, as ink that lets the print through."""
    side = round(radius * 2.2)
    stamp = Image.new("L", (side, side), 0)
    pen, middle = ImageDraw.Draw(stamp), side / 2
    pen.ellipse(
        [side * 0.04, side * 0.04, side * 0.96, side * 0.96], outline=255, width=max(2, round(radius / 14))
    )
    points = [
        (middle + radius * r * math.sin(a), middle - radius * r * math.cos(a))
        for a, r in ((math.pi * k / 5, 0.3 if k % 2 == 0 else 0.115) for k in range(10))
    ]
    pen.polygon(points, fill=255)
    font = letters(round(radius * 0.28))
    for place, word in enumerate(words):
        angle = math.radians(-110 + 220 * place / (len(words) - 1))
        tile = Image.new("L", (round(radius * 0.4),) * 2, 0)
        ImageDraw.Draw(tile).text((radius * 0.2, radius * 0.2), word, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        at = (middle + radius * 0.76 * math.sin(angle), middle - radius * 0.76 * math.cos(angle))
        stamp.paste(tile, (round(at[0] - tile.width / 2), round(at[1] - tile.height / 2)), tile)
    ink = Image.new("RGB", stamp.size, SEAL_RED)
    place_at = (round(centre[0] - side / 2), round(centre[1] - side / 2))
    sheet.paste(ink, place_at, stamp.point([round(v * 0.82) for v in range(256)]))


def paste_portrait(sheet: Image.Image, box: tuple[float, float, float, float]) -> None:
    """A grey head and shoulders; nobody's face."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    photo = Image.new("RGB", (round(width), round(height)), (196, 212, 228))
    pen = ImageDraw.Draw(photo)
    pen.ellipse([width * 0.08, height * 0.62, width * 0.92, height * 1.4], fill=(52, 62, 84))
    pen.ellipse([width * 0.28, height * 0.16, width * 0.72, height * 0.66], fill=(214, 178, 152))
    pen.pieslice([width * 0.26, height * 0.12, width * 0.74, height * 0.6], 180, 360, fill=(34, 30, 30))
    sheet.paste(photo, (round(left), round(top)))


def _done(name: str, sheet: Image.Image, width_mm: float, height_mm: float) -> Specimen:
    return Specimen(name, np.asarray(sheet)[..., ::-1].copy(), width_mm, height_mm)


@cache
def residence_permit() -> Specimen:
    """A residence permit card (ID-1 size of ISO/IEC 7810, 85.6 × 54 mm)."""
    px = 12.0
    sheet = _sheet(85.6, 54.0, px, (226, 238, 236))
    pen = ImageDraw.Draw(sheet)
    for line in range(0, sheet.height, 14):
        wave = [(x, line + 6 * math.sin(x / 40 + line / 60)) for x in range(0, sheet.width, 8)]
        pen.line(wave, fill=(206, 226, 224), width=2)
    pen.text(
        (sheet.width / 2, 5 * px), "重庆市居住证（样例）", fill=INK, font=letters(56, title=True), anchor="mm"
    )
    rows = ["姓名　测试甲", "性别　女　　民族　汉", "出生　1990年1月1日", "住址　重庆市样例区样例路1号"]
    for row, text in enumerate(rows):
        pen.text((5 * px, (11 + row * 7.2) * px), text, fill=INK, font=letters(38))
    pen.text((5 * px, 45 * px), "公民身份号码　510402199001010012", fill=INK, font=letters(40))
    paste_portrait(sheet, (60 * px, 11 * px, 81 * px, 38 * px))
    return _done("residence_permit", sheet, 85.6, 54.0)


@cache
def household_first_page() -> Specimen:
    """The first page of the resident's own household register (户口簿首页, 105 × 143 mm)."""
    rows = [
        ("户别", "家庭户"),
        ("户主姓名", YOUNG_WOMAN.name),
        ("户号", "510402000"),
        ("住址", YOUNG_WOMAN.address),
        ("承办人签章", "样例"),
        ("签发日期", "2020年6月1日"),
    ]
    return _register_page("household_first_page", "居民户口簿（样例）", rows)


@cache
def household_page() -> Specimen:
    """The main resident's own page of a household register (户口簿, 105 × 143 mm)."""
    born = f"{YOUNG_WOMAN.birth.year}年{YOUNG_WOMAN.birth.month}月{YOUNG_WOMAN.birth.day}日"
    rows = [
        ("姓名", YOUNG_WOMAN.name),
        ("户主或与户主关系", "户主"),
        ("性别", "女"),
        ("出生地", "四川省攀枝花市"),
        ("民族", "汉族"),
        ("籍贯", "四川省攀枝花市"),
        ("出生日期", born),
        ("公民身份号码", YOUNG_WOMAN.number),
        ("文化程度", "大学本科"),
        ("婚姻状况", "未婚"),
        ("服务处所", "样例单位"),
        ("登记日期", "2020年6月1日"),
    ]
    return _register_page("household_page", "常住人口登记卡（样例）", rows)


def _register_page(name: str, title: str, rows: Sequence[tuple[str, str]]) -> Specimen:
    sheet = _sheet(105, 143, 10.0, (250, 244, 236))
    pen = ImageDraw.Draw(sheet)
    pen.text((525, 90), title, fill=INK, font=letters(54, title=True), anchor="mm")
    for row, (label, value) in enumerate(rows):
        top = 150 + row * 92
        pen.rectangle([60, top, 990, top + 92], outline=(120, 60, 60), width=3)
        pen.line([(380, top), (380, top + 92)], fill=(120, 60, 60), width=3)
        pen.text((75, top + 46), label, fill=(120, 40, 40), font=letters(34), anchor="lm")
        pen.text((405, top + 46), value, fill=INK, font=letters(40 if len(value) < 15 else 30), anchor="lm")
    press_seal(sheet, (780, 1260), 140, "样例派出所户口专用章")
    return _done(name, sheet, 105, 143)


@cache
def certificate() -> Specimen:
    """A plain A4 certificate with a seal (ISO 216 A4, 210 × 297 mm)."""
    px = 7.0
    sheet = _sheet(210, 297, px)
    pen = ImageDraw.Draw(sheet)
    pen.text((735, 260), "在读证明（样例）", fill=INK, font=letters(88, title=True), anchor="mm")
    body = [
        "　　兹证明测试甲，女，1990年1月1日出生，公民身份",
        "号码510402199001010012，现为我校样例学院2024级学生，",
        "学号20240001，学制四年，学籍状态正常。",
        "　　本证明用于办理跨省通办事项，自开具之日起三个月",
        "内有效，复印无效。",
        "　　核实电话：0812-0000000，工作日上午九点到下午五点。",
    ]
    for row, text in enumerate(body):
        pen.text((140, 440 + row * 96), text, fill=INK, font=letters(44))
    for row in range(6):
        top = 1090 + row * 80
        pen.rectangle([140, top, 1330, top + 80], outline=INK, width=2)
        pen.text(
            (165, top + 40),
            f"第{row + 1}学期　必修课程　成绩合格　学分 {18 + row}",
            fill=INK,
            font=letters(38),
            anchor="lm",
        )
    pen.text((1240, 1740), "样例职业技术学院", fill=INK, font=letters(50), anchor="rm")
    pen.text((1240, 1830), "2026年6月1日", fill=INK, font=letters(50), anchor="rm")
    press_seal(sheet, (1010, 1770), 175, "样例职业技术学院教务处")
    return _done("certificate", sheet, 210, 297)


ALL = (residence_permit, household_page, certificate)
