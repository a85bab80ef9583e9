"""When a batch may leave: at once after a pause, else one in each period."""

from kinesics.link import limits


class Rhythm:
    """A grid of periods with one batch in each cell, so that one that is late delays no other."""

    def __init__(self, period_s: float) -> None:
        self.due = 0.0
        self._period_s = period_s
        self._rests_until = 0.0

    @property
    def next_at(self) -> float:
        return max(self.due, self._rests_until)

    def at_once(self, now: float) -> None:
        """The next batch need not wait for its cell."""
        self.due = now

    def rest(self, until: float) -> None:
        """Let nothing leave before; 0 ends it."""
        self._rests_until = until

    def is_due(self, now: float, *, full: bool = False) -> bool:
        """Whether a batch may leave; what is full gains nothing by waiting for more."""
        return now >= self._rests_until and (full or now >= self.due)

    def sent(self, now: float) -> None:
        """A batch has left; after a pause the grid begins anew."""
        late_s = now - self.due
        if late_s >= limits.PAUSE * self._period_s:
            self.due = now + self._period_s
        else:
            self.due += (max(0, int(late_s / self._period_s)) + 1) * self._period_s
