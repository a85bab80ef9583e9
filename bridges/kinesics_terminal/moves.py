"""Every move as a function of time: features of a robot at rest in, features in motion out."""

import math
from collections.abc import Callable
from typing import NamedTuple

from kinesics_terminal.features import Features, ease, mix

FADE_S = 0.45
"""How long a move takes to begin and to end."""


class Movement(NamedTuple):
    """A move, how long it takes, and what it looks like `t` seconds after its start."""

    seconds: float
    shape: Callable[[Features, float], Features]


def moved(rest: Features, name: str, t: float) -> Features:
    """`rest` as it looks `t` seconds into a move; as it is after the end, or for no known move."""
    if (movement := MOVEMENTS.get(name)) is None or not 0.0 <= t < movement.seconds:
        return rest
    strength = min(ease(t / FADE_S), ease((movement.seconds - t) / FADE_S))
    return mix(rest, movement.shape(rest, t), strength)


def _swing(t: float, hz: float) -> float:
    return math.sin(math.tau * hz * t)


def _wave(rest: Features, t: float) -> Features:
    return rest._replace(
        right_arm_deg=105.0,
        right_forearm_deg=165.0 + 30.0 * _swing(t, 1.5),
        tilt_deg=rest.tilt_deg + 4.0 * _swing(t, 0.85),
        smile=max(rest.smile, 0.8),
    )


def _nod(rest: Features, t: float) -> Features:
    return rest._replace(nod=rest.nod - 0.4 + 1.0 * _swing(t, 1.5), gaze_y=0.6 * _swing(t, 1.5))


def _shake(rest: Features, t: float) -> Features:
    return rest._replace(gaze_x=0.9 * _swing(t, 1.4), tilt_deg=3.0 * _swing(t, 1.4))


def _bow(rest: Features, t: float) -> Features:
    depth = math.sin(math.pi * min(1.0, t / 2.0))
    return rest._replace(
        nod=-2.4 * depth, lift=-1.0 * depth, gaze_y=-1.0, eyes=rest.eyes * (1.0 - 0.9 * depth),
        left_arm_deg=34.0, left_forearm_deg=-40.0, right_arm_deg=34.0, right_forearm_deg=-40.0,
    )  # fmt: skip


def _shrug(rest: Features, t: float) -> Features:
    return rest._replace(
        left_arm_deg=42.0, left_forearm_deg=120.0, right_arm_deg=42.0, right_forearm_deg=120.0,
        nod=-0.6, lift=0.5, tilt_deg=8.0, smile=-0.2, gaze_x=0.3 * _swing(t, 0.5), gaze_y=0.4,
    )  # fmt: skip


def _think(rest: Features, t: float) -> Features:
    return rest._replace(
        gaze_x=-0.7, gaze_y=0.9, tilt_deg=-8.0, smile=0.0, pout=0.6,
        left_arm_deg=78.0, left_forearm_deg=-130.0 + 5.0 * _swing(t, 1.2),
    )  # fmt: skip


def _listen(rest: Features, t: float) -> Features:
    return rest._replace(
        tilt_deg=11.0, eyes=1.12, gaze_y=0.1, nod=0.15 * _swing(t, 0.7),
        left_arm_deg=100.0, left_forearm_deg=186.0,
    )  # fmt: skip


def _look_around(rest: Features, t: float) -> Features:
    return rest._replace(
        gaze_x=1.1 * _swing(t, 0.32), gaze_y=0.3 * _swing(t, 0.64), sway=0.4 * _swing(t, 0.32)
    )


def _celebrate(rest: Features, t: float) -> Features:
    return rest._replace(
        left_arm_deg=125.0, left_forearm_deg=165.0 + 20.0 * _swing(t, 1.8),
        right_arm_deg=125.0, right_forearm_deg=165.0 - 20.0 * _swing(t, 1.8),
        lift=1.5 * abs(_swing(t, 0.9)), joy=1.0, smile=1.0, mouth=0.5, blush=1.0, confetti=1.0,
    )  # fmt: skip


def _sad(rest: Features, t: float) -> Features:
    return rest._replace(
        nod=-1.4, lift=-0.6, tilt_deg=6.0 * _swing(t, 0.25), gaze_y=-0.9, brow=1.0, smile=-0.9,
        left_arm_deg=4.0, left_forearm_deg=-4.0, right_arm_deg=4.0, right_forearm_deg=-4.0,
    )  # fmt: skip


def _point_left(rest: Features, t: float) -> Features:
    push = 4.0 * _swing(t, 1.2)
    return rest._replace(gaze_x=1.0, left_arm_deg=92.0 + push, left_forearm_deg=94.0 + push)


def _point_right(rest: Features, t: float) -> Features:
    push = 4.0 * _swing(t, 1.2)
    return rest._replace(gaze_x=-1.0, right_arm_deg=92.0 + push, right_forearm_deg=94.0 + push)


def _dance(rest: Features, t: float) -> Features:
    beat, side = abs(_swing(t, 1.0)), _swing(t, 0.5)
    return rest._replace(
        sway=1.5 * side, lift=1.1 * beat, tilt_deg=-9.0 * side, joy=1.0, smile=1.0, blush=0.6,
        left_arm_deg=70.0 + 40.0 * side, left_forearm_deg=125.0 + 45.0 * side,
        right_arm_deg=70.0 - 40.0 * side, right_forearm_deg=125.0 - 45.0 * side,
    )  # fmt: skip


def _sleep(rest: Features, t: float) -> Features:
    return rest._replace(
        eyes=0.0, joy=0.0, nod=-1.2 + 0.35 * _swing(t, 0.22), tilt_deg=10.0, smile=0.15,
        mouth=0.12 + 0.1 * _swing(t, 0.22), pout=0.8, lift=-0.5, dreams=1.0,
        red=0.42, green=0.55, blue=0.85,
    )  # fmt: skip


def _wake(rest: Features, t: float) -> Features:
    stretch = math.sin(math.pi * min(1.0, t / 1.8))
    return rest._replace(
        eyes=0.15 + 1.1 * ease((t - 0.6) / 0.7), mouth=0.8 * stretch, pout=0.7, lift=stretch,
        left_arm_deg=14.0 + 120.0 * stretch, left_forearm_deg=4.0 + 165.0 * stretch,
        right_arm_deg=14.0 + 120.0 * stretch, right_forearm_deg=4.0 + 165.0 * stretch,
    )  # fmt: skip


MOVEMENTS = {
    "wave": Movement(2.8, _wave),
    "nod": Movement(1.8, _nod),
    "shake": Movement(1.9, _shake),
    "bow": Movement(2.0, _bow),
    "shrug": Movement(2.0, _shrug),
    "think": Movement(3.0, _think),
    "listen": Movement(2.6, _listen),
    "look_around": Movement(3.2, _look_around),
    "celebrate": Movement(3.0, _celebrate),
    "sad": Movement(3.0, _sad),
    "point_left": Movement(2.0, _point_left),
    "point_right": Movement(2.0, _point_right),
    "dance": Movement(4.0, _dance),
    # Who sleeps, sleeps until the next move.
    "sleep": Movement(math.inf, _sleep),
    "wake": Movement(1.8, _wake),
}
