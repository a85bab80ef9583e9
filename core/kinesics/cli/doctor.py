"""`kinesics doctor`: looks at this machine and this config; says what is missing, and the remedy."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kinesics.cli.findings import Finding

TOPICS = (
    *("python", "venv", "kinesics", "wheels", "extras", "traps", "plugins"),
    *("cores", "threads", "memory", "shm", "clock", "switching", "terminal", "temporary"),
    *("cameras", "microphone", "speaker", "sound", "gpu", "display", "config"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "config", nargs="?", type=Path, help="the config to check; as for `kinesics run`"
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(given: argparse.Namespace) -> int:
    from kinesics.cli.findings import Printer

    findings = examine(given.config)
    if given.json:
        return _print_json(list(findings))
    printer = Printer(TOPICS)
    for finding in findings:
        printer.print(finding)
    printer.say(printer.summary())
    return 1 if printer.count("fail") else 0


def examine(config: Path | None) -> "Iterator[Finding]":
    """All findings, in the order in which they are shown; opens no device."""
    from concurrent.futures import ThreadPoolExecutor

    from kinesics.cli import devices, installation, machine

    examinations: tuple[Callable[[], Iterable[Finding]], ...] = (
        installation.of_python,
        installation.of_wheels,
        installation.of_extras,
        installation.of_traps,
        installation.of_plugins,
        machine.of_processor,
        machine.of_memory,
        machine.of_clock,
        machine.of_terminal,
        machine.of_folders,
        devices.of_cameras,
        devices.of_sound,
        devices.of_graphics,
        devices.of_display,
    )
    with ThreadPoolExecutor(1) as aside:
        # A driver may take a second to answer; meanwhile the rest is looked at.
        graphics = aside.submit(lambda: list(devices.of_graphics()))
        for examination in examinations:
            if examination is devices.of_graphics:
                yield from graphics.result()
            else:
                yield from examination()
    yield from of_config(config)


def of_config(file: Path | None) -> "Iterator[Finding]":
    """Whether every table finds its class and every setting is valid; nothing is opened."""
    from kinesics.cli.findings import Finding
    from kinesics.cli.run import find_config
    from kinesics.errors import KinesicsError
    from kinesics.registry import Registry

    try:
        config = find_config(file, [])
    except KinesicsError as error:
        yield from _mistakes(error)
        return
    name = str(config.file or "the built-in demo")
    registry = Registry()
    built: list[str] = []
    for table in config.tables.values():
        if not table.enabled:
            continue
        try:
            registry.build(table, config)
        except KinesicsError as error:
            if table.values.get("optional") is True:
                what = f"{error} ({table.name} is optional: the house starts without it)"
                yield Finding("note", "config", what)
            else:
                yield from _mistakes(error)
        else:
            built.append(table.name)
    if not config.tables:
        remedy = "write [plugins.NAME] into it; `kinesics plugins` lists the names"
        yield Finding("warn", "config", f"{name} names no plugin", remedy)
    elif built:
        yield Finding("ok", "config", f"{name}: {', '.join(built)} can be built")


def _mistakes(error: Exception) -> "Iterator[Finding]":
    """One finding for each line that stands for itself; the others belong to the one above."""
    from kinesics.cli.findings import Finding

    mistakes: list[str] = []
    for line in str(error).splitlines():
        if mistakes and line.startswith(" "):
            mistakes[-1] += f" {line.strip(' ^')}"
        else:
            mistakes.append(line)
    for mistake in mistakes:
        yield Finding("fail", "config", mistake)


def _print_json(findings: "list[Finding]") -> int:
    import json

    fails = any(finding.level == "fail" for finding in findings)
    rows = [finding._asdict() for finding in findings]
    print(json.dumps({"ok": not fails, "findings": rows}, indent=2))
    return 1 if fails else 0
