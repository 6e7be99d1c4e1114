"""The storage key sealed by the machine's TPM 2.0: the disk in another machine opens nothing.

Spoken through the commands of tpm2-tools. The key is sealed under the storage hierarchy's primary key with a
policy on PCRs, by default 7 (Secure Boot's state): firmware that starts with other keys gets no key. The key
itself passes only through pipes; the file holds the sealed object, which is of no use away from this TPM.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import tempfile
from pathlib import Path

from kiosk.errors import KeyUnusable
from kiosk.offline.keys import (
    KEY_BYTES,
    check_of,
    from_hex,
    key_errors,
    read_key_file,
    whole,
    write_key_file,
)

COMMAND_S = 20.0
_PRIMARY = ("tpm2_createprimary", "-Q", "-C", "o", "-g", "sha256", "-G", "ecc", "-c", "primary.ctx")


class TpmKey:
    """A ``StorageKey``. ``tcti`` names the TPM as tpm2-tools do; empty: the kernel's, ``device:/dev/tpmrm0``."""

    KIND = "tpm"

    def __init__(self, path: Path, pcrs: str = "sha256:7", tcti: str = "") -> None:
        if not re.fullmatch(r"sha(1|256|384):\d{1,2}(,\d{1,2})*", pcrs):
            raise KeyUnusable("PCRs are named such as sha256:0,7")
        self._path, self._pcrs, self._tcti = path, pcrs, tcti or "device:/dev/tpmrm0"

    def fetch(self) -> bytes | None:
        """The key unsealed. Raises ``KeyUnusable`` when the TPM is away, another, or in another state."""
        fields = read_key_file(self._path, self.KIND)
        if fields is None:
            return None
        with key_errors(), tempfile.TemporaryDirectory(prefix="tpm") as name:
            folder = Path(name)
            (folder / "seal.pub").write_bytes(from_hex(fields.get("public", "")))
            (folder / "seal.priv").write_bytes(from_hex(fields.get("private", "")))
            self._run(folder, *_PRIMARY)
            self._run(
                folder,
                *["tpm2_load", "-Q", "-C", "primary.ctx", "-u", "seal.pub", "-r", "seal.priv", "-c", "seal.ctx"],
            )
            self._flush(folder)
            key = self._run(folder, "tpm2_unseal", "-c", "seal.ctx", "-p", f"pcr:{fields.get('pcrs', '')}")
            self._flush(folder)
        return whole(key.hex(), fields.get("check", ""))

    def make(self) -> bytes:
        """A fresh key, sealed to the PCRs as they are now."""
        key = secrets.token_bytes(KEY_BYTES)
        with key_errors(), tempfile.TemporaryDirectory(prefix="tpm") as name:
            folder = Path(name)
            self._run(folder, *_PRIMARY)
            self._run(folder, "tpm2_createpolicy", "-Q", "--policy-pcr", "-l", self._pcrs, "-L", "pcr.policy")
            self._flush(folder)
            create = "tpm2_create -Q -C primary.ctx -u seal.pub -r seal.priv -L pcr.policy -i -"
            self._run(folder, *create.split(), given=key)
            self._flush(folder)
            public, private = (folder / "seal.pub").read_bytes(), (folder / "seal.priv").read_bytes()
        sealed = {"public": public.hex(), "private": private.hex(), "pcrs": self._pcrs, "check": check_of(key)}
        write_key_file(self._path, {"kind": self.KIND} | sealed)
        return key

    def _flush(self, folder: Path) -> None:
        """Without a resource manager transient objects stay and fill the TPM's few places (0x902)."""
        self._run(folder, "tpm2_flushcontext", "-t")

    def _run(self, folder: Path, *command: str, given: bytes = b"") -> bytes:
        """One command; its complaint is not passed on, only its name."""
        try:
            done = subprocess.run(
                [command[0], "-T", self._tcti, *command[1:]],
                input=given,
                capture_output=True,
                cwd=folder,
                timeout=COMMAND_S,
                check=False,
            )
        except FileNotFoundError:
            raise KeyUnusable(f"{command[0]} is not installed (Debian: tpm2-tools)") from None
        except (OSError, subprocess.TimeoutExpired):
            raise KeyUnusable(f"{command[0]} does not answer") from None
        if done.returncode != 0:
            raise KeyUnusable(f"the TPM refuses {command[0]}")
        return done.stdout
