"""Measures the way of events inside one process: a hop to another thread, a burst, the timers.

`kinesics bench bus` and `benchmarks/` both measure with what stands here and in `bench_room`.
"""

import contextlib
import gc
import statistics
import threading
import time
from collections.abc import Callable, Generator, Iterable
from typing import ClassVar, NamedTuple

from kinesics.bus import Bus
from kinesics.config import load_config
from kinesics.envelope import Envelope
from kinesics.events import Event
from kinesics.monitor.monitor import Monitor
from kinesics.monitor.span import Span, Watch
from kinesics.plugin import Plugin, PluginConfig, on
from kinesics.runtime import Runtime
from kinesics.worker import Worker

# The same clock as `time.monotonic` on Linux and macOS, also between processes; on Windows before
# Python 3.13 that one ticks only every 15 ms.
now = time.perf_counter

PAUSE_S = 0.001
"""Between two laps, so that whoever waits for the next one really sleeps."""

PER_READ = 10_000
"""Spans that one reading of the monitor finds when 100,000 events come in a second."""

Laps = Callable[[int], list[float]]
"""Runs so many laps and returns the seconds that each of them took."""


class Figures(NamedTuple):
    """What many laps took, in seconds."""

    count: int
    p50: float
    p95: float
    p99: float


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


class Ping(Event):
    """Tells when it was sent."""

    sent_at: float


class Drop(Event):
    """One of very many: none of them may be thrown away."""

    keep: ClassVar[int] = 10_000_000

    number: int


class Listener(Plugin[PluginConfig]):
    """Notes how long each `Ping` was under way."""

    def open(self) -> None:
        self.laps: list[float] = []

    @on(Ping)
    def note(self, ping: Ping) -> None:
        self.laps.append(now() - ping.sent_at)


class Counter(Plugin[PluginConfig]):
    """Counts drops, and says when the last one has come."""

    def __init__(self, config: PluginConfig | None = None) -> None:
        super().__init__(config)
        self.count = 0
        self.last = -1
        self.ended_at = 0.0
        self.done = threading.Event()

    @on(Drop)
    def add(self, drop: Drop) -> None:
        self.count += 1
        if drop.number == self.last:
            self.ended_at = now()
            self.done.set()


def figures(laps: Iterable[float]) -> Figures:
    """The figures of all these laps, whatever their order."""
    ordered = sorted(laps)
    count = len(ordered)
    p50, p95, p99 = (ordered[min(count - 1, int(part * count))] for part in (0.50, 0.95, 0.99))
    return Figures(count, p50, p95, p99)


def house(*plugins: type[Plugin[PluginConfig]], isolate: bool = False) -> Runtime:
    """A real runtime, with its monitor at work, for these plugins; each is named as its class."""
    lines = ["[monitor]", "publish = false"]
    for plugin in plugins:
        lines.append(f"[plugins.{plugin.__name__}]")
        lines.append(f'use = "{plugin.__module__}:{plugin.__qualname__}"')
        lines.append(f"isolate = {str(isolate).lower()}")
    return Runtime(load_config("\n".join(lines), "the benchmark"))


@contextlib.contextmanager
def hop(pause_s: float = PAUSE_S) -> Generator[Laps]:
    """From `publish` on one thread to the first line of a handler on another, timers on."""
    with house(Listener) as runtime:
        listener = runtime.lodgers["Listener"].home.plugin
        assert isinstance(listener, Listener)  # noqa: S101  (tells pyright)

        def run(count: int) -> list[float]:
            listener.laps = []
            for _ in range(count):
                time.sleep(pause_s)
                runtime.publish(Ping(now()))
            wait_until(lambda: len(listener.laps) == count)
            return listener.laps

        yield run


@contextlib.contextmanager
def burst() -> Generator[Callable[[int], float]]:
    """Events in a second when one thread publishes as fast as it can and one handler takes all.

    From the first `publish` to the end of the last handler, none dropped, timers on.
    """
    with house(Counter) as runtime:
        counter = runtime.lodgers["Counter"].home.plugin
        assert isinstance(counter, Counter)  # noqa: S101  (tells pyright)

        def run(count: int) -> float:
            counter.count, counter.last = 0, count - 1
            counter.done.clear()
            began = now()
            for number in range(count):
                runtime.publish(Drop(number))
            counter.done.wait(60.0)
            if counter.count != count:
                raise RuntimeError(f"only {counter.count:,} of {count:,} events were handled")
            return count / (counter.ended_at - began)

        yield run


class Untimed(Worker):
    """`Worker` without its timers, to see what they cost."""

    def handle(self, envelope: Envelope) -> None:
        event = envelope.event
        kind = type(event)
        calls = self._calls.get(kind)
        if calls is None:
            calls = self._calls_for(kind)
        outcome = "ok"
        self.plugin.cause = envelope
        for call in calls:
            try:
                answer = call(event)
                if answer is not None and self._publish(answer, envelope):
                    outcome = "cut"
            except Exception as error:  # noqa: BLE001  (as in the original)
                outcome = "failed"
                self._failed(call.__name__, kind.__name__, error)
        self.busy = None
        if self.hung:
            self.hung, outcome = False, "timeout"
        if outcome in ("ok", "cut"):
            self._in_a_row = 0
        else:
            self._in_a_row += 1


def timer_cost(rounds: int = 7, count: int = PER_READ) -> TimerCost:
    """What the monitor adds to each event, on this one thread, in alternating rounds.

    Twice for the worker's part.  By difference: the same events go through a worker with its
    timers and one without.  Alone: only the readings of the clocks, the span and `watch`.
    The monitor's own part is one `Monitor.read` over all that came, divided by their number.
    """
    bus, monitor = Bus(), Monitor()
    timed = Worker("timed", Counter(), bus, monitor.watch)
    bare = Untimed("bare", Counter(), bus, monitor.watch)
    envelopes = [bus.publish(Drop(number)) for number in range(count)]
    differences: list[float] = []
    alone: list[float] = []
    reads: list[float] = []
    for _ in range(rounds):
        without = _seconds_each(bare.handle, envelopes)
        with_timers = _seconds_each(timed.handle, envelopes)
        differences.append(with_timers - without)
        reads.append(_seconds_of(monitor.read) / count)
        readings = _seconds_each(_readings(monitor.watch), envelopes)
        alone.append(readings - _seconds_each(_nothing, envelopes))
        monitor.read()
    median = statistics.median
    return TimerCost(median(differences), median(alone), median(reads))


def wait_until(come: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Raises TimeoutError if it does not come."""
    give_up_at = now() + timeout_s
    while not come():
        if now() > give_up_at:
            raise TimeoutError(f"not all events came back within {timeout_s:.0f} s")
        time.sleep(0.001)


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


def _seconds_each(call: Callable[[Envelope], None], envelopes: list[Envelope]) -> float:
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
