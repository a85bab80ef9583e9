"""Reads the meters: takes the spans of all plugins and tells how each of them does."""

import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from kinesics.events import Alert, PluginRow, Report, TimingRow
from kinesics.events.house import State
from kinesics.monitor.alerts import Watchman
from kinesics.monitor.budget import hint_for, level_of
from kinesics.monitor.span import Measured, Part, Span
from kinesics.monitor.timings import LAST, Ring, Timings
from kinesics.monitor.turns import Chains
from kinesics.monitor.usage import Usage

UNREAD = 262_144
"""Spans that may wait for the monitor before the oldest are lost."""

TOGETHER = 1024
"""Spans of a plugin that wait for each other, while nobody asks for a report."""


class PluginFacts(NamedTuple):
    """What the runtime knows of a plugin and the spans do not tell."""

    name: str
    kind: Literal["plugin", "bridge"]
    state: State
    why: str
    trouble: str
    """What its last event failed with, where that is known."""
    budget_ms: float
    isolated: bool
    pid: int
    thread_ids: tuple[int, ...]
    waiting: int
    drops: dict[str, int]
    stale: int
    published: int
    restarts: int


class Meter:
    """All that is kept about one plugin."""

    def __init__(self, plugin: str) -> None:
        self.all = Timings()
        self.events: defaultdict[str, Timings] = defaultdict(Timings)
        self.parts: defaultdict[str, Timings] = defaultdict(Timings)
        self.waited: defaultdict[str, Ring] = defaultdict(Ring)
        self.cpu: defaultdict[str, Ring] = defaultdict(Ring)
        self.wall: defaultdict[str, Ring] = defaultdict(Ring)
        self.figures: dict[str, float] = {}
        self.watchman = Watchman(plugin)
        self.rate_hz = 0.0
        self._pending: list[Span] = []
        self.counted: tuple[float, int] = (0.0, 0)

    def add(self, spans: Sequence[Span]) -> None:
        """Take in spans; they are reckoned up together, which costs a tenth for each."""
        self._pending += spans
        if len(self._pending) >= TOGETHER:
            self.reckon()

    def reckon(self) -> None:
        """Bring the figures up to date."""
        spans, self._pending = self._pending, []
        by_event: defaultdict[str, list[Span]] = defaultdict(list)
        for span in spans:
            by_event[span.event].append(span)
        for event, some in by_event.items():
            walls = [span.ended - span.began for span in some]
            failed = [span.outcome in ("failed", "timeout") for span in some]
            self.events[event].add(walls, failed)
            self.all.add(walls, failed)
            last = some[-LAST:]
            self.waited[event].add([(span.began - span.put_at) * 1e3 for span in last])
            self.cpu[event].add([span.cpu for span in last])
            self.wall[event].add(walls[-LAST:])

    def rows(self) -> tuple[TimingRow, ...]:
        return tuple(
            TimingRow(
                event,
                timings.recent(),
                timings.ever(),
                self.waited[event].percentile(0.95),
                self.cpu_share((event,)),
            )
            for event, timings in sorted(self.events.items())
        )

    def cpu_share(self, events: Iterable[str] | None = None) -> float:
        names = self.events if events is None else events
        wall = sum(self.wall[event].sum() for event in names)
        return sum(self.cpu[event].sum() for event in names) / wall if wall else 0.0

    def waited_p95_ms(self) -> float:
        return max((ring.percentile(0.95) for ring in self.waited.values()), default=0.0)


class Monitor:
    """`watch` may be called from any thread; all else from one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._unread: deque[Measured] = deque(maxlen=UNREAD)
        self._meters: dict[str, Meter] = {}
        self._chains = Chains()
        self._usage = Usage()
        self._alerts: deque[str] = deque(maxlen=8)
        self.watch: Callable[[Measured], None] = self._unread.append
        """Takes a span and returns at once."""

    def read(self) -> tuple[list[Measured], list[Alert]]:
        """Take in what came since the last time; returns that, and the alerts it gives."""
        unread = [self._unread.popleft() for _ in range(len(self._unread))]
        spans: defaultdict[str, list[Span]] = defaultdict(list)
        parts: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        for one in unread:
            if isinstance(one, Span):
                spans[one.plugin].append(one)
            elif isinstance(one, Part):
                parts[one.plugin, one.name].append(one.ended - one.began)
            else:
                self._meter(one.plugin).figures[one.name] = one.value
        alerts: list[Alert] = []
        for plugin, some in spans.items():
            meter = self._meter(plugin)
            meter.add(some)
            alerts += meter.watchman.look_at(some)
            self._chains.add(some[-LAST:])
        for (plugin, name), seconds in parts.items():
            self._meter(plugin).parts[name].add(seconds, [False] * len(seconds))
        return unread, alerts

    def note(self, text: str) -> None:
        """Keep the words of an alert for the reports."""
        self._alerts.append(text)

    def forget(self, plugin: str) -> None:
        """Start anew for a plugin that was taken out or configured afresh."""
        self._meters.pop(plugin, None)

    def report(self, plugins: Sequence[PluginFacts]) -> Report:
        """How every plugin does now."""
        house = os.getpid()
        used = self._usage.of_process(house)
        threads = self._usage.of_own_threads()
        self._usage.keep_only({house, *(facts.pid for facts in plugins)})
        return Report(
            uptime_s=self._clock() - self._began,
            plugins=tuple(self._row(facts, threads) for facts in plugins),
            alerts=tuple(self._alerts),
            turn=self._chains.last_turn(),
            process_cpu_percent=used.cpu_percent,
            process_memory_mb=used.memory_mb,
        )

    def _meter(self, plugin: str) -> Meter:
        if plugin not in self._meters:
            self._meters[plugin] = Meter(plugin)
        return self._meters[plugin]

    def _row(self, facts: PluginFacts, threads: dict[int, float]) -> PluginRow:
        meter = self._meter(facts.name)
        meter.reckon()
        timings = meter.all.recent()
        waited = meter.waited_p95_ms()
        level = level_of(timings, facts.budget_ms)
        used = self._usage.of_process(facts.pid)
        cpu = sum(threads.get(one, 0.0) for one in facts.thread_ids)
        return PluginRow(
            name=facts.name,
            kind=facts.kind,
            state=facts.state,
            why=facts.why,
            process=facts.pid,
            isolated=facts.isolated,
            level=level,
            hint=facts.why
            or facts.trouble
            or hint_for(level, timings, waited, facts.budget_ms, meter.cpu_share()),
            budget_ms=facts.budget_ms,
            rate_hz=self._rate(meter, facts.published),
            waiting=facts.waiting,
            dropped=sum(facts.drops.values()),
            stale=facts.stale,
            restarts=facts.restarts,
            all=timings,
            waited_p95_ms=waited,
            cpu_percent=used.cpu_percent if facts.isolated else cpu,
            memory_mb=used.memory_mb,
            timings=meter.rows(),
            parts=tuple(
                TimingRow(name, one.recent(), one.ever())
                for name, one in sorted(meter.parts.items())
            ),
            figures=dict(sorted(meter.figures.items())),
            drops=facts.drops,
        )

    def _rate(self, meter: Meter, published: int) -> float:
        """Events a second since the last report, smoothed a little."""
        now, count = self._clock(), meter.all.count + published
        then, before = meter.counted
        if then and now > then:
            rate = max(0, count - before) / (now - then)
            meter.rate_hz = rate if not meter.rate_hz else 0.5 * (meter.rate_hz + rate)
        meter.counted = (now, count)
        return meter.rate_hz
