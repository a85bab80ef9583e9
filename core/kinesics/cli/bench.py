"""`kinesics bench bus | ipc`: finds what is to be measured, and loads no more than that."""

import argparse

from kinesics.cli import bench_bus, bench_ipc

WHAT = {
    "bus": ("the way of events between plugins", bench_bus),
    "ipc": ("the way of commands to a body: batched against single", bench_ipc),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, (purpose, module) in WHAT.items():
        module.add_arguments(what.add_parser(name, help=purpose, description=purpose))


def run(given: argparse.Namespace) -> int:
    _, module = WHAT[given.what]
    return module.run(given)
