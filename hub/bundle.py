"""What terminals are to stand by: the catalogue as one file, and settings, named together in a signed set.

The set's serial grows with every change, also with one back to what was before: no terminal takes a lower one.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from hub.keys import write_private
from kiosk.errors import SettingsError
from kiosk.platform.contract import Bundles, SignedBundles
from kiosk.platform.signed import bundles_bytes

FILE_NAME = "bundles.json"
Values = Mapping[str, Mapping[str, bool | int | float | str]]

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """A ZIP archive; its version is its sha256."""

    content: bytes
    version: str


def pack_folder(folder: Path) -> Bundle:
    """Every file under ``folder`` but hidden ones, by sorted path, with one fixed date."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as files:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or any(part.startswith((".", "__")) for part in name.split("/")):
                continue
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            files.writestr(member, path.read_bytes())
    content = archive.getvalue()
    return Bundle(content, hashlib.sha256(content).hexdigest())


class BundleList:
    """The present set, kept in a file so that commands may change it beside the serving process."""

    def __init__(self, path: Path, sign: Callable[[bytes], str]) -> None:
        """``sign``: the hub's signature, base64."""
        self._path, self._sign = path, sign

    def serve(self, catalogue: str | None) -> None:
        """This catalogue (its sha256) is served from now on. Raises ``SettingsError``."""
        self._change(lambda now: now.model_copy(update={"catalogue": catalogue}))

    def set_settings(self, values: Values) -> None:
        """These settings are the terminals' from now on, and no others. Raises ``SettingsError``."""
        self._change(
            lambda now: now.model_copy(update={"settings": {key: dict(one) for key, one in values.items()}})
        )

    @property
    def present(self) -> Bundles:
        """The set; serial 1 with nothing in it before anything was set. Raises ``SettingsError``."""
        try:
            return Bundles.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return Bundles(serial=1, issued_at=datetime.now(UTC))
        except (OSError, ValidationError):
            raise SettingsError("is no list of bundles", file=self._path.name) from None

    def signed(self) -> SignedBundles:
        """For the terminals. Raises ``SettingsError``."""
        listed = self.present.model_dump_json()
        return SignedBundles(bundles=listed, signature=self._sign(bundles_bytes(listed)))

    def _change(self, change: Callable[[Bundles], Bundles]) -> None:
        with self._alone():
            now = self.present
            then = change(now)
            if then == now and self._path.exists():
                return
            fresh = then.model_copy(update={"serial": now.serial + 1, "issued_at": datetime.now(UTC)})
            write_private(self._path, fresh.model_dump_json(indent=1).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._path.with_name(f".{self._path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
