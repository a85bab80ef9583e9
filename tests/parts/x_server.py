"""An X server of our own, for the tests; needs Xvfb."""

import contextlib
import shutil
import subprocess
from collections.abc import Generator
from typing import NamedTuple

XVFB = shutil.which("Xvfb")


class Server(NamedTuple):
    """A display that nobody sees."""

    name: str
    process: "subprocess.Popen[bytes]"


@contextlib.contextmanager
def x_server(width: int = 800, height: int = 600, *more: str) -> Generator[Server]:
    """Start one, and end it; it stays as it is when its last client leaves."""
    command = [str(XVFB), "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-noreset"]
    with subprocess.Popen(
        [*command, "-nolisten", "tcp", *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            yield Server(f":{int(process.stdout.readline())}", process)
        finally:
            process.terminate()
