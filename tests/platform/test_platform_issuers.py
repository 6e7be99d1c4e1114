"""A code belongs to the app whose prefix it begins with, and to nobody where that is not plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.platform.contract import MAX_TOKEN_CHARS, CodeIssuer, IdentityWays
from kiosk.platform.issuers import issuer_of

SHEBAO = CodeIssuer(id="shebao", name="电子社保卡", prefixes=("SB.",))
TIANFU = CodeIssuer(id="tianfu", name="天府通办", prefixes=("TF.", "https://tf.example/?c="))
TIANFU_NEW = CodeIssuer(id="tianfu_new", name="天府通办新码", prefixes=("TF.2.",))
WAYS = IdentityWays(issuers=(SHEBAO, TIANFU, TIANFU_NEW))
TWINS = (CodeIssuer(id="one", name="甲乙", prefixes=("X",)), CodeIssuer(id="two", name="丙丁", prefixes=("X",)))


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("SB.abc", SHEBAO),
        ("TF.abc", TIANFU),
        ("https://tf.example/?c=1", TIANFU),
        ("TF.2.abc", TIANFU_NEW),
        ("TF.2", TIANFU),
        ("sb.abc", None),
        (" SB.abc", None),
        ("xSB.abc", None),
        ("SB.", None),
        ("SB", None),
        ("", None),
        ("https://example.invalid/ad", None),
        ("SB." + "x" * (MAX_TOKEN_CHARS - 3), SHEBAO),
        ("SB." + "x" * (MAX_TOKEN_CHARS - 2), None),
    ],
)
def test_the_longest_prefix_decides(text: str, issuer: CodeIssuer | None) -> None:
    assert issuer_of(text, WAYS) == issuer


def test_without_issuers_every_code_is_a_strangers() -> None:
    assert issuer_of("SB.abc", IdentityWays()) is None


def test_a_prefix_of_two_issuers_is_nobodys() -> None:
    assert issuer_of("Xabc", IdentityWays(issuers=TWINS)) is None


def test_an_issuer_that_names_one_prefix_twice_is_still_one() -> None:
    twice = CodeIssuer(id="one", name="甲乙", prefixes=("X", "X"))
    assert issuer_of("Xabc", IdentityWays(issuers=(twice,))) == twice


def test_an_empty_prefix_catches_nothing() -> None:
    catch_all = CodeIssuer(id="all", name="甲乙", prefixes=("",))
    assert issuer_of("abc", IdentityWays(issuers=(catch_all,))) is None


@given(st.text(), st.lists(st.lists(st.text(max_size=6), max_size=3), max_size=4))
def test_whoever_is_found_has_a_prefix_that_fits_and_nobody_has_a_longer_one(
    text: str, prefixes: list[list[str]]
) -> None:
    issuers = tuple(
        CodeIssuer(id=f"i{number}", name="某应用", prefixes=tuple(one)) for number, one in enumerate(prefixes)
    )
    found = issuer_of(text, IdentityWays(issuers=issuers))
    if found is not None:
        fits = {one.id: max((len(p) for p in one.prefixes if text.startswith(p)), default=0) for one in issuers}
        assert fits[found.id] == max(fits.values()) > 0
