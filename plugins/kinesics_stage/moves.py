"""The clips that are being played: one that replaces, and some that add to it."""

import math
from typing import NamedTuple

from kinesics import Clip, Frames
from kinesics_stage.curves import within
from kinesics_stage.vector import Places, Vector, places_of

MOST_ADDING = 6
"""So many clips may add to each other; the oldest goes first."""
SPEEDS = (0.1, 4.0)
"""A clip is played no slower and no faster, in parts of its own speed."""


class Part(NamedTuple):
    """A clip on stage, from `began` on."""

    clip: Clip
    frames: Frames
    places: Places
    began: float
    speed: float
    turn: int

    @property
    def ends_at(self) -> float:
        """When the body is let go of; never, unless it returns."""
        if self.clip.ends != "returns":
            return math.inf
        return self.began + self.clip.seconds / self.speed

    def values_at(self, now: float) -> Vector:
        now_s = (now - self.began) * self.speed
        if self.clip.ends == "repeats":
            now_s %= self.clip.seconds
        return self.frames.at(now_s)


def start(clip: Clip, frames: Frames, now: float, speed: float, turn: int) -> Part:
    speed = within(speed, *SPEEDS) if math.isfinite(speed) else 1.0
    return Part(clip, frames, places_of(frames.channels), now, speed, turn)


class Moves(NamedTuple):
    """What is on stage."""

    replacing: Part | None = None
    adding: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.adding if self.replacing is None else (self.replacing, *self.adding)

    @property
    def next_end(self) -> float:
        return min((part.ends_at for part in self.parts), default=math.inf)

    def with_part(self, part: Part) -> "Moves":
        if not part.clip.adds:
            return self._replace(replacing=part)
        # The same nod twice at once would be a deep bow.
        others = [one for one in self.adding if one.clip.name != part.clip.name]
        return self._replace(adding=(*others[1 - MOST_ADDING :], part))

    def without(self, parts: tuple[Part, ...]) -> "Moves":
        gone = {id(part) for part in parts}
        left = self.replacing if id(self.replacing) not in gone else None
        return Moves(left, tuple(one for one in self.adding if id(one) not in gone))
