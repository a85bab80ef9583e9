"""`kinesics run`: start a config, or the demo, until Ctrl-C."""

import argparse
import contextlib
import importlib.resources
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from kinesics.bridge import Bridge
from kinesics.cli.log_lines import LogLines
from kinesics.config import FILE, Config, load_config, read_config
from kinesics.errors import ConfigError

if TYPE_CHECKING:
    from kinesics.lodger import Lodger
    from kinesics.runtime import Runtime

log = logging.getLogger(__name__)

DEMO = "demo.toml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "config", nargs="?", type=Path, help=f"a config file; without it ./{FILE}, else the demo"
    )
    parser.add_argument(
        "--for", dest="seconds", type=_seconds, metavar="S", help="stop after this many seconds"
    )
    add_set(parser)
    parser.add_argument(
        "--trace", type=Path, metavar="FILE", help="write a trace for ui.perfetto.dev"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log more than warnings")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not seconds >= 0.0:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number of seconds")
    return seconds


def add_set(parser: argparse.ArgumentParser) -> None:
    """The option of all commands that read a config."""
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="override a setting: --set plugins.NAME.key=value",
    )


def run(given: argparse.Namespace) -> int:
    log_lines = LogLines()
    logging.basicConfig(
        level=logging.INFO if given.verbose else logging.WARNING, handlers=[log_lines]
    )
    config = find_config(given.config, given.settings)
    if config.file is None:
        _say(
            f"No {FILE} here: this is the built-in demo.  `{_own_name()} init` writes one to edit."
        )
    if not any(table.enabled for table in config.tables.values()):
        raise ConfigError(f"{config.file}: no plugin is enabled; write [plugins.NAME] for each")
    with _ctrl_c_for(signal.SIGTERM):
        return _run(config, given, log_lines)


def _run(config: Config, given: argparse.Namespace, log_lines: LogLines) -> int:
    from kinesics.runtime import Runtime
    from kinesics.trace import TraceWriter

    trace = TraceWriter(given.trace) if given.trace else None
    runtime = Runtime(
        config,
        listeners=[] if trace is None else [trace],
        reread=lambda: find_config(config.file, given.settings),
    )
    try:
        runtime.start(waiting=lambda names: _say(f"Opening {', '.join(names)} ..."))
        if sys.stderr.isatty() and any(_takes_screen(one) for one in runtime.lodgers.values()):
            log_lines.hold()
        log.info("running; `kinesics top` looks in at %s", runtime.news_address or "nowhere")
        code = _wait(runtime, given.seconds)
    except KeyboardInterrupt:
        code = 0
    finally:
        runtime.stop()
        log_lines.let_go()
        if trace is not None:
            trace.close()
            _say(f"{trace.file}: {trace.count} spans; open it at https://ui.perfetto.dev")
    return code


def _wait(runtime: "Runtime", seconds: float | None) -> int:
    """Until the time is over, or nothing runs any more."""
    end = time.monotonic() + seconds if seconds is not None else float("inf")
    while (left := end - time.monotonic()) > 0:
        # Short naps: on Windows Ctrl-C does not end a long one.
        time.sleep(min(left, 0.2))
        if not any(lodger.home.state != "failed" for lodger in runtime.lodgers.values()):
            _say("Nothing runs any more; the log above says why.")
            return 1
    return 0


def find_config(file: Path | None, settings: list[str]) -> Config:
    """The given file, else the one in this folder, else the demo; its folder joins the path."""
    if file is None and Path(FILE).exists():
        file = Path(FILE)
    if file is None:
        text = importlib.resources.files("kinesics").joinpath(DEMO).read_text("utf-8")
        return load_config(text, "the demo", None, os.environ, settings)
    if file.is_dir():
        file = file / FILE
    folder = str(file.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return read_config(file, os.environ, settings)


@contextlib.contextmanager
def _ctrl_c_for(number: signal.Signals) -> Generator[None]:
    """Let a signal end the house as Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(number, interrupt)
    try:
        yield
    finally:
        signal.signal(number, before)


def _own_name() -> str:
    """What to type for this command: its path where it is not on the PATH."""
    if shutil.which("kinesics"):
        return "kinesics"
    path = Path(sys.argv[0])
    return os.path.relpath(path) if path.name.startswith("kinesics") else "kinesics"


def _takes_screen(lodger: "Lodger") -> bool:
    plugin = lodger.home.plugin
    return isinstance(plugin, Bridge) and plugin.takes_screen


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
