"""An upload of 5 MiB over a line that is cut every 200 to 900 KB: bytes sent again and seconds lost, beside tuspy.

All go to the same hub over the same line with the same cuts, in turn; bytes are counted on the line, to the hub.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from benchmarks.figure import Figure, against, at_most, plain
from benchmarks.submit import OUT
from kiosk.errors import PlatformError
from kiosk.offline.ids import new_application_id
from kiosk.platform.client import load_enrolment
from kiosk.platform.contract import Enrolment
from kiosk.platform.upload import Upload
from kiosk.platform.wire import Wire
from kiosk.sandbox.link import FaultyLink

ROOT = Path(__file__).resolve().parent.parent
SIZE, BETWEEN_CUTS = 5 * 2**20, (200_000, 900_000)
PIECE_MS = 10
"""For each 16 KB: a line of some 13 Mbit/s. On an endless one the hub is behind what the line has carried."""
RUNS, LIMIT_PERCENT = 5, 2.0
TIMEOUT_S, AGAIN_S, GIVES_UP_S = 5.0, 0.05, 120.0
Send = Callable[[str, Enrolment, bytes], str]
"""Brings an envelope to the hub at an address, however often the line is cut; says where it lies."""


def figures() -> list[Figure]:
    """Percent of the envelope's bytes that were sent besides, and seconds a cut costs."""
    OUT.mkdir(exist_ok=True)
    ways: dict[str, Send] = {
        "ours": _ours,
        "tuspy 1.1.0, 256 KB": _tuspy_of(256 * 2**10),
        "tuspy 1.1.0, 2 MB": _tuspy_of(2**21),
    }
    sent: dict[str, list[int]] = {name: [] for name in ways}
    lost: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory(dir=OUT) as folder, _hub(Path(folder)) as (port, enrolment):
        for run in range(RUNS):
            envelope = random.Random(run).randbytes(SIZE)
            for name, send in ways.items():
                clean_s, _, _ = _one(port, enrolment, send, envelope, None)
                taken_s, carried, cuts = _one(port, enrolment, send, envelope, random.Random(run))
                sent[name].append(carried)
                lost[name].append((taken_s - clean_s) / max(1, cuts))
    more = {name: 100 * (statistics.median(found) / SIZE - 1) for name, found in sent.items()}
    lost_s = {name: statistics.median(found) for name, found in lost.items()}
    title = "5 MiB on a line cut every 200 to 900 KB"
    made = [at_most(f"{title}: sent besides", more["ours"], "%", RUNS, LIMIT_PERCENT)]
    for peer in list(ways)[1:]:
        made.append(against(f"{title}: sent besides", more["ours"], peer, more[peer], "%", RUNS))
        made.append(against(f"{title}: lost a cut", lost_s["ours"], peer, lost_s[peer], "s", RUNS))
    return [*made, plain(f"{title}: worst of the runs, sent", max(sent["ours"]), "bytes", RUNS)]


def _one(
    port: int, enrolment: Enrolment, send: Send, envelope: bytes, cuts: random.Random | None
) -> tuple[float, int, int]:
    """Seconds, bytes on the line and how many cuts there were; the upload is ended afterwards."""
    line = FaultyLink("127.0.0.1", port)
    line.delay(PIECE_MS)
    over, made = threading.Event(), [0]
    cutter = threading.Thread(target=_cut, args=(line, cuts, over, made))
    cutter.start()
    began = time.monotonic()
    place = send(line.url, enrolment, envelope)
    taken_s = time.monotonic() - began
    over.set()
    cutter.join()
    line.close()
    head = {"Authorization": f"Bearer {enrolment.token}", "Tus-Resumable": "1.0.0"}
    url = f"http://127.0.0.1:{port}{urlsplit(place).path}"
    if requests.head(url, headers=head, timeout=TIMEOUT_S).headers.get("Upload-Offset") != str(len(envelope)):
        raise RuntimeError("the hub has not got every byte")
    requests.delete(url, headers=head, timeout=TIMEOUT_S).raise_for_status()
    return taken_s, line.carried, made[0]


def _cut(line: FaultyLink, chance: random.Random | None, over: threading.Event, made: list[int]) -> None:
    while chance is not None and not over.is_set():
        ends = line.carried + chance.randrange(*BETWEEN_CUTS)
        line.cut_after(ends - line.carried)
        while line.carried < ends and not over.wait(0.001):
            continue
        made[0] += line.carried >= ends


def _ours(url: str, enrolment: Enrolment, envelope: bytes) -> str:
    application_id, ends = new_application_id(), time.monotonic() + GIVES_UP_S
    wire = Wire(url, enrolment.token, TIMEOUT_S)
    try:
        while time.monotonic() < ends:
            with contextlib.suppress(PlatformError):
                return Upload(wire, application_id, envelope, enrolment.signing_key).send()
            time.sleep(AGAIN_S)
    finally:
        wire.close()
    raise TimeoutError("ours did not get through")


def _tuspy_of(chunk_bytes: int) -> Send:
    def send(url: str, enrolment: Enrolment, envelope: bytes) -> str:
        client = TusClient(f"{url}/v1/uploads", headers={"Authorization": f"Bearer {enrolment.token}"})
        named = {"application_id": str(new_application_id()), "sha256": hashlib.sha256(envelope).hexdigest()}
        place, ends = "", time.monotonic() + GIVES_UP_S
        while time.monotonic() < ends:
            with contextlib.suppress(TusCommunicationError, TusUploadFailed, requests.RequestException):
                uploader = client.uploader(
                    url=place or None, file_stream=io.BytesIO(envelope), chunk_size=chunk_bytes, metadata=named
                )
                try:
                    uploader.upload()
                finally:
                    place = uploader.url or place
                return place
            time.sleep(AGAIN_S)
        raise TimeoutError("tuspy did not get through")

    return send


@contextlib.contextmanager
def _hub(folder: Path) -> Iterator[tuple[int, Enrolment]]:
    """A plain hub as a process of its own: the same wire for all, tuspy shows no certificate."""
    hub = [sys.executable, "-m", "hub"]
    data, file = ["--data", str(folder / "hub")], folder / "enrolment.json"
    subprocess.run([*hub, "enrol", *data, "--terminal", "T-0001", "--token", str(file)], cwd=ROOT, check=True)
    serve = [*hub, "serve", "--plain", *data, "--port", "0"]
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        yield int(urlsplit(url).port or 0), load_enrolment(file)
        process.terminate()
