"""How long an event takes from `publish` to a handler on another thread, beside a pipecat hop."""

import contextlib
import functools
import queue
import threading
import time
from collections.abc import Generator

from kinesics.bench.bus import PAUSE_S, Laps, hop, now, wait_until
from pipecat_venv import Hops, PeerMissing, pipecat
from rows import Row, alternate, main, p50, p99, ratio, us

WHAT = "hop publisher -> handler in another thread, timers on, idle, p50"
MOST_S = 25e-6
TIMES = 5.0
ROUNDS, LAPS = 7, 500


@contextlib.contextmanager
def bare_queue() -> Generator[Laps]:
    """The least that a hop between threads can take: the C queue of the standard library."""
    letters: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    laps: list[float] = []

    def listen() -> None:
        while (sent_at := letters.get()) is not None:
            laps.append(now() - sent_at)

    def run(count: int) -> list[float]:
        laps.clear()
        for _ in range(count):
            time.sleep(PAUSE_S)
            letters.put(now())
        wait_until(lambda: len(laps) == count)
        return laps[:]

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield run
    finally:
        letters.put(None)
        listener.join()


def measure() -> list[Row]:
    with hop() as ours, bare_queue() as bare, contextlib.ExitStack() as peers:
        contestants: dict[str, Laps] = {"ours": ours, "bare": bare}
        missing = ""
        try:
            shipped = peers.enter_context(pipecat("shipped"))
            lean = peers.enter_context(pipecat("lean"))
        except PeerMissing as error:
            missing = str(error)
        else:
            for name, hops, where in (
                ("shipped", shipped, "loop"),
                ("lean", lean, "loop"),
                ("thread", lean, "thread"),
            ):
                contestants[name] = functools.partial(_hops, hops, where)
        results = alternate(ROUNDS, LAPS, **contestants)
    mine = results["ours"]
    note = f"p99 {us(p99(mine))}; a bare queue.SimpleQueue takes {us(p50(results['bare']))}"
    rows = [Row(WHAT, f"<= {us(MOST_S)}", us(p50(mine)), p50(mine) <= MOST_S, note)]
    against = "the same hop against a pipecat-ai 1.14 processor hop"
    if missing:
        return [*rows, Row(against, f"{TIMES:g}x faster", f"not measured: {missing}", None)]
    faster = {name: 1 / ratio(mine, results[name]) for name in ("shipped", "lean", "thread")}
    note = (
        f"pipecat {us(p50(results['shipped']))} with its defaults, on its event loop, no thread"
        f" crossed; without RTVI and turn tracking {us(p50(results['lean']))}"
        f" ({faster['lean']:.1f}x); from another thread, as ours is,"
        f" {us(p50(results['thread']))} ({faster['thread']:.1f}x)"
    )
    measured = f"{faster['shipped']:.1f}x faster"
    return [*rows, Row(against, f"{TIMES:g}x faster", measured, faster["shipped"] >= TIMES, note)]


def _hops(hops: Hops, where: str, count: int) -> list[float]:
    return hops(where, count, PAUSE_S)


if __name__ == "__main__":
    main(measure)
