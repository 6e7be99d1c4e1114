"""Which phone app a code comes from: told by how its text begins, never guessed."""

from __future__ import annotations

from kiosk.platform.contract import MAX_TOKEN_CHARS, CodeIssuer, IdentityWays


def issuer_of(text: str, ways: IdentityWays) -> CodeIssuer | None:
    """The issuer with the longest prefix that ``text`` begins with.

    ``None`` for a code that is none of theirs: one with another beginning, a prefix with nothing behind it, a text
    too long for a token, or a prefix that two issuers claim. Capitals and small letters are different signs.
    """
    if len(text) > MAX_TOKEN_CHARS:
        return None
    fitting = [
        (len(prefix), issuer)
        for issuer in ways.issuers
        for prefix in issuer.prefixes
        if prefix and prefix != text and text.startswith(prefix)
    ]
    longest = max((length for length, _ in fitting), default=0)
    found = {issuer.id: issuer for length, issuer in fitting if length == longest}
    return next(iter(found.values())) if len(found) == 1 else None
