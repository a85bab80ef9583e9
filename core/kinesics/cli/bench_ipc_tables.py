"""The tables of `kinesics bench ipc`: one for each body and mode."""

import itertools
import textwrap
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table

from kinesics.bench.ipc import FRAME_S, Mode, Result, pays_from
from kinesics.bench.ipc_finding import micros, rate
from kinesics.bench.ipc_ways import WAYS, Batched

TITLES = {
    Mode.SIMPLE: "10 commands told, until the last is acknowledged",
    Mode.SIZES: "us for each command, by how many there are at once",
    Mode.THROUGHPUT: "as many commands as go",
    Mode.EXPRESSIONS: "a face of 13 expressions and 32 bones, 60 times a second",
}
MEANING = """\
us (wall clock), bytes, CPU in us: for one command.  tick, age in us: for all.
our CPU: who sends; its CPU: the body.  times less: than the first way."""


def show(results: Iterable[Result]) -> None:
    console = Console()
    for (receiver, mode), some in itertools.groupby(results, lambda one: (one.receiver, one.mode)):
        table = Table(
            title=f"{receiver}: {TITLES[Mode(mode)]}",
            title_justify="left",
            title_style="bold",
            box=box.SIMPLE_HEAD,
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
        )
        _fill(table, Mode(mode), list(some))
        console.print(table)
        console.print()
    console.print(MEANING, style="dim", highlight=False)
    widest = max(len(way.name) for way in WAYS)
    for way in WAYS:
        console.print(f"{way.name.ljust(widest)}  {way.about}", style="dim", highlight=False)
    console.print()


def say(sentence: str) -> None:
    """Print it, broken between words where the terminal is narrow."""
    for line in sentence.splitlines():
        print(
            textwrap.fill(
                *(line, Console().width),
                subsequent_indent="  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        )


def _fill(table: Table, mode: Mode, results: list[Result]) -> None:
    if mode is Mode.SIZES:
        _sizes(table, results)
        return
    columns = _tick_columns(mode)
    table.add_column("way", style="bold", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for one in results:
        table.add_row(one.way, *_cells(mode, one))


def _tick_columns(mode: Mode) -> tuple[str, ...]:
    last = ("bytes", "our\nCPU", "its\nCPU")
    match mode:
        case Mode.EXPRESSIONS:
            return ("age\np50", "p95", "p99", "of a\nframe", *last)
        case Mode.THROUGHPUT:
            return ("commands/s", "us", "times\nless", *last)
        case _:
            return ("us", "times\nless", "tick\np50", "p95", "p99", *last)


def _cells(mode: Mode, one: Result) -> tuple[str, ...]:
    last = (
        f"{one.bytes_per_command:.0f}",
        micros(one.sender_cpu_s),
        "?" if one.receiver_cpu_s is None else micros(one.receiver_cpu_s),
    )
    tick = tuple(f"{seconds * 1e6:.0f}" for seconds in (one.p50_s, one.p95_s, one.p99_s))
    each, times = micros(one.per_command_s), _times(one.times_json)
    match mode:
        case Mode.EXPRESSIONS:
            return (*tick, f"{one.p50_s / FRAME_S:.1%}", *last)
        case Mode.THROUGHPUT:
            return (rate(one.commands_per_s), each, times, *last)
        case _:
            return (each, times, *tick, *last)


def _sizes(table: Table, results: list[Result]) -> None:
    pays = pays_from(results)
    table.add_column("commands", justify="right", style="bold", min_width=8)
    for way in WAYS:
        table.add_column(way.name.replace(", ", "\n"), justify="right")
    table.add_column("times\nless", justify="right", no_wrap=True)
    for size, some in itertools.groupby(results, lambda one: one.size):
        row = {one.way: one for one in some}
        costs = [micros(row[way.name].per_command_s) for way in WAYS]
        times = _times(row[Batched.name].times_json)
        table.add_row(f"{size}", *costs, times, style="green" if size == pays else "")


def _times(times: float) -> str:
    """How many times less than the first way takes; below 1 it is more."""
    return f"{times:.1f}x"
