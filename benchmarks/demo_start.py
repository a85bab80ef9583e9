"""How long the demo takes from the start of its process to its first event on the bus."""

import statistics
import subprocess
import sys
import tempfile

from kinesics.bench.bus import now
from rows import Row, main, ms

ROUNDS = 11
# It prints to stderr: the demo draws on stdout.  Both processes read the same clock.
SCRIPT = """
import sys, time
from kinesics.bench.bus import now
from kinesics.cli.run import find_config
from kinesics.events import Event
from kinesics.runtime import Runtime

came = []

class Ear:
    def put(self, envelope):
        if envelope.by in runtime.lodgers:
            came.append((now(), envelope))

runtime = Runtime(find_config(None, ["monitor.publish=false"]))
runtime.bus.subscribe(Event, Ear())
with runtime:
    give_up_at = now() + 20
    while not came and now() < give_up_at:
        time.sleep(0.001)
print(came[0][0] if came else "", file=sys.stderr)
"""


def measure() -> list[Row]:
    what = "the demo, from the start of its process to its first event"
    try:
        seconds = [_seconds() for _ in range(ROUNDS)]
    except (ValueError, IndexError, subprocess.SubprocessError):
        return [Row(what, "", "not measured: the demo did not start", None)]
    return [Row(what, "", ms(statistics.median(seconds)), None)]


def _seconds() -> float:
    # In a folder without a config, or it would not be the demo.
    with tempfile.TemporaryDirectory() as folder:
        began = now()
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            cwd=folder,
            timeout=60,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    return float(done.stderr.split()[-1]) - began


if __name__ == "__main__":
    main(measure)
