"""Signs that OCR takes for one another, and how far two readings lie apart when that is counted cheap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

DIGITS = {
    "O": "0", "o": "0", "D": "0", "Q": "0", "〇": "0", "○": "0",
    "I": "1", "l": "1", "|": "1", "i": "1", "丨": "1", "!": "1", "]": "1", "[": "1",
    "Z": "2", "z": "2",
    "B": "8", "S": "5", "s": "5", "G": "6", "b": "6", "q": "9", "g": "9", "T": "7", "A": "4",
}  # fmt: skip
"""Letters and strokes read where a digit stands. Used only where a pattern or check sign then proves the digit."""

_GROUPS = (
    "日曰目", "人入八", "己已巳", "末未", "土士", "干千于", "大太犬", "王玉主", "天夭夫", "木本术", "儿几九",
    "刀力", "午牛", "间问闻", "侯候", "晴睛", "折拆", "迁迂", "今令", "白自", "贝见", "田由甲申", "户尸",
    "戌戍戊成", "汉漢汊", "长長", "张張", "陈陳", "刘劉", "杨楊扬", "林材", "李季", "许计", "梁粱", "宋宗",
    "冯馮", "傅博搏", "沈沉", "彭影", "吕昌", "贾买", "丁了", "薛薜", "阎阁", "余佘", "杜社", "戴载", "汪江",
    "任住", "姜妾", "范苑", "万方", "石右", "谭潭", "廖寥", "邱丘", "秦泰", "史吏", "顾颀", "邵部", "孟盂",
    "段殷", "雷雪", "汤扬", "黎藜", "乔齐", "贺货", "文又", "敏敦", "婷停", "玲珍", "桂佳", "娟捐", "慧彗",
    "巧朽", "静净", "惠思恩", "珠株", "翠萃", "雅稚", "芝之", "刚钢", "俊梭", "峰蜂", "平乎", "辉挥", "明朋",
    "永水", "健建", "志忘", "良艮", "波坡", "贵责", "福幅", "清请", "顺硕", "涛铸", "光先", "岩若", "坚竖",
    "诚城", "承丞", "绍招", "松私", "浩洁", "政攻", "享亨", "斌武", "维唯", "晨辰", "家冢", "德得", "琛深",
    "钧钩", "冠寇", "腾滕", "楠南", "榕容", "凤风", "兰三", "民氏", "谢射", "韩翰", "蔡葵", "潘播",
)  # fmt: skip
_SLIP = 0.4


def _alike() -> dict[str, frozenset[str]]:
    """Each sign that OCR takes for others, with those others."""
    read_as = {digit: {digit} for digit in DIGITS.values()}
    for sign, digit in DIGITS.items():
        read_as[digit].add(sign)
    found: dict[str, set[str]] = {}
    for group in (*map(set, _GROUPS), *read_as.values()):
        for sign in group:
            found.setdefault(sign, set()).update(group - {sign})
    return {sign: frozenset(others) for sign, others in found.items()}


_ALIKE = _alike()
_NONE: frozenset[str] = frozenset()


def looks_like(one: str, other: str) -> bool:
    """Two different signs that OCR takes for one another?"""
    return other in _ALIKE.get(one, _NONE)


def apart(one: Sequence[str], other: Sequence[str]) -> float:
    """Edit distance in which a look-alike counts 0.4 and any other change, sign more or sign less 1."""
    row = [float(place) for place in range(len(other) + 1)]
    for number, left in enumerate(one, start=1):
        before, row, alike = row, [float(number)], _ALIKE.get(left, _NONE)
        for place, right in enumerate(other, start=1):
            change = 0.0 if left == right else _SLIP if right in alike else 1.0
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + change))
    return row[-1]


def at_least_apart(text: Iterable[str], word: Iterable[str]) -> float:
    """No part of ``text`` lies nearer to ``word`` than this, by ``apart``: what each of its signs costs where they
    may stand in any order. Asked first, it spares most of the counting."""
    signs = frozenset(text)
    return sum(_SLIP if _ALIKE.get(sign, _NONE) & signs else 1.0 for sign in word if sign not in signs)
