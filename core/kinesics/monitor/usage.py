"""What processes and threads take from the machine, by psutil."""

import contextlib
import time
from typing import NamedTuple

import psutil


class Used(NamedTuple):
    """Of one process, or of one thread; the memory is that of the whole process."""

    cpu_percent: float = 0.0
    memory_mb: float = 0.0


class Usage:
    """CPU since the last look, for any process of this user and its threads."""

    def __init__(self) -> None:
        self._processes: dict[int, psutil.Process] = {}
        self._threads: dict[tuple[int, int], float] = {}
        self._looked_at: dict[int, float] = {}

    def of_process(self, pid: int) -> Used:
        """All zero if it has ended."""
        with contextlib.suppress(psutil.Error):
            process = self._processes.get(pid)
            if process is None:
                process = self._processes[pid] = psutil.Process(pid)
            memory_mb = process.memory_info().rss / 2**20
            return Used(process.cpu_percent(), memory_mb)
        self._processes.pop(pid, None)
        return Used()

    def of_threads(self, pid: int) -> dict[int, float]:
        """CPU percent of each thread of a process, by the number the system gives it."""
        process = self._processes.get(pid)
        if process is None:
            return {}
        now = time.monotonic()
        elapsed = now - self._looked_at.get(pid, now)
        self._looked_at[pid] = now
        percents: dict[int, float] = {}
        with contextlib.suppress(psutil.Error):
            for thread in process.threads():
                total = thread.user_time + thread.system_time
                before = self._threads.get((pid, thread.id), total)
                self._threads[pid, thread.id] = total
                percents[thread.id] = 100 * (total - before) / elapsed if elapsed else 0.0
        return percents
