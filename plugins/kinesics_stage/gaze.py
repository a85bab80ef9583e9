"""Where the body looks: eyes first, then the head, and the body for what is far to the side."""

from typing import NamedTuple

import numpy as np

from kinesics import CHANNELS
from kinesics_stage.curves import softly_within, within
from kinesics_stage.transition import Inertia
from kinesics_stage.vector import Vector

_EYES_YAW_DEG = 0.8 * CHANNELS["gaze_yaw"].high
_EYES_PITCH_DEG = 0.8 * CHANNELS["gaze_pitch"].high
_HEAD_PITCH_DEG = 38.0
_BLINKS_FROM_DEG = 18.0

# Of the direction in yaw and pitch, of the head in both, and of the body.
_FADES_S = np.array([0.05, 0.05, 0.32, 0.32, 0.6])
_FASTEST = np.array([np.inf, np.inf, 190.0, 150.0, 110.0])
_EYES_S_PER_DEG = 0.0022


class Shares(NamedTuple):
    """Degrees that each part turns to the body's left, or up."""

    body_yaw: float
    head_yaw: float
    head_pitch: float
    gaze_yaw: float
    gaze_pitch: float


class Looked(NamedTuple):
    """What a wish to look somewhere comes to."""

    is_new: bool
    is_far: bool
    """So far from where the eyes are that one blinks on the way."""


class Gaze:
    """The body turns when the head alone would have to go beyond `head_deg`."""

    def __init__(self, head_deg: float) -> None:
        self._head_deg = head_deg
        self._goal = np.zeros(5)
        self._inertia = Inertia(_FASTEST)

    @property
    def ends_at(self) -> float:
        return self._inertia.ends_at

    def look(self, now: float, yaw_deg: float, pitch_deg: float) -> Looked:
        shares = share(yaw_deg, pitch_deg, self._head_deg)
        goal = np.array(
            [
                shares.body_yaw + shares.head_yaw + shares.gaze_yaw,
                shares.head_pitch + shares.gaze_pitch,
                shares.head_yaw,
                shares.head_pitch,
                shares.body_yaw,
            ]
        )
        is_new = not np.array_equal(goal, self._goal)
        away_deg = float(np.abs((goal - self._goal - self._inertia.offset_at(now))[:2]).max())
        fades_s = _FADES_S.copy()
        fades_s[:2] += _EYES_S_PER_DEG * away_deg
        self._go(now, goal, fades_s)
        return Looked(is_new, away_deg > _BLINKS_FROM_DEG)

    def stay(self, now: float) -> None:
        """Look on to where the parts have come by now."""
        self._go(now, self._goal + self._inertia.offset_at(now), 0.1 * np.ones(5))

    def shares_at(
        self, now: float, glance: tuple[float, float], head: tuple[float, float]
    ) -> Shares:
        """`glance` and `head` are what eyes and head do besides, as yaw and pitch in degrees.

        The eyes make up for all that the head does, so that they stay on their target.
        """
        yaw, pitch, head_yaw, head_pitch, body_yaw = (
            self._goal + self._inertia.offset_at(now)
        ).tolist()
        gaze_yaw = yaw + glance[0] - body_yaw - head_yaw - head[0]
        gaze_pitch = pitch + glance[1] - head_pitch - head[1]
        return Shares(
            body_yaw,
            head_yaw,
            head_pitch,
            softly_within(gaze_yaw, _EYES_YAW_DEG),
            softly_within(gaze_pitch, _EYES_PITCH_DEG),
        )

    def _go(self, now: float, goal: Vector, fade_s: Vector) -> None:
        self._inertia.absorb(now, self._goal - goal, np.zeros(5), fade_s)
        self._goal = goal


def share(yaw_deg: float, pitch_deg: float, head_deg: float) -> Shares:
    """How the parts share an angle once they have come to rest."""
    yaw_deg = within(yaw_deg, -180.0, 180.0)
    eyes_deg = within(0.2 * yaw_deg, -10.0, 10.0)
    turn_deg = within(yaw_deg - eyes_deg, -head_deg, head_deg)
    # The head cannot lift further, so the eyes do, as far as they can.
    up_deg = within(0.75 * pitch_deg, -_HEAD_PITCH_DEG, _HEAD_PITCH_DEG)
    rest_deg = within(pitch_deg - up_deg, -0.7 * _EYES_PITCH_DEG, 0.7 * _EYES_PITCH_DEG)
    return Shares(yaw_deg - eyes_deg - turn_deg, turn_deg, up_deg, eyes_deg, rest_deg)
