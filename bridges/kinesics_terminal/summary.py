"""What remains in a pipe or file at the end: the timing table, once."""

from typing import IO, cast

from rich.console import Console

from kinesics import Report, timing_table
from kinesics_terminal.paper import Paper

WIDTH = 100


def write_table(paper: Paper, report: Report) -> None:
    # rich asks a file for no more than Paper has.
    console = Console(file=cast("IO[str]", paper), width=WIDTH)
    console.print(timing_table(report, WIDTH))
    paper.flush()
