"""The time of the house, and a way to wait that ends early when the house closes."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds on a monotonic clock."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; returns early when the plugin is told to stop."""
        ...


class SystemClock:
    """The monotonic clock of this machine, the same in every process."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        self._stopped.wait(max(0.0, seconds))

    def stop(self) -> None:
        """Wake every sleeper, and let nobody sleep again."""
        self._stopped.set()
