"""From a cause to its effect: who had it how long, in parts that sum to the whole."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from kinesics.events import TurnPart, TurnReport
from kinesics.monitor.span import Span

KEPT = 4096
LOOKED_AT = 256
LONGEST = 64
"""Spans of a chain; two plugins that answer each other make one without end."""
BEGIN_A_TURN = frozenset({"Gesture", "Heard"})
"""Where these are, a chain that holds one counts as a turn before all others."""


class Chains:
    """Remembers the last spans and follows them from an effect back to its first cause."""

    def __init__(self) -> None:
        self._spans: OrderedDict[tuple[int, str], Span] = OrderedDict()

    def add(self, spans: Iterable[Span]) -> None:
        for span in spans:
            self._spans[span.number, span.plugin] = span
        while len(self._spans) > KEPT:
            self._spans.popitem(last=False)

    def last_turn(self) -> TurnReport | None:
        """The newest turn, to its furthest effect; None before there was one."""
        newest = islice(reversed(self._spans.values()), LOOKED_AT)
        chains = [self._chain_to(span) for span in newest if span.cause]
        if not chains:
            return None
        return turn_report(max(chains, key=_rank))

    def _chain_to(self, span: Span) -> list[Span]:
        """The spans from the first cause that is still remembered to `span`."""
        chain = [span]
        while span.cause and len(chain) < LONGEST:
            before = self._spans.get((span.cause, span.by))
            if before is None:
                break
            chain.append(before)
            span = before
        return chain[::-1]


def turn_report(chain: list[Span]) -> TurnReport:
    """Where the time went between the first cause of `chain` and the end of its last span."""
    first, last = chain[0], chain[-1]
    return TurnReport(
        turn=last.turn,
        first=first.event,
        last=last.event,
        total_ms=(last.ended - first.since) * 1e3,
        parts=tuple(_parts(chain)),
    )


def _parts(chain: list[Span]) -> Iterator[TurnPart]:
    first = chain[0]
    yield TurnPart(first.by, first.event, "sensed", (first.put_at - first.since) * 1e3)
    ends = [after.put_at for _, after in pairwise(chain)] + [chain[-1].ended]
    for span, ended in zip(chain, ends, strict=True):
        yield TurnPart(span.plugin, span.event, "waited", (span.began - span.put_at) * 1e3)
        yield TurnPart(span.plugin, span.event, "worked", (ended - span.began) * 1e3)


def _rank(chain: list[Span]) -> tuple[bool, int, int, float]:
    """A turn of the user before anything else, then the newest, the longest, the last to end."""
    of_user = any(span.event in BEGIN_A_TURN for span in chain)
    return of_user, chain[0].number, len(chain), chain[-1].ended
