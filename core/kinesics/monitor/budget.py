"""What the figures mean: a level from the budget, and a hint what to change."""

from kinesics.events import Level, Summary

GOOD_FROM = 0.5
SLOW_FROM = 1.0
BOTTLENECK_FROM = 1.5
LEAST_SUCCESS = 0.9


def level_of(timings: Summary, budget_ms: float) -> Level:
    """How a plugin does: the time that 19 of 20 events take at most, against its budget."""
    if not timings.count:
        return "idle"
    if timings.success < LEAST_SUCCESS:
        return "failing"
    part = timings.p95_ms / budget_ms
    if part < GOOD_FROM:
        return "excellent"
    if part < SLOW_FROM:
        return "good"
    if part < BOTTLENECK_FROM:
        return "slow"
    return "bottleneck"


def hint_for(
    level: Level, timings: Summary, waited_p95_ms: float, budget_ms: float, cpu_share: float
) -> str:
    """One thing that its user can change, or nothing."""
    if level == "idle":
        return ""
    if level == "failing":
        return f"fails on {1 - timings.success:.0%} of its events: read the log"
    if level in ("slow", "bottleneck"):
        if cpu_share < 0.5:
            return "mostly waits (device, network or other threads); isolate = true tells which"
        if level == "bottleneck":
            return "too slow for its budget: a smaller model or picture, or isolate = true"
        return "a little over budget: a smaller model or picture, or raise budget_ms"
    if waited_p95_ms > 2 * budget_ms:
        return "its events wait longer than it works: it gets more than it can handle"
    if level == "good" and timings.p99_ms > budget_ms:
        return "within budget, but 1 event in 100 is not: look for pauses"
    return ""
