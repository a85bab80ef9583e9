"""By how much a 100 Hz source is late beside a plugin that computes in pure Python all the time."""

import statistics
import time

from hog_plugins import PERIOD_S, Hog, Metronome
from kinesics.bench.bus import Figures, figures, house, plugin_in, wait_until
from rows import Row, main, ms, p50, p99

MOST_S = 2e-3
PART = 5.0
ROUNDS, TICKS = 5, 200
BEFORE = 50
"""Ticks while the hog gets going, which do not count."""


def measure() -> list[Row]:
    rounds: dict[str, list[Figures]] = {"isolated": [], "thread": [], "alone": []}
    for _ in range(ROUNDS):
        for where, some in rounds.items():
            some.append(_lateness(where))
    isolated, thread, alone = (rounds[where] for where in ("isolated", "thread", "alone"))
    late = p99(isolated)
    times = statistics.median(b.p99 / a.p99 for a, b in zip(isolated, thread, strict=True))
    what = "100 Hz source beside an isolated pure-Python hog, lateness p99"
    note = f"p50 {ms(p50(isolated))}; with no hog at all p50 {ms(p50(alone))}, p99 {ms(p99(alone))}"
    against = "the same beside that hog in a thread"
    note2 = f"in a thread p50 {ms(p50(thread))}, p99 {ms(p99(thread))}"
    return [
        Row(what, f"<= {ms(MOST_S)} on a quiet machine", ms(late), late <= MOST_S, note),
        Row(against, f"<= 1/{PART:g}", f"1/{times:.0f}", times >= PART, note2),
    ]


def _lateness(where: str) -> Figures:
    neighbours = {
        "isolated": lambda: house(Metronome, isolated=[Hog]),
        "thread": lambda: house(Metronome, Hog),
        "alone": lambda: house(Metronome),
    }
    with neighbours[where]() as runtime:
        metronome = plugin_in(runtime, Metronome)
        time.sleep((BEFORE + TICKS) * PERIOD_S)
        wait_until(lambda: len(metronome.late) >= BEFORE + TICKS)
        return figures(metronome.late[BEFORE : BEFORE + TICKS])


if __name__ == "__main__":
    main(measure)
