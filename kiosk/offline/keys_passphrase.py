"""The storage key under a passphrase that somebody gives when the terminal starts.

The file holds the key encrypted (AES-256-GCM) with what scrypt makes of the passphrase (RFC 7914; cost as OWASP's
password storage sheet has it: N = 2^17, r = 8, p = 1, some 128 MiB), so the disk without the passphrase opens
nothing, and the passphrase can be changed without writing the database anew.
"""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kiosk.errors import KeyUnusable
from kiosk.offline.keys import KEY_BYTES, from_hex, read_key_file, write_key_file

SCRYPT_LOG_N, SCRYPT_R, SCRYPT_P = 17, 8, 1
LOG_N_MOST = 22
LEAST_LENGTH = 10
CREDENTIAL = "storage-passphrase"
_BOUND = b"tongban storage key, passphrase"


class PassphraseKey:
    """A ``StorageKey``; ``ask`` is called once a start and may wait for a person."""

    KIND = "passphrase"

    def __init__(self, path: Path, ask: Callable[[], str], log_n: int = SCRYPT_LOG_N) -> None:
        self._path, self._ask, self._log_n = path, ask, log_n

    def fetch(self) -> bytes | None:
        """The key. Raises ``KeyUnusable`` for a wrong passphrase or a damaged file: the two look the same."""
        fields = read_key_file(self._path, self.KIND)
        if fields is None:
            return None
        salt, sealed = from_hex(fields.get("salt", "")), from_hex(fields.get("sealed", ""))
        try:
            log_n = int(fields.get("log_n", ""))
        except ValueError:
            raise KeyUnusable("a field of the key file is damaged") from None
        if not 10 <= log_n <= LOG_N_MOST or len(salt) < 16 or len(sealed) != 12 + KEY_BYTES + 16:
            raise KeyUnusable("a field of the key file is damaged")
        try:
            return AESGCM(_stretched(self._ask(), salt, log_n)).decrypt(sealed[:12], sealed[12:], _BOUND)
        except InvalidTag:
            raise KeyUnusable("the passphrase is wrong, or the key file is damaged") from None

    def make(self) -> bytes:
        """A fresh key under the passphrase; refused when the passphrase is shorter than ``LEAST_LENGTH``."""
        passphrase = self._ask()
        if len(passphrase) < LEAST_LENGTH:
            raise KeyUnusable(f"a storage passphrase has at least {LEAST_LENGTH} characters")
        key, salt, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(16), secrets.token_bytes(12)
        sealed = nonce + AESGCM(_stretched(passphrase, salt, self._log_n)).encrypt(nonce, key, _BOUND)
        fields = {"kind": self.KIND, "log_n": str(self._log_n), "salt": salt.hex(), "sealed": sealed.hex()}
        write_key_file(self._path, fields)
        return key


def asked_at_start() -> str:
    """The passphrase: systemd's credential ``storage-passphrase`` (``LoadCredential=``), else asked on the tty.

    Raises ``KeyUnusable`` when there is neither.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    try:
        if folder and (Path(folder) / CREDENTIAL).is_file():
            return (Path(folder) / CREDENTIAL).read_text(encoding="utf-8").rstrip("\n")
        if sys.stdin is not None and sys.stdin.isatty():
            return getpass.getpass("storage passphrase: ")
    except (OSError, UnicodeDecodeError, EOFError):
        pass
    raise KeyUnusable(f"no passphrase: neither a credential {CREDENTIAL} nor a terminal to ask on")


def _stretched(passphrase: str, salt: bytes, log_n: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**log_n, r=SCRYPT_R, p=SCRYPT_P).derive(passphrase.encode())
