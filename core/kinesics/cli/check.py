"""`kinesics check`: whether a plugin keeps the contract, one line for each point of it."""

import argparse
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kinesics.errors import ConfigError

if TYPE_CHECKING:
    from kinesics.cli.findings import Finding
    from kinesics.cli.targets import Target

TOPICS = ("import", "source", "handlers", "isolation", "config", "init", "close", "open", "events")
WITHIN_S = 30.0
OPEN_WITHIN_S = 180.0
"""Models take long to load."""
KILL_AFTER_S = 2.0
"""The process ends itself when it is late; where it cannot, it is killed so much later."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "plugin", metavar="NAME|PATH", help="an installed plugin, a file, a folder, or module:Class"
    )
    parser.add_argument("--open", action="store_true", help="open it, too: it may use devices")
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting that it needs, as TOML",
    )


def run(given: argparse.Namespace) -> int:
    from kinesics.cli.findings import Printer
    from kinesics.cli.targets import targets_of

    settings = _settings(given.settings)
    printer = Printer(TOPICS)
    for number, target in enumerate(targets_of(given.plugin)):
        title = f"{target.module}:{target.plugin}" if target.plugin else target.module
        printer.say(f"\n{title}" if number else title)
        for finding in examine(target, settings, opens=given.open):
            printer.print(finding)
    printer.say(printer.summary())
    return 1 if printer.count("fail") else 0


def examine(
    target: "Target", settings: dict[str, Any], *, opens: bool = False
) -> "Iterator[Finding]":
    """The findings as they come, from a process of its own."""
    import contextlib
    import json
    import subprocess
    import sys
    import threading
    import time

    from kinesics.cli.findings import Finding

    within_s = OPEN_WITHIN_S if opens else WITHIN_S
    ends_at = time.monotonic() + within_s
    # -P: what lies in the current folder is no part of the plugin, unless the target says so.
    command = [sys.executable, "-P", "-X", "faulthandler", "-m", "kinesics.cli.probe"]
    process = subprocess.Popen(  # noqa: S603  (our own module)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError("opened with pipes")
    alarm = threading.Timer(within_s + KILL_AFTER_S, process.kill)
    alarm.daemon = True
    alarm.start()
    at = "import"
    try:
        with process.stdout, contextlib.suppress(BrokenPipeError), process.stdin:
            order = (target.paths, target.module, target.plugin, settings, opens, within_s)
            process.stdin.write(json.dumps(order, default=str) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                told = json.loads(line)
                if "level" in told:
                    yield Finding(**told)
                else:
                    at = told["at"]
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        alarm.cancel()
    if at:
        late = time.monotonic() >= ends_at
        what = f"did not end within {within_s:g} s" if late else f"its process {_end(code)}"
        quiet = code >= 0 and not late
        remedy = "look for exit() in there" if quiet else "the stack above names the line"
        yield Finding("fail", at, what, remedy)


def _settings(pairs: list[str]) -> dict[str, Any]:
    """As after --set of `kinesics run`, only that the plugin needs no name."""
    from kinesics.config import load_config

    if wrong := [pair for pair in pairs if not re.match(r"[^=.\s]+\s*=", pair)]:
        raise ConfigError(f"--set {wrong[0]}: write it as --set KEY=VALUE, such as --set speed=2")
    named = [f"plugins.it.{pair}" for pair in pairs]
    tables = load_config("", "--set", settings=named).tables
    return dict(tables["it"].values) if tables else {}


def _end(code: int) -> str:
    import signal

    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
