"""Finds the command that was typed and runs it; imports nothing that its help does not need."""

import argparse
import importlib
import importlib.metadata
import sys
from collections.abc import Sequence

from kinesics.errors import KinesicsError

COMMANDS = {
    "run": "start a config, or the demo where there is none",
    "plugins": "list the plugins that are installed",
    "explain": "show who publishes and who handles what, and every setting",
    "doctor": "look at this machine and say what is missing, with the remedy",
    "init": "write a kinesics.toml to begin with",
    "new": "write a new plugin: a package with a passing test",
    "check": "test whether a plugin keeps the contract",
    "top": "look into a running house: live timings of every plugin",
    "bench": "measure this machine: bench bus, bench ipc",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `kinesics`; returns its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(words)
    given = parser.parse_args(words)
    if given.command is None:
        parser.print_help()
        return 2
    try:
        return _module(given.command).run(given)
    except KinesicsError as error:
        print(f"kinesics: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; do not let Python complain about it at exit.
        sys.stderr.close()
        return 0


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, with the arguments of the one command that is typed."""
    parser = argparse.ArgumentParser(
        prog="kinesics",
        description="Gives software a body: gestures and voice go in, an avatar or a robot moves.",
        epilog="Without a config, `kinesics run` shows the demo.",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    typed = next((word for word in words if not word.startswith("-")), "")
    for name, purpose in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if name == typed:
            _module(name).add_arguments(command)
    return parser


class Command:
    """What every module of a command has."""

    @staticmethod
    def add_arguments(parser: argparse.ArgumentParser) -> None:
        """Say what may be typed behind the command."""

    @staticmethod
    def run(given: argparse.Namespace) -> int:
        """Do it; returns the exit code."""
        raise NotImplementedError


def _module(name: str) -> type[Command]:
    # A module with these two functions serves as well as a class with two static methods.
    return importlib.import_module(f"kinesics.cli.{name}")  # pyright: ignore[reportReturnType]


def _version() -> str:
    return f"kinesics {importlib.metadata.version('kinesics')}"
