"""A software TPM of the test's own: swtpm on two free ports of the loopback."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOOLS = ("swtpm", "tpm2_createprimary", "tpm2_unseal", "tpm2_pcrextend")


def missing() -> str:
    """The first tool that is not installed, or nothing."""
    return next((tool for tool in TOOLS if shutil.which(tool) is None), "")


def _two_free_ports() -> int:
    """The lower of two neighbouring free ports: tpm2-tools look for the control channel on the next one."""
    for port in range(23210 + os.getpid() % 500 * 2, 64000, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no free ports")


@contextmanager
def a_tpm(state: Path) -> Iterator[str]:
    """Runs a TPM whose state lies in ``state``; gives its TCTI."""
    state.mkdir(exist_ok=True)
    port = _two_free_ports()
    command = ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--flags", "not-need-init,startup-clear"]
    command += ["--ctrl", f"type=tcp,port={port + 1}", "--server", f"type=tcp,port={port}"]
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        tcti = f"swtpm:host=127.0.0.1,port={port}"
        deadline = time.monotonic() + 20
        while subprocess.run(["tpm2_getrandom", "-Q", "-T", tcti, "4"], capture_output=True).returncode != 0:
            assert time.monotonic() < deadline, "the software TPM does not answer"
        yield tcti
    finally:
        running.terminate()
        running.wait()
