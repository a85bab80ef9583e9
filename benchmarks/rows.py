"""What every script here shares: one row of the table, rounds that alternate, the command line."""

import argparse
import json
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from kinesics.bench.bus import Figures, Laps, figures


class Row(NamedTuple):
    """One question, what the answer should be at least, and what it is on this machine."""

    what: str
    at_least: str
    measured: str
    met: bool | None
    """None: there is no target, or it could not be measured."""
    note: str = ""


def alternate(rounds: int, laps: int, **contestants: Laps) -> Mapping[str, list[Figures]]:
    """The figures of each contestant in each round; all take turns, so all see the same machine."""
    results: dict[str, list[Figures]] = {name: [] for name in contestants}
    for run in contestants.values():
        run(max(10, laps // 10))
    for _ in range(rounds):
        for name, run in contestants.items():
            results[name].append(figures(run(laps)))
    return results


def p50(rounds: list[Figures]) -> float:
    """The median over the rounds of the median within each."""
    return statistics.median(one.p50 for one in rounds)


def p99(rounds: list[Figures]) -> float:
    """The median over the rounds of the 99th percentile within each."""
    return statistics.median(one.p99 for one in rounds)


def ratio(ours: list[Figures], theirs: list[Figures]) -> float:
    """How many times as long as theirs ours takes: the median over pairs of neighbouring rounds."""
    return statistics.median(one.p50 / other.p50 for one, other in zip(ours, theirs, strict=True))


def us(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} us" if seconds < 1e-4 else f"{seconds * 1e6:.0f} us"


def ms(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms" if seconds < 1e-2 else f"{seconds * 1e3:.0f} ms"


def answer(met: bool | None, at_least: str) -> str:  # noqa: FBT001  (the very fact at hand)
    """In words for the last column."""
    if met is None:
        return "not measured" if at_least else "-"
    return "yes" if met else "NO"


def show(rows: list[Row]) -> None:
    """As Markdown, which reads well enough on a terminal too."""
    for line in table(rows):
        print(line)


def table(rows: list[Row]) -> list[str]:
    lines = ["| what | at least | measured | met? |", "|---|---|---|---|"]
    for row in rows:
        met = answer(row.met, row.at_least)
        lines.append(f"| {row.what} | {row.at_least or '-'} | {row.measured} | {met} |")
    notes = [f"- {row.what}: {row.note}" for row in rows if row.note]
    return [*lines, *([""] if notes else []), *notes]


def main(measure: Callable[[], list[Row]]) -> None:
    """Run one script: measure, print, and with `--json FILE` write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    rows = measure()
    show(rows)
    if given.json is not None:
        given.json.write_text(json.dumps([row._asdict() for row in rows], indent=2))
