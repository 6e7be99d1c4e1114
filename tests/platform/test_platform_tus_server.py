"""Our upload against a tus server that is not ours: @tus/server, run by node, the hub's mark added around it.

Skipped where node or the server is missing; ``make peers`` brings it into the cache.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.errors import HubRefused, HubUnreachable
from kiosk.offline.ids import new_application_id
from kiosk.platform.upload import ChunkSize, Upload
from kiosk.platform.wire import Wire
from kiosk.sandbox.link import FaultyLink

PEER = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tongban" / "tus-server"
SCRIPT = Path(__file__).with_name("tus_server.mjs")
ENVELOPE = os.urandom(3_000_000)


@dataclass
class Peer:
    """A running server, the line to it, and where its files lie."""

    line: FaultyLink
    files: Path

    def upload(self, application_id: UUID, envelope: bytes, chunk: ChunkSize | None = None) -> str:
        wire = Wire(self.line.url, "token", 5)
        try:
            return Upload(wire, application_id, envelope, "", chunk).send()
        finally:
            wire.close()

    def has(self, application_id: UUID, envelope: bytes) -> bool:
        name = f"{application_id}-{hashlib.sha256(envelope).hexdigest()}"
        return (self.files / name).read_bytes() == envelope


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    node = shutil.which("node")
    if node is None or not (PEER / "node_modules" / "@tus" / "server").is_dir():
        pytest.skip("node or @tus/server is missing: make peers brings it where npm is installed")
    files = tmp_path_factory.mktemp("tus")
    process = subprocess.Popen([node, str(SCRIPT), str(PEER), str(files)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield int(process.stdout.readline()), files
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def peer(server: tuple[int, Path]) -> Iterator[Peer]:
    line = FaultyLink("127.0.0.1", server[0])
    yield Peer(line, server[1])
    line.close()


@pytest.mark.parametrize("size", [1, 300_000, len(ENVELOPE)])
def test_every_byte_arrives(peer: Peer, size: int) -> None:
    application_id = new_application_id()
    peer.upload(application_id, ENVELOPE[:size])
    assert peer.has(application_id, ENVELOPE[:size])


def test_the_pieces_grow_on_a_good_line(peer: Peer) -> None:
    chunk = ChunkSize()
    peer.upload(new_application_id(), ENVELOPE, chunk)
    assert chunk.bytes == 2**21


def test_a_cut_line_is_gone_on_from(peer: Peer) -> None:
    application_id, chunk = new_application_id(), ChunkSize()
    peer.line.cut_after(1_200_000)
    try:
        peer.upload(application_id, ENVELOPE, chunk)
    except (HubUnreachable, HubRefused):
        # Its own rule: an upload whose last request has just broken may stay locked for a moment (423).
        peer.upload(application_id, ENVELOPE, chunk)
    assert peer.has(application_id, ENVELOPE)


def test_a_place_that_is_none_is_refused(peer: Peer) -> None:
    wire = Wire(peer.line.url, "token", 5)
    with pytest.raises(HubRefused) as refused:
        Upload(wire, new_application_id(), b"x", "")._offset("/v1/uploads/nowhere")
    wire.close()
    assert refused.value.status == 404
