"""The numbers that make up the robot's looks, and its moods in these numbers."""

from typing import NamedTuple


class Features(NamedTuple):
    """Everything that can move.  Left and right are the robot's own."""

    gaze_x: float = 0.0
    """-1..1, to its left."""
    gaze_y: float = 0.0
    """-1..1, up."""
    tilt_deg: float = 0.0
    """Of the head, to its left."""
    nod: float = 0.0
    """-1..1, how far the head is up."""
    lift: float = 0.0
    """-1..1, how far the whole body is up."""
    sway: float = 0.0
    """-1..1, how far the whole body is to its left."""
    eyes: float = 1.0
    """0 is closed, 1.3 is wide open."""
    joy: float = 0.0
    """1 makes the eyes arches."""
    brow: float = 0.0
    """-1 is angry, 1 is sad."""
    smile: float = 0.35
    """-1..1."""
    mouth: float = 0.0
    """0 is closed, 1 is wide open."""
    pout: float = 0.0
    """1 makes the mouth small and round."""
    blush: float = 0.0
    left_arm_deg: float = 14.0
    """From hanging down, outwards; the forearm counts in the same way, not from the arm."""
    left_forearm_deg: float = 4.0
    right_arm_deg: float = 14.0
    right_forearm_deg: float = 4.0
    red: float = 0.36
    green: float = 0.90
    blue: float = 1.0
    """The colour of its light."""
    confetti: float = 0.0
    dreams: float = 0.0
    """1 shows letters z rising from a sleeper."""


MOODS = {
    "neutral": Features(),
    "happy": Features(joy=1.0, smile=1.0, mouth=0.12, blush=0.9, red=1.0, green=0.80, blue=0.36),
    "angry": Features(brow=-1.0, smile=-0.7, nod=-0.2, red=1.0, green=0.36, blue=0.30),
    "sad": Features(
        brow=1.0, smile=-0.8, gaze_y=-0.5, nod=-0.4, tilt_deg=4.0, red=0.42, green=0.60, blue=1.0
    ),
    "relaxed": Features(eyes=0.5, smile=0.7, lift=-0.1, red=0.46, green=0.95, blue=0.68),
    "surprised": Features(
        eyes=1.3, mouth=0.8, pout=1.0, nod=0.4, left_arm_deg=26.0, right_arm_deg=26.0,
        red=0.84, green=0.62, blue=1.0,
    ),
}  # fmt: skip


def mix(one: Features, other: Features, weight: float) -> Features:
    """`one` at a weight of 0, `other` at 1."""
    return Features(*(a + (b - a) * weight for a, b in zip(one, other, strict=True)))


def mood(name: str, weight: float) -> Features:
    """An expression that this robot does not know leaves it neutral."""
    neutral = MOODS["neutral"]
    return mix(neutral, MOODS.get(name, neutral), weight)


def ease(progress: float) -> float:
    """0..1, slow at both ends."""
    bounded = min(1.0, max(0.0, progress))
    return bounded * bounded * (3.0 - 2.0 * bounded)
