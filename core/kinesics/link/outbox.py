"""What a link has yet to send, has sent without an answer, and would send again."""

from collections import deque
from typing import NamedTuple

from kinesics.link import limits
from kinesics.wire import Encoded


class Waiting(NamedTuple):
    """Commands that go together, and when they were told."""

    encoded: Encoded
    put_at: float


Entries = dict[str | int, Waiting]
"""By the key of a `replace`, or by a number of our own; in the order in which to send."""


class Flight(NamedTuple):
    """A batch that was sent and is not answered yet."""

    seq: int
    sent_at: float
    entries: Entries
    many: int
    """Commands in it."""


class Kept:
    """The newest of a key."""

    def __init__(self, waiting: Waiting, *, ensured: bool) -> None:
        self.waiting = waiting
        self.ensured = ensured
        """Whether only a body that has not done it is told again."""
        self.seq = 0
        """The batch that it was sent with; 0 while it waits."""


class Outbox:
    """No thread and no socket in here; whoever uses it sees to a lock."""

    def __init__(
        self, most_appended: int, most_kept: int, stale_s: float, most_bytes: int = 16_000_000
    ) -> None:
        self.dropped = 0
        """Commands pushed out by newer ones, or too old when their turn came."""
        self.flights: deque[Flight] = deque()
        self.next_seq = 1
        self.in_flight = 0
        """Commands that are not answered yet."""
        self.room = limits.LEAST_ROOM
        """As many as may be: what the body does in a tenth of a second."""
        self._most_appended = most_appended
        self._most_kept = most_kept
        self._most_bytes = most_bytes
        self._stale_s = stale_s
        self._numbers = 0
        self._pending: Entries = {}
        self._kept: dict[str, Kept] = {}
        self._order: deque[int] = deque()
        """The numbers of what was appended and is pending."""
        self._appended = self._bytes = 0
        """Commands, and their bytes, that were appended and are pending."""
        self._answered = 0
        """The highest batch that was ever answered."""

    def __bool__(self) -> bool:
        return bool(self._pending)

    def __len__(self) -> int:
        return len(self._pending) - len(self._order) + self._appended

    def replace(self, key: str, encoded: Encoded, now: float, *, ensured: bool = False) -> None:
        """Send this after all else, instead of an unsent one of the same key; keep it."""
        self._kept.pop(key, None)
        self._pending.pop(key, None)
        kept = self._kept[key] = Kept(Waiting(encoded, now), ensured=ensured)
        self._pending[key] = kept.waiting
        if len(self._kept) > self._most_kept:
            others = (name for name, one in self._kept.items() if not one.ensured)
            self.forget(next(others, next(iter(self._kept))))
            self.dropped += 1

    def append(self, encoded: Encoded, now: float) -> None:
        """Send these after all else; they are never merged."""
        self._put(Waiting(encoded, now))
        while self._appended > self._most_appended or self._bytes > self._most_bytes:
            self._let_go(self._order[0])

    def forget(self, key: str) -> None:
        """Neither send nor keep what was last told under this key."""
        self._kept.pop(key, None)
        self._pending.pop(key, None)

    def take(self, now: float, most: int, most_bytes: int) -> Entries:
        """What comes next, within these bounds but at least one; follow it with `sent`.

        Where more waits than fits, values go first: they are the newest there is to know.
        """
        while self._order and now - self._pending[self._order[0]].put_at > self._stale_s:
            self._let_go(self._order[0])
        entries = self._pending
        if len(self) > most:
            values: Entries = {key: one for key, one in entries.items() if isinstance(key, str)}
            entries = values | {number: self._pending[number] for number in self._order}
        taken: Entries = {}
        size = count = 0
        for key, one in entries.items():
            size += len(one.encoded.raw) + 1
            count += one.encoded.many
            if taken and (count > most or size > most_bytes):
                break
            taken[key] = one
        for key in taken:
            del self._pending[key]
        return taken

    def sent(self, taken: Entries, now: float) -> None:
        """It is under way as batch `next_seq`."""
        self._leave(taken)
        for key in taken:
            if isinstance(key, str) and (kept := self._kept.get(key)) is not None:
                kept.seq = self.next_seq
        count = sum(one.encoded.many for one in taken.values())
        self.flights.append(Flight(self.next_seq, now, taken, count))
        self.in_flight += count
        self.next_seq += 1

    def lose(self, taken: Entries) -> None:
        """It cannot be sent at all."""
        self._leave(taken)
        for key in taken:
            if isinstance(key, str):
                self.forget(key)
        self.dropped += sum(one.encoded.many for one in taken.values())

    def answered(self, seq: int, now: float) -> list[Flight]:
        """The flights that this answer ends."""
        done: list[Flight] = []
        while self.flights and self.flights[0].seq <= seq:
            done.append(self.flights.popleft())
            self.in_flight -= done[-1].many
        self._answered = max(self._answered, seq)
        if done:
            count = sum(flight.many for flight in done)
            in_time = int(count * limits.AHEAD_S / max(1e-6, now - done[0].sent_at))
            self.room = min(limits.MOST_ROOM, max(limits.LEAST_ROOM, in_time))
        return done

    def take_back(self, flight: Flight) -> None:
        """The body did none of it and may do it later: it waits again, before all else."""
        newer = self._pending
        self._pending = {}
        self._order.clear()
        self._appended = self._bytes = 0
        self._wait_again(flight.entries, newer)

    def reconnected(self, seen: int) -> int:
        """Make ready what the body should have now; returns how many kept values are told again.

        It has applied the batches up to `seen` and none of those after it.  One that has applied
        less than it has answered is in a new life, and knows nothing.
        """
        if seen >= self.next_seq:
            # Not ours: another session of this name, which has come further.
            self.next_seq, seen = seen + 1, 0
        newborn = seen < self._answered
        self._answered = seen if newborn else self._answered
        lost = [flight.entries for flight in self.flights if flight.seq > seen]
        self.flights.clear()
        self.in_flight = 0
        again: Entries = {
            key: one.waiting
            for key, one in reversed(self._kept.items())
            if one.seq and (newborn or (one.seq <= seen and not one.ensured))
        }
        newer, self._pending = self._pending, again
        self._order.clear()
        self._appended = self._bytes = 0
        self._wait_again(*lost, newer)
        return len(again)

    def _wait_again(self, *several: Entries) -> None:
        """In their order; of a key, only what is still the newest."""
        for entries in several:
            for key, one in entries.items():
                if isinstance(key, int):
                    self._put(one)
                elif (kept := self._kept.get(key)) is not None and kept.waiting is one:
                    kept.seq = 0
                    self._pending.pop(key, None)
                    self._pending[key] = one

    def _put(self, one: Waiting) -> None:
        self._numbers += 1
        self._pending[self._numbers] = one
        self._order.append(self._numbers)
        self._appended += one.encoded.many
        self._bytes += len(one.encoded.raw)

    def _leave(self, taken: Entries) -> None:
        """Appended commands are taken in the order in which they came."""
        for key, one in taken.items():
            if isinstance(key, int):
                self._order.popleft()
                self._forget_size(one)

    def _let_go(self, number: int) -> None:
        one = self._pending.pop(number)
        self._order.popleft()
        self._forget_size(one)
        self.dropped += one.encoded.many

    def _forget_size(self, one: Waiting) -> None:
        self._appended -= one.encoded.many
        self._bytes -= len(one.encoded.raw)
