"""What the stage takes, and how even its poses are, beside a plugin that never lets go.

Idle, gaze, a clip and speech are at work all the time; the neighbour computes in pure Python in a
process of its own.
"""

import itertools
import statistics
import threading
import time
from typing import NamedTuple

import psutil

from kinesics import MOUTH_SHAPES, REST, Envelope, Express, Look, Move, Pose, Say
from kinesics.bench.bus import Figures, figures, now, wait_until
from kinesics.config import load_config
from kinesics.runtime import Runtime
from rows import Row, main, ms, p50, p99

MOST_CPU, MOST_S = 0.02, 2e-3
FRAME_S = 1.0 / 60.0
ROUNDS = 5
WARM_S, MEASURED_S = 1.0, 3.0
WISH_EVERY_S = 1.0
TEXT = "All layers are at work here: somebody speaks, dances, breathes, and looks at the user. " * 2
HOUSE = """
[monitor]
publish = false
[plugins.stage]
"""
HOG = """
[plugins.hog]
use = "hog_plugins:Hog"
isolate = true
"""


class Found(NamedTuple):
    """One round."""

    errors: Figures
    """By how much the time between two poses differs from 1/60 s."""
    per_s: float
    cpu: float
    """Of one core, by the stage's own threads."""


class Ear:
    """Notes when each pose was published, and what moved."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self.moved: set[str] = set()

    def put(self, envelope: Envelope) -> None:
        if isinstance(envelope.event, Pose):
            self.at.append(envelope.put_at)
            channels = envelope.event.channels
            self.moved |= {name for name, value in channels.items() if value != REST[name]}


def measure() -> list[Row]:
    rounds: list[Found] = []
    alone: list[Found] = []
    for _ in range(ROUNDS):
        rounds.append(_round(HOUSE + HOG))
        alone.append(_round(HOUSE))
    errors = [one.errors for one in rounds]
    cpu, late = statistics.median(one.cpu for one in rounds), p99(errors)
    alone_cpu = statistics.median(one.cpu for one in alone)
    alone_errors = [one.errors for one in alone]
    per_s = statistics.median(one.per_s for one in rounds)
    return [
        Row(
            "stage at 60 Hz with 4 layers, beside an isolated hog, CPU of its threads",
            f"<= {MOST_CPU:.0%} of one core",
            f"{cpu:.1%}",
            cpu <= MOST_CPU,
            f"{per_s:.1f} poses a second; rounds {min(one.cpu for one in rounds):.1%}"
            f" to {max(one.cpu for one in rounds):.1%}, of {MEASURED_S:g} s each; with no hog {alone_cpu:.1%}",
        ),
        Row(
            "the same, error of the time between two poses, p99",
            f"<= {ms(MOST_S)}",
            ms(late),
            late <= MOST_S,
            f"p50 {ms(p50(errors))}, p95 {ms(statistics.median(one.p95 for one in errors))};"
            f" with no hog p50 {ms(p50(alone_errors))}, p99 {ms(p99(alone_errors))}",
        ),
    ]


def _round(house: str) -> Found:
    with Runtime(load_config(house, "the benchmark")) as runtime:
        ear = Ear()
        runtime.bus.subscribe(Pose, ear)
        _perform(runtime, WARM_S)
        wait_until(lambda: bool(ear.at))
        ear.at, cpu_before, began = [], _cpu_s(), now()
        _perform(runtime, MEASURED_S)
        took_s, cpu_s, at = now() - began, _cpu_s() - cpu_before, ear.at
    for layer in ({"body_z", "body_pitch"}, {"head_yaw"}, {"left_arm_out"}, {*MOUTH_SHAPES}):
        assert layer & ear.moved, f"none of {layer} moved"
    intervals = [after - before for before, after in itertools.pairwise(at)]
    return Found(figures(abs(one - FRAME_S) for one in intervals), len(at) / took_s, cpu_s / took_s)


def _perform(runtime: Runtime, seconds: float) -> None:
    """Keep every layer busy for so long."""
    end, side = now() + seconds, 1.0
    while now() < end:
        side = -side
        for wish in (
            Say(TEXT),
            Move("dance"),
            Look(25.0 * side, 5.0 * side),
            Express("happy", 0.6 + 0.2 * side),
        ):
            runtime.publish(wish)
        time.sleep(WISH_EVERY_S)


def _cpu_s() -> float:
    """What the threads of the stage have used so far; the system tells it to 10 ms."""
    own = {
        thread.native_id
        for thread in threading.enumerate()
        if thread.name.partition(":")[0] == "stage"
    }
    threads = psutil.Process().threads()
    return sum(one.user_time + one.system_time for one in threads if one.id in own)


if __name__ == "__main__":
    main(measure)
