"""Ways to say who one is that installed packages add; a faulty one closes no terminal and is named."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from kiosk.assembly import identity_sources as here
from provisioning.doctor import _plug_ins


class SocialCard:
    """A plug-in with the right shape."""

    way = "social_card"

    def option(self) -> None: ...
    def offered(self, stay: object, for_applicant: bool) -> bool:
        return True

    def room(self, stay: object, known: object, shown: object, back: object) -> None: ...


class NoWay(SocialCard):
    way = "Not a way!"


def broken() -> None:
    raise RuntimeError("no licence")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """What packages offer; tests add to it."""
    offered: list[EntryPoint] = []
    monkeypatch.setattr(here, "entry_points", lambda group: offered if group == here.GROUP else [])
    return offered


def entry(name: str, target: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{target}", here.GROUP)


def test_without_packages_there_are_the_terminals_own_three(installed: list[EntryPoint]) -> None:
    assert [one.way for one in here.identity_sources()] == ["code", "typed", "staff_seen"]
    assert here.troubles() == []


def test_a_package_stands_before_the_staff(installed: list[EntryPoint]) -> None:
    installed.append(entry("social", "SocialCard"))
    assert [one.way for one in here.identity_sources()] == ["code", "typed", "social_card", "staff_seen"]


@pytest.mark.parametrize(
    ("target", "trouble"),
    [
        ("broken", "RuntimeError"),
        ("nothing_of_that_name", "AttributeError"),
        ("NoWay", "has not the shape of an identity source"),
        ("dict", "has not the shape of an identity source"),
    ],
)
def test_a_faulty_package_is_left_out_and_named(installed: list[EntryPoint], target: str, trouble: str) -> None:
    installed.append(
        EntryPoint("faulty", f"builtins:{target}" if target == "dict" else entry("x", target).value, here.GROUP)
    )
    assert [one.way for one in here.identity_sources()] == ["code", "typed", "staff_seen"]
    assert here.troubles() == [("faulty", trouble)]
    (finding,) = _plug_ins()
    assert (finding.name, finding.state, finding.good) == ("身份插件 faulty", "left_out", False)
    assert trouble in finding.to_do
