"""The timing table shows every plugin, in whatever width there is."""

import io

import pytest
from rich.console import Console

from kinesics import Report, timing_table
from kinesics.events import PluginRow, Summary
from kinesics.table import COLUMNS, columns_for

GOOD = PluginRow(
    name="bindings",
    level="excellent",
    rate_hz=2.5,
    budget_ms=20.0,
    cpu_percent=1.5,
    all=Summary(count=9, p50_ms=0.021, p95_ms=4.25, p99_ms=12.5),
)
SLOW = PluginRow(name="hands", level="slow", dropped=1234, hint="halve the picture")
FAILED = PluginRow(name="voice", state="failed", why="open() failed: no [model] \x1b[31m")


def shown(*rows: PluginRow, width: int = 80, alerts: tuple[str, ...] = ()) -> str:
    file = io.StringIO()
    report = Report(12.0, rows, alerts, None, 4.2, 80.0)
    Console(file=file, width=width).print(timing_table(report, width))
    return file.getvalue()


def test_a_row_tells_rate_timing_budget_and_load() -> None:
    assert shown(GOOD).splitlines()[2].split() == [
        "bindings", "excellent", "2.5", "0", "4.25", "12.5", "20", "1.5"
    ]  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140, 200])
def test_the_table_fits_into_its_width(width: int) -> None:
    lines = shown(GOOD, SLOW, FAILED, width=width).splitlines()
    assert max(len(line.rstrip()) for line in lines) <= width


def test_the_narrower_it_is_the_fewer_columns_there_are() -> None:
    counts = [len(columns_for(width)) for width in range(20, 200)]
    assert counts == sorted(counts)
    assert columns_for(140) == COLUMNS


def test_names_levels_and_slowest_times_stay_to_the_end() -> None:
    assert [column.name for column in columns_for(40)] == ["plugin", "level", "p95 ms"]


@pytest.mark.parametrize("width", [60, 140])
def test_a_hint_is_shown_beside_or_below(width: int) -> None:
    assert "halve the picture" in shown(SLOW, width=width)


def test_a_plugin_that_does_not_run_shows_its_state_and_why() -> None:
    assert "failed" in shown(FAILED)
    assert "voice: open() failed: no [model]" in shown(FAILED)


def test_what_a_stranger_wrote_cannot_command_the_terminal() -> None:
    assert "\x1b" not in shown(FAILED)


def test_a_plugin_that_has_handled_nothing_has_no_times() -> None:
    assert shown(SLOW).splitlines()[2].split()[4:6] == ["-", "-"]


def test_the_last_alerts_stand_below() -> None:
    text = shown(GOOD, alerts=("one", "two", "three", "four"))
    assert "one" not in text
    assert text.rstrip().endswith("four")


def test_ascii_is_enough_for_it() -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Console(file=file, width=80).print(timing_table(Report(1.0, (GOOD, SLOW, FAILED)), 80))
    file.flush()
