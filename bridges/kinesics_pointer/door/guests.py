"""What the door knows of each sender: what it has done already, holds, and may still send."""

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kinesics_pointer.desktop import Button

MOST_REMEMBERED = 1024
"""Ids of one sender."""
MOST_GUESTS = 64


@dataclass
class Guest:
    """One sender, over however many lines."""

    session: str
    lines: int = 0
    """Open connections."""
    hung_up: bool = False
    """Whether its last connection was closed, and nothing was heard since."""
    heard_at: float = -math.inf
    place: tuple[float, float] = (0.0, 0.0)
    """Where it points."""
    held: dict[Button, None] = field(default_factory=dict[Button, None])
    newest: int = -1
    """Number of its newest packet that moved the pointer."""
    allowance: float = math.inf
    _done: "OrderedDict[str | int, None]" = field(
        default_factory=OrderedDict[str | int, None], repr=False
    )

    def has_done(self, number: str | int | None) -> bool:
        return number is not None and number in self._done

    def note_done(self, number: str | int | None) -> None:
        if number is None:
            return
        self._done[number] = None
        if len(self._done) > MOST_REMEMBERED:
            self._done.popitem(last=False)

    def may_send(self, rate_hz: float, now: float) -> bool:
        """Whether this message is within its allowance: the rate, with a second's worth saved."""
        saved = self.allowance + (now - self.heard_at) * rate_hz
        self.allowance = min(rate_hz, saved)
        self.heard_at, self.hung_up = now, False
        if self.allowance < 1.0:
            return False
        self.allowance -= 1.0
        return True


class Guests:
    """All senders; the one that was silent longest is forgotten for a new one."""

    def __init__(self) -> None:
        self._guests: dict[str, Guest] = {}
        self._unnamed = 0

    def __iter__(self) -> Iterator[Guest]:
        return iter(tuple(self._guests.values()))

    def named(self, session: str) -> Guest | None:
        """The sender of this session; None if there are too many already."""
        if session in self._guests:
            return self._guests[session]
        if len(self._guests) >= MOST_GUESTS:
            idle = [one for one in self._guests.values() if not one.lines and not one.held]
            if not idle:
                return None
            del self._guests[min(idle, key=lambda one: one.heard_at).session]
        return self._guests.setdefault(session, Guest(session))

    def unnamed(self) -> Guest | None:
        """A sender that is known for as long as its connection."""
        self._unnamed += 1
        # No session that a sender may choose begins with a space.
        return self.named(f" {self._unnamed}")
