"""What a body does while it does nothing: it breathes, blinks, glances about, shifts its weight.

All of it is a function of time and of a seed: no state, and the same again whenever it is asked.
"""

import math
from functools import lru_cache

import numpy as np

from kinesics_stage.curves import eased, pulse
from kinesics_stage.vector import Vector, vector_of

BREATH_S = 4.4
GLANCE_S = 1.7
"""On average, one glance in so long."""
BLINK_S = 4.0
SHIFT_S = 6.5
DOUBLE_BLINKS = 0.18
"""How many blinks come twice."""

_BREATH = vector_of(
    {
        "body_z": 0.0025, "body_pitch": -0.5, "head_pitch": 0.5, "head_z": 0.001,
        "left_shoulder": 1.1, "right_shoulder": 1.1, "left_arm_out": 0.9, "right_arm_out": 0.9,
        "left_elbow": 0.6, "right_elbow": 0.6, "left_ear": 1.5, "right_ear": 1.5,
    }
)  # fmt: skip
_WEIGHT = vector_of(
    {
        "body_y": 0.012, "body_roll": 1.3, "body_yaw": 0.8, "head_roll": -1.6,
        "left_arm_front": 1.5, "right_arm_front": -1.5, "left_shoulder": 0.6,
        "right_shoulder": -0.6, "left_ear": 3.0, "right_ear": -2.0,
    }
)  # fmt: skip
_BEARING = vector_of({"body_x": 0.006, "body_pitch": 0.7, "head_roll": 1.4, "head_y": 0.002})


def blink_pulse(since_s: float) -> float:
    """How far the lids are closed so long after a blink began."""
    return pulse(since_s, 0.075, 0.03, 0.15)


class Idle:
    """Times are seconds since the stage was opened."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def breath_at(self, now_s: float) -> Vector:
        """To be added to whatever the body does."""
        phase = 2.0 * math.pi * now_s / BREATH_S
        phase += 0.5 * math.sin(2.0 * math.pi * now_s / 23.0)
        # In takes less time than out.
        return math.sin(phase + 0.35 * math.sin(phase)) * _BREATH

    def stance_at(self, now_s: float) -> Vector:
        """The weight goes from one leg to the other."""
        return _stance(*self._wander("weight", now_s, SHIFT_S, 1.6))

    def glance_at(self, now_s: float) -> tuple[float, float]:
        """Degrees of yaw and pitch that the eyes are off their target."""
        yaw, pitch = self._wander("glance", now_s, GLANCE_S, 0.06)
        # Most glances are small, a few go far.
        return 5.0 * yaw * abs(yaw), 2.5 * pitch * abs(pitch)

    def blink_at(self, now_s: float) -> float:
        """How far the lids are closed."""
        number = math.floor(now_s / BLINK_S)
        when, twice, apart, _ = _chances(self._seed, "blink", number)
        since_s = now_s - (number + 0.8 * when) * BLINK_S
        if not 0.0 < since_s < 0.7:
            return 0.0
        again = blink_pulse(since_s - 0.27 - 0.1 * apart) if twice < DOUBLE_BLINKS else 0.0
        return max(blink_pulse(since_s), again)

    def _wander(
        self, what: str, now_s: float, every_s: float, takes_s: float
    ) -> tuple[float, float]:
        """Two of -1..1, from one place to the next, each in one movement, at odd times."""
        number = math.floor(now_s / every_s)
        before = _chances(self._seed, what, number - 1)
        here = _chances(self._seed, what, number)
        begins_s = (number + here[3] * (1.0 - takes_s / every_s)) * every_s
        come = eased((now_s - begins_s) / takes_s)
        return (
            2.0 * (before[0] + (here[0] - before[0]) * come) - 1.0,
            2.0 * (before[1] + (here[1] - before[1]) * come) - 1.0,
        )


# Between two shifts it is asked for the same one again and again.
@lru_cache(maxsize=4)
def _stance(weight: float, bearing: float) -> Vector:
    stance = weight * _WEIGHT + bearing * _BEARING
    stance.setflags(write=False)
    return stance


@lru_cache(maxsize=64)
def _chances(seed: int, what: str, number: int) -> tuple[float, float, float, float]:
    """The same for the same, 0..1."""
    dice = np.random.default_rng([seed, sum(what.encode()), number + 1])
    one, two, three, four = dice.random(4).tolist()
    return one, two, three, four
