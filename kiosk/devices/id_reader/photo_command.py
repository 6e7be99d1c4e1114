"""A photo decoder that is a program: the block on its stdin, a BMP or PNG on its stdout."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess

from kiosk.devices.id_reader.photo_block import Bgr, is_photo_block, portrait
from kiosk.settings_devices import PhotoDecoder as Settings


class CommandDecoder:
    """Runs the command of the settings for each photo, and kills it with its children when the time is over."""

    def __init__(self, settings: Settings) -> None:
        self._command, self._timeout_s = settings.command, settings.timeout_s
        self._flip_vertical = settings.flip_vertical
        self.trouble = ""

    def decode(self, wlt: bytes) -> Bgr | None:
        """See ``PhotoDecoder``. Troubles: not_a_photo, not_started, timeout, failed, bad_picture."""
        if not is_photo_block(wlt):
            self.trouble = "not_a_photo"
            return None
        image, self.trouble = self._run(wlt)
        picture = None if self.trouble else portrait(image, flip_vertical=self._flip_vertical)
        if picture is None and not self.trouble:
            self.trouble = "bad_picture"
        return picture

    def close(self) -> None:
        """Nothing runs between photos."""

    def _run(self, wlt: bytes) -> tuple[bytes, str]:
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(
                self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True
            )
        except OSError:
            return b"", "not_started"
        with process:
            keep_off_disk(process.pid)
            try:
                image, _ = process.communicate(wlt, timeout=self._timeout_s)
            except subprocess.TimeoutExpired:
                return b"", "timeout"
            finally:
                end(process)
            return image, "failed" if process.returncode else ""


def keep_off_disk(pid: int) -> None:
    """Forbids a decoder's process to write files or leave a core dump: a face must not reach the disk.

    A core limit of 1 rather than 0, for Linux still pipes the dump to a collector at 0.
    """
    with contextlib.suppress(OSError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))
        resource.prlimit(pid, resource.RLIMIT_CORE, (1, 1))


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills the process and the children in its session; nothing happens when all have ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
