"""Which way to send on: by how long answers took, and how often none came."""

import math
import statistics
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

REMEMBERED = 9
"""Latest exchanges of a way that count."""
LEAST_TO_COMPARE = 3
BETTER_BY = 0.7
"""A way is left for another only if that one answers within this part of the time."""
STAY_S = 2.0
"""No change of mind before; a way that fails is left at once."""
FAILURES = 2
"""In a row, after which a way is down."""
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0


@dataclass
class Record:
    """What is known of one way."""

    latencies: deque[float] = field(default_factory=lambda: deque[float](maxlen=REMEMBERED))
    failed: int = 0
    """In a row."""
    down: bool = True
    """A way is down until it has answered."""
    pause_s: float = 0.0
    try_at: float = -math.inf

    @property
    def median_s(self) -> float:
        return statistics.median(self.latencies) if self.latencies else math.inf


class Choice:
    """No clock of its own: every call says what time it is."""

    def __init__(self, ways: Iterable[str], now: float) -> None:
        """`ways` in the order in which to prefer them while nothing is known."""
        self.records = {way: Record() for way in ways}
        self.best: str | None = None
        """None while all are down."""
        self._chosen_at = now

    def answered(self, way: str, latency_s: float, now: float) -> None:
        record = self.records[way]
        if record.down:
            # What was measured before it broke says nothing about it now.
            record.latencies.clear()
        record.latencies.append(latency_s)
        record.failed, record.down, record.pause_s = 0, False, 0.0
        self._choose(now)

    def failed(self, way: str, now: float, *, for_good: bool = False) -> None:
        """No answer came; `for_good` where none can come, as nobody listens."""
        record = self.records[way]
        record.failed += 1
        if record.failed >= FAILURES or for_good:
            record.down = True
            record.pause_s = min(LONGEST_PAUSE_S, record.pause_s * 2 or FIRST_PAUSE_S)
            record.try_at = now + record.pause_s
        self._choose(now)

    def is_due(self, way: str, now: float) -> bool:
        """Whether a way that is down has been left in peace long enough."""
        record = self.records[way]
        return not record.down or now >= record.try_at

    def order(self) -> list[str]:
        """The best way first, then those that are up, the quickest first."""
        up = [way for way, record in self.records.items() if not record.down]
        up.sort(key=lambda way: (way != self.best, self.records[way].median_s))
        return up

    def _choose(self, now: float) -> None:
        up = {way: record for way, record in self.records.items() if not record.down}
        if not up:
            self.best = None
            return
        quickest = min(up, key=lambda way: up[way].median_s)
        if self.best not in up:
            self.best, self._chosen_at = quickest, now
            return
        here, there = up[self.best], up[quickest]
        known = min(len(here.latencies), len(there.latencies)) >= LEAST_TO_COMPARE
        rested = now - self._chosen_at >= STAY_S
        if known and rested and there.median_s < BETTER_BY * here.median_s:
            self.best, self._chosen_at = quickest, now
