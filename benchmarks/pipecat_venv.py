"""Installs pipecat-ai into an environment of its own beside `.venv`, and talks to `peer_pipecat`."""

import contextlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable, Generator
from pathlib import Path
from typing import IO, Literal

VERSION = "1.14.*"
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-peers" / "pipecat"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed"

Pipeline = Literal["shipped", "lean"]
Hops = Callable[[str, int, float], list[float]]
"""From `loop` or `thread`, so many, with such a pause: the seconds of each."""


class PeerMissing(RuntimeError):
    """The peer cannot be installed or started on this machine."""


def install() -> None:
    """Once; about half a gigabyte.  Raises PeerMissing."""
    if STAMP.exists() and STAMP.read_text() == VERSION:
        return
    say = f"Installing pipecat-ai {VERSION} into .venv-peers (once, about 500 MB) ..."
    print(say, file=sys.stderr, flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=True)
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", f"pipecat-ai=={VERSION}"]
        subprocess.run(command, check=True, timeout=1200, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing("pipecat-ai could not be installed") from error
    STAMP.write_text(VERSION)


@contextlib.contextmanager
def pipecat(pipeline: Pipeline) -> Generator[Hops]:
    """A running pipeline of two processors, in a process of its own."""
    install()
    script = str(Path(__file__).with_name("peer_pipecat.py"))
    process = subprocess.Popen(
        [str(PYTHON), script, pipeline],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    orders, answers = process.stdin, process.stdout
    assert orders is not None
    assert answers is not None

    def run(where: str, count: int, pause_s: float) -> list[float]:
        orders.write(f"{where} {count} {pause_s}\n")
        orders.flush()
        return json.loads(_answer(answers))

    try:
        run("loop", 100, 0.001)
        yield run
    finally:
        orders.close()
        process.kill()
        process.wait()
        answers.close()


def _answer(answers: IO[str]) -> str:
    """The next line that is one; libraries of the peer may print others."""
    for line in answers:
        if line.startswith("["):
            return line
    raise PeerMissing("pipecat-ai is installed, but its pipeline does not start")
