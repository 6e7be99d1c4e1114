"""What the journey says: every key in both languages, short sentences, none of the words we do not use."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceKind, DeviceState, DeviceStatus
from kiosk.devices.id_reader.events import CardReason
from kiosk.errors import KioskError
from kiosk.identity.validity import Finding
from kiosk.journey import sentences
from kiosk.journey.rooms.ways import MORE_ICONS
from kiosk.journey.views import StepKind
from kiosk.journey.views_identity import FaceState
from kiosk.vision.faces.check import FaceEnd
from kiosk.vision.faces.quality import FaceAdvice
from kiosk.vision.pages.judge import Verdict
from kiosk.wording import LOCALE, Wording

ROOT = Path(__file__).parents[2]
LONGEST = 18
NOT_OURS = [
    "系统",
    "界面",
    "操作有误",
    "请重试",
    "认证通过",
    "回车",
    "加载",
    "缓存",
    "弹窗",
    "错误",
    "失败",
    "异常",
    "非法",
    "稍后",
    "尽快",
    "你",
]
SAYING = {"say", "missing", "onward", "say_it"}


@cache
def phrases(language: str) -> dict[str, str]:
    return tomllib.loads((LOCALE / language / "journey.toml").read_text(encoding="utf-8"))


def patterns() -> set[str]:
    """Every key the code names, f-strings as regular expressions."""
    found = set()
    for file in (ROOT / "kiosk" / "journey").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        pieces = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
        for node in ast.walk(tree):
            if id(node) in pieces:
                continue
            if isinstance(node, ast.Call) and _name(node.func) in SAYING and node.args:
                found |= _patterns_of(node.args[0])
            elif isinstance(node, ast.Constant | ast.JoinedStr):
                found |= {one for one in _patterns_of(node) if one.startswith("journey\\.")}
    return {one.removeprefix("journey\\.") for one in found}


def _name(call: ast.expr) -> str:
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def _patterns_of(node: ast.expr) -> set[str]:
    match node:
        case ast.Constant(value=str(text)) if re.fullmatch(r"[a-z0-9_.]+", text):
            return {re.escape(text)}
        case ast.JoinedStr(values=parts):
            said = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in parts]
            return {"".join(said).replace(".+", "[a-z0-9_]*")}
        case ast.IfExp(body=body, orelse=other):
            return _patterns_of(body) | _patterns_of(other)
    return set()


def test_every_key_the_code_names_is_written() -> None:
    written = phrases("zh")
    assert [one for one in patterns() if not any(re.fullmatch(one, key) for key in written)] == []


def test_both_languages_have_the_same_keys_with_the_same_values_to_fill_in() -> None:
    def holes(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    zh, en = phrases("zh"), phrases("en")
    assert {key: holes(text) for key, text in zh.items()} == {key: holes(text) for key, text in en.items()}


@pytest.mark.parametrize("key", sorted(phrases("zh")))
def test_a_chinese_sentence_is_short_and_in_our_words(key: str) -> None:
    text = phrases("zh")[key]
    filled = re.sub(r"\{[^}]*\}", "", text)
    for sentence in re.split(r"[。？！]", filled):
        counted = re.sub(r"[\s，、：；“”（）·|]", "", sentence)
        assert len(counted) <= LONGEST, f"{len(counted)}: {sentence}"
    assert [word for word in NOT_OURS if word in text] == []


def every(kind: type[KioskError]) -> list[type[KioskError]]:
    return [kind, *(one for below in kind.__subclasses__() for one in every(below))]


@pytest.mark.parametrize("kind", every(KioskError))
def test_every_error_has_a_sentence_of_its_own_and_ways_on(kind: type[KioskError]) -> None:
    what, ways = sentences.ERRORS[kind.code]
    words = Wording("zh")
    assert f"journey.{what}" in words
    assert ways
    assert [one for one in ways if f"journey.way_{one}" not in words] == []


def test_an_error_nobody_wrote_for_is_said_as_its_parent() -> None:
    class Newest(KioskError):
        code = "Q-99"

    trouble = sentences.for_error(Newest("x"))
    assert (trouble.what, trouble.code) == ("journey.stopped", "Q-99")


def words_that_must_exist() -> list[str]:
    keys = [
        what for what, _ in (*sentences.CARDS.values(), *sentences.FINDINGS.values(), *sentences.PRINTER.values())
    ]
    keys += [f"face_{one.value}" for one in FaceEnd if one is not FaceEnd.COMPARED]
    keys += [f"face_{one.value}_lead" for one in FaceState if one is not FaceState.ASKING]
    keys += [f"face_{one.value}" for one in FaceAdvice] + [f"paper_{one.value}" for one in Verdict]
    keys += [f"way_{one}{more}" for one in MORE_ICONS for more in ("", "_more")]
    keys += [f"empty_{one}" for one in ("text", "phone", "id_number", "date", "choice", "region", "yes_no")]
    return keys


@pytest.mark.parametrize("key", sorted(set(words_that_must_exist())))
def test_every_state_a_part_can_report_has_words(key: str) -> None:
    assert f"journey.{key}" in Wording("zh")


def test_every_card_reason_and_finding_is_answered() -> None:
    assert set(CardReason) == set(sentences.CARDS)
    assert set(Finding) == set(sentences.FINDINGS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_says_its_own_thing(language: str) -> None:
    words = Wording(language)
    said = [words.say(f"journey.{what}") for what, _ in sentences.FINDINGS.values()]
    assert len(Finding) == len(set(said))


@pytest.mark.parametrize("kind", list(DeviceKind))
@pytest.mark.parametrize("reason", ["", "stalled", "paper_out", "unknown"])
def test_every_device_that_is_away_has_words(kind: DeviceKind, reason: str) -> None:
    assert sentences.for_device(kind, DeviceStatus(DeviceState.ATTENTION, reason)) in Wording("zh")


def test_a_part_that_is_starting_is_waited_for() -> None:
    away = {state: sentences.away(DeviceStatus(state)) for state in DeviceState}
    assert {DeviceState.ABSENT, DeviceState.ATTENTION, DeviceState.FAILED} == {one for one in away if away[one]}


def test_icons_of_ways_are_shipped() -> None:
    icons = ROOT / "assets" / "icons"
    assert [one for one in set(MORE_ICONS.values()) if not (icons / f"{one}.svg").exists()] == []


def test_every_step_that_is_counted_has_a_name() -> None:
    from kiosk.journey.steps import COUNTED

    assert [one for one in COUNTED if f"journey.step_{StepKind(one).value}" not in Wording("zh")] == []


def test_catalogue_words_are_said_in_their_own_english_where_there_is_one() -> None:
    from kiosk.wording import Phrase

    both, one = Phrase.verbatim("退休", en="Retirement"), Phrase.verbatim("退休")
    assert [Wording(language).say(both) for language in ("zh", "en")] == ["退休", "Retirement"]
    assert Wording("en").say(one) == "退休"
