"""A source that must be punctual, and a neighbour that never lets go of the processor."""

from collections.abc import Iterator

from kinesics import Event, Plugin
from kinesics.bench.bus import now

PERIOD_S = 0.01
SPIN = 20_000
"""Rounds of pure Python, about a millisecond, after which the hog can be told to stop."""


class Tick(Event):
    number: int


class Metronome(Plugin):
    """Ticks at 100 Hz and notes by how much it was late."""

    def open(self) -> None:
        self.late: list[float] = []

    def events(self) -> Iterator[Tick]:
        began, number = now(), 0
        while True:
            number += 1
            due = began + number * PERIOD_S
            self.clock.sleep(due - now())
            self.late.append(now() - due)
            yield Tick(number)


class Hog(Plugin):
    """Computes in pure Python all the time."""

    def events(self) -> Iterator[None]:
        total = 1
        while True:
            for _ in range(SPIN):
                total = (total * 31 + 7) % 1_000_003
            yield None
