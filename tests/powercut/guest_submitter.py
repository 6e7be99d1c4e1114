"""Runs in the guest: says what the outbox on the disk holds, then submits until the power goes.

By lines on the serial port: ``HELD id sha256`` for each row whose envelope is whole, ``BROKEN what`` for what is
not as it should be, ``READY``, and ``SAID id sha256`` after each submit has returned, when a screen would say so.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, "/house")

from kiosk.errors import KioskError
from kiosk.offline.body import sha256_of
from kiosk.offline.ids import new_application_id
from kiosk.offline.outbox import Outbox, Part
from kiosk.offline.outbox_rows import OutboxStub

SIZES = (2_000, 2_000, 2_000, 70_000, 200_000)
"""Most lie in the database, the others as files."""
PAPERS = (20_000, 60_000)
"""Sealed while somebody scans, up to two for an application; the envelope names them."""
FOLDER = Path("/disk/outbox")


def main(port: int) -> None:
    def say(*words: object) -> None:
        os.write(port, (" ".join(map(str, words)) + "\n").encode())

    say()  # ends what the firmware left on the line
    try:
        outbox = Outbox(FOLDER, floor_mb=1, reserve_bytes=2**20)
        for row in outbox.stubs():
            say("HELD", row.stub.application_id, sha256_of(outbox.envelope(row.stub.application_id)))
    except (KioskError, OSError) as error:
        say("BROKEN", type(error).__name__, error)
        return
    say("READY")
    chance = random.Random()
    while True:
        envelope = chance.randbytes(chance.choice(SIZES))
        papers = [chance.randbytes(chance.choice(PAPERS)) for _ in range(chance.randrange(3))]
        stub = OutboxStub(new_application_id(), "T-0001-261123-001", "事项", "地区", "online", datetime.now(UTC))
        saved = [Part(outbox.keep_part(stub.application_id, paper), len(paper)) for paper in papers]
        outbox.submit(stub, envelope, parts=saved)
        say("SAID", stub.application_id, hashlib.sha256(b"".join([envelope, *papers])).hexdigest())
        time.sleep(chance.uniform(0, 0.05))


if __name__ == "__main__":
    main(os.open("/dev/ttyS0", os.O_WRONLY | os.O_NOCTTY))
