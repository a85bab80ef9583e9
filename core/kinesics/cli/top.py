"""`kinesics top`: a live table of every plugin of a house that runs in another terminal."""

import argparse
import sys
import time
from typing import TYPE_CHECKING

from kinesics.errors import KinesicsError

if TYPE_CHECKING:
    from kinesics.events import Report, TurnReport

FIRST_PORT = 5570
"""As [monitor] port is by default; a house at another one is looked at by its address."""


class NoHouse(KinesicsError, ConnectionError):
    """No running house could be found."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "address", nargs="?", help="HOST:PORT; without it, the first house on this machine"
    )
    parser.add_argument("--once", action="store_true", help="print one table and end")
    parser.add_argument("--json", action="store_true", help="print one report as JSON and end")
    parser.add_argument(
        "--prometheus", action="store_true", help="print one report as Prometheus text and end"
    )


def run(given: argparse.Namespace) -> int:
    import msgspec

    from kinesics.events import Report

    address, first = _find(given.address)
    if given.json:
        print(first.decode())
        return 0
    report = msgspec.json.decode(first, type=Report)
    if given.prometheus:
        from kinesics.monitor.prometheus import prometheus_text

        print(prometheus_text(report), end="")
        return 0
    if given.once or not sys.stdout.isatty():
        from rich.console import Console

        from kinesics.table import timing_table

        console = Console()
        console.print(timing_table(report, console.width))
        for line in footer(report, address, 0.0):
            console.print(line, markup=False, highlight=False)
        return 0
    return _live(address, report)


def _find(address: str | None) -> tuple[str, bytes]:
    """An address where a house answers, and its first report."""
    candidates = [_checked(address.removeprefix("tcp://"))] if address else _open_ports()
    for candidate in candidates:
        if (first := _read_once(candidate)) is not None:
            others = ", ".join(one for one in candidates if one != candidate)
            if others:
                print(f"Looking at {candidate}; there may be others: {others}", file=sys.stderr)
            return candidate, first
    where = address or f"127.0.0.1:{FIRST_PORT} and the ports after it"
    raise NoHouse(
        f"no running house answers at {where}; start one with `kinesics run`, and look that"
        " [monitor] publish is not false"
    )


def _checked(address: str) -> str:
    host, colon, port = address.rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
        raise NoHouse(f"{address}: write it as HOST:PORT, such as 127.0.0.1:{FIRST_PORT}")
    return address


def _open_ports() -> list[str]:
    """Addresses of this machine where something listens, in the range that houses use."""
    import socket

    from kinesics.pipe import PORTS

    found: list[str] = []
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                found.append(f"127.0.0.1:{port}")
    return found


def _read_once(address: str) -> bytes | None:
    from kinesics.pipe import NewsReader

    reader = NewsReader(address)
    try:
        return reader.read(timeout_s=2.0)
    finally:
        reader.close()


def _live(address: str, report: "Report") -> int:
    import msgspec
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    from kinesics.events import Report
    from kinesics.pipe import NewsReader
    from kinesics.table import timing_table

    console, reader = Console(), NewsReader(address)
    heard_at = time.monotonic()
    try:
        with Live(console=console, screen=True, auto_refresh=False) as live:
            while True:
                silent_s = time.monotonic() - heard_at
                lines = [Text(line) for line in footer(report, address, silent_s)]
                live.update(Group(timing_table(report, console.width), *lines), refresh=True)
                if (data := reader.read(timeout_s=1.0)) is not None:
                    report = msgspec.json.decode(data, type=Report)
                    heard_at = time.monotonic()
    except KeyboardInterrupt:
        return 0
    finally:
        reader.close()


def footer(report: "Report", address: str, silent_s: float) -> list[str]:
    """What stands under the table: the house, its last turn, its last alerts."""
    lines = ["", f"{address}.  Ctrl-C ends this, not the house."]
    if silent_s > 2.0:
        lines.append(f"No news for {silent_s:.0f} s: the house has closed, or is stuck.")
    lines += inside(report)
    if report.turn is not None:
        lines += waterfall(report.turn)
    lines += [f"Alert: {text}" for text in report.alerts[-3:]]
    return lines


def inside(report: "Report") -> list[str]:
    """A line for each plugin that measures its parts, or tells figures about itself."""
    lines: list[str] = []
    for row in report.plugins:
        parts = [
            f"{part.event} {part.recent.p50_ms:.2f} ms (p95 {part.recent.p95_ms:.2f})"
            for part in row.parts
        ]
        figures = [f"{name} {value:,.6g}" for name, value in row.figures.items()]
        if words := ", ".join(parts + figures):
            lines.append(f"{row.name}: {words}")
    return ["", *lines] if lines else []


def waterfall(turn: "TurnReport", width: int = 40) -> list[str]:
    """A line for each part of a turn, each beginning where the one before ends."""
    lines = ["", f"Last turn, {turn.first} to {turn.last}: {turn.total_ms:.2f} ms"]
    passed_ms = 0.0
    for part in turn.parts:
        start = round(width * passed_ms / turn.total_ms) if turn.total_ms else 0
        passed_ms += part.ms
        end = round(width * passed_ms / turn.total_ms) if turn.total_ms else 0
        bar = " " * start + "#" * (end - start)
        what = f"{part.plugin or 'the house'} {part.kind}"
        lines.append(f"    {what:<24} {bar:<{width}} {part.ms:8.2f}")
    return lines
