"""When to call somebody: failures in a row, many timeouts, too little success."""

from collections import deque
from collections.abc import Iterator, Sequence

from kinesics.events import Alert
from kinesics.monitor.span import Span

IN_A_ROW = 3
TIMEOUTS = 5
WINDOW_S = 60.0
SUCCESS = 0.9
AT_LEAST = 20
"""Events before a success rate means anything."""
LAST = 100


class Watchman:
    """Watches one plugin; an alert is given once, and again only after things were well."""

    def __init__(self, plugin: str) -> None:
        self._plugin = plugin
        self._in_a_row = 0
        self._timeouts: deque[float] = deque()
        self._outcomes: deque[bool] = deque(maxlen=LAST)
        self._bad = 0
        self._raised: set[str] = set()

    def look_at(self, spans: Sequence[Span]) -> list[Alert]:
        """The alerts that these spans give, oldest first."""
        if not self._bad and not self._raised and all(span.outcome == "ok" for span in spans):
            self._outcomes.extend([True] * min(len(spans), LAST))
            return []
        alerts: list[Alert] = []
        for span in spans:
            self._count(span)
            alerts += self._judge(span)
        return alerts

    def _count(self, span: Span) -> None:
        well = span.outcome in ("ok", "cut")
        if len(self._outcomes) == LAST:
            self._bad -= not self._outcomes[0]
        self._outcomes.append(well)
        self._bad += not well
        self._in_a_row = 0 if well else self._in_a_row + 1
        if span.outcome == "timeout":
            self._timeouts.append(span.ended)
        while self._timeouts and span.ended - self._timeouts[0] > WINDOW_S:
            self._timeouts.popleft()

    def _judge(self, span: Span) -> Iterator[Alert]:
        row, late, count = self._in_a_row, len(self._timeouts), len(self._outcomes)
        success = 1.0 - self._bad / count
        if self._is_news("failures", row >= IN_A_ROW):
            text = f"{self._plugin}: {row} failures in a row, the last on {span.event}"
            yield Alert(self._plugin, "failures", text)
        if self._is_news("timeouts", late > TIMEOUTS):
            text = f"{self._plugin}: {late} timeouts within a minute"
            yield Alert(self._plugin, "timeouts", text)
        if self._is_news("success", count >= AT_LEAST and success < SUCCESS):
            text = f"{self._plugin}: only {success:.0%} of its last {count} events went well"
            yield Alert(self._plugin, "success", text)

    def _is_news(self, what: str, bad: bool) -> bool:  # noqa: FBT001  (the very fact at hand)
        if not bad:
            self._raised.discard(what)
            return False
        if what in self._raised:
            return False
        self._raised.add(what)
        return True
