"""The mark by which a person is known again whose machine died between saving and saying so.

The outbox holds no name and no number of anybody. For the moment between commit and receipt it keeps what scrypt
makes of both under a salt of that row alone; the receipt on the screen erases it. Who gets hold of the file
*and* its key in that moment must guess name and number together, at some 100 ms and 32 MB a guess and for each
row anew.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

SALT_BYTES, MARK_BYTES = 16, 16
COST_N, COST_R, COST_P = 2**14, 16, 1
_MEMORY = 64 * 2**20


def claim(name: str, number: str) -> bytes:
    """Salt and mark of a person; other bytes each time. Takes some 100 ms."""
    salt = secrets.token_bytes(SALT_BYTES)
    return salt + _mark(name, number, salt)


def claims(kept: bytes, name: str, number: str) -> bool:
    """Is ``kept`` a claim of this person? An empty claim is nobody's. Takes some 100 ms."""
    if len(kept) != SALT_BYTES + MARK_BYTES:
        return False
    return hmac.compare_digest(kept[SALT_BYTES:], _mark(name, number, kept[:SALT_BYTES]))


def _mark(name: str, number: str, salt: bytes) -> bytes:
    given = f"{number.strip().upper()}\0{name.strip()}".encode()
    return hashlib.scrypt(given, salt=salt, n=COST_N, r=COST_R, p=COST_P, maxmem=_MEMORY, dklen=MARK_BYTES)
