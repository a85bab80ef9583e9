"""13,000 poses a second told to a Link: how many batches leave, and how old what arrives is."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from kinesics import Hello, Link
from kinesics.body import Body
from rows import Row, main, ms

SECONDS = 5.0
EVERY_S = 1.0 / 13_000
MOST_BATCHES = 60.0


def measure() -> list[Row]:
    command = [sys.executable, __file__, "--body"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdin is not None
        assert it.stdout is not None
        port = int(it.stdout.readline())
        with Link("127.0.0.1", port) as link:
            while not link.state.connected:
                time.sleep(0.01)
            told, took_s = flood(link)
            # The first one leaves before any period has begun.
            batches = link.state.batches - 1
            link.wait(5.0)
        it.stdin.close()
        ages = sorted(json.loads(it.stdout.readline()))
    rate, p99 = batches / took_s, ages[int(0.99 * len(ages))]
    what = f"{told / took_s:,.0f} poses/s into a Link"
    met = round(rate, 1) <= MOST_BATCHES
    note = f"p50 {ms(ages[len(ages) // 2])}; the last one told arrived"
    return [
        Row(f"{what}: batches out", f"<= {MOST_BATCHES:g}/s", f"{rate:.1f}/s", met),
        Row(f"{what}: age of what arrives, p99", "<= 1 frame", ms(p99), p99 <= 1 / 60, note),
    ]


def flood(link: Link) -> tuple[int, float]:
    """Tell poses at an even pace; returns how many and how long."""
    began = now = time.monotonic()
    told = 0
    while now < began + SECONDS:
        while told < (now - began) / EVERY_S:
            link.replace("pose", "set_pose", {"told_at": time.monotonic(), "head_yaw": 10.0})
            told += 1
        time.sleep(EVERY_S)
        now = time.monotonic()
    return told, now - began


def be_a_body() -> None:
    """Note how old each pose is when it comes, until the input ends."""
    ages: list[float] = []

    def apply(_: str, data: Mapping[str, Any]) -> None:
        ages.append(time.monotonic() - data["told_at"])

    with Body(apply, Hello()) as body:
        print(body.port, flush=True)
        sys.stdin.read()
    print(json.dumps(ages))


if __name__ == "__main__":
    if "--body" in sys.argv:
        be_a_body()
    else:
        main(measure)
