"""The bodies that `kinesics bench ipc` talks to: one in Python, one in C#, or the user's own."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from kinesics.bench.ipc_plain import Target, connect
from kinesics.errors import LinkError, MissingPart

READY_WITHIN_S = 20.0
END_WITHIN_S = 2.0
IS_LINUX = sys.platform == "linux"
PACKAGE = Path(__file__).parents[3] / "bridges" / "unity-package"
"""Only in a checkout: the wheel does not have it."""
HOW_TO_COMPILE = ("-langversion:7.2", "-optimize+", "-warn:0")


class Receiver(NamedTuple):
    """A body that listens."""

    name: str
    target: Target
    process: psutil.Process | None = None
    """None where it is not ours."""

    def cpu_s(self) -> float:
        """What its process has used so far, all threads together; 0 where it is not ours."""
        if self.process is None:
            return 0.0
        if IS_LINUX:
            return time.clock_gettime(_cpu_clock(self.process.pid))
        times = self.process.cpu_times()
        return times.user + times.system

    @property
    def cpu_to_s(self) -> float:
        """How much it must have used for the figure to mean something."""
        return 0.0 if IS_LINUX else 0.05


def _cpu_clock(pid: int) -> int:
    """The clock of another process, as clock_getcpuclockid(3) of the C library makes it.

    It counts nanoseconds; what psutil can tell is in steps of 10 ms, as long as a whole turn.
    """
    return ~pid << 3 | 2


def open_receiver(name: str, token: str = "") -> contextlib.AbstractContextManager[Receiver]:
    """`python`, `unity` or HOST:PORT; a body that we start ends with the `with`."""
    match name:
        case "python":
            return python_body(token)
        case "unity":
            return csharp_body(token)
        case _:
            return given_body(parse_target(name, token))


def parse_target(text: str, token: str = "") -> Target:
    """Raises ValueError, in words for who typed it."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError(f"{text!r}: give HOST:PORT, such as localhost:5555")
    return Target(host, int(port), token)


@contextlib.contextmanager
def given_body(target: Target) -> Generator[Receiver]:
    connect(target).close()
    yield Receiver(str(target), target)


@contextlib.contextmanager
def python_body(token: str = "") -> Generator[Receiver]:
    command = [sys.executable, "-m", "kinesics.bench.receiver"]
    with _started("python", command, token) as receiver:
        yield receiver


@contextlib.contextmanager
def csharp_body(token: str = "") -> Generator[Receiver]:
    """The core of the Unity package, compiled and run outside of Unity."""
    with (
        compiled_csharp() as command,
        _started("unity", [*command, "--port", "0"], token) as receiver,
    ):
        yield receiver


@contextlib.contextmanager
def compiled_csharp() -> Generator[list[str]]:
    """The command that runs the console body; raises MissingPart where it cannot be built."""
    missing = [tool for tool in ("mcs", "mono") if shutil.which(tool) is None]
    if missing:
        raise MissingPart(
            f"unity: {' and '.join(missing)} not found; install Mono"
            " (on Debian: sudo apt install mono-mcs mono-runtime)"
        )
    sources = [*PACKAGE.glob("Runtime/Core/*.cs"), *PACKAGE.glob("Tools~/*.cs")]
    if not sources:
        raise MissingPart("unity: the package's source is not here; run this in a checkout")
    with tempfile.TemporaryDirectory(prefix="kinesics-") as folder:
        program = Path(folder) / "body.exe"
        words = ["mcs", *HOW_TO_COMPILE, f"-out:{program}", *map(str, sorted(sources))]
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0 or not program.exists():
            first = (done.stderr or done.stdout).strip().partition("\n")[0]
            raise MissingPart(f"unity: mcs could not compile the package: {first}")
        yield ["mono", str(program)]


@contextlib.contextmanager
def _started(name: str, command: Sequence[str], token: str) -> Generator[Receiver]:
    """Run a body that prints its port first and ends when its input does."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        # In a session of its own: Ctrl-C is for us, who end it in good order.
        child = subprocess.Popen(  # noqa: S603
            [*command, *(["--token", token] if token else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            start_new_session=os.name == "posix",
            text=True,
        )
        with child:
            try:
                port = _port_of(child)
                if port is None:
                    complaints.seek(0)
                    last = complaints.read().strip().rpartition("\n")[2] or "it said nothing"
                    raise LinkError(f"{name}: the body did not start: {last}")
                yield Receiver(name, Target("127.0.0.1", port, token), psutil.Process(child.pid))
            finally:
                _end(child)


def _port_of(child: "subprocess.Popen[str]") -> int | None:
    # A process that is killed closes its output, so `readline` returns in any case.
    late = threading.Timer(READY_WITHIN_S, child.kill)
    late.start()
    try:
        line = child.stdout.readline() if child.stdout else ""
    finally:
        late.cancel()
    try:
        return int(json.loads(line)["port"])
    except (ValueError, KeyError, TypeError):
        return None


def _end(child: "subprocess.Popen[str]") -> None:
    with contextlib.suppress(OSError):
        if child.stdin is not None:
            child.stdin.close()
    try:
        child.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()
