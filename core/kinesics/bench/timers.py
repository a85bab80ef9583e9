"""Measures what it costs to watch an event."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

from kinesics.bench.bus import Counter, Drop, now
from kinesics.bus import Bus
from kinesics.envelope import Envelope
from kinesics.monitor.monitor import Monitor
from kinesics.monitor.span import Span, Watch
from kinesics.worker import Worker

PER_READ = 10_000
"""Spans that one reading of the monitor finds when 100,000 events come in a second."""


class TimerCost(NamedTuple):
    """Seconds for each event that go into watching it."""

    by_difference: float
    """What a worker takes with its timers, less what it takes without."""
    alone: float
    """What the same readings and the same span take by themselves."""
    read: float
    """What the monitor takes to count a span in, when many wait for it."""

    @property
    def total(self) -> float:
        """The larger of both ways to measure the worker's part, and the monitor's part."""
        return max(self.by_difference, self.alone) + self.read


def timer_cost(rounds: int = 7, count: int = PER_READ) -> TimerCost:
    """What the monitor adds to each event, on this one thread, in alternating rounds.

    Twice for the worker's part.  By difference: the same events go through a worker with its
    timers and one without.  Alone: only the readings of the clocks, the span and `watch`.
    The monitor's own part is one `Monitor.read` over all that came, divided by their number.
    """
    bus, monitor = Bus(), Monitor()
    timed = Worker("timed", Counter(), bus, monitor.watch)
    bare = Worker("bare", Counter(), bus, monitor.watch)
    envelopes = [bus.publish(Drop(number)) for number in range(count)]
    differences: list[float] = []
    alone: list[float] = []
    reads: list[float] = []
    for _ in range(rounds):
        without = _seconds_each(bare.call, envelopes)
        with_timers = _seconds_each(timed.handle, envelopes)
        differences.append(with_timers - without)
        reads.append(_seconds_of(monitor.read) / count)
        readings = _seconds_each(_readings(monitor.watch), envelopes)
        alone.append(readings - _seconds_each(_nothing, envelopes))
        monitor.read()
    median = statistics.median
    return TimerCost(median(differences), median(alone), median(reads))


def _readings(watch: Watch) -> Callable[[Envelope], None]:
    """A function that measures as `Worker.handle` does, and does nothing else."""

    def measure(envelope: Envelope) -> None:
        nonlocal before, busy
        began = time.monotonic()
        busy = (began, envelope)
        busy = None
        ended, cpu = time.monotonic(), time.thread_time()
        watch(
            Span(
                "alone",
                "Drop",
                envelope.by,
                envelope.number,
                envelope.cause,
                envelope.turn,
                envelope.since,
                envelope.put_at,
                began,
                ended,
                cpu - before,
                "ok",
            )
        )
        before = cpu

    before = time.thread_time()
    busy: tuple[float, Envelope] | None = None
    return measure


def _nothing(_: Envelope) -> None:
    pass


def _seconds_each(call: Callable[[Envelope], object], envelopes: list[Envelope]) -> float:
    """Without the pauses of the garbage collector, which would fall on one side by chance."""
    gc.collect()
    gc.disable()
    try:
        began = now()
        for envelope in envelopes:
            call(envelope)
        return (now() - began) / len(envelopes)
    finally:
        gc.enable()


def _seconds_of(call: Callable[[], object]) -> float:
    began = now()
    call()
    return now() - began
