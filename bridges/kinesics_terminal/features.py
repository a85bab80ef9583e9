"""What a pose looks like from the front: where its head, body and arms are, and its face."""

from collections.abc import Mapping
from typing import NamedTuple

from kinesics import REST, Quaternion, humanoid
from kinesics_terminal.arms import Arm, arm
from kinesics_terminal.looks import Channels, Looks, looks
from kinesics_terminal.space import Point, bounded, cos_deg, plus, sin_deg, turned

SHOULDERS, NECK, HEAD = 13.0, 14.6, 8.2
"""How high they are above the hips, above these, and the head's middle above its neck."""
UNITS_PER_M, ASIDE_PER_M = 30.0, 20.0
"""A body that shifts a little must be seen to shift, and yet stay in the picture."""


class Head(NamedTuple):
    """Angles are those between the face and who looks, whatever they come from."""

    middle: Point
    yaw_deg: float
    pitch_deg: float
    tilt_deg: float
    """To its left shoulder."""
    gaze_x: float
    """-1..1, to its left."""
    gaze_y: float
    """-1..1, up."""
    left_ear_deg: float
    right_ear_deg: float


class Trunk(NamedTuple):
    middle: Point
    yaw_deg: float
    tilt_deg: float
    upright: float
    """1 stands straight, 0 is bent forward to a right angle."""


class Features(NamedTuple):
    """Points are in the units of the picture, from the hips at rest."""

    head: Head
    trunk: Trunk
    left_arm: Arm
    right_arm: Arm
    looks: Looks


def features(channels: Channels) -> Features:
    """The looks of a pose; a channel that it does not name is at rest."""
    at = {**REST, **channels}
    bones = humanoid(at).bones
    return Features(
        _head(at, bones),
        Trunk(
            _stood((0.0, 6.0, 0.0), at, bones),
            _half_turns(at["body_yaw"]),
            at["body_roll"],
            max(0.0, cos_deg(at["body_pitch"])),
        ),
        _hung(arm(at, bones, "left"), at, bones),
        _hung(arm(at, bones, "right"), at, bones),
        looks(at),
    )


def _head(at: Channels, bones: Mapping[str, Quaternion]) -> Head:
    roll, pitch = at["head_roll"], at["head_pitch"]
    above_neck = (
        HEAD * sin_deg(roll) + ASIDE_PER_M * at["head_y"],
        HEAD * cos_deg(roll) + 2.2 * sin_deg(pitch) + UNITS_PER_M * at["head_z"],
        -3.0 * sin_deg(pitch) + 2.0 * UNITS_PER_M * at["head_x"],
    )
    return Head(
        _stood(plus((0.0, NECK, 0.0), above_neck), at, bones),
        _half_turns(at["body_yaw"] + at["head_yaw"]),
        bounded(pitch - at["body_pitch"], -75.0, 75.0),
        roll + at["body_roll"],
        at["gaze_yaw"] / 40.0,
        at["gaze_pitch"] / 30.0,
        at["left_ear"],
        at["right_ear"],
    )


def _hung(arm: Arm, at: Channels, bones: Mapping[str, Quaternion]) -> Arm:
    """An arm at the shoulders of a body that leans, turns and shifts."""
    trunk = bones["chest"], bones["spine"], bones["hips"]
    shoulder, elbow, palm = (
        _stood(plus((0.0, SHOULDERS, 0.0), point), at, bones)
        for point in (arm.shoulder, arm.elbow, arm.palm)
    )
    fingers = tuple((turned(root, *trunk), turned(tip, *trunk)) for root, tip in arm.fingers)
    return Arm(shoulder, elbow, palm, fingers)


def _stood(point: Point, at: Channels, bones: Mapping[str, Quaternion]) -> Point:
    """Where a point of the upright body is, seen from the hips at rest."""
    shift = ASIDE_PER_M * at["body_y"], UNITS_PER_M * at["body_z"], UNITS_PER_M * at["body_x"]
    return plus(turned(point, bones["chest"], bones["spine"], bones["hips"]), shift)


def _half_turns(degrees: float) -> float:
    """The same direction within -180..180."""
    return (degrees + 180.0) % 360.0 - 180.0
