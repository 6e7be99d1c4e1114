"""Sample questions for the album of screens: those whose answer is written, letters and Chinese."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.journey import views as v
from kiosk.journey.rooms.room import onward, say
from kiosk.wording import Phrase

_plain = Phrase.verbatim


def at_step(number: int, name: str) -> v.Progress:
    """The ``number``-th of six steps."""
    return v.Progress(number, 6, say(f"step_{name}"))


def question(field: str, title: str, en: str, number: int = 2, **more: Any) -> v.FormView:
    """A question of a form; ``more`` are fields of its view."""
    usual: dict[str, Any] = {
        "step": v.StepKind.FORM,
        "key": f"form/{field}/0/0",
        "title": _plain(title, en=en),
        "lead": say("form_count", number=number, count=6),
        "progress": at_step(3, "form"),
        "onward": onward("form_next"),
        "field_id": field,
    }
    return v.FormView(**{**usual, **more})


TEXT = question("address", "您在外地住哪里？", "Where do you live away from home?", hint="写到门牌号")
_SPELLED = replace(
    TEXT,
    value="重庆市渝中区中山",
    shown="重庆市渝中区中山",
    entry=v.EntryView(
        chinese=True,
        can_switch=True,
        letters="san lu",
        words=(
            "三路",
            "三",
            "山路",
            "散",
            "伞",
            "叁",
            "三楼",
            "参",
            "毵",
            "仨",
            "糁",
            "馓",
            "三六",
            "弎",
            "闪露",
            "僋",
        ),
        more=True,
    ),
)
_LETTERS = v.EntryView(can_switch=True)


def _spelled(letters: str, words: tuple[str, ...], **more: Any) -> v.FormView:
    """Other letters and words under the same box."""
    assert _SPELLED.entry is not None
    return replace(_SPELLED, entry=replace(_SPELLED.entry, letters=letters, words=words, **more))


WRITING: dict[str, v.View] = {
    "form-text": replace(TEXT, value="Chongqing Yuzhong", shown="Chongqing Yuzhong", entry=_LETTERS),
    "form-text-empty": replace(TEXT, entry=v.EntryView(chinese=True, can_switch=True)),
    "form-pinyin": _SPELLED,
    "form-pinyin-later": _spelled("lan", tuple("懒栏岚拦揽篮澜滥览阑缆啉榄斓谰"), earlier=True),
    "form-pinyin-name": replace(
        _spelled("lan", tuple("蓝烂兰懒栏岚拦揽篮澜滥览阑缆啉榄斓谰镧婪")),
        title=_plain("叫什么名字？", en="What is the name?"),
        value="王",
        shown="王",
    ),
    "form-pinyin-long": replace(
        _spelled(
            "pan zhi hua shi ren he qu da he bei lu",
            ("攀枝花市仁和区大河北路", "攀枝花市", "攀枝花", "攀枝", "潘", "盘", "判"),
        ),
        value="四川省攀枝花市仁和区平地镇迤沙拉村 1 组 12 号附 3 号",
        shown="四川省攀枝花市仁和区平地镇迤沙拉村 1 组 12 号附 3 号",
    ),
    "form-pinyin-no-sound": _spelled("qjz", (), more=False, note=Phrase("entry.no_such_sound")),
    "form-pinyin-unpicked": replace(_SPELLED, error=Phrase("entry.pick_first")),
    "form-pinyin-down": replace(_SPELLED, entry=replace(_LETTERS, note=Phrase("entry.engine_down"))),
    "form-pinyin-none": replace(TEXT, entry=v.EntryView(note=Phrase("entry.no_engine"))),
}
