"""How long one command and its answer take, beside 64 bytes there and back between two C programs."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from pathlib import Path

from cores import on_core, two_cores
from kinesics.bench.bus import Figures, Laps, now
from kinesics.bench.ipc_load import commands
from kinesics.bench.ipc_plain import RequestReply, Target
from kinesics.bench.ipc_receivers import python_body
from rows import Row, alternate, main, p50, p99, ratio, us

MOST = 2.0
ROUNDS, LAPS = 11, 1_000
WHAT = "single request/reply with a body in Python, p50"
SOURCE = Path(__file__).with_suffix(".c")


def measure() -> list[Row]:
    at_least = f"<= {MOST:g}x a C ping-pong of 64 B"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return [Row(WHAT, at_least, "not measured: no C compiler found (cc or gcc)", None)]
    with compiled(compiler) as program:
        found = {where: _contest(program, cores) for where, cores in _placements()}
    times = {where: ratio(one["ours"], one["bare"]) for where, one in found.items()}
    measured = ", ".join(f"{one:.2f}x{where}" for where, one in times.items())
    note = "; ".join(
        f"{us(p50(one['ours']))} against {us(p50(one['bare']))}{where},"
        f" p99 {us(p99(one['ours']))} against {us(p99(one['bare']))}"
        for where, one in found.items()
    )
    return [Row(WHAT, at_least, measured, max(times.values()) <= MOST, note)]


def _placements() -> list[tuple[str, tuple[int, int] | None]]:
    """Words for it, and the cores of who asks and who answers; None: as the system likes."""
    cores = two_cores()
    if cores is None:
        return [("", None)]
    one, other = cores
    return [(" on one core", (one, one)), (" on two", (one, other))]


def _contest(program: str, cores: tuple[int, int] | None) -> Mapping[str, list[Figures]]:
    with contextlib.ExitStack() as stack:
        answering = contextlib.ExitStack()
        if cores is not None:
            answering.enter_context(on_core(cores[1]))
        with answering:
            body = stack.enter_context(python_body())
            bare = stack.enter_context(ping_pong(program, None if cores is None else cores[0]))
        if cores is not None:
            stack.enter_context(on_core(cores[0]))
        ours = stack.enter_context(request_reply(body.target))
        return alternate(ROUNDS, LAPS, ours=ours, bare=bare)


@contextlib.contextmanager
def request_reply(target: Target) -> Generator[Laps]:
    with RequestReply(target) as line:
        load = commands(1)
        line.begin(load)

        def run(count: int) -> list[float]:
            laps: list[float] = []
            for _ in range(count):
                began = now()
                line.tell(load)
                laps.append(now() - began)
            return laps

        yield run


@contextlib.contextmanager
def compiled(compiler: str) -> Generator[str]:
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "ping_pong")
        subprocess.run([compiler, "-O2", "-o", program, str(SOURCE)], check=True)
        yield program


@contextlib.contextmanager
def ping_pong(program: str, core: int | None) -> Generator[Laps]:
    """The one that asks runs on this core, the one that answers where it was started."""
    with subprocess.Popen(
        [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        wish, answer = child.stdin, child.stdout

        def run(count: int) -> list[float]:
            wish.write(f"{count}\n")
            wish.flush()
            return [int(word) * 1e-9 for word in answer.readline().split()]

        # Its first lap comes after it has started the one that answers.
        run(1)
        if core is not None:
            os.sched_setaffinity(child.pid, {core})
        yield run


if __name__ == "__main__":
    main(measure)
