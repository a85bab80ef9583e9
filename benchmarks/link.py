"""What a command to a body costs through `Link`, beside the same commands sent one at a time.

The body is one in Python, in a process of its own; all ways take turns, round by round.
"""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

from cores import on_core, two_cores
from kinesics.bench.bus import now
from kinesics.bench.ipc import Turn, take_turn
from kinesics.bench.ipc_load import JOINTS, Commands, commands, frame, joints
from kinesics.bench.ipc_plain import JsonDumps, Pipelined, RequestReply
from kinesics.bench.ipc_receivers import Receiver, python_body
from kinesics.bench.ipc_ways import Batched
from rows import Row, main, us

ROUNDS = 11
CPU_ROUNDS = 41
"""More, as the system tells the CPU of another process only to 10 ms."""
TURN_S = 0.15
LEAST_TIMES = {10: 5.0, 100: 20.0}
"""By the size of the batch."""
TICK_TIMES, NAIVE_TIMES = 6.0, 10.0
RATE = 300_000
TICK_S = 80e-6
NAIVE_FRAMES, OUR_FRAMES = 40, 200
"""Ours are as many as a link holds by default; theirs as many as take about as long."""


class Cost(NamedTuple):
    """Of a command that was told as in a user's script."""

    wall_s: float
    """Until the last one was acknowledged, divided by their number."""
    held_s: float
    """Until whoever told it could go on."""
    cpu_s: float
    """Of both processes."""


def measure() -> list[Row]:
    with python_body() as body:
        times, note = _batches(body)
        on_one = _batches_on_one_core()
        rows = [
            Row(
                f"per command, batch of {size} against single request/reply",
                f">= {least:g}x",
                f"{times[size]:.1f}x",
                times[size] >= least,
                note[size] + (f"; {on_one[size]:.1f}x if both share a core" if on_one else ""),
            )
            for size, least in LEAST_TIMES.items()
        ]
        return [*rows, _rate(body), *_tick(body), _by_default(body)]


def _batches(body: Receiver) -> tuple[dict[int, float], dict[int, str]]:
    """How many times less a command costs in a batch of each size, and the costs in words."""
    loads = [commands(size) for size in LEAST_TIMES]
    single: list[list[Turn]] = []
    batched: list[list[Turn]] = []
    for _ in range(ROUNDS):
        single.append(take_turn(RequestReply, body, loads, TURN_S))
        batched.append(take_turn(Batched, body, loads, TURN_S))
    times: dict[int, float] = {}
    note: dict[int, str] = {}
    for at, size in enumerate(LEAST_TIMES):
        theirs, ours = [one[at] for one in single], [one[at] for one in batched]
        times[size] = _times(theirs, ours)
        note[size] = f"{us(_each(ours))} against {us(_each(theirs))}"
    return times, note


def _batches_on_one_core() -> dict[int, float]:
    if (cores := two_cores()) is None:
        return {}
    with on_core(cores[0]), python_body() as body:
        times, _ = _batches(body)
        return times


def _rate(body: Receiver) -> Row:
    load = commands(Batched.chunk)
    rates = [
        turn.commands / sum(turn.laps)
        for _ in range(ROUNDS)
        for turn in take_turn(Batched, body, [load], TURN_S)
    ]
    rate = statistics.median(rates)
    what = "commands through Link, end to end, each acknowledged"
    note = f"append_all of 1,000, five under way; slowest round {min(rates):,.0f}/s"
    return Row(what, f">= {RATE:,}/s", f"{rate:,.0f}/s", rate >= RATE, note)


def _tick(body: Receiver) -> list[Row]:
    load = joints()
    waits: list[float] = []
    singles: list[float] = []
    callers: list[float] = []
    links: list[float] = []
    for _ in range(ROUNDS):
        (turn,) = take_turn(RequestReply, body, [load], TURN_S)
        waits.append(statistics.median(turn.laps))
        (turn,) = take_turn(Pipelined, body, [load], TURN_S)
        singles.append(statistics.median(turn.laps))
        caller_s, link_s = _batched_tick(body, load)
        callers.append(caller_s)
        links.append(link_s)
    wait_s, single_s, caller_s, link_s = map(statistics.median, (waits, singles, callers, links))
    by_link = statistics.median(a / b for a, b in zip(singles, links, strict=True))
    by_caller = statistics.median(a / b for a, b in zip(singles, callers, strict=True))
    what = f"tick of {JOINTS} joints, batched against single with TCP_NODELAY"
    note = (
        f"single, all sent and then all answers read: {us(single_s)}, and with a wait for each"
        f" {us(wait_s)}; the link's round trip {us(link_s)}; from caller to caller, with two changes of thread, {us(caller_s)},"
        f" {by_caller:.1f}x"
    )
    return [
        Row(what, f">= {TICK_TIMES:g}x", f"{by_link:.1f}x", by_link >= TICK_TIMES, note),
        Row(
            f"tick of {JOINTS} joints, batched, the link's round trip",
            f"<= {us(TICK_S)}",
            us(link_s),
            link_s <= TICK_S,
            "from `append_all` to the answer read",
        ),
    ]


def _batched_tick(body: Receiver, load: Commands) -> tuple[float, float]:
    """The median from caller to caller, and that of the link's own round trip."""
    laps: list[float] = []
    round_trips: list[float] = []
    with Batched(body.target) as line:
        line.begin(load)
        began = now()
        while now() - began < TURN_S:
            told_at = now()
            line.tell(load)
            laps.append(now() - told_at)
            round_trips.append(line.link.state.round_trip_s)
    return statistics.median(laps), statistics.median(round_trips)


def _by_default(body: Receiver) -> Row:
    naive: list[Cost] = []
    ours: list[Cost] = []
    for _ in range(CPU_ROUNDS):
        naive.append(_naive(body))
        ours.append(_ours(body))
    wall = statistics.median(a.wall_s / b.wall_s for a, b in zip(naive, ours, strict=True))
    naive_cpu_s, our_cpu_s = (statistics.mean(one.cpu_s for one in some) for some in (naive, ours))
    cpu = naive_cpu_s / our_cpu_s
    naive_wall_s, our_wall_s = (
        statistics.median(one.wall_s for one in some) for some in (naive, ours)
    )
    return Row(
        "per command, Link's defaults against json.dumps + sendall + wait",
        f">= {NAIVE_TIMES:g}x in time and in CPU",
        f"{wall:.1f}x in time, {cpu:.1f}x in CPU",
        min(wall, cpu) >= NAIVE_TIMES,
        f"{OUR_FRAMES} frames of {len(frame())} commands, each told by `append` as it comes, until"
        f" the last is acknowledged: {us(our_wall_s)} against {us(naive_wall_s)};"
        f" CPU of both ends {us(our_cpu_s)} against {us(naive_cpu_s)}; `append` returns after"
        f" {us(statistics.median(one.held_s for one in ours))}",
    )


def _naive(body: Receiver) -> Cost:
    load = frame() * NAIVE_FRAMES
    with JsonDumps(body.target) as line:
        line.begin(frame())
        return _cost(body, load, line.tell, lambda: None)


def _ours(body: Receiver) -> Cost:
    load = frame() * OUR_FRAMES
    with Batched(body.target) as line:
        line.begin(frame())

        def tell(load: Commands) -> None:
            for command, data in load:
                line.link.append(command, data)

        return _cost(body, load, tell, line.wait)


def _cost(
    body: Receiver, load: Commands, tell: Callable[[Commands], None], wait: Callable[[], None]
) -> Cost:
    cpu_before = time.process_time() + body.cpu_s()
    began = now()
    tell(load)
    told = now()
    wait()
    ended = now()
    cpu_s = time.process_time() + body.cpu_s() - cpu_before
    count = len(load)
    return Cost((ended - began) / count, (told - began) / count, cpu_s / count)


def _each(turns: list[Turn]) -> float:
    return statistics.median(one.per_command_s for one in turns)


def _times(theirs: list[Turn], ours: list[Turn]) -> float:
    pairs = zip(theirs, ours, strict=True)
    return statistics.median(one.per_command_s / our.per_command_s for one, our in pairs)


if __name__ == "__main__":
    main(measure)
