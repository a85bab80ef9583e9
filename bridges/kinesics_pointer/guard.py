"""What keeps the pointer from doing harm: pure values that look at a place and a time."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from kinesics_pointer.config import Corner
from kinesics_pointer.screens import Screen, Spot, around

CORNER_PX = 4
"""Who is this close to the corner is in it."""
AWAY_PX = 12
"""Our own moves keep this far from it."""
OWN_PX = 20
"""Further than this from where we left it, somebody else has moved the pointer."""


def corner_of(screens: Sequence[Screen], corner: Corner) -> Spot:
    """The corner of a screen that is closest to this corner of all of them: it can be reached."""
    wanted = _corner(around(screens), corner)
    return min((_corner(screen, corner) for screen in screens), key=lambda one: _far(one, wanted))


class FailSafe(NamedTuple):
    """The corner that stops everything."""

    name: Corner
    corner: Spot
    pause_s: float
    free_at: float = -math.inf

    def look(self, spot: Spot, now: float) -> "FailSafe":
        """What is known after the real pointer was seen at `spot`."""
        if _far(self.corner, spot) <= CORNER_PX:
            return self._replace(free_at=now + self.pause_s)
        return self

    def stops(self, now: float) -> bool:
        return now < self.free_at

    def kept_out(self, spot: Spot) -> Spot:
        """The spot itself, or one beside it that is not in the corner."""
        if _far(self.corner, spot) >= AWAY_PX:
            return spot
        inwards = AWAY_PX if self.name.endswith("left") else -AWAY_PX
        return Spot(self.corner.x + inwards, spot.y)


class GiveWay(NamedTuple):
    """Notices that somebody else moves the pointer, and lets them."""

    pause_s: float
    left_at: tuple[Spot, ...] = ()
    """Where the pointer may be by our own doing."""
    free_at: float = -math.inf

    def moved(self, *spots: Spot) -> "GiveWay":
        """We have moved it there ourselves."""
        return self._replace(left_at=spots)

    def look(self, spot: Spot, now: float) -> "GiveWay":
        if all(_far(one, spot) > OWN_PX for one in self.left_at) and self.left_at:
            return self._replace(left_at=(spot,), free_at=now + self.pause_s)
        return self if self.left_at else self._replace(left_at=(spot,))

    def stops(self, now: float) -> bool:
        return now < self.free_at


class Pace(NamedTuple):
    """At most so many in a second, evenly."""

    rate_hz: float
    next_at: float = -math.inf

    def done(self, now: float) -> "Pace":
        return self._replace(next_at=now + 1.0 / self.rate_hz)


def is_beyond(
    dead_zone: float, here: tuple[float, float] | None, there: tuple[float, float]
) -> bool:
    """Whether `there` is so far from `here` that a hand meant it."""
    if here is None:
        return True
    return math.dist(here, there) >= max(dead_zone, 1e-9)


def is_finite(*values: float) -> bool:
    return all(math.isfinite(value) for value in values)


Reason = Literal["", "corner", "halt", "user"]


def _corner(screen: Screen, corner: Corner) -> Spot:
    x = screen.left if corner.endswith("left") else screen.last.x
    y = screen.top if corner.startswith("top") else screen.last.y
    return Spot(x, y)


def _far(one: Spot, other: Spot) -> int:
    return max(abs(one.x - other.x), abs(one.y - other.y))
