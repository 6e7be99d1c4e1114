"""The security page promises nothing without a test, and no test that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!tries|asset|-)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def there_are() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found.update(
            re.findall(r"^\s*(?:async )?def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
    return found


def test_every_test_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert sorted(named - there_are()) == []
    assert len(named) > 50


def test_every_attack_has_a_test() -> None:
    attacks = PAGE[PAGE.index("## Attackers") :]
    rows = ROW.findall(attacks)
    assert len(rows) > 30
    assert [tries for tries, _, shown in rows if not re.search(r"`test_\w+`", shown)] == []


def test_every_attacker_the_model_knows_has_a_section() -> None:
    sections = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)
    assert sections == [
        "A resident at the machine",
        "A thief of the disk",
        "A thief of the machine",
        "Somebody on the network",
        "A rogue terminal",
        "A rogue operator",
    ]
