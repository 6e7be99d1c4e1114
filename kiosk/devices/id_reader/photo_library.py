"""A photo decoder that is a vendor's library, loaded in a child process.

Such libraries are closed and crash or hang on some blocks; the child is killed when its time is over and started
anew for the next photo.
"""

from __future__ import annotations

import select
import subprocess
import sys
import time
from pathlib import Path

from kiosk.devices.id_reader.photo_block import Bgr, is_photo_block, portrait, raw_portrait
from kiosk.devices.id_reader.photo_child import HEAD_BYTES, IMAGE, LARGEST, RAW
from kiosk.devices.id_reader.photo_command import end, keep_off_disk
from kiosk.settings_devices import PhotoDecoder as Settings


class LibraryDecoder:
    """Keeps one child with the library of the settings and hands it photo after photo."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None
        self.trouble = ""

    def decode(self, wlt: bytes) -> Bgr | None:
        """See ``PhotoDecoder``. Troubles: not_a_photo, died, timeout, refused (by the library), bad_picture."""
        if not is_photo_block(wlt):
            self.trouble = "not_a_photo"
            return None
        try:
            kind, pixels = self._ask(wlt)
        except TimeoutError:
            self._give_up("timeout")
            return None
        except OSError:
            self._give_up("died")
            return None
        flip = self._settings.flip_vertical
        match kind:
            case b"R":
                picture = raw_portrait(pixels, flip_vertical=flip)
            case b"I":
                picture = portrait(pixels, flip_vertical=flip)
            case _:
                self.trouble = "refused"
                return None
        self.trouble = "bad_picture" if picture is None else ""
        return picture

    def close(self) -> None:
        """Ends the child."""
        if self._child is not None:
            with self._child:
                end(self._child)
        self._child = None

    def _give_up(self, trouble: str) -> None:
        self.trouble = trouble
        self.close()

    def _ask(self, wlt: bytes) -> tuple[bytes, bytes]:
        """The child's answer: its kind and content. Raises ``TimeoutError`` and, for a dead child, ``OSError``."""
        child = self._running()
        assert child.stdin is not None
        deadline = time.monotonic() + self._settings.timeout_s
        child.stdin.write(wlt)
        head = self._receive(child, HEAD_BYTES, deadline)
        size = int.from_bytes(head[1:], "big")
        if head[:1] not in (RAW, IMAGE) or size > LARGEST:
            return b"", b""
        return head[:1], self._receive(child, size, deadline)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        settings, program = self._settings, str(Path(__file__).with_name("photo_child.py"))
        arguments = (settings.library, settings.symbol, settings.signature, str(settings.save_argument))
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        keep_off_disk(child.pid)
        return child

    @staticmethod
    def _receive(child: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        assert child.stdout is not None
        got = bytearray()
        while len(got) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
                raise TimeoutError
            piece = child.stdout.read(size - len(got))
            if not piece:
                raise BrokenPipeError
            got += piece
        return bytes(got)
