"""`kinesics bench bus`: how fast this machine carries events, in a few seconds."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kinesics.bench.bus import Figures, Laps

SECONDS = 8.0


class Finding(NamedTuple):
    """One measured thing, for programs and for people."""

    key: str
    what: str
    value: float
    text: str
    meaning: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=SECONDS,
        metavar="S",
        help=f"about how long to measure, at least 1 ({SECONDS:g})",
    )
    parser.add_argument("--json", action="store_true", help="for programs; seconds and counts")


def run(given: argparse.Namespace) -> int:
    findings: list[Finding] = []
    for number, (name, measure) in enumerate(MEASURES, start=1):
        print(f"{number}/{len(MEASURES)} {name} ...", file=sys.stderr, flush=True)
        findings += measure(given.seconds / len(MEASURES))
    if given.json:
        print(json.dumps({one.key: one.value for one in findings}, indent=2))
    else:
        _print(findings)
    return 0


def _hop(seconds: float) -> Iterator[Finding]:
    from kinesics.bench.bus import PAUSE_S, figures, hop

    with hop() as laps:
        laps(20)
        result = figures(laps(max(50, int(seconds / PAUSE_S / 1.1))))
    meaning = "from one plugin to the next, both in threads: this is what every event pays"
    yield from _percentiles("hop", "hop between threads", result, meaning)


def _burst(seconds: float) -> Iterator[Finding]:
    from kinesics.bench.bus import burst

    with burst() as run:
        rate = run(5_000)
        rate = run(max(5_000, min(500_000, int(0.5 * seconds * rate))))
    meaning = "all that one busy plugin can take; a camera and a microphone make about 100"
    yield Finding("burst_per_s", "burst", rate, f"{rate:,.0f} events/s", meaning)


def _timers(_: float) -> Iterator[Finding]:
    from kinesics.bench.timers import timer_cost

    cost = timer_cost()
    meaning = "what the monitor costs for each event; it is in the hop and the burst already"
    yield Finding("timer_s", "timers", cost.total, f"{cost.total * 1e6:.2f} us", meaning)


def _echo(seconds: float) -> Iterator[Finding]:
    from kinesics.bench.bus import figures
    from kinesics.bench.room import bare_echo, echo

    ours: list[float] = []
    theirs: list[float] = []
    with echo() as laps, bare_echo() as bare_laps:
        count = _fitting(laps, seconds / 10)
        bare_laps(20)
        for _ in range(5):
            ours += laps(count)
            theirs += bare_laps(count)
    mine, bare = figures(ours), figures(theirs)
    meaning = "64 bytes to a plugin in a process of its own, and the answer back"
    yield from _percentiles("echo", "isolated, there and back", mine, meaning)
    meaning = f"the same with nothing of Kinesics in it: ours takes {mine.p50 / bare.p50:.1f} times"
    yield Finding("bare_echo_p50_s", "bare pyzmq, there and back", bare.p50, _us(bare.p50), meaning)


def _frame(seconds: float) -> Iterator[Finding]:
    from kinesics.bench.bus import figures
    from kinesics.bench.room import frame_one_way

    with frame_one_way() as laps:
        result = figures(laps(_fitting(laps, seconds)))
    meaning = "a 640 x 480 picture to a plugin in a process of its own, through shared memory"
    yield from _percentiles("frame", "isolated, one picture", result, meaning)


MEASURES: tuple[tuple[str, Callable[[float], Iterator[Finding]]], ...] = (
    ("hop between threads", _hop),
    ("burst through one plugin", _burst),
    ("cost of the timers", _timers),
    ("there and back to a process, beside bare pyzmq", _echo),
    ("one picture to a process", _frame),
)


def _fitting(laps: "Laps", seconds: float) -> int:
    """How many laps fit into the time, after some to get warm."""
    from kinesics.bench.bus import PAUSE_S, figures

    laps(20)
    return max(20, int(seconds / (PAUSE_S + figures(laps(20)).p50)))


def _percentiles(key: str, what: str, result: "Figures", meaning: str) -> Iterator[Finding]:
    yield Finding(f"{key}_p50_s", f"{what}, p50", result.p50, _us(result.p50), meaning)
    meaning = "19 of 20 are faster"
    yield Finding(f"{key}_p95_s", f"{what}, p95", result.p95, _us(result.p95), meaning)
    meaning = f"99 of 100 are faster; {result.laps:,} laps"
    yield Finding(f"{key}_p99_s", f"{what}, p99", result.p99, _us(result.p99), meaning)


def _print(findings: list[Finding]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("what", style="bold")
    table.add_column("measured", justify="right", no_wrap=True)
    table.add_column("what it means", style="dim")
    for one in findings:
        table.add_row(one.what, one.text, one.meaning)
    Console().print(table)


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:,.1f} us" if seconds < 1e-4 else f"{seconds * 1e6:,.0f} us"


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1.0 <= seconds <= 3600.0:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number of seconds, 1 to 3600")
    return seconds
