"""Transitions without a jump, at any moment.

When something else begins to move the body, the difference between the old way and the new one,
in place and in speed, is kept, added to the new way, and fades to nothing.  The old way need not
be followed any further.
"""

import numpy as np

from kinesics_stage.vector import Vector

SHORTEST_S = 0.1
"""A body that is already on its way is not brought to its goal faster than this."""
_PEAK = 1.875
"""The highest speed of a least-jerk movement, in parts of its mean speed."""
_NOTHING = 1e-9


class Inertia:
    """What is left of the ways that were; `fastest` is in units a second."""

    def __init__(self, fastest: Vector) -> None:
        size = len(fastest)
        self.ends_at = -np.inf
        """When nothing will be left."""
        self._fastest = fastest
        self._nothing = np.zeros(size)
        self._began = np.zeros(size)
        self._takes_s = np.ones(size)
        self._place = np.zeros(size)
        self._speed = np.zeros(size)
        self._bend = np.zeros(size)

    def offset_at(self, now: float) -> Vector:
        """What is to be added to the new way."""
        if now >= self.ends_at:
            return self._nothing
        u = np.clip((now - self._began) / self._takes_s, 0.0, 1.0)
        left = 1.0 - u
        return left * left * left * self._inner(u)

    def velocity_at(self, now: float) -> Vector:
        if now >= self.ends_at:
            return self._nothing
        u = np.clip((now - self._began) / self._takes_s, 0.0, 1.0)
        left = 1.0 - u
        slope = 3.0 * self._place + self._speed
        slope = slope + u * (12.0 * self._place + 6.0 * self._speed + self._bend)
        return left * left * (left * slope - 3.0 * self._inner(u)) / self._takes_s

    def absorb(self, now: float, offset: Vector, velocity: Vector, fade_s: float | Vector) -> None:
        """Take in a difference, old way less new way, that is to fade within about `fade_s`."""
        new = (np.abs(offset) > _NOTHING) | (np.abs(velocity) > 1e-5 * self._fastest)
        if not new.any():
            return
        place = np.where(new, offset, 0.0) + self.offset_at(now)
        velocity = np.where(new, velocity, 0.0) + self.velocity_at(now)
        takes_s = self._time_for(place, velocity, fade_s)
        speed = velocity * takes_s
        self._bend = np.where(new, _bend(place, speed), self._bend)
        self._place = np.where(new, place, self._place)
        self._speed = np.where(new, speed, self._speed)
        self._takes_s = np.where(new, takes_s, self._takes_s)
        self._began = np.where(new, now, self._began)
        self.ends_at = float(np.max(self._began + self._takes_s))

    def _inner(self, u: Vector) -> Vector:
        square = u * u
        return (
            self._place * (1.0 + 3.0 * u + 6.0 * square)
            + self._speed * (u + 3.0 * square)
            + 0.5 * self._bend * square
        )

    def _time_for(self, place: Vector, velocity: Vector, fade_s: float | Vector) -> Vector:
        """Longer where the way is long; shorter where the body already flies to its goal."""
        takes_s = np.maximum(fade_s, _PEAK * np.abs(place) / self._fastest)
        in_flight = np.abs(place) > _NOTHING
        in_flight &= place * velocity < 0.0
        arrives_s = 5.0 * np.abs(place) / np.maximum(np.abs(velocity), _NOTHING)
        sooner_s = np.minimum(takes_s, np.maximum(arrives_s, SHORTEST_S))
        return np.where(in_flight, sooner_s, takes_s)


def _bend(place: Vector, speed: Vector) -> Vector:
    """The first acceleration: it brakes what would overshoot, and leaves the rest alone."""
    away = place * speed >= 0.0
    too_fast = np.abs(8.0 * speed) > np.abs(20.0 * place)
    return np.where(away, -8.0 * speed, np.where(too_fast, -8.0 * speed - 20.0 * place, 0.0))
