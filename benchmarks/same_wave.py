"""How far apart three bodies show the same pose: the demo, in a terminal, under mono, by VMC."""

import statistics
import sys
import time
from pathlib import Path

from rows import Row, main, ms

# The bodies that take notes are those of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "parts"))

import mono
from bodies import Shown, VmcListener, WatchedTerminal, lags, rounded
from kinesics.cli.run import find_config
from kinesics.runtime import Runtime

SECONDS = 20.0
FRAME_S = 1.0 / 60.0
FOREARM = "rightLowerArm"


def measure() -> list[Row]:
    what = "the demo on three bodies: the same pose, after the terminal's"
    if mono.MISSING:
        return [Row(what, "", mono.REASON, None)]
    listener = VmcListener()
    with mono.ConsoleBody("--trace", FOREARM) as avatar:
        demo = find_config(
            None,
            [
                f"bridges.unity.port={avatar.port}",
                f"bridges.vmc.port={listener.port}",
                "bridges.terminal.use=bodies:WatchedTerminal",
                "bridges.terminal.plain=always",
                "monitor.publish=false",
            ],
        )
        with Runtime(demo):
            time.sleep(SECONDS)
        frames = avatar.frames()
    listener.close()
    unity = [Shown(one["at"], rounded(one["bones"][FOREARM])) for one in frames]
    return [_row(what, "VMC", listener.shown), _row(what, "C# under mono", unity)]


def _row(what: str, body: str, shown: list[Shown]) -> Row:
    moving = [one for one in WatchedTerminal.shown if one.turn[3] < 0.9]
    late = sorted(lags(moving, shown))
    p99 = late[int(0.99 * len(late))]
    note = f"p50 {ms(statistics.median(late))}, {len(late)} poses in which the forearm moves"
    return Row(f"{what}: {body}, p99", f"<= {ms(FRAME_S)}", ms(p99), p99 <= FRAME_S, note)


if __name__ == "__main__":
    # What the terminal writes is not the table.
    out, sys.stdout = sys.stdout, Path("/dev/null").open("w")  # noqa: SIM115
    rows = measure()
    sys.stdout = out
    main(lambda: rows)
