"""The peoples of GB/T 3304 by the two digits a card carries."""

from __future__ import annotations

_LIST = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
]

NAMES: dict[str, str] = {f"{code:02d}": name for code, name in enumerate(_LIST, start=1)} | {
    "97": "其他",
    "98": "外国血统中国籍人士",
}
"""Code → name as printed on the card (汉, not 汉族). 81 穿青人 rests on one source only and is left out."""

_CODES = {name: code for code, name in NAMES.items()}


def name_of(code: str) -> str:
    """The name of a code; an unknown code gives an empty string, for no one is refused because of it."""
    return NAMES.get(code, "")


def code_of(name: str) -> str:
    """The code of a name, with or without 族. Raises ``KeyError`` for a name that is not in the list."""
    return _CODES[name] if name in _CODES else _CODES[name.removesuffix("族")]
