"""How many events a second go through one queued handler, none dropped, timers on."""

import statistics

from kinesics.bench.bus import burst
from rows import Row, main

LEAST = 100_000
ROUNDS, EVENTS = 9, 100_000


def measure() -> list[Row]:
    with burst() as run:
        run(EVENTS // 10)
        rates = [run(EVENTS) for _ in range(ROUNDS)]
    rate = statistics.median(rates)
    note = f"{ROUNDS} rounds of {EVENTS:,}; the slowest {min(rates):,.0f}/s"
    what = "burst through one queued handler, timers on"
    return [Row(what, f">= {LEAST:,} events/s", f"{rate:,.0f} events/s", rate >= LEAST, note)]


if __name__ == "__main__":
    main(measure)
