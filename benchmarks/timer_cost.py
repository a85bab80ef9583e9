"""What it costs to watch an event; how that is measured stands in `kinesics.bench.timers`."""

from kinesics.bench.timers import PER_READ, timer_cost
from rows import Row, main

MOST_S = 1.5e-6
ROUNDS = 15
SELDOM = 100
"""Spans for each reading of the monitor when 1,000 events come in a second."""


def measure() -> list[Row]:
    cost = timer_cost(ROUNDS)
    seldom = timer_cost(ROUNDS, SELDOM)
    note = (
        f"worker {_us(cost.by_difference)} by difference, {_us(cost.alone)} alone, and monitor"
        f" {_us(cost.read)} where it reads {PER_READ:,} spans at a time; where it reads {SELDOM},"
        f" {_us(seldom.read)}"
    )
    met = cost.total <= MOST_S
    return [Row("timer cost per event", f"<= {_us(MOST_S)}", _us(cost.total), met, note)]


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.2f} us"


if __name__ == "__main__":
    main(measure)
