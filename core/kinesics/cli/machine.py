"""For `kinesics doctor`: processor, memory, clock, terminal and folders of this machine."""

import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from kinesics.cli.findings import Finding

MIB = 1024 * 1024
GIB = 1024 * MIB
SHARED = Path("/dev/shm")  # noqa: S108  (only its size is asked)

THREAD_SETTINGS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
MANY_CORES = 8
LONGEST_SOCKET_PATH = 103
"""Bytes that every POSIX system takes for the address of a local socket."""
SOCKET_NAME = len("/kinesics-12345678/out")
LATE_MS = 2.0
PYTHONS_SWITCH_S = 0.005


def of_processor() -> Iterator[Finding]:
    allowed = _allowed_cores()
    quota = _quota(Path("/sys/fs/cgroup/cpu.max"))
    what = f"{allowed} of {os.cpu_count()} cores may be used"
    cores = float(allowed)
    if quota is not None and quota < cores:
        cores = quota
        what += f", and of them only the time of {quota:g}"
    if cores < 2:
        remedy = "one busy plugin slows all others: give this machine 2 or more"
        yield Finding("warn", "cores", what, remedy)
    else:
        yield Finding("ok", "cores", what)
    if chosen := [f"{name}={os.environ[name]}" for name in THREAD_SETTINGS if name in os.environ]:
        yield Finding("ok", "threads", ", ".join(chosen))
    elif allowed > cores or allowed >= MANY_CORES:
        what = f"every numeric library may start {allowed} threads"
        remedy = "set OMP_NUM_THREADS=2 if timings jump when two of them compute"
        yield Finding("note", "threads", what, remedy)
    else:
        yield Finding("ok", "threads", f"numeric libraries may use all {allowed} cores")


def of_memory() -> Iterator[Finding]:
    memory = psutil.virtual_memory()
    total, free = memory.total, memory.available
    if (limit := _number_in(Path("/sys/fs/cgroup/memory.max"))) and limit < total:
        used = _number_in(Path("/sys/fs/cgroup/memory.current")) or 0
        total, free = limit, min(free, max(0, limit - used))
    what = f"{free / GIB:.1f} of {total / GIB:.1f} GiB are free"
    if free < GIB:
        yield Finding("warn", "memory", what, "close something before you load a model")
    else:
        yield Finding("ok", "memory", what)
    if sys.platform == "linux" and SHARED.is_dir():
        size = shutil.disk_usage(SHARED).total
        what = f"{SHARED} has {size / MIB:,.0f} MiB"
        if size < 256 * MIB:
            remedy = (
                "Kinesics needs none of it, but browsers and PyTorch do: docker run --shm-size=1g"
            )
            yield Finding("note", "shm", what, remedy)
        else:
            yield Finding("ok", "shm", what)


def of_clock() -> Iterator[Finding]:
    resolution_ms = time.get_clock_info("monotonic").resolution * 1000
    late_ms = _lateness_ms()
    what = f"monotonic in steps of {resolution_ms:.2g} ms; a wait ends {late_ms:.2f} ms late"
    if max(resolution_ms, late_ms) <= LATE_MS:
        yield Finding("ok", "clock", what)
    elif sys.platform == "win32":
        remedy = "Python 3.13 on Windows 10 or newer has a finer clock"
        yield Finding("warn", "clock", what, remedy)
    else:
        yield Finding(
            "warn", "clock", what, "the machine is busy, or a slow virtual one: see `top`"
        )
    interval = sys.getswitchinterval()
    what = f"a thread keeps Python for {interval * 1000:g} ms while others wait"
    if interval > PYTHONS_SWITCH_S:
        yield Finding("warn", "switching", what, "leave sys.setswitchinterval() at 0.005")
    else:
        yield Finding("ok", "switching", what)


def of_terminal() -> Iterator[Finding]:
    out = sys.stdout
    encoding = (out.encoding or "unknown").lower()
    if not out.isatty():
        yield Finding("ok", "terminal", f"output goes to a file or pipe, as {encoding}")
        return
    kind = os.environ.get("TERM", "") or ("Windows" if sys.platform == "win32" else "unknown")
    width, height = shutil.get_terminal_size()
    what = f"{kind}, {width} x {height}, {encoding}, {_colours(kind)}"
    if "utf" not in encoding:
        remedy = "PYTHONUTF8=1 lets it draw more than ASCII"
        yield Finding("note", "terminal", what, remedy)
    elif width < 80 or height < 24:
        yield Finding("note", "terminal", what, "80 x 24 and more shows the whole picture")
    else:
        yield Finding("ok", "terminal", what)


def of_folders() -> Iterator[Finding]:
    """The temporary folder, where isolated plugins meet the house."""
    try:
        folder = tempfile.gettempdir()
    except OSError as error:
        remedy = "set TMPDIR to a folder that you may write into"
        yield Finding("fail", "temporary", f"no folder for temporary files: {error}", remedy)
        return
    length = len(os.fsencode(folder)) + SOCKET_NAME
    if sys.platform != "win32" and length > LONGEST_SOCKET_PATH:
        what = f"{folder} is too long a path for sockets, which `isolate = true` needs"
        yield Finding("warn", "temporary", what, "TMPDIR=/tmp")
    else:
        yield Finding("ok", "temporary", folder)


def _allowed_cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quota(file: Path) -> float | None:
    """Cores' worth of time that a container gives; None if it does not limit it."""
    try:
        share, period = file.read_text().split()
        return int(share) / int(period)
    except (OSError, ValueError):
        # Not there, or the word `max`.
        return None


def _number_in(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None


def _lateness_ms() -> float:
    """How much longer than asked for a wait of 1 ms takes, as it mostly is."""
    waits: list[float] = []
    never = threading.Event()
    for _ in range(9):
        began = time.perf_counter()
        never.wait(0.001)
        waits.append((time.perf_counter() - began - 0.001) * 1000)
    return statistics.median(waits)


def _colours(kind: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "no colours, as NO_COLOR asks"
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in kind else "few colours"
