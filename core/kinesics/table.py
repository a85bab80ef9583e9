"""The monitor's figures as a table for people: one row for each plugin."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from kinesics.events.house import PluginRow, Report

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

COLOURS = {
    "idle": "dim",
    "excellent": "green",
    "good": "cyan",
    "slow": "yellow",
    "bottleneck": "bold red",
    "opening": "cyan",
    "running": "green",
    "hanging": "bold red",
    "failing": "bold red",
    "restarting": "yellow",
    "stopped": "dim",
    "failed": "bold red",
}


class Column(msgspec.Struct, frozen=True):
    """What stands in a column."""

    name: str
    width: int
    """Characters, with the gap beside it."""
    rank: int
    """In a narrow table the highest ones are left out first."""
    text: Callable[[PluginRow], str]


COLUMNS: tuple[Column, ...] = (
    Column("plugin", 15, 0, lambda row: row.name),
    Column("state", 12, 9, lambda row: row.state),
    Column("level", 12, 1, lambda row: row.level if row.state == "running" else row.state),
    Column("rate/s", 8, 3, lambda row: f"{row.rate_hz:.1f}"),
    Column("waiting", 9, 8, lambda row: f"{row.waiting:,}"),
    Column("dropped", 9, 5, lambda row: f"{row.dropped:,}"),
    Column("p50 ms", 8, 7, lambda row: _ms(row, row.all.p50_ms)),
    Column("p95 ms", 8, 2, lambda row: _ms(row, row.all.p95_ms)),
    Column("p99 ms", 8, 6, lambda row: _ms(row, row.all.p99_ms)),
    Column("budget", 8, 5, lambda row: f"{row.budget_ms:g}"),
    Column("CPU %", 7, 4, lambda row: f"{row.cpu_percent:.1f}"),
    Column("hint", 32, 10, lambda row: row.why or row.hint),
)


def timing_table(report: Report, width: int = 80) -> "Table":
    """A table that fits into `width` characters; needs `rich`.

    Whoever shows it on a terminal that knows only ASCII gets only ASCII.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    columns = columns_for(width)
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        caption=Text("\n".join(_remarks(report, columns)), "dim"),
        caption_justify="left",
        width=width if columns[-1].name == "hint" else None,
    )
    for column in columns:
        words = column.name in ("plugin", "state", "level", "hint")
        table.add_column(
            column.name,
            justify="left" if words else "right",
            no_wrap=column.name != "hint",
            overflow="fold" if column.name == "hint" else "crop",
            max_width=None if column.name == "hint" else column.width - 1,
        )
    for row in report.plugins:
        table.add_row(*(_cell(column, row) for column in columns))
    return table


def columns_for(width: int) -> tuple[Column, ...]:
    """As many columns as fit, but at least the first, in their usual order."""
    chosen = [COLUMNS[0]]
    for column in sorted(COLUMNS[1:], key=lambda one: one.rank):
        if sum(one.width for one in (*chosen, column)) > width:
            break
        chosen.append(column)
    return tuple(column for column in COLUMNS if column in chosen)


def _cell(column: Column, row: PluginRow) -> "Text":
    from rich.text import Text

    text = _printable(column.text(row))
    match column.name:
        case "plugin":
            return Text(text, "bold" if row.kind == "plugin" else "bold magenta")
        case "state":
            return Text(text, COLOURS[row.state])
        case "level":
            return Text(text, COLOURS[text])
        case "p95 ms":
            return Text(text, COLOURS[row.level])
        case "dropped" if row.dropped:
            return Text(text, "yellow")
        case "budget":
            return Text(text, "dim")
        case _:
            return Text(text)


def _remarks(report: Report, columns: tuple[Column, ...]) -> list[str]:
    """What is said below the table."""
    remarks = [
        f"up {report.uptime_s:.0f} s, CPU {report.process_cpu_percent:.1f} %,"
        f" {report.process_memory_mb:.0f} MB"
    ]
    if columns[-1].name != "hint":
        hints = ((row.name, row.why or row.hint) for row in report.plugins)
        remarks += [f"{name}: {hint}" for name, hint in hints if hint]
    return [_printable(remark) for remark in (*remarks, *report.alerts[-3:])]


def _ms(row: PluginRow, ms: float) -> str:
    """Three digits that count."""
    if not row.all.count:
        return "-"
    return f"{ms:.2f}" if ms < 10.0 else f"{ms:.1f}" if ms < 100.0 else f"{ms:,.0f}"


def _printable(text: str) -> str:
    """Without control characters: a reason may hold what a stranger wrote."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
