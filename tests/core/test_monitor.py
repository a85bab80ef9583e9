"""The monitor: statistics, levels, alerts, turns, Prometheus."""

import re
import statistics
import subprocess
import sys
import threading

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import Gesture, figure, measure
from kinesics.cli.top import inside
from kinesics.events import Level, PluginRow, Report, Summary, TimingRow
from kinesics.monitor.alerts import Watchman
from kinesics.monitor.budget import hint_for, level_of
from kinesics.monitor.monitor import Monitor, PluginFacts
from kinesics.monitor.prometheus import prometheus_text
from kinesics.monitor.span import Measured, Outcome, Part, Span, attach, meters_here
from kinesics.monitor.timings import LAST, Timings
from kinesics.monitor.turns import Chains
from kinesics.monitor.usage import Usage


def span(
    number: int = 1,
    *,
    plugin: str = "it",
    event: str = "Gesture",
    by: str = "",
    cause: int = 0,
    put_at: float = 0.0,
    began: float = 0.0,
    ended: float = 0.001,
    outcome: Outcome = "ok",
) -> Span:
    return Span(
        plugin, event, by, number, cause, 0, 0.0, put_at, began, ended, ended - began, outcome
    )


times = st.lists(st.floats(1e-7, 1e3), min_size=1, max_size=300)


@given(times)
def test_the_figures_are_those_of_the_statistics_module(seconds: list[float]) -> None:
    timings = Timings()
    timings.add(seconds, [False] * len(seconds))
    ms = [1e3 * one for one in seconds]
    for one in (timings.recent(), timings.ever()):
        assert one.count == len(ms)
        assert one.mean_ms == pytest.approx(statistics.fmean(ms))
        assert one.std_ms == pytest.approx(statistics.pstdev(ms), abs=1e-6)
        assert (one.min_ms, one.max_ms) == pytest.approx((min(ms), max(ms)))
    assert timings.recent().median_ms == pytest.approx(statistics.median(ms))


@given(times, st.integers(1, 50))
def test_adding_in_pieces_is_adding_at_once(seconds: list[float], size: int) -> None:
    whole, pieces = Timings(), Timings()
    whole.add(seconds, [False] * len(seconds))
    for start in range(0, len(seconds), size):
        some = seconds[start : start + size]
        pieces.add(some, [False] * len(some))
    assert msgspec.structs.astuple(pieces.ever()) == pytest.approx(
        msgspec.structs.astuple(whole.ever()), abs=1e-6
    )


@given(st.lists(st.floats(1e-5, 100.0), min_size=50, max_size=500))
def test_percentiles_since_start_are_right_to_one_in_twenty(seconds: list[float]) -> None:
    timings = Timings()
    timings.add(seconds, [False] * len(seconds))
    exact = np.percentile([1e3 * one for one in seconds], 95, method="inverted_cdf")
    assert timings.ever().p95_ms == pytest.approx(float(exact), rel=0.05)


def test_recent_forgets_and_ever_does_not() -> None:
    timings = Timings()
    timings.add([1.0] * 10, [True] * 10)
    timings.add([0.001] * LAST, [False] * LAST)
    assert (timings.recent().count, timings.recent().success) == (LAST, 1.0)
    assert (timings.ever().count, timings.ever().failed) == (LAST + 10, 10)
    assert timings.ever().max_ms == 1000.0


@pytest.mark.parametrize(
    ("p95_ms", "level"),
    [(4.9, "excellent"), (5.0, "good"), (9.9, "good"), (10.0, "slow"), (15.0, "bottleneck")],
)
def test_a_level_comes_from_the_budget(p95_ms: float, level: Level) -> None:
    assert level_of(Summary(count=1, p95_ms=p95_ms), budget_ms=10.0) == level
    assert level_of(Summary(p95_ms=p95_ms), budget_ms=10.0) == "idle"
    assert level_of(Summary(count=9, p95_ms=p95_ms, success=0.8), budget_ms=10.0) == "failing"


def test_each_level_that_needs_one_has_a_hint() -> None:
    timings = Summary(count=100, success=1.0)
    waits = hint_for("bottleneck", timings, 0.0, 10.0, cpu_share=0.1)
    works = hint_for("bottleneck", timings, 0.0, 10.0, cpu_share=0.9)
    assert "waits" in waits
    assert "smaller model" in works
    assert "a little over budget" in hint_for("slow", timings, 0.0, 10.0, cpu_share=0.9)
    assert "wait longer" in hint_for("good", timings, 50.0, 10.0, cpu_share=0.9)
    assert hint_for("excellent", timings, 0.0, 10.0, cpu_share=0.9) == ""


def spans_of(*outcomes: Outcome, at: float = 0.0) -> list[Span]:
    return [span(n, ended=at + n / 100, outcome=one) for n, one in enumerate(outcomes)]


def well(count: int) -> list[Outcome]:
    return ["ok"] * count


def test_three_failures_in_a_row_alert_once() -> None:
    watchman = Watchman("it")
    assert watchman.look_at(spans_of("failed", "failed")) == []
    (alert,) = watchman.look_at(spans_of("failed", "failed"))
    assert (alert.plugin, alert.what) == ("it", "failures")
    assert "3 failures in a row" in alert.text


def test_failures_alert_again_after_things_were_well() -> None:
    watchman = Watchman("it")
    for _ in range(2):
        alerts = watchman.look_at(spans_of("failed", "failed", "failed"))
        assert [alert.what for alert in alerts] == ["failures"]
        watchman.look_at(spans_of(*well(100)))


def test_more_than_five_timeouts_a_minute_alert() -> None:
    watchman = Watchman("it")
    mixed: list[Outcome] = ["timeout", "ok"] * 5
    assert watchman.look_at(spans_of(*mixed)) == []
    assert [one.what for one in watchman.look_at(spans_of("timeout", at=30))] == ["timeouts"]
    old = Watchman("it")
    old.look_at(spans_of(*mixed))
    assert old.look_at(spans_of("timeout", at=100)) == []


def test_success_under_nine_in_ten_alerts() -> None:
    watchman = Watchman("it")
    outcomes: list[Outcome] = [*well(18), "failed", "ok", "failed", "ok", "failed"]
    alerts = watchman.look_at(spans_of(*outcomes))
    assert [alert.what for alert in alerts] == ["success"]
    assert "only 87%" in alerts[0].text


def chain() -> list[Span]:
    """A wave that becomes a word that becomes a sound, with known waits."""
    return [
        span(1, plugin="bindings", by="eye", put_at=0.010, began=0.011, ended=0.020),
        span(
            2,
            plugin="voice",
            event="Say",
            by="bindings",
            cause=1,
            put_at=0.015,
            began=0.016,
            ended=0.050,
        ),
        span(
            3,
            plugin="body",
            event="Speech",
            by="voice",
            cause=2,
            put_at=0.040,
            began=0.045,
            ended=0.046,
        ),
    ]


def test_the_parts_of_a_turn_sum_to_the_measured_whole() -> None:
    chains = Chains()
    chains.add(reversed(chain()))
    turn = chains.last_turn()
    assert turn is not None
    assert turn.total_ms == pytest.approx(46.0)
    assert sum(part.ms for part in turn.parts) == pytest.approx(turn.total_ms)
    assert [(part.plugin, part.kind, round(part.ms)) for part in turn.parts] == [
        ("eye", "sensed", 10),
        ("bindings", "waited", 1),
        ("bindings", "worked", 4),
        ("voice", "waited", 1),
        ("voice", "worked", 24),
        ("body", "waited", 5),
        ("body", "worked", 1),
    ]


def test_tracking_does_not_hide_the_turn_of_the_user() -> None:
    chains = Chains()
    chains.add(chain())
    chains.add([span(8, event="Face"), span(9, event="Look", by="it", cause=8)])
    turn = chains.last_turn()
    assert turn is not None
    assert (turn.first, turn.last) == ("Gesture", "Speech")


def test_a_figure_is_the_newest_that_a_plugin_told() -> None:
    monitor = Monitor()
    attach("cache", monitor.watch)
    figure("hit rate", 0.5)
    figure("hit rate", 0.75)
    attach("", lambda _: None)
    monitor.read()
    (row,) = monitor.report([facts("cache")]).plugins
    assert row.figures == {"hit rate": 0.75}
    text = prometheus_text(Report(0.0, (row,)))
    assert 'kinesics_plugin_figure{plugin="cache",name="hit rate"} 0.75' in text
    assert "cache: hit rate 0.75" in inside(Report(0.0, (row,)))


def test_a_figure_told_outside_of_a_house_goes_nowhere() -> None:
    figure("hit rate", 0.5)
    meters_here().took("decode", 0.0, 1.0)


def test_measure_times_a_part_with_a_block_and_as_a_decorator() -> None:
    measured: list[Measured] = []
    attach("it", measured.append)

    @measure("outer")
    def work(depth: int) -> None:
        with measure("inner"):
            if depth:
                work(depth - 1)

    work(1)
    attach("", lambda _: None)
    parts = [one for one in measured if isinstance(one, Part)]
    assert [one.name for one in parts] == ["inner", "outer", "inner", "outer"]
    assert all(one.ended >= one.began for one in parts)


def facts(name: str = "it", **changes: object) -> PluginFacts:
    plain = PluginFacts(
        name, "plugin", "running", "", "", 10.0, False, 0, (), 0, {"Frame": 3}, 1, 0, 0
    )
    return plain._replace(**changes)  # pyright: ignore[reportArgumentType]  (as the test says)


def test_a_report_tells_how_every_plugin_does() -> None:
    monitor = Monitor()
    for number in range(20):
        monitor.watch(span(number, ended=0.008))
    monitor.watch(Part("it", "decode", 0.0, 0.002))
    monitor.read()
    (row,) = monitor.report([facts()]).plugins
    assert (row.level, row.all.count, row.dropped, row.stale) == ("good", 20, 3, 1)
    assert row.timings[0].event == "Gesture"
    assert row.parts[0].recent.p50_ms == pytest.approx(2.0)


def test_a_report_travels_as_json() -> None:
    monitor = Monitor()
    monitor.watch(span())
    monitor.read()
    report = monitor.report([facts()])
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


METRIC = re.compile(
    r'^kinesics_[a-z_]+(\{[a-z]+="(?:\\.|[^"\\])*"(,[a-z]+="(?:\\.|[^"\\])*")*\})? \S+$'
)


def test_prometheus_text_keeps_the_format() -> None:
    row = PluginRow(
        name='odd "name"\n',
        timings=(
            TimingRow("Gesture", Summary(count=2, p50_ms=1.0), Summary(count=3, mean_ms=2.0)),
        ),
        drops={"Frame": 3},
    )
    lines = prometheus_text(Report(uptime_s=1.0, plugins=(row,))).splitlines()
    values = [line for line in lines if not line.startswith("#")]
    assert all(METRIC.match(line) for line in values)
    assert 'kinesics_dropped_total{plugin="odd \\"name\\"\\n",event="Frame"} 3' in values
    assert 'kinesics_handle_seconds_sum{plugin="odd \\"name\\"\\n",event="Gesture"} 0.006' in values
    assert len([line for line in lines if line.startswith("# TYPE")]) == len(
        {line.split()[2] for line in lines if line.startswith("# TYPE")}
    )


def test_usage_of_a_process_that_is_gone_is_nothing() -> None:
    assert Usage().of_process(2**22 + 1) == (0.0, 0.0)


def test_usage_knows_the_threads_of_this_process() -> None:
    usage = Usage()
    usage.of_own_threads()
    assert threading.get_native_id() in usage.of_own_threads()


def test_a_gesture_needs_no_monitor() -> None:
    with measure("nothing"):
        assert Gesture("wave").score == 1.0


def test_two_that_answer_each_other_for_ever_make_no_endless_turn() -> None:
    chains = Chains()
    chains.add(span(n, plugin="a", by="a", event="Ping", cause=n - 1) for n in range(1, 3000))
    turn = chains.last_turn()
    assert turn is not None
    assert len(turn.parts) == 2 * 64 + 1


def test_a_monitor_forgets_the_processes_that_are_gone() -> None:
    monitor = Monitor()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with child:
        assert monitor.report([facts(pid=child.pid)]).plugins[0].memory_mb > 0
        monitor.report([])
        assert monitor.report([facts(pid=child.pid)]).plugins[0].cpu_percent == 0.0
