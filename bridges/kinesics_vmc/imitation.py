"""The channels that a performance shows: bones and expressions of a stranger, in our words."""

from collections.abc import Callable, Iterator, Mapping

from kinesics import Quaternion, clamped, mirrored
from kinesics_vmc.expressions import face_channels
from kinesics_vmc.limbs import arm_channels
from kinesics_vmc.turns import (
    NO_TURN,
    Angles,
    about_x,
    about_y,
    about_z,
    as_yxz,
    joined,
    wrapped,
)

Bones = Mapping[str, Quaternion]
"""Rotations by Unity's names of the bones, in Unity's axes."""

MOST_ROUNDS = 20
"""Of nearing a rotation that several bones share; most need three."""
NEAR_DEG = 0.01


def channels_of(bones: Bones, expressions: Mapping[str, float]) -> dict[str, float]:
    """The channels of all that is there, within their ranges; of nothing else."""
    channels = {name: clamped(name, angle) for name, angle in _trunk(bones)}
    left = {bone.removeprefix("Left"): mirrored(turn) for bone, turn in bones.items()}
    channels.update(arm_channels(left, "left"))
    # A right arm in Unity's axes is a left one in ours: one mirror undoes the other.
    right = {bone.removeprefix("Right"): turn for bone, turn in bones.items()}
    channels.update(arm_channels(right, "right"))
    channels.update(face_channels(expressions))
    return channels


def _trunk(bones: Bones) -> Iterator[tuple[str, float]]:
    if (upright := _chain(bones, "Hips", "Spine", "Chest", "UpperChest")) is not None:
        # A chest that turns alone has no channel: the whole body turns with it.
        angles = _found(upright, _standing)
        yield "body_yaw", wrapped(angles.y)
        yield "body_pitch", angles.x
        yield "body_roll", -angles.z
    if (facing := _chain(bones, "Neck", "Head")) is not None:
        angles = _found(facing, _nodding)
        yield "head_yaw", angles.y
        yield "head_pitch", -angles.x
        yield "head_roll", -angles.z
    eyes = [as_yxz(mirrored(bones[eye])) for eye in ("LeftEye", "RightEye") if eye in bones]
    if eyes:
        yield "gaze_yaw", sum(eye.y for eye in eyes) / len(eyes)
        yield "gaze_pitch", -sum(eye.x for eye in eyes) / len(eyes)


def _chain(bones: Bones, *names: str) -> Quaternion | None:
    """The rotation of the last bone against what the first one grows on; None without any."""
    if not any(name in bones for name in names):
        return None
    return joined(*(mirrored(bones.get(name, NO_TURN)) for name in names))


def _found(turn: Quaternion, made: Callable[[Angles], Quaternion]) -> Angles:
    """The angles of which `made` makes this rotation.

    Two halves of a rotation about several axes are not quite the whole, so its angles are only
    near, and are corrected by what is still missing.
    """
    target = as_yxz(turn)
    found = target
    for _ in range(MOST_ROUNDS):
        now = as_yxz(made(found))
        x, y, z = (wrapped(there - here) for there, here in zip(target, now, strict=True))
        found = Angles(found.x + x, found.y + y, found.z + z)
        if max(abs(x), abs(y), abs(z)) < NEAR_DEG:
            break
    return found


def _standing(angles: Angles) -> Quaternion:
    """The hips, the spine and the chest of `humanoid`."""
    half = about_x(0.5 * angles.x), about_z(0.5 * angles.z)
    return joined(about_y(angles.y), *half, *half)


def _nodding(angles: Angles) -> Quaternion:
    """The neck and the head of `humanoid`."""
    neck, head = (
        (about_y(part * angles.y), about_x(part * angles.x), about_z(part * angles.z))
        for part in (0.35, 0.65)
    )
    return joined(*neck, *head)
