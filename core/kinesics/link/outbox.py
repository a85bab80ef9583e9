"""What a link has yet to send, has sent without an answer, and would send again."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kinesics.wire import Command


class Waiting(NamedTuple):
    """An appended command, and when it was."""

    command: Command
    put_at: float


Entries = dict[str | int, Waiting]
"""By the key of a `replace`, or by a number of our own; in the order in which to send."""


class Flight(NamedTuple):
    """A batch that was sent and is not answered yet."""

    seq: int
    sent_at: float
    appended: tuple[Waiting, ...]


class Outbox:
    """No thread and no socket in here; whoever uses it sees to a lock."""

    def __init__(self, most_appended: int, most_kept: int, stale_s: float) -> None:
        self.dropped = 0
        """Appended commands pushed out by newer ones, or too old when the body came back."""
        self.flights: deque[Flight] = deque()
        self._most_appended = most_appended
        self._most_kept = most_kept
        self._stale_s = stale_s
        self.next_seq = 1
        self._numbers = 0
        self._pending: Entries = {}
        self._kept: dict[str, Command] = {}
        self._order: deque[int] = deque()
        """The numbers of what was appended and is pending."""

    def __bool__(self) -> bool:
        return bool(self._pending)

    def __len__(self) -> int:
        return len(self._pending)

    def replace(self, key: str, command: str, data: Mapping[str, Any], now: float) -> None:
        """Send this after all else, instead of an unsent one of the same key; keep it."""
        self._kept.pop(key, None)
        self._kept[key] = kept = Command(command, data)
        self._pending.pop(key, None)
        self._pending[key] = Waiting(kept, now)
        if len(self._kept) > self._most_kept:
            oldest = next(iter(self._kept))
            self.forget(oldest)
            self.dropped += 1

    def append(self, command: str, data: Mapping[str, Any], now: float) -> None:
        """Send this after all else; it is never merged."""
        self._put(Waiting(Command(command, data), now))
        self._drop_oldest()

    def extend(self, commands: Iterable[tuple[str, Mapping[str, Any]]], now: float) -> None:
        """As `append` for each."""
        waiting = [Waiting(Command(command, data), now) for command, data in commands]
        numbers = range(self._numbers + 1, self._numbers + 1 + len(waiting))
        self._numbers += len(waiting)
        self._pending.update(zip(numbers, waiting, strict=True))
        self._order.extend(numbers)
        self._drop_oldest()

    def forget(self, key: str) -> None:
        """Neither send nor keep what was last told under this key."""
        self._kept.pop(key, None)
        self._pending.pop(key, None)

    def take(self, most: int) -> Entries:
        """What comes next, at most so many commands; follow it with `sent` or `give_back`."""
        if len(self._pending) <= most:
            taken, self._pending = self._pending, {}
        else:
            keys = [key for key, _ in zip(self._pending, range(most), strict=False)]
            taken = {key: self._pending.pop(key) for key in keys}
        return taken

    def give_back(self, taken: Entries) -> None:
        """It was not sent."""
        self._pending = taken | self._pending

    def sent(self, taken: Entries, now: float) -> None:
        """It is under way as batch `next_seq`."""
        appended = tuple(one for key, one in taken.items() if isinstance(key, int))
        if len(appended) == len(self._order):
            self._order.clear()
        else:
            for _ in appended:
                self._order.popleft()
        self.flights.append(Flight(self.next_seq, now, appended))
        self.next_seq += 1

    def lose(self, taken: Entries) -> None:
        """It cannot be sent at all."""
        for key in taken:
            if isinstance(key, int):
                self._order.remove(key)
            else:
                self.forget(key)
        self.dropped += len(taken)

    def answered(self, seq: int) -> Iterator[Flight]:
        """The flights that this answer ends."""
        while self.flights and self.flights[0].seq <= seq:
            yield self.flights.popleft()

    def reconnected(self, seen: int, now: float) -> int:
        """Make ready what the body should have now; returns how many kept commands that is.

        It has applied the batches up to `seen`, and none of those after it.
        """
        lost = [one for flight in self.flights if flight.seq > seen for one in flight.appended]
        self.flights.clear()
        appended = [*lost, *(self._pending[number] for number in self._order)]
        fresh = [one for one in appended if now - one.put_at <= self._stale_s]
        fresh = fresh[-self._most_appended :]
        self.dropped += len(appended) - len(fresh)
        # What changed last is what the body should show first: the newest pose.
        self._pending = {key: Waiting(self._kept[key], now) for key in reversed(self._kept)}
        self._order.clear()
        for one in fresh:
            self._put(one)
        return len(self._kept)

    def _drop_oldest(self) -> None:
        while len(self._order) > self._most_appended:
            del self._pending[self._order.popleft()]
            self.dropped += 1

    def _put(self, one: Waiting) -> None:
        self._numbers += 1
        self._pending[self._numbers] = one
        self._order.append(self._numbers)
