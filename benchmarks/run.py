"""Runs every benchmark, one after the other, each in a fresh process, and prints the table.

python benchmarks/run.py            print
python benchmarks/run.py --write    put it into RESULTS.md too, under the date of today
"""

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import load, machine
from rows import Row, table

SCRIPTS = (
    "hop",
    "burst",
    "timer_cost",
    "isolated_echo",
    "isolated_frame",
    "hog",
    "import_time",
    "help_time",
    "demo_start",
    "restart",
    "link",
    "ping_pong",
    "unity_decode",
    "stage",
    "flood",
    "same_wave",
)
FAILED = "?"
HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
HEAD = """\
# Results

Written by `python benchmarks/run.py --write`.  Ratios are measured side by side: the contestants
take turns, round by round, in one run; figures are the median over the rounds.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Run all benchmarks; prints one table.")
    parser.add_argument("--write", action="store_true", help="into RESULTS.md, under today's date")
    given = parser.parse_args()
    before = load()
    rows: list[Row] = []
    for number, name in enumerate(SCRIPTS, start=1):
        say(f"{number}/{len(SCRIPTS)} {name} ...")
        rows += measured_by(name)
    lines = [
        machine(),
        f"Load average before {before}, after {load()} (the benchmarks themselves count).",
        "",
        *table(rows),
    ]
    print("\n".join(lines))
    if given.write and any(row.at_least == FAILED for row in rows):
        sys.exit("not written: a script failed; its error stands above")
    if given.write:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        write(today, lines)
        say(f"written to {RESULTS.name} under {today}")


def measured_by(name: str) -> list[Row]:
    """The rows of one script; one that says so where it fails."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.json"
        command = [sys.executable, str(HERE / f"{name}.py"), "--json", str(file)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0 or not file.exists():
            return [Row(name, FAILED, f"not measured: exit code {done.returncode}", None)]
        rows = [Row(**row) for row in json.loads(file.read_text())]
    say(f"    {time.monotonic() - began:.0f} s")
    return rows


def write(today: str, lines: list[str]) -> None:
    """The newest section comes first; one of the same day is replaced."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEAD
    head, *sections = text.split("\n## ")
    others = [section.rstrip() for section in sections if not section.startswith(today)]
    newest = "\n".join([today, "", "`python benchmarks/run.py --write`", "", *lines])
    RESULTS.write_text("\n\n## ".join([head.rstrip(), newest, *others]) + "\n", encoding="utf-8")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
