"""How soon, and how often, something that fails may start again."""

import time
from collections import deque
from collections.abc import Callable


class Restarts:
    """Allows `most` starts in `window_s`, each after twice the delay of the one before."""

    def __init__(
        self,
        most: int = 5,
        window_s: float = 60.0,
        first_delay_s: float = 0.1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most = most
        self.count = 0
        """Restarts since the beginning."""
        self._window_s = window_s
        self._first_delay_s = first_delay_s
        self._clock = clock
        self._recent: deque[float] = deque()

    def next_delay_s(self) -> float | None:
        """How long to wait before the next start; None if there were too many."""
        now = self._clock()
        while self._recent and now - self._recent[0] > self._window_s:
            self._recent.popleft()
        if len(self._recent) >= self.most:
            return None
        delay_s = self._first_delay_s * 2 ** len(self._recent)
        self._recent.append(now)
        self.count += 1
        return delay_s
