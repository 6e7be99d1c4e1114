"""What was read beside a label, made a value of its kind, or nothing.

Look-alikes (O for 0, 曰 for 日) are mended only here, and only where the pattern or a check sign then proves the
reading. ``Value.proven`` says that a check sign did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kiosk.vision.reading.checks import is_bank_card, is_citizen_number, is_credit_code, is_day
from kiosk.vision.reading.fieldmap import PaperField
from kiosk.vision.reading.lookalikes import DIGITS

_PUNCTUATION = ":;,.。、·_-—~'\"|()"
_HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_NAME = re.compile(rf"{_HAN}{{2,5}}|{_HAN}{{1,12}}(?:·{_HAN}{{1,12}}){{1,4}}")
_DAY = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日?|(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{4})(\d\d)(\d\d)(?!\d)"
)
_ALL_GROUPS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 "
    "景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 "
    "保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 穿青人"
)  # GB/T 3304
_GROUPS = frozenset(_ALL_GROUPS.split())
_OTHER_WRITING = {"漢": "汉", "囬": "回", "滿": "满", "壯": "壮", "僳僳": "傈僳"}
_CODE_SIGNS = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}
"""Letters that GB 32100 leaves out because they are taken for these."""


@dataclass(frozen=True, repr=False)
class Value:
    """``text`` as an answer has it (a date is ISO 8601); signs ``start`` to ``end`` of what was read made it."""

    text: str
    start: int
    end: int
    proven: bool = False
    mended: bool = False


def value_of(field: PaperField, text: str) -> Value | None:
    """The field's value at the beginning of ``text`` (plain, without blanks), or ``None``."""
    return next(_KINDS[field.kind](field, text), None)


def values_within(field: PaperField, text: str) -> list[Value]:
    """Every value of a kind that proves itself, wherever it stands in ``text``."""
    found = list(_within(field, text))
    return [one for place, one in enumerate(found) if one.text not in {other.text for other in found[:place]}]


def _within(field: PaperField, text: str) -> Iterator[Value]:
    if field.kind == "pattern":
        for match in re.finditer(field.pattern, text):
            yield Value(match[0], match.start(), match.end())
        return
    lengths = {"citizen_number": (18,), "credit_code": (18,), "bank_card": (19, 18, 17, 16)}[field.kind]
    for length in lengths:
        for start in range(len(text) - length + 1):
            for value in _KINDS[field.kind](field, text[start : start + length]):
                if value.start == 0 and not _goes_on(text, start, start + length):
                    yield Value(value.text, start, start + length, value.proven, value.mended)


def _goes_on(text: str, start: int, end: int) -> bool:
    """A part of a longer number is no number."""
    return text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()


def _skipped(text: str) -> int:
    """Signs before the value that only part it from its label."""
    return next((place for place, sign in enumerate(text) if sign not in _PUNCTUATION), len(text))


def _digits(text: str) -> str:
    return "".join(DIGITS.get(sign, sign) for sign in text)


def _name(_field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    body = text[start:].rstrip(_PUNCTUATION)
    if _NAME.fullmatch(body):
        yield Value(body, start, start + len(body))


def _citizen_number(_field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    raw = text[start : start + 18].upper()
    tail = text[start + 18 : start + 19]
    if len(raw) < 18 or _digits(tail).isdigit():
        return
    number = _digits(raw[:17]) + ("X" if raw[17] in "X×" else _digits(raw[17]))
    if is_citizen_number(number):
        yield Value(number, start, start + 18, proven=True, mended=number != raw)


def _credit_code(_field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    raw = text[start : start + 18].upper()
    code = "".join(_CODE_SIGNS.get(sign, sign) for sign in raw)
    if is_credit_code(code):
        yield Value(code, start, start + 18, proven=True, mended=code != raw)


def _bank_card(_field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    run = re.match(r"[0-9OoDQIl|BSZ]{16,19}", text[start:])
    if run is None or text[start + run.end() : start + run.end() + 1].isdigit():
        return
    number = _digits(run[0])
    if is_bank_card(number):
        yield Value(number, start, start + run.end(), proven=True, mended=number != run[0])


def _day_in(text: str) -> tuple[str, int, int] | None:
    """A day (ISO 8601) and where it stands; look-alikes of digits and of 日 give way to the pattern."""
    mended = _digits(text).replace("曰", "日").replace("目", "日")
    found = _DAY.search(mended)
    if found is None:
        return None
    year, month, day = (part for part in found.groups() if part is not None)
    return (f"{year}-{int(month):02d}-{int(day):02d}", *found.span()) if is_day(year, month, day) else None


def _date(_field: PaperField, text: str) -> Iterator[Value]:
    found = _day_in(text)
    if found is not None and found[1] <= _skipped(text):
        yield Value(found[0], found[1], found[2])


def _period(_field: PaperField, text: str) -> Iterator[Value]:
    first = _day_in(text)
    if first is None or first[1] > _skipped(text) + 1:
        return
    rest = text[first[2] :]
    if place := re.match(r"[-—~至到一]*长期", rest):
        yield Value(f"{first[0]}/长期", first[1], first[2] + place.end())
    second = _day_in(rest)
    if second is not None and second[1] <= 2 and second[0] > first[0]:
        yield Value(f"{first[0]}/{second[0]}", first[1], first[2] + second[2])


def _sex(_field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    if text[start : start + 1] in ("男", "女"):
        yield Value(text[start], start, start + 1)


def _ethnic_group(_field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    body = text[start:].rstrip(_PUNCTUATION)
    for read, written in _OTHER_WRITING.items():
        body = body.replace(read, written)
    name = body.removesuffix("族")
    if name in _GROUPS:
        yield Value(name, start, start + len(body), mended=not text[start:].startswith(body))


def _words(_field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    body = text[start:]
    if re.match(r"[A-Za-z]+[\u4e00-\u9fff]", body):
        return  # a foreign label that was not read as one, and what was printed behind it
    if body and not set(body) <= {"/", "-", "*", "无"}:
        yield Value(body, start, start + len(body))


def _pattern(field: PaperField, text: str) -> Iterator[Value]:
    start = _skipped(text)
    for read in (text[start:], _digits(text[start:])):
        found = re.match(field.pattern, read)
        if found:
            yield Value(found[0], start, start + found.end(), mended=read != text[start:])
            return


_KINDS: Mapping[str, Callable[[PaperField, str], Iterator[Value]]] = {
    "name": _name,
    "citizen_number": _citizen_number,
    "credit_code": _credit_code,
    "bank_card": _bank_card,
    "date": _date,
    "period": _period,
    "sex": _sex,
    "ethnic_group": _ethnic_group,
    "words": _words,
    "pattern": _pattern,
}
