"""Follows a person or another avatar: a few values now and then become a smooth way."""

import math

import numpy as np

from kinesics_stage.vector import FASTEST, Places, Vector

_STIFFNESS = 45.0
"""Of a spring with just enough damping; it is 1/20 s behind."""
_SOFTEST = 4.0


class Follower:
    """The channels at `places`, as they were at `now`, pulled along by `follow`."""

    def __init__(self, now: float, places: Places, values: Vector) -> None:
        self.places = places
        self.newest = now
        """When the last values came."""
        self._since = now
        self._goal = values
        self._offset = np.zeros(len(values))
        self._velocity = np.zeros(len(values))
        self._stiffness = np.full(len(values), _STIFFNESS)

    def values_at(self, now: float) -> Vector:
        return self._goal + self._state(now - self._since)[0]

    def follow(self, now: float, values: Vector) -> None:
        offset, velocity = self._state(now - self._since)
        self._pull(self._goal + offset - values, velocity)
        self._goal = values
        self._since = self.newest = now

    def on_to(self, now: float, places: Places, values: Vector) -> "Follower":
        """The one for other channels; those that go on, go on as they were."""
        other = Follower(now, places, values)
        offset, velocity = self._state(now - self._since)
        _, here, there = np.intersect1d(self.places, places, return_indices=True)
        offsets, velocities = np.zeros(len(places)), np.zeros(len(places))
        offsets[there] = (self._goal + offset)[here] - values[there]
        velocities[there] = velocity[here]
        other._pull(offsets, velocities)
        return other

    def _pull(self, offset: Vector, velocity: Vector) -> None:
        """A camera that sees a hand jump across the room does not throw the arm after it."""
        self._offset, self._velocity = offset, velocity
        # At its fastest such a spring makes 1/e of its way in 1 / stiffness seconds.
        stiffness = math.e * FASTEST[self.places] / np.maximum(np.abs(offset), 1e-9)
        self._stiffness = np.clip(stiffness, _SOFTEST, _STIFFNESS)

    def _state(self, since_s: float) -> tuple[Vector, Vector]:
        """How far from the goal, and how fast."""
        push = self._velocity + self._stiffness * self._offset
        left = np.exp(-self._stiffness * since_s)
        offset = left * (self._offset + push * since_s)
        return offset, left * (self._velocity - self._stiffness * push * since_s)
