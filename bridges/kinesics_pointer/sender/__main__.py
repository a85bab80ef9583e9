"""`python -m kinesics_pointer.sender HOST`: draws a circle with a pointer far away."""

import argparse
import math
import os
import sys
import time

from kinesics import KinesicsError
from kinesics_pointer.sender.sender import Sender

ROUND_S = 4.0


def main(arguments: list[str] | None = None) -> int:
    """Draw one round; 0 if the door took it."""
    parser = argparse.ArgumentParser(prog="python -m kinesics_pointer.sender", description=__doc__)
    parser.add_argument("host", nargs="?", default="127.0.0.1", help="where the door is")
    parser.add_argument("--udp-port", type=int, default=4743)
    parser.add_argument("--websocket-port", type=int, default=4743)
    parser.add_argument("--tcp-port", type=int, default=4744)
    parser.add_argument("--rate-hz", type=_positive, default=60.0, help="moves in a second")
    parser.add_argument("--rounds", type=_positive, default=1.0)
    given = parser.parse_args(arguments)
    token = os.environ.get("KINESICS_DOOR_TOKEN", "")
    if not token:
        # An argument could be read by every other user of the machine.
        sys.stderr.write("set KINESICS_DOOR_TOKEN to the door_token of the other side\n")
        return 2
    ports = {
        "udp_port": given.udp_port,
        "websocket_port": given.websocket_port,
        "tcp_port": given.tcp_port,
    }
    try:
        with Sender(given.host, token, **ports) as sender:
            sender.connect()
            _draw(sender, given.rounds, given.rate_hz)
    except KinesicsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _draw(sender: Sender, rounds: float, rate_hz: float) -> None:
    count = max(1, round(rounds * ROUND_S * rate_hz))
    lost = 0
    for number in range(count):
        turn = 2 * math.pi * number / (ROUND_S * rate_hz)
        lost += not sender.move(0.5 + 0.3 * math.sin(turn), 0.5 - 0.3 * math.cos(turn))
        time.sleep(1.0 / rate_hz)
    medians = ", ".join(f"{way} {took * 1000:.1f} ms" for way, took in sender.latencies_s.items())
    over = f"over {sender.way}; {medians}" if medians else "no way is left"
    sys.stdout.write(f"{count - lost} of {count} moves, {over}\n")
    if lost:
        # It has told us why, if it is gone by now.
        sender.connect()


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number <= 1000.0:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number above 0, at most 1000")
    return number


if __name__ == "__main__":
    sys.exit(main())
