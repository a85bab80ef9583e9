"""A pose as the bones and expressions of a VRM humanoid, for avatars of any engine.

Rotations are local, normalized as VRM 1.0 has it: right-handed, y up, the face to +z, the body's
left is +x, and no rotation at all is the T-pose with the palms down.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from kinesics.poses.channels import EMOTIONS, FINGERS, MOUTH_SHAPES, REST

Quaternion = tuple[float, float, float, float]
"""x, y, z, w; of length 1."""

EXPRESSION_OF_CHANNEL: Mapping[str, str] = {
    **{name: name for name in (*EMOTIONS, *MOUTH_SHAPES)},
    "blink": "blink",
    "blink_left": "blinkLeft",
    "blink_right": "blinkRight",
}
"""Channels of the face, and the VRM 1.0 names of their expressions."""

CURL_DEG = (70.0, 90.0, 55.0)
"""How far each joint of a finger bends, from the palm outwards."""
JOINTS = ("Proximal", "Intermediate", "Distal")
THUMB_JOINTS = ("Metacarpal", "Proximal", "Distal")
SPREAD_DEG = {"index": 12.0, "middle": 3.0, "ring": -6.0, "little": -14.0}


class Humanoid(NamedTuple):
    """What a VRM avatar needs to know to stand in a pose."""

    bones: dict[str, Quaternion]
    """By their VRM 1.0 names."""
    hips: tuple[float, float, float]
    """Metres that the hips are away from their place at rest, in the axes above."""
    expressions: dict[str, float]
    """By their VRM 1.0 names, 0..1."""


def humanoid(channels: Mapping[str, float]) -> Humanoid:
    """The bones of a pose; a channel that it does not name is at rest."""
    at = {**REST, **channels}
    bones = _trunk(at)
    bones |= _arm(at, "left")
    # The right arm is the left one in a mirror.
    bones |= {name: mirrored(turn) for name, turn in _arm(at, "right").items()}
    return Humanoid(
        bones,
        (at["body_y"], at["body_z"], at["body_x"]),
        {name: at[channel] for channel, name in EXPRESSION_OF_CHANNEL.items()},
    )


def mirrored(turn: Quaternion) -> Quaternion:
    """The same rotation in a mirror that swaps left and right.

    It is also the way from these axes to those of Unity, which are left-handed.
    """
    x, y, z, w = turn
    return x, -y, -z, w


def times(one: Quaternion, other: Quaternion) -> Quaternion:
    """The rotation `other`, and then `one`."""
    ax, ay, az, aw = one
    bx, by, bz, bw = other
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )


def _trunk(at: Mapping[str, float]) -> dict[str, Quaternion]:
    lean, tilt = at["body_pitch"], at["body_roll"]
    half = times(_about_x(0.5 * lean), _about_z(-0.5 * tilt))
    gaze = _facing(at["gaze_yaw"], at["gaze_pitch"], 0.0)
    yaw, pitch, roll = at["head_yaw"], at["head_pitch"], at["head_roll"]
    return {
        "hips": _about_y(at["body_yaw"]),
        "spine": half,
        "chest": half,
        # A neck takes a third of what a head does.
        "neck": _facing(0.35 * yaw, 0.35 * pitch, 0.35 * roll),
        "head": _facing(0.65 * yaw, 0.65 * pitch, 0.65 * roll),
        "leftEye": gaze,
        "rightEye": gaze,
    }


def _arm(at: Mapping[str, float], side: str) -> dict[str, Quaternion]:
    """The bones of an arm, as if it were the left one."""
    out, front = at[f"{side}_arm_out"], at[f"{side}_arm_front"]
    upper = times(_about_x(-front), times(_about_z(out - 90.0), _about_x(-at[f"{side}_arm_twist"])))
    bend = times(_about_y(-at[f"{side}_elbow"]), _about_x(-at[f"{side}_forearm_twist"]))
    hand = times(_about_z(-at[f"{side}_wrist"]), _about_y(-at[f"{side}_wrist_side"]))
    bones = {
        f"{side}Shoulder": _about_z(at[f"{side}_shoulder"]),
        f"{side}UpperArm": upper,
        f"{side}LowerArm": bend,
        f"{side}Hand": hand,
    }
    for finger in FINGERS:
        curl = at[f"{side}_{finger}"]
        if finger == "thumb":
            for joint, part in zip(THUMB_JOINTS, (20.0, 45.0, 60.0), strict=True):
                bones[f"{side}Thumb{joint}"] = _about_y(part * curl)
            continue
        name = f"{side}{finger.capitalize()}"
        spread = _about_y(-SPREAD_DEG[finger] * at[f"{side}_spread"])
        bones[f"{name}{JOINTS[0]}"] = times(spread, _about_z(-CURL_DEG[0] * curl))
        for joint, most in zip(JOINTS[1:], CURL_DEG[1:], strict=True):
            bones[f"{name}{joint}"] = _about_z(-most * curl)
    return bones


def _facing(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Quaternion:
    """Turned to its left, then face up, then tilted to its left shoulder."""
    return times(_about_y(yaw_deg), times(_about_x(-pitch_deg), _about_z(-roll_deg)))


def _about_x(degrees: float) -> Quaternion:
    half = math.radians(degrees) / 2.0
    return math.sin(half), 0.0, 0.0, math.cos(half)


def _about_y(degrees: float) -> Quaternion:
    half = math.radians(degrees) / 2.0
    return 0.0, math.sin(half), 0.0, math.cos(half)


def _about_z(degrees: float) -> Quaternion:
    half = math.radians(degrees) / 2.0
    return 0.0, 0.0, math.sin(half), math.cos(half)
