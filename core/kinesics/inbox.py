"""A bounded mailbox between threads that forgets the oldest first."""

import logging
import threading
from collections import deque
from typing import Protocol

from kinesics.envelope import Envelope
from kinesics.events import Event

log = logging.getLogger(__name__)


class HasTurn(Protocol):
    @property
    def turn(self) -> int:
        """The turn of the conversation that counts now."""
        ...


class Lane:
    """The unread envelopes of one type of event, and what became of the others."""

    def __init__(self, kind: type[Event]) -> None:
        self.kind = kind
        self.unread: deque[Envelope] = deque()
        self.dropped = 0
        self.stale = 0
        self.overflowing = False


class Inbox:
    """Keeps at most `type(event).keep` unread events of each type, in the order they came.

    Any thread may put; one thread gets.
    """

    def __init__(self, owner: str, house: HasTurn) -> None:
        self._owner = owner
        self._house = house
        self._lanes: dict[type[Event], Lane] = {}
        self._lock = threading.Lock()
        # A lock as a bell: half the time of a Condition, which makes a new lock for each wait.
        self._bell = threading.Lock()
        self._bell.acquire()
        self._asleep = False
        self._closed = False
        self._recovered: list[Lane] = []

    def put(self, envelope: Envelope) -> None:
        """Take `envelope` and return at once, whatever has to be forgotten for it."""
        kind = type(envelope.event)
        overflows = wake = False
        with self._lock:
            if self._closed:
                return
            lane = self._lanes.get(kind)
            if lane is None:
                lane = self._lanes[kind] = Lane(kind)
            if kind.perishable and envelope.turn < self._house.turn:
                lane.stale += 1
                return
            unread = lane.unread
            if len(unread) >= kind.keep:
                unread.popleft()
                lane.dropped += 1
                overflows = not lane.overflowing and kind.keep > 1
                lane.overflowing = True
            unread.append(envelope)
            wake, self._asleep = self._asleep, False
        if wake:
            self._bell.release()
        if overflows:
            log.warning(
                "%s: %s comes faster than it is handled; of those unread, the newest %d are kept",
                self._owner,
                kind.__name__,
                kind.keep,
            )

    def get(self) -> Envelope | None:
        """Wait for the next envelope; None once closed."""
        while True:
            with self._lock:
                if self._closed:
                    return None
                envelope = self._take()
                self._asleep = envelope is None
                recovered = self._pop_recovered() if self._recovered else ()
            # Never under the lock: who writes the log may put an event in here.
            for lane in recovered:
                self._tell_recovered(lane)
            if envelope is not None:
                return envelope
            self._bell.acquire()

    def get_now(self) -> Envelope | None:
        """The next envelope, or None if there is none."""
        with self._lock:
            envelope = self._take()
            recovered = self._pop_recovered()
        for lane in recovered:
            self._tell_recovered(lane)
        return envelope

    def close(self) -> None:
        """Forget what is unread and wake the one who waits."""
        with self._lock:
            self._closed = True
            for lane in self._lanes.values():
                lane.unread.clear()
            if self._asleep:
                self._asleep = False
                self._bell.release()

    @property
    def waiting(self) -> int:
        return sum(len(lane.unread) for lane in self._all_lanes())

    @property
    def dropped(self) -> dict[str, int]:
        """How many of each type were pushed out unread by newer ones."""
        return {lane.kind.__name__: lane.dropped for lane in self._all_lanes() if lane.dropped}

    @property
    def stale(self) -> dict[str, int]:
        """How many of each type an interruption had made worthless."""
        return {lane.kind.__name__: lane.stale for lane in self._all_lanes() if lane.stale}

    def _all_lanes(self) -> list[Lane]:
        with self._lock:
            return list(self._lanes.values())

    def _pop_recovered(self) -> list[Lane]:
        if not self._recovered:
            return []
        recovered, self._recovered = self._recovered, []
        return recovered

    def _tell_recovered(self, lane: Lane) -> None:
        name, dropped = lane.kind.__name__, lane.dropped
        log.info("%s: keeps up with %s again, %d dropped so far", self._owner, name, dropped)

    def _take(self) -> Envelope | None:
        while (lane := self._oldest()) is not None:
            envelope = lane.unread.popleft()
            if lane.overflowing and not lane.unread:
                lane.overflowing = False
                if lane.kind.keep > 1:
                    self._recovered.append(lane)
            if lane.kind.perishable and envelope.turn < self._house.turn:
                lane.stale += 1
                continue
            return envelope
        return None

    def _oldest(self) -> Lane | None:
        oldest = None
        for lane in self._lanes.values():
            if lane.unread and (oldest is None or lane.unread[0].number < oldest.unread[0].number):
                oldest = lane
        return oldest
