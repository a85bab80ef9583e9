"""Measures what a command to a body costs: one at a time against many in one message.

All ways take turns, round by round, so all see the same machine.  `kinesics bench ipc` and
`benchmarks/link.py` both measure with what stands here.
"""

import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from kinesics.bench.bus import figures, now
from kinesics.bench.ipc_load import Commands, commands, frame
from kinesics.bench.ipc_receivers import Receiver
from kinesics.bench.ipc_ways import WAYS, Batched, JsonDumps, RequestReply, Way
from kinesics.errors import LinkError

SIMPLE = 10
"""Commands in a tick of mode `simple`."""
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
FRAME_S = 1.0 / 60.0
ROUNDS = ((5.0, 5), (0.5, 3), (0.0, 1))
"""From how many seconds on, how many."""
FEWEST, FEWEST_FRAMES = 3, 6
"""Ticks in a turn, however little time there is."""
EVEN = 1.05
"""Who costs at most so many times as much costs the same: nothing is measured more finely."""


class Mode(StrEnum):
    SIMPLE = "simple"
    SIZES = "sizes"
    THROUGHPUT = "throughput"
    EXPRESSIONS = "expressions"


SHARES = {Mode.SIMPLE: 0.25, Mode.SIZES: 0.4, Mode.THROUGHPUT: 0.15, Mode.EXPRESSIONS: 0.2}
"""Of the time that there is, where all are wanted."""


class Turn(NamedTuple):
    """What one way did before it was the next one's turn."""

    laps: list[float]
    """Seconds from the first command told to the last one acknowledged."""
    size: int
    bytes: int
    sender_cpu_s: float
    receiver_cpu_s: float

    @property
    def per_command_s(self) -> float:
        """Of a typical tick."""
        return statistics.median(self.laps) / self.size

    @property
    def commands(self) -> int:
        return len(self.laps) * self.size


class Result(NamedTuple):
    """One way at one size, over all its turns."""

    receiver: str
    mode: str
    way: str
    size: int
    """Commands in a tick."""
    ticks: int
    p50_s: float
    p95_s: float
    p99_s: float
    per_command_s: float
    """On the wall clock.  In mode `throughput` all time by all commands, as a rate that lasts is
    wanted; else the median over the turns of the median within each, as of a typical tick."""
    commands_per_s: float
    """One by `per_command_s`."""
    bytes_per_command: float
    sender_cpu_s: float
    """Of the processor, for each command, as the next one; over all turns."""
    receiver_cpu_s: float | None
    """None where it is not ours, or used less than the system tells of another process."""
    times_json: float
    """How many times as much the first way takes for a command, turn by turn."""
    times_single: float
    """The same for the second way."""


Say = Callable[[str], None]


def measure(receiver: Receiver, mode: Mode, seconds: float, say: Say) -> list[Result]:
    """All ways in one mode, in about this time; `say` hears how far it is."""
    rounds = next(count for least_s, count in ROUNDS if seconds >= least_s)
    loads = _loads(mode)
    lap_s = seconds / rounds / len(WAYS) / max(len(one) for one in loads.values())
    pace_s = FRAME_S if mode is Mode.EXPRESSIONS else 0.0
    turns: dict[type[Way], list[list[Turn]]] = {way: [] for way in WAYS}
    for number in range(1, rounds + 1):
        say(f"{receiver.name}: {mode}, round {number}/{rounds}")
        for way in WAYS:
            turns[way].append(take_turn(way, receiver, loads[way], lap_s, pace_s))
    return [
        _result(receiver, mode, way, at, turns) for at in range(len(loads[Batched])) for way in WAYS
    ]


def take_turn(
    way: type[Way],
    receiver: Receiver,
    loads: Sequence[Commands],
    seconds: float,
    pace_s: float = 0.0,
) -> list[Turn]:
    """Open a connection, get warm, measure each load for so long, hang up."""
    try:
        with way(receiver.target) as line:
            return [_one_turn(line, receiver, load, seconds, pace_s) for load in loads]
    except LinkError:
        raise
    except (OSError, ValueError) as error:
        raise LinkError(f"{receiver.target}: the line broke while measured: {error}") from error


def pays_from(results: Iterable[Result]) -> int | None:
    """The size from which batching is cheapest and stays it, of one receiver's mode `sizes`."""
    pays: int | None = None
    for size, some in itertools.groupby(results, lambda one: one.size):
        costs = {one.way: one.per_command_s for one in some}
        cheapest = min(costs.values())
        if costs[Batched.name] > EVEN * cheapest:
            pays = None
        elif pays is None:
            pays = size
    return pays


def _loads(mode: Mode) -> dict[type[Way], list[Commands]]:
    match mode:
        case Mode.SIMPLE:
            return {way: [commands(SIMPLE)] for way in WAYS}
        case Mode.SIZES:
            return {way: [commands(size) for size in SIZES] for way in WAYS}
        case Mode.THROUGHPUT:
            return {way: [commands(way.chunk)] for way in WAYS}
        case Mode.EXPRESSIONS:
            return {way: [frame()] for way in WAYS}


def _one_turn(line: Way, receiver: Receiver, load: Commands, seconds: float, pace_s: float) -> Turn:
    line.begin(load)
    bytes_before, receiver_before = line.bytes_sent(), receiver.cpu_s()
    sender_before = time.process_time()
    laps: list[float] = []
    fewest = FEWEST_FRAMES if pace_s else FEWEST
    due = began = now()
    while len(laps) < fewest or now() - began < seconds:
        if pace_s:
            due += pace_s
            time.sleep(max(0.0, due - now()))
        told_at = now()
        line.tell(load)
        laps.append(now() - told_at)
    return Turn(
        laps,
        len(load),
        line.bytes_sent() - bytes_before,
        time.process_time() - sender_before,
        receiver.cpu_s() - receiver_before,
    )


def _result(
    receiver: Receiver,
    mode: Mode,
    way: type[Way],
    at: int,
    turns: dict[type[Way], list[list[Turn]]],
) -> Result:
    mine = [one[at] for one in turns[way]]
    laps = [lap for turn in mine for lap in turn.laps]
    told = sum(turn.commands for turn in mine)
    receiver_cpu_s = sum(turn.receiver_cpu_s for turn in mine)
    all_told = figures(laps)
    lasting = mode is Mode.THROUGHPUT
    per_command_s = _typical(mine) if not lasting else _lasting(mine)

    def times(other: type[Way]) -> float:
        theirs = [one[at] for one in turns[other]]
        if lasting:
            return _lasting(theirs) / per_command_s
        pairs = zip(theirs, mine, strict=True)
        return statistics.median(one.per_command_s / our.per_command_s for one, our in pairs)

    return Result(
        receiver=receiver.name,
        mode=mode,
        way=way.name,
        size=mine[0].size,
        ticks=len(laps),
        p50_s=all_told.p50,
        p95_s=all_told.p95,
        p99_s=all_told.p99,
        per_command_s=per_command_s,
        commands_per_s=1.0 / per_command_s,
        bytes_per_command=sum(turn.bytes for turn in mine) / told,
        sender_cpu_s=sum(turn.sender_cpu_s for turn in mine) / told,
        receiver_cpu_s=receiver_cpu_s / told if receiver_cpu_s > receiver.cpu_to_s else None,
        times_json=times(JsonDumps),
        times_single=times(RequestReply),
    )


def _typical(turns: Iterable[Turn]) -> float:
    return statistics.median(turn.per_command_s for turn in turns)


def _lasting(turns: Sequence[Turn]) -> float:
    return sum(lap for turn in turns for lap in turn.laps) / sum(turn.commands for turn in turns)
