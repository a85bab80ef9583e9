"""`kinesics bench ipc`: batched versus single, measured against the bodies that are here."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from kinesics.errors import KinesicsError, MissingPart, nearest

if TYPE_CHECKING:
    from kinesics.bench.ipc import Mode, Result

SECONDS = 20.0
MODES = ("simple", "sizes", "throughput", "expressions", "all")
OURS = ("python", "unity")
ENDINGS = (".svg", ".png")
EPILOG = """\
simple: 10 commands a tick; sizes: 1 to 1000; throughput: as many as go; expressions: a face
and 32 bones, 60 times a second.  A body of yours moves: it holds its arms out meanwhile.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("--mode", choices=MODES, default="all", help="what to measure (all)")
    parser.add_argument(
        "--to",
        action="append",
        type=_receiver,
        metavar="BODY",
        help="python, unity (C# under mono) or HOST:PORT; may be repeated (all that are here)",
    )
    parser.add_argument("--token", default="", help="for a body that asks for one")
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=SECONDS,
        metavar="S",
        help=f"about how long to measure ({SECONDS:g})",
    )
    parser.add_argument("--json", action="store_true", help="for programs; seconds and counts")
    parser.add_argument(
        "--plot", type=_picture, metavar="FILE", help="a picture of mode sizes: .svg or .png"
    )


def run(given: argparse.Namespace) -> int:
    from kinesics.bench.ipc import Mode
    from kinesics.bench.ipc_finding import finding

    modes = list(Mode) if given.mode == "all" else [Mode(given.mode)]
    if given.plot and Mode.SIZES not in modes:
        raise KinesicsError(f"--plot shows mode sizes; say --mode sizes or all, not {given.mode}")
    if given.plot:
        from kinesics.bench import ipc_plot

        ipc_plot.look_for_matplotlib()
    results, missing = _measure(given, modes)
    if given.json:
        found = {
            "results": [one._asdict() for one in results],
            "missing": missing,
            "finding": finding(results),
        }
        print(json.dumps(found, indent=2))
    else:
        from kinesics.cli.bench_ipc_tables import say, show

        show(results)
        say(finding(results))
    if given.plot:
        from kinesics.bench import ipc_plot

        ipc_plot.draw(results, given.plot, _as_typed(given))
        _say(f"the picture is in {given.plot}")
    return 0


def _measure(
    given: argparse.Namespace, modes: "list[Mode]"
) -> "tuple[list[Result], dict[str, str]]":
    """What was measured, and why some bodies were not."""
    from kinesics.bench.ipc import SHARES, measure
    from kinesics.bench.ipc_receivers import open_receiver

    results: list[Result] = []
    missing: dict[str, str] = {}
    names: list[str] = list(dict.fromkeys(given.to or OURS))
    whole = sum(SHARES[mode] for mode in modes) * len(names)
    for name in names:
        try:
            with open_receiver(name, given.token) as receiver:
                for mode in modes:
                    seconds = given.seconds * SHARES[mode] / whole
                    results += measure(receiver, mode, seconds, _say)
        except MissingPart as error:
            if given.to:
                raise
            missing[name] = str(error)
            _say(f"not measured: {error}")
    return results, missing


def _as_typed(given: argparse.Namespace) -> str:
    """The command, without what is nobody else's business."""
    to = "".join(f" --to {name if name in OURS else 'HOST:PORT'}" for name in given.to or ())
    return f"kinesics bench ipc --mode {given.mode}{to} --seconds {given.seconds:g} --plot FILE"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _receiver(text: str) -> str:
    if text in OURS:
        return text
    from kinesics.bench.ipc_receivers import parse_target

    try:
        parse_target(text)
    except ValueError as error:
        hint = nearest(text, OURS)
        raise argparse.ArgumentTypeError(f"{error}; or {' or '.join(OURS)}{hint}") from error
    return text


def _picture(text: str) -> str:
    if not text.lower().endswith(ENDINGS):
        raise argparse.ArgumentTypeError(f"{text!r}: give a file that ends in .svg or .png")
    from pathlib import Path

    folder = Path(text).parent
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r}: there is no folder {str(folder)!r}")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 3600.0:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number of seconds, 0.1 to 3600")
    return seconds
