"""A report as Prometheus text, for `/metrics`."""

from collections.abc import Iterable
from typing import get_args

from kinesics.events import Level, Report

LEVELS = get_args(Level)


def prometheus_text(report: Report) -> str:
    """All figures of `report` in the text exposition format 0.0.4."""
    rows = report.plugins
    lines: list[str] = []

    def add(name: str, kind: str, help_text: str, values: Iterable[tuple[str, float]]) -> None:
        lines.append(f"# HELP kinesics_{name} {help_text}")
        lines.append(f"# TYPE kinesics_{name} {kind}")
        lines.extend(f"kinesics_{name}{labels} {value:.9g}" for labels, value in values)

    add("uptime_seconds", "gauge", "Since the house was opened.", [("", report.uptime_s)])
    add("cpu_percent", "gauge", "Of one core, by the house.", [("", report.process_cpu_percent)])
    memory = report.process_memory_mb * 2**20
    add("memory_bytes", "gauge", "Resident, of the house.", [("", memory)])
    each = [(_labels(plugin=row.name), row) for row in rows]
    running = ((labels, float(row.state == "running")) for labels, row in each)
    add("plugin_running", "gauge", "1 while the plugin runs.", running)
    levels = ((labels, LEVELS.index(row.level)) for labels, row in each)
    add("plugin_level", "gauge", "0 idle, 1 excellent to 4 bottleneck, 5 failing.", levels)
    add(
        "plugin_budget_seconds",
        "gauge",
        "What one event may take.",
        ((labels, row.budget_ms / 1e3) for labels, row in each),
    )
    waiting = ((labels, row.waiting) for labels, row in each)
    add("plugin_waiting", "gauge", "Unread events.", waiting)
    restarts = ((labels, row.restarts) for labels, row in each)
    add("plugin_restarts_total", "counter", "New starts after a failure.", restarts)
    cpu = ((labels, row.cpu_percent) for labels, row in each)
    add("plugin_cpu_percent", "gauge", "Of one core, by its threads or process.", cpu)
    stale = ((labels, row.stale) for labels, row in each)
    add("stale_total", "counter", "Events that an interruption made worthless.", stale)
    dropped = (
        (_labels(plugin=row.name, event=event), count)
        for row in rows
        for event, count in row.drops.items()
    )
    add("dropped_total", "counter", "Events pushed out unread by newer ones.", dropped)
    figures = (
        (_labels(plugin=row.name, name=name), value)
        for row in rows
        for name, value in row.figures.items()
    )
    add("plugin_figure", "gauge", "A number that a plugin tells about itself.", figures)
    timed = [(row.name, one) for row in rows for one in row.timings]
    failed = ((_labels(plugin=name, event=one.event), one.ever.failed) for name, one in timed)
    add("failed_total", "counter", "Events whose handler failed.", failed)
    add("handle_seconds", "summary", "Time in the handlers.", _quantiles(report))
    return "\n".join(lines) + "\n"


def _quantiles(report: Report) -> Iterable[tuple[str, float]]:
    """A summary is lines of quantiles, then its sum and count under names of their own."""
    for row in report.plugins:
        for one in row.timings:
            own = {"plugin": row.name, "event": one.event}
            for quantile, value in (
                ("0.5", one.recent.p50_ms),
                ("0.95", one.recent.p95_ms),
                ("0.99", one.recent.p99_ms),
            ):
                yield _labels(**own, quantile=quantile), value / 1e3
            yield "_sum" + _labels(**own), one.ever.mean_ms * one.ever.count / 1e3
            yield "_count" + _labels(**own), one.ever.count


def _labels(**labels: str) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + inside + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
