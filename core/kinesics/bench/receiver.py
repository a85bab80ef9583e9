"""A body in Python, in a process of its own, that does as little as a body can.

It prints `{"port":N}`, and ends when its input does.
"""

import argparse
import json
import signal
import sys
from collections.abc import Mapping
from typing import Any

from kinesics.body import Body
from kinesics.wire import Hello

COMMANDS = ("set_expression", "set_bone", "set_pose", "reset_expressions")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--token", default="")
    given = parser.parse_args()
    # Who types Ctrl-C means the benchmark; its end is the end of our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shown: dict[str, Mapping[str, Any]] = {}

    def show(command: str, data: Mapping[str, Any]) -> None:
        shown[command] = data

    hello = Hello(name="python", kind="avatar", commands=COMMANDS)
    with Body(show, hello, token=given.token) as body:
        sys.stdout.write(json.dumps({"port": body.port}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
