"""Measures the way of events inside one process: a hop to another thread, and a burst.

`kinesics bench bus` and `benchmarks/` both measure with what stands here, in `bench_timers` and
in `bench_room`.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import ClassVar, NamedTuple, TypeVar

from kinesics.config import load_config
from kinesics.events import Event
from kinesics.plugin import Plugin, PluginConfig, on
from kinesics.runtime import Runtime

# The same clock as `time.monotonic` on Linux and macOS, also between processes; on Windows before
# Python 3.13 that one ticks only every 15 ms.
now = time.perf_counter

PAUSE_S = 0.001
"""Between two laps, so that whoever waits for the next one really sleeps."""

P = TypeVar("P", bound=Plugin[PluginConfig])

Laps = Callable[[int], list[float]]
"""Runs so many laps and returns the seconds that each of them took."""


class Figures(NamedTuple):
    """What many laps took, in seconds."""

    laps: int
    p50: float
    p95: float
    p99: float


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


def house(
    *plugins: type[Plugin[PluginConfig]], isolated: Sequence[type[Plugin[PluginConfig]]] = ()
) -> Runtime:
    """A real runtime, with its monitor at work, for these plugins; each is named as its class."""
    lines = ["[monitor]", "publish = false"]
    for plugin in (*plugins, *isolated):
        lines.append(f"[plugins.{plugin.__name__}]")
        lines.append(f'use = "{plugin.__module__}:{plugin.__qualname__}"')
        lines.append(f"isolate = {str(plugin in isolated).lower()}")
    return Runtime(load_config("\n".join(lines), "the benchmark"))


def plugin_in(runtime: Runtime, kind: type[P]) -> P:
    """The plugin of this class that lives in a house."""
    plugin = runtime.lodgers[kind.__name__].home.plugin
    if not isinstance(plugin, kind):
        raise TypeError(f"{plugin!r} is no {kind.__name__}")
    return plugin


@contextlib.contextmanager
def hop(pause_s: float = PAUSE_S) -> Generator[Laps]:
    """From `publish` on one thread to the first line of a handler on another, timers on."""
    with house(Listener) as runtime:
        listener = plugin_in(runtime, Listener)

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
        counter = plugin_in(runtime, Counter)

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


def wait_until(come: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Raises TimeoutError if it does not come."""
    give_up_at = now() + timeout_s
    while not come():
        if now() > give_up_at:
            raise TimeoutError(f"not all events came back within {timeout_s:.0f} s")
        time.sleep(0.001)
