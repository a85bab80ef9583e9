"""Statistics over handled events: the last 1024 one by one, all since start in a histogram."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.events import Summary

LAST = 1024
PER_OCTAVE = 8
"""Bars of the histogram between a time and its double: 9 % wide, so read to 5 %."""
OFFSET = 20 * PER_OCTAVE
"""The first bar stands for 2 ** -20 ms, the last for 2 ** 24 ms, which is 4.7 hours."""
BARS = 44 * PER_OCTAVE

Times = npt.NDArray[np.float64]


class Timings:
    """How long one thing took, over and over.  One thread adds and reads."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0
        self._last = np.empty(0, np.float64)
        self._last_failed = np.empty(0, np.bool_)
        self._mean = 0.0
        self._squares = 0.0
        self._min = math.inf
        self._max = 0.0
        self._bars = np.zeros(BARS, np.int64)

    def add(self, seconds: Sequence[float], failed: Sequence[bool]) -> None:
        """Take in some more, oldest first."""
        if not seconds:
            return
        times = np.asarray(seconds, np.float64) * 1e3
        failures = np.asarray(failed, np.bool_)
        self._last = np.concatenate([self._last, times])[-LAST:]
        self._last_failed = np.concatenate([self._last_failed, failures])[-LAST:]
        self.failed += int(failures.sum())
        self._merge(times)
        self._min = min(self._min, float(times.min()))
        self._max = max(self._max, float(times.max()))
        octaves = np.log2(np.maximum(times, 1e-9)) * PER_OCTAVE + OFFSET
        bars = np.clip(octaves, 0, BARS - 1).astype(np.int64)
        self._bars += np.bincount(bars, minlength=BARS)

    def recent(self) -> Summary:
        """Over the last 1024."""
        return summary(self._last, int(self._last_failed.sum()))

    def ever(self) -> Summary:
        """Since start.  Percentiles are read off the histogram; all else is exact."""
        if not self.count:
            return Summary()
        p50, p95, p99 = (self._percentile(part) for part in (0.50, 0.95, 0.99))
        return Summary(
            count=self.count,
            failed=self.failed,
            mean_ms=self._mean,
            min_ms=self._min,
            max_ms=self._max,
            median_ms=p50,
            std_ms=math.sqrt(self._squares / self.count),
            p50_ms=p50,
            p95_ms=p95,
            p99_ms=p99,
            success=1.0 - self.failed / self.count,
        )

    def _merge(self, times: Times) -> None:
        """Join the mean and the sum of squared deviations of `times` to those so far."""
        count, mean = len(times), float(times.mean())
        total = self.count + count
        apart = mean - self._mean
        self._squares += float(((times - mean) ** 2).sum())
        self._squares += apart**2 * self.count * count / total
        self._mean += apart * count / total
        self.count = total

    def _percentile(self, part: float) -> float:
        bar = int(np.searchsorted(np.cumsum(self._bars), max(1, math.ceil(part * self.count))))
        middle = 2 ** ((bar + 0.5 - OFFSET) / PER_OCTAVE)
        return min(max(middle, self._min), self._max)


def summary(times_ms: Times, failed: int) -> Summary:
    """The figures of these times, exactly."""
    count = len(times_ms)
    if not count:
        return Summary()
    p50, p95, p99 = (float(one) for one in np.percentile(times_ms, (50, 95, 99)))
    return Summary(
        count=count,
        failed=failed,
        mean_ms=float(times_ms.mean()),
        min_ms=float(times_ms.min()),
        max_ms=float(times_ms.max()),
        median_ms=p50,
        std_ms=float(times_ms.std()),
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        success=1.0 - failed / count,
    )


class Ring:
    """The last 1024 of some numbers."""

    def __init__(self) -> None:
        self._last: npt.NDArray[Any] = np.empty(0, np.float64)

    def add(self, numbers: Sequence[float]) -> None:
        self._last = np.concatenate([self._last, np.asarray(numbers, np.float64)])[-LAST:]

    def percentile(self, part: float) -> float:
        """0 while there are none."""
        return float(np.percentile(self._last, part * 100)) if len(self._last) else 0.0

    def sum(self) -> float:
        return float(self._last.sum())
