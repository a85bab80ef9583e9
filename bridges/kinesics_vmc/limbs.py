"""What an arm of a performance does, as channels: `humanoid` the other way round.

Everything here is a left arm in the axes of VRM 1.0; a right one is looked at in a mirror.
"""

import math
from collections.abc import Iterator, Mapping

from kinesics import Quaternion, clamped
from kinesics_vmc.turns import (
    NO_TURN,
    about_x,
    about_y,
    about_z,
    as_zyx,
    back,
    times,
    turned,
    twist_x,
    twist_y,
    twist_z,
)

Bones = Mapping[str, Quaternion]
"""Rotations by Unity's names of the bones, less the side where it is one arm."""

ALONG = (1.0, 0.0, 0.0)
"""The way from the shoulder to the fingers, in a T-pose."""

JOINTS = ("Proximal", "Intermediate", "Distal")
CURL_DEG = {"Proximal": 70.0, "Intermediate": 90.0, "Distal": 55.0}
THUMB_DEG = {"Proximal": 20.0, "Intermediate": 45.0, "Distal": 60.0}
SPREAD_DEG = {"Index": 12.0, "Middle": 3.0, "Ring": -6.0, "Little": -14.0}
"""How far the joints bend that have a channel at 1: as in `humanoid`."""

BENT_DEG = 15.0
"""From here on an elbow shows which way it bends; before, that is noise."""
STRAIGHT = 1e-3
"""Below it an arm is held straight out, and to turn it and to lift it forwards are the same."""


def arm_channels(bones: Bones, side: str) -> Iterator[tuple[str, float]]:
    """The channels of an arm, as far as its bones are there; within their ranges."""
    for name, value in _arm(bones, side):
        yield name, clamped(name, value)
    yield from _hand(bones, side)


def _arm(bones: Bones, side: str) -> Iterator[tuple[str, float]]:
    if (shoulder := bones.get("Shoulder")) is not None:
        yield f"{side}_shoulder", twist_z(shoulder)
    upper, lower = bones.get("UpperArm"), bones.get("LowerArm")
    elbow_deg, roll_deg = _bend(lower or NO_TURN)
    if upper is not None:
        out, front, twist = _lift(times(upper, about_x(roll_deg)), side)
        yield f"{side}_arm_out", out
        yield f"{side}_arm_front", front
        yield f"{side}_arm_twist", twist
    if lower is not None:
        yield f"{side}_elbow", elbow_deg
        straight = times(about_y(elbow_deg), times(about_x(-roll_deg), lower))
        yield f"{side}_forearm_twist", -twist_x(straight)
    if (hand := bones.get("Hand")) is not None:
        angles = as_zyx(hand)
        yield f"{side}_wrist", -angles.z
        yield f"{side}_wrist_side", -angles.y


def _bend(lower: Quaternion) -> tuple[float, float]:
    """How far an elbow bends, and how far about the arm its hinge is from where ours is.

    Some performers turn the upper arm with the elbow, some do not; the difference is the hinge's.
    """
    x, y, z = turned(lower, ALONG)
    bend = math.degrees(math.atan2(math.hypot(y, z), x))
    if bend > BENT_DEG:
        return bend, math.degrees(math.atan2(-y, z))
    return max(0.0, math.degrees(math.atan2(z, x))), 0.0


def _lift(upper: Quaternion, side: str) -> tuple[float, float, float]:
    """Out, front and twist of an upper arm.

    Two sets of angles are the same rotation, as over the top and through the front; the one within
    the ranges is taken, and of two within them the one that goes less far.
    """
    x, y, z = turned(upper, ALONG)
    off = math.hypot(y, z)
    if off < STRAIGHT and x > 0.0:
        return 90.0, *_shared(-twist_x(upper), side)
    lift = math.degrees(math.atan2(off, x))
    front = math.degrees(math.atan2(z, -y))
    ways = (
        _way(upper, side, 90.0 - lift, front),
        _way(upper, side, 90.0 + lift, front + 180.0),
    )
    return min(ways)[1:]


def _shared(both: float, side: str) -> tuple[float, float]:
    """Front and twist of an arm held straight out, of which only the sum shows."""
    pairs: list[tuple[float, float, float]] = []
    for turn in (both, both - 360.0, both + 360.0):
        twist = clamped(f"{side}_arm_twist", turn)
        front = clamped(f"{side}_arm_front", turn - twist)
        pairs.append((abs(front + twist - turn), front, twist))
    _, front, twist = min(pairs, key=lambda pair: round(pair[0], 3))
    return front, twist


def _way(
    upper: Quaternion, side: str, out: float, front: float
) -> tuple[float, float, float, float]:
    """How bad a way is, and its angles within their ranges."""
    out_off, near_out = _nearest(f"{side}_arm_out", out)
    front_off, near_front = _nearest(f"{side}_arm_front", front)
    lifted = times(about_x(-near_front), about_z(near_out - 90.0))
    twist = -twist_x(times(back(lifted), upper))
    twist_off, near_twist = _nearest(f"{side}_arm_twist", twist)
    far = abs(near_front) + abs(near_twist)
    return 1000.0 * (out_off + front_off + twist_off) + far, near_out, near_front, near_twist


def _nearest(name: str, degrees: float) -> tuple[float, float]:
    """How far an angle is beyond its range, whole turns aside, and the nearest one within."""
    turns = (degrees, degrees - 360.0, degrees + 360.0)
    return min((abs(clamped(name, turn) - turn), clamped(name, turn)) for turn in turns)


def _hand(bones: Bones, side: str) -> Iterator[tuple[str, float]]:
    thumb = {joint: twist_y(turn) for joint, turn in _joints(bones, "Thumb")}
    yield from _curl(f"{side}_thumb", thumb, THUMB_DEG)
    leant = weight = 0.0
    for finger, spread_deg in SPREAD_DEG.items():
        bends: dict[str, float] = {}
        for joint, turn in _joints(bones, finger):
            if joint != "Proximal":
                bends[joint] = -twist_z(turn)
                continue
            x, y, z = turned(turn, ALONG)
            bends[joint] = math.degrees(math.atan2(-y, math.copysign(math.hypot(x, z), x)))
            # The more a finger is curled, the less its spreading shows.
            shown = max(0.0, x)
            leant += spread_deg * math.degrees(math.atan2(z, x)) * shown
            weight += spread_deg * spread_deg * shown
        yield from _curl(f"{side}_{finger.lower()}", bends, CURL_DEG)
    if weight > 1.0:
        yield f"{side}_spread", clamped(f"{side}_spread", leant / weight)


def _joints(bones: Bones, finger: str) -> Iterator[tuple[str, Quaternion]]:
    for joint in JOINTS:
        if (turn := bones.get(finger + joint)) is not None:
            yield joint, turn


def _curl(
    name: str, bends: Mapping[str, float], most: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    if bends:
        whole = sum(most[joint] for joint in bends)
        yield name, clamped(name, sum(bends.values()) / whole)
