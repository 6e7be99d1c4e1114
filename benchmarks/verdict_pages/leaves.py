"""A dozen kinds of papers at 8 px a millimetre, all invented: letters, forms, tables, cards, receipts, covers.

The layout comes from one seed and what is filled in from another, so that the next page of the same form, and the
same page once more, can be told apart.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Image8 = np.ndarray[Any, np.dtype[np.uint8]]
Random = np.random.Generator
Colour = tuple[int, int, int]

PX_MM = 8.0
INK: Colour = (30, 31, 36)
SEAL: Colour = (204, 40, 44)
_WORDS = (
    "兹证明该同志系我单位职工自二零一九年三月起在本单位工作现任助理工程师月收入人民币伍仟元整特此证明"
    "申请人姓名性别民族出生日期户籍所在地现居住地址联系电话与户主关系婚姻状况文化程度服务处所登记事由"
    "根据有关规定经审核同意办理跨省通办事项本表一式两份由受理窗口留存请核对无误后签字确认逾期视为放弃"
    "攀枝花市东区仁和米易盐边凉山会理西昌昆明丽江重庆成都养老保险医疗公积金不动产权属证书编号附记共有"
)
_LABELS = (
    *("姓名", "性别", "民族", "出生日期", "公民身份号码", "户籍地址", "现住址", "联系电话", "工作单位"),
    *("职务", "申请事项", "办理理由", "配偶姓名", "婚姻状况", "登记机关", "有效期限", "经办人", "备注"),
)
_NAMES = "测试甲乙丙丁样例王李赵兰梅云山江岭"


@dataclass(frozen=True, eq=False)
class Leaf:
    """A flat paper that stands upright: ``image_bgr`` (H, W, 3) uint8, its width in millimetres."""

    kind: str
    image_bgr: Image8
    width_mm: float

    @property
    def height_mm(self) -> float:
        """In its own aspect."""
        return self.width_mm * self.image_bgr.shape[0] / self.image_bgr.shape[1]


@cache
def _font(family: str, size_px: int) -> ImageFont.FreeTypeFont:
    asked = ["fc-match", "-f", "%{file}|%{index}", f"{family}:lang=zh-cn"]
    file, index = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("|")
    return ImageFont.truetype(file, size_px, index=int(index) & 0xFFFF)


class Pen:
    """Draws in millimetres on one sheet. ``layout`` decides what stands where, ``fill`` what is written there."""

    def __init__(self, size_mm: tuple[float, float], paper: Colour, layout: Random, fill: Random) -> None:
        self.width_mm, self.height_mm = size_mm
        self.sheet = Image.new("RGB", (round(size_mm[0] * PX_MM), round(size_mm[1] * PX_MM)), paper)
        self.draw = ImageDraw.Draw(self.sheet)
        self.layout, self.fill = layout, fill
        self._family = "Noto Serif CJK SC" if layout.random() < 0.5 else "Noto Sans CJK SC"

    def write(self, x: float, y: float, text: str, size_mm: float, ink: Colour = INK, anchor: str = "la") -> None:
        font = _font(self._family, max(8, round(size_mm * PX_MM)))
        self.draw.text((x * PX_MM, y * PX_MM), text, fill=ink, font=font, anchor=anchor)

    def box(self, left: float, top: float, right: float, bottom: float, ink: Colour = INK, wide: int = 2) -> None:
        self.draw.rectangle([left * PX_MM, top * PX_MM, right * PX_MM, bottom * PX_MM], outline=ink, width=wide)

    def words(self, count: int, *, fixed: bool = False) -> str:
        """Some words of an office's language; ``fixed`` ones belong to the form and not to who filled it in."""
        start = int((self.layout if fixed else self.fill).integers(0, len(_WORDS) - 1))
        return ((_WORDS + _WORDS)[start:] + _WORDS)[:count]

    def value(self) -> str:
        """What somebody filled in: a name, a number, a date or some words."""
        kind = int(self.fill.integers(4))
        if kind == 0:
            return "".join(_NAMES[int(place)] for place in self.fill.integers(0, len(_NAMES), 3))
        if kind == 1:
            return "".join(str(int(digit)) for digit in self.fill.integers(0, 10, 11))
        if kind == 2:
            year, month, day = self.fill.integers((1950, 1, 1), (2026, 13, 29))
            return f"{year}年{month}月{day}日"
        return self.words(int(self.fill.integers(4, 10)))

    def lines(self, left: float, top: float, right: float, size_mm: float, count: int, *, fixed: bool) -> float:
        """A paragraph; the height where it ends."""
        fit = int((right - left) / size_mm)
        for row in range(count):
            last = row == count - 1
            text = self.words(fit // 2 if last else fit, fixed=fixed)
            self.write(left, top + row * size_mm * 1.7, text, size_mm)
        return top + count * size_mm * 1.7

    def seal(self, x: float, y: float, radius_mm: float, ink: Colour = SEAL, strength: float = 0.8) -> None:
        """A round seal whose ink lets the print through."""
        side = round(radius_mm * 2.2 * PX_MM)
        stamp = Image.new("L", (side, side), 0)
        pen = ImageDraw.Draw(stamp)
        pen.ellipse([4, 4, side - 5, side - 5], outline=255, width=max(3, side // 28))
        font = _font("Noto Serif CJK SC", max(8, side // 7))
        pen.text((side / 2, side * 0.33), "样例专用", fill=255, font=font, anchor="mm")
        pen.text((side / 2, side * 0.62), "★", fill=255, font=_font("Noto Sans CJK SC", side // 4), anchor="mm")
        turned = stamp.rotate(float(self.fill.uniform(-25, 25)), resample=Image.Resampling.BICUBIC)
        place = (round(x * PX_MM - side / 2), round(y * PX_MM - side / 2))
        self.sheet.paste(Image.new("RGB", stamp.size, ink), place, turned.point(_share(strength)))

    def signature(self, x: float, y: float, long_mm: float, ink: Colour, wide_mm: float = 0.5) -> None:
        """A scribble as of a pen."""
        steps = self.fill.normal(0, long_mm / 12, (14, 2)).cumsum(axis=0) * (0.25, 0.7)
        points = steps + np.linspace((x, y), (x + long_mm, y), 14)
        self.draw.line(
            [(float(px * PX_MM), float(py * PX_MM)) for px, py in points],
            fill=ink, width=max(2, round(wide_mm * PX_MM)), joint="curve",
        )  # fmt: skip

    def portrait(self, left: float, top: float, wide: float) -> None:
        """A head and shoulders, nobody's."""
        w, h = round(wide * PX_MM), round(wide * 1.3 * PX_MM)
        photo = Image.new("RGB", (w, h), (150, 180, 214) if self.layout.random() < 0.6 else (236, 238, 240))
        pen = ImageDraw.Draw(photo)
        pen.ellipse([w * 0.06, h * 0.62, w * 0.94, h * 1.4], fill=(46, 54, 78))
        pen.ellipse([w * 0.28, h * 0.16, w * 0.72, h * 0.66], fill=(212, 176, 150))
        pen.pieslice([w * 0.26, h * 0.12, w * 0.74, h * 0.56], 180, 360, fill=(32, 28, 28))
        self.sheet.paste(photo, (round(left * PX_MM), round(top * PX_MM)))

    def done(self, kind: str) -> Leaf:
        return Leaf(kind, np.asarray(self.sheet)[..., ::-1].copy(), self.width_mm)


def _share(strength: float) -> list[int]:
    return [round(level * strength) for level in range(256)]


def _white(random: Random) -> Colour:
    level = int(random.integers(236, 254))
    return level, level - int(random.integers(0, 4)), level - int(random.integers(0, 12))


def _letter(layout: Random, fill: Random) -> Leaf:
    pen = Pen((210, 297), _white(layout), layout, fill)
    pen.write(105, 38, pen.words(6, fixed=True), 9, anchor="mm")
    end = pen.lines(25, 62, 185, float(layout.uniform(4.2, 5.6)), int(layout.integers(4, 14)), fixed=False)
    pen.write(180, end + 22, "样例单位（盖章）", 5, anchor="rm")
    pen.write(180, end + 32, "2026年6月1日", 5, anchor="rm")
    if layout.random() < 0.7:
        pen.seal(155, end + 26, 20)
    return pen.done("letter")


def _form(layout: Random, fill: Random) -> Leaf:
    pen = Pen((210, 297), _white(layout), layout, fill)
    pen.write(105, 24, pen.words(9, fixed=True) + "登记表", 7, anchor="mm")
    rows, size = int(layout.integers(10, 17)), float(layout.uniform(3.4, 4.4))
    high = 235 / rows
    labels = layout.permutation(len(_LABELS))
    for row in range(rows):
        top = 38 + row * high
        for column, left in enumerate((20, 105)):
            pen.box(left, top, left + 28, top + high)
            pen.box(left + 28, top, left + 85, top + high)
            label = _LABELS[int(labels[(2 * row + column) % len(_LABELS)])]
            pen.write(left + 14, top + high / 2, label, min(size, 26 / len(label)), anchor="mm")
            if layout.random() < 0.85:
                pen.write(left + 31, top + high / 2, pen.value()[: int(52 / size)], size, (24, 30, 70), "lm")
    return pen.done("form")


def _dense(layout: Random, fill: Random) -> Leaf:
    pen = Pen((210, 297), _white(layout), layout, fill)
    top = 20.0
    while top < 262:
        top = pen.lines(18, top, 192, float(layout.uniform(2.8, 3.6)), int(layout.integers(3, 8)), fixed=False) + 3
    return pen.done("dense")


def _table(layout: Random, fill: Random) -> Leaf:
    pen = Pen((297, 210), _white(layout), layout, fill)
    pen.write(148, 18, "个人账户明细（样例）", 6.5, anchor="mm")
    for row in range(int(layout.integers(14, 24))):
        for column in range(7):
            text = str(int(fill.integers(100, 99999))) if column else f"2026-{row % 12 + 1:02d}"
            pen.write(30 + column * 38, 34 + row * 7, text, 3.6, anchor="mm")
        pen.draw.line(
            [(15 * PX_MM, (37.5 + row * 7) * PX_MM), (282 * PX_MM, (37.5 + row * 7) * PX_MM)], (120,) * 3
        )
    return pen.done("table")


def _card_front(layout: Random, fill: Random) -> Leaf:
    paper: Colour = [(226, 238, 236), (236, 232, 240), (240, 236, 224)][int(layout.integers(3))]
    pen = Pen((85.6, 54), paper, layout, fill)
    for row in range(0, 54, 2):
        pen.draw.line([(0, row * PX_MM), (85.6 * PX_MM, (row + 3) * PX_MM)], tuple(c - 14 for c in paper), 2)
    for row, label in enumerate(("姓名", "性别", "出生", "住址")):
        pen.write(5, 7 + row * 8, label, 2.6, (90, 110, 150))
        pen.write(16, 6.6 + row * 8, pen.value()[:9], 3.4)
    pen.write(5, 45, "证号", 2.6, (90, 110, 150))
    pen.write(24, 44.4, "".join(str(int(d)) for d in fill.integers(0, 10, 18)), 3.8)
    pen.portrait(61, 8, 20)
    return pen.done("card_front")


def _card_back(layout: Random, fill: Random) -> Leaf:
    pen = Pen((85.6, 54), (228, 234, 238), layout, fill)
    pen.draw.ellipse([6 * PX_MM, 6 * PX_MM, 22 * PX_MM, 22 * PX_MM], fill=(200, 60, 60))
    pen.write(30, 9, "样例居民证", 5)
    pen.write(14, 36, f"签发机关　{pen.words(5)}公安局", 3.2)
    pen.write(14, 44, f"有效期限　20{fill.integers(10, 26)}.01.01-2036.01.01", 3.2)
    return pen.done("card_back")


def _bank_card(layout: Random, fill: Random) -> Leaf:
    paper: Colour = [(30, 60, 120), (120, 24, 30), (34, 90, 70), (60, 60, 66)][int(layout.integers(4))]
    pen = Pen((85.6, 54), paper, layout, fill)
    pen.write(6, 6, "样例银行", 5, (240, 240, 236))
    pen.draw.rectangle([8 * PX_MM, 20 * PX_MM, 20 * PX_MM, 29 * PX_MM], fill=(206, 190, 120))
    groups = " ".join("".join(str(int(d)) for d in fill.integers(0, 10, 4)) for _ in range(4))
    pen.write(8, 33, groups, 5.2, (236, 236, 230))
    pen.write(70, 46, "银联", 4, (240, 240, 236), "mm")
    return pen.done("bank_card")


def _receipt(layout: Random, fill: Random) -> Leaf:
    rows = int(layout.integers(10, 26))
    pen = Pen((80, 40 + rows * 6), _white(layout), layout, fill)
    pen.write(40, 10, "样例超市收银小票", 5, anchor="mm")
    for row in range(rows):
        pen.write(5, 20 + row * 6, pen.words(5), 3.4)
        pen.write(75, 20 + row * 6, f"{fill.integers(1, 300)}.{fill.integers(10, 99)}", 3.4, anchor="ra")
    return pen.done("receipt")


def _household(layout: Random, fill: Random) -> Leaf:
    pen = Pen((105, 143), (248, 242, 232), layout, fill)
    pen.write(52, 9, "常住人口登记卡", 5.4, anchor="mm")
    for row in range(12):
        top, ink = 16 + row * 9.4, (140, 70, 70)
        pen.box(6, top, 99, top + 9.4, ink)
        pen.write(8, top + 4.7, _LABELS[row], 3.2, ink, "lm")
        pen.write(42, top + 4.7, pen.value(), 3.6, anchor="lm")
    pen.seal(78, 128, 11)
    return pen.done("household")


def _licence(layout: Random, fill: Random) -> Leaf:
    pen = Pen((297, 210), (250, 244, 226), layout, fill)
    for inset in (8, 11):
        pen.box(inset, inset, 297 - inset, 210 - inset, (176, 140, 60), 6)
    pen.write(148, 42, "样例执照", 20, anchor="mm")
    for row in range(6):
        pen.write(60, 76 + row * 16, f"{_LABELS[row]}　{pen.value()}", 5.4)
    pen.seal(225, 165, 20)
    return pen.done("licence")


def _few_words(layout: Random, fill: Random) -> Leaf:
    pen = Pen((210, 297), _white(layout), layout, fill)
    top = float(layout.uniform(30, 120))
    pen.write(40, top, "收条", 8)
    pen.write(30, top + 20, pen.words(14), 5)
    pen.signature(130, top + 45, 30, (40, 50, 130))
    return pen.done("few_words")


def _notes(layout: Random, fill: Random) -> Leaf:
    pen = Pen((148, 210), _white(layout), layout, fill)
    ink: Colour = [(40, 50, 140), (30, 30, 34), (110, 110, 116)][int(layout.integers(3))]
    for row in range(int(layout.integers(5, 14))):
        pen.draw.line(
            [(10 * PX_MM, (30 + row * 12) * PX_MM), (138 * PX_MM, (30 + row * 12) * PX_MM)], (190, 200, 215)
        )
        for word in range(7):
            pen.signature(14 + word * 17, 26 + row * 12, 11, ink, 0.45)
    return pen.done("notes")


def _photo(layout: Random, fill: Random) -> Leaf:
    pen = Pen((89, 127), (244, 244, 242), layout, fill)
    pen.portrait(5, 6, 79)
    return pen.done("photo")


KINDS: dict[str, Callable[[Random, Random], Leaf]] = {
    "letter": _letter, "form": _form, "dense": _dense, "table": _table, "card_front": _card_front,
    "card_back": _card_back, "bank_card": _bank_card, "receipt": _receipt, "household": _household,
    "licence": _licence, "few_words": _few_words, "notes": _notes, "photo": _photo,
}  # fmt: skip
WORDLESS = ("notes", "photo")
"""Kinds without print: scribbles have no way up, and are no measure of one."""


def leaf(kind: str, layout: int, fill: int = 0) -> Leaf:
    """One paper; the same seeds give the same paper."""
    return KINDS[kind](np.random.default_rng((layout, 1)), np.random.default_rng((layout, fill, 2)))


def blank(seed: int) -> Leaf:
    """The empty back of a paper: white or tinted, with fibres, the front's print faintly through some."""
    random = np.random.default_rng((seed, 3))
    paper = np.array([[216, 232, 240], [236, 240, 242], [246, 248, 250], [222, 226, 246]][seed % 4], np.float32)
    sheet = np.tile(paper, (round(297 * PX_MM / 2), round(210 * PX_MM / 2), 1))
    sheet += random.normal(0, 2.5, sheet.shape[:2])[..., None]
    if seed % 3 == 0:
        through = np.asarray(Image.fromarray(leaf("form", seed).image_bgr).resize(sheet.shape[1::-1]), np.float32)
        sheet -= (250 - through[:, ::-1]) * random.uniform(0.02, 0.05)
    whole = Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8)).resize((1680, 2376))
    return Leaf("blank", np.asarray(whole), 210.0)
