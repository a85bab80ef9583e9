"""What processes and threads take from the machine, by psutil."""

import contextlib
import time
from collections.abc import Collection
from typing import NamedTuple

import psutil


class Used(NamedTuple):
    """Of one process, or of one thread; the memory is that of the whole process."""

    cpu_percent: float = 0.0
    memory_mb: float = 0.0


class Usage:
    """CPU since the last look, for any process of this user and the threads of this one."""

    def __init__(self) -> None:
        self._processes: dict[int, psutil.Process] = {}
        self._threads: dict[int, float] = {}
        self._looked_at = 0.0

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

    def of_own_threads(self) -> dict[int, float]:
        """CPU percent of each thread of this process, by the number the system gives it."""
        now = time.monotonic()
        elapsed, self._looked_at = now - self._looked_at, now
        before, self._threads = self._threads, {}
        percents: dict[int, float] = {}
        with contextlib.suppress(psutil.Error):
            for thread in psutil.Process().threads():
                total = thread.user_time + thread.system_time
                self._threads[thread.id] = total
                percents[thread.id] = 100 * (total - before.get(thread.id, total)) / elapsed
        return percents

    def keep_only(self, pids: Collection[int]) -> None:
        """Forget the processes that are not among these."""
        self._processes = {pid: one for pid, one in self._processes.items() if pid in pids}
