"""The `kinesics` command; each command is a module with `add_arguments` and `run`."""

from kinesics.cli.main import main

__all__ = ["main"]
