"""What the house says about itself."""

from typing import ClassVar, Literal

import msgspec

from kinesics.events.event import Event

State = Literal["opening", "running", "hanging", "restarting", "stopped", "failed"]
Level = Literal["idle", "excellent", "good", "slow", "bottleneck", "failing"]


class Stopped(Event):
    """A plugin was stopped because it kept failing; everything else lives on."""

    plugin: str
    why: str


class Alert(Event):
    """Something about a plugin, or the config, deserves a look."""

    plugin: str
    """Empty where it is the config."""
    what: Literal["failures", "timeouts", "success", "hang", "crash", "source", "config"]
    text: str


class Summary(msgspec.Struct, frozen=True):
    """Figures over a number of handled events."""

    count: int = 0
    failed: int = 0
    mean_ms: float = 0.0
    min_ms: float = 0.0
    max_ms: float = 0.0
    median_ms: float = 0.0
    std_ms: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    p99_ms: float = 0.0
    success: float = 1.0
    """The part of them that did not fail, 0..1."""


class TimingRow(msgspec.Struct, frozen=True):
    """One type of event in one plugin, or one measured part of a plugin."""

    event: str
    recent: Summary
    """Over the last 1024."""
    ever: Summary
    """Since start; its percentiles are exact to 5 %."""
    waited_p95_ms: float = 0.0
    cpu_share: float = 0.0
    """CPU time by wall time; far below 1, the plugin waited or was starved."""


class PluginRow(msgspec.Struct, frozen=True, kw_only=True):
    """One plugin as the monitor sees it."""

    name: str
    kind: Literal["plugin", "bridge"] = "plugin"
    state: State = "running"
    why: str = ""
    process: int = 0
    """The process it lives in."""
    isolated: bool = False
    level: Level = "idle"
    hint: str = ""
    budget_ms: float = 0.0
    rate_hz: float = 0.0
    """Events handled and, for a source, events published in a second."""
    waiting: int = 0
    dropped: int = 0
    stale: int = 0
    restarts: int = 0
    all: Summary = Summary()
    """Over the last 1024 events of all types."""
    waited_p95_ms: float = 0.0
    cpu_percent: float = 0.0
    memory_mb: float = 0.0
    """Of its process; threads of one process share it."""
    timings: tuple[TimingRow, ...] = ()
    parts: tuple[TimingRow, ...] = ()
    figures: dict[str, float] = {}
    """What the plugin tells about itself, such as the hit rate of a cache."""
    drops: dict[str, int] = {}
    """Events that were dropped unread, by type."""


class TurnPart(msgspec.Struct, frozen=True):
    """A piece of a turn: who had it, and whether it was worked on or waited."""

    plugin: str
    what: str
    kind: Literal["sensed", "waited", "worked"]
    ms: float


class TurnReport(msgspec.Struct, frozen=True):
    """From a cause to its last effect; the parts sum to `total_ms`."""

    turn: int
    first: str
    last: str
    total_ms: float
    parts: tuple[TurnPart, ...]


class Report(Event):
    """What the monitor knows now.  Only made while somebody listens."""

    keep: ClassVar[int] = 1

    uptime_s: float
    plugins: tuple[PluginRow, ...]
    alerts: tuple[str, ...] = ()
    turn: TurnReport | None = None
    process_cpu_percent: float = 0.0
    process_memory_mb: float = 0.0
