"""After submit the terminal cannot open what it sealed: tried with every key-like thing on its disk and in memory.

The hub runs in another process, so that its keys are in no memory but its own; so does the terminal that is
searched, whose memory then holds nothing of these tests. What a thief could try is collected from the files and
from every live object: raw bytes, and what texts spell in base64 and hex.
"""

import base64
import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from applications import NOW, an_application
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from envelopes import envelope_by
from houses import hub_command

from kiosk.assembly.hub_keys import HubSealer
from kiosk.errors import SealBroken
from kiosk.journey.draft import KeptPage, Paper
from kiosk.journey.safekeeping import Safekeeping, Sealed, SealedPapers
from kiosk.offline import sm2
from kiosk.offline.outbox import PARTS_NAME, Outbox, OutboxStub, Part
from kiosk.offline.parts import PartFacts, open_part
from kiosk.offline.seal import open_envelope
from kiosk.offline.suites import SUITES
from kiosk.platform.client import load_enrolment
from kiosk.platform.contract import SealedPart, SealedParts
from kiosk.vision.pages.pdf import BoundPage
from tests.traces import _bytes_of, _everything

SPELLED = re.compile(rb"[A-Za-z0-9+/_-]{42,}={0,2}|[0-9a-fA-F]{64,}")
DISTINCT = 22
"""Different bytes among 32: a random key has about 30, and fewer than this once in ten million keys."""
SMALL_FILE = 4096
"""Looked at from every byte on; in larger files (database, envelope) a raw key would lie at an even place."""


class Terminal:
    """What is left on a terminal after a submit, the way it really lies there."""

    def __init__(self, folder: Path, suite: str) -> None:
        self.folder, data = folder / "terminal", folder / "hub"
        self.folder.mkdir()
        if suite == "sm2":
            hub_command(data, "add-key", "--suite", "sm2")
        hub_command(data, "enrol", "--terminal", "T-0001", "--token", str(self.folder / "enrolment.json"))
        self.sealer = HubSealer(load_enrolment(self.folder / "enrolment.json"), self.folder / "hub-keys.json")
        self.outbox = Outbox(self.folder / "outbox", floor_mb=1, reserve_bytes=4096)
        application = an_application()
        self.envelope = envelope_by(self.sealer.key(), application)
        stub = OutboxStub(application.application_id, "T-0001-261123-001", "社保", "四川", "online", NOW)
        self.outbox.submit(stub, self.envelope)
        self.hub_keys = data / "hub-keys.json"
        self.scanned_facts, self.part = self.scan_and_hand_in(folder)

    def scan_and_hand_in(self, folder: Path) -> tuple[PartFacts, bytes]:
        """Another application, whose paper is sealed while it is scanned, by the journey's own code."""
        pages = [KeptPage(bytearray(b"a page"), np.zeros((2, 2, 3), np.uint8), good=True)]
        kept, hall = SealedPapers(), SimpleNamespace(sealer=self.sealer, outbox=self.outbox, papers=self)
        safe = Safekeeping(hall, kept)  # type: ignore[arg-type]
        paper = Paper(pages=pages)
        with safe.handing_in({"permit": paper}, ["permit"]) as sealed:
            return self._handed_in(folder, safe, *sealed.values())

    def _handed_in(self, folder: Path, safe: Safekeeping, scan: Sealed) -> tuple[PartFacts, bytes]:
        (path,) = (self.folder / "outbox" / PARTS_NAME).iterdir()
        facts, sealed = scan.key.facts, path.read_bytes()
        self.key_kept_apart = folder / "kept-apart"
        self.key_kept_apart.write_text(bytes(scan.key.key).hex())
        part = Part(scan.key.sealed_sha256, scan.key.sealed_size)
        named = SealedParts(
            parts=(
                SealedPart(
                    name=facts.name,
                    key=base64.b64encode(scan.key.key).decode(),
                    sha256=facts.sha256,
                    size_bytes=facts.size,
                    sealed_bytes=len(sealed),
                ),
            )
        )
        head = self.sealer.key().seal(named.model_dump_json().encode(), b"{}", len(sealed))
        stub = OutboxStub(facts.application_id, "T-0001-261123-002", "社保", "四川", "online", NOW)
        self.outbox.submit(stub, head, parts=[part])
        safe.handed_in()
        return facts, sealed

    @property
    def thorough(self) -> bool:
        """Are texts in memory looked through too?"""
        return len(self.sealer.key().public_key) == 32

    def pdf(self, pages: list[BoundPage]) -> bytes:
        """Of the papers' port."""
        return b"%PDF-1.7 " + b"".join(page.jpeg for page in pages)


def windows(content: bytes, step: int) -> Iterator[bytes]:
    for at in range(0, max(1, len(content) - 31), step):
        piece = content[at : at + 32]
        if len(piece) == 32 and len(set(piece)) >= DISTINCT:
            yield piece


def spelled(content: bytes) -> Iterator[bytes]:
    """What texts in ``content`` spell, by base64 (both alphabets) and hex."""
    for found in SPELLED.findall(content):
        for decode in (bytes.fromhex, lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))):
            try:
                yield decode(found.decode().rstrip("=").replace("+", "-").replace("/", "_"))
            except ValueError:
                continue


def key_likes(terminal: Terminal) -> set[bytes]:
    """The 32 bytes that a thief of disk and memory could take for a private key.

    Trying an SM2 key takes fifty times as long as an X25519 key, so for it texts in memory are left out.
    """
    thorough = terminal.thorough
    found: set[bytes] = set()
    for path in terminal.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found.update(windows(content, 1 if len(content) <= SMALL_FILE and thorough else 32))
            for text in spelled(content):
                found.update(windows(text, 1 if thorough else 8))
    for thing, _ in _everything(set()):
        content = thing.encode("utf-8", "replace") if isinstance(thing, str) else _bytes_of(thing) or b""
        if len(content) in (32, 32 + sm2.PUBLIC_BYTES) and not isinstance(thing, str):
            found.update(windows(content[:32], 1))
        elif len(content) == 16 and not isinstance(thing, str):
            found.add(content + bytes(16))
        elif len(content) <= SMALL_FILE and thorough:
            for text in spelled(content):
                found.update(windows(text, 32))
    return found


def opens(terminal: Terminal, candidates: set[bytes]) -> bool:
    """Does any of them open the envelope? By the public key each would have: quicker than opening."""
    public_key = terminal.sealer.key().public_key
    if len(public_key) == sm2.PUBLIC_BYTES:
        return any(_opens(terminal.envelope, candidate + public_key) for candidate in candidates)
    for candidate in candidates:
        if X25519PrivateKey.from_private_bytes(candidate).public_key().public_bytes_raw() == public_key:
            return _opens(terminal.envelope, candidate)
    return False


def opens_part(terminal: Terminal, candidates: set[bytes]) -> bool:
    """Does any of them open the paper that was scanned? SM4 keys are half as long, so both halves are tried."""
    size = 32 if terminal.thorough else 16
    keys = {one[at : at + size] for one in candidates for at in range(0, 32, size)}
    return any(_opens_part(terminal, key) for key in keys)


def _opens_part(terminal: Terminal, key: bytes) -> bool:
    try:
        open_part(terminal.part, key, terminal.scanned_facts)
    except SealBroken:
        return False
    return True


def _opens(envelope: bytes, private_key: bytes) -> bool:
    try:
        open_envelope(envelope, private_key, SUITES)
    except SealBroken:
        return False
    return True


SUITE_NAMES = ["hpke", "sm2"]


class Search(NamedTuple):
    """How many 32 bytes a thief could try, and what they open."""

    tried: int
    envelope_opened: bool
    paper_opened: bool


def searched(folder: Path, suite: str) -> Search:
    """A submit and a scan on a terminal in this process, and then the search."""
    terminal = Terminal(folder, suite)
    candidates = key_likes(terminal)
    found = Search(len(candidates), opens(terminal, candidates), opens_part(terminal, candidates))
    terminal.outbox.close()
    return found


@pytest.fixture(scope="module", params=SUITE_NAMES)
def search(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, elsewhere: ProcessPoolExecutor
) -> Search:
    return elsewhere.submit(searched, tmp_path_factory.mktemp("searched"), request.param).result()


@pytest.fixture(params=SUITE_NAMES)
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path, request.param)
    yield made
    made.outbox.close()


def test_nothing_the_terminal_has_opens_what_it_submitted(search: Search) -> None:
    assert search.tried > 200
    assert not search.envelope_opened


def test_nothing_the_terminal_has_opens_a_paper_that_was_scanned(search: Search) -> None:
    assert not search.paper_opened


def test_the_search_would_find_a_papers_key_if_it_lay_on_the_terminal(terminal: Terminal) -> None:
    key = bytes.fromhex(terminal.key_kept_apart.read_text())
    left = terminal.folder / "left-over"
    left.write_bytes(key.ljust(32, b"\0") if terminal.thorough else key + os.urandom(16))
    assert opens_part(terminal, set(windows(left.read_bytes(), 1)))


def test_the_search_would_find_the_hubs_key_if_it_lay_on_the_terminal(terminal: Terminal) -> None:
    secret = json.loads(terminal.hub_keys.read_text())["pairs"][0]["private_key"]
    (terminal.folder / "left-over").write_text(f"key={secret};")
    (terminal.folder / "outbox" / "outbox.reserve").unlink(missing_ok=True)
    left = terminal.folder / "left-over"
    found = {piece for text in spelled(left.read_bytes()) for piece in windows(text, 1)}
    assert opens(terminal, found)
