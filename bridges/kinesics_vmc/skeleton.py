"""Where the bones of an avatar are at rest, in the axes of Unity: a person, where none is known."""

from collections.abc import Mapping
from typing import NamedTuple

from kinesics import Quaternion, mirrored
from kinesics_vmc.names import BONES
from kinesics_vmc.turns import NO_TURN, back, times, turned

Place = tuple[float, float, float]
"""Metres to the right, up, forward: the axes of Unity."""


class Joint(NamedTuple):
    """One bone at rest."""

    place: Place
    """From the bone that it grows on."""
    around: Quaternion = NO_TURN
    """How what it grows on is turned in the world."""
    own: Quaternion = NO_TURN
    """How it is turned in the world itself."""

    def posed(self, turn: Quaternion) -> Quaternion:
        """A rotation from the T-pose as this avatar's own bone has it."""
        return times(back(self.around), times(mirrored(turn), self.own))

    def moved(self, metres: Place) -> Place:
        """Where the bone is, moved that far in the axes of VRM 1.0."""
        x, y, z = metres
        dx, dy, dz = turned(back(self.around), (-x, y, z))
        x, y, z = self.place
        return x + dx, y + dy, z + dz


Skeleton = Mapping[str, Joint]
"""The joints of an avatar, by Unity's names of its bones."""

FROM_PARENT: Mapping[str, Place] = {
    # A person of 1.65 m in a T-pose; of what there is twice, the right one.
    "Hips": (0.0, 0.92, 0.0),
    "Spine": (0.0, 0.07, 0.0),
    "Chest": (0.0, 0.12, 0.0),
    "UpperChest": (0.0, 0.12, 0.0),
    "Neck": (0.0, 0.14, -0.01),
    "Head": (0.0, 0.09, 0.01),
    "Jaw": (0.0, 0.01, 0.02),
    "RightEye": (0.03, 0.07, 0.07),
    "RightUpperLeg": (0.09, -0.05, 0.0),
    "RightLowerLeg": (0.0, -0.40, 0.0),
    "RightFoot": (0.0, -0.40, -0.01),
    "RightToes": (0.0, -0.06, 0.12),
    "RightShoulder": (0.03, 0.09, -0.01),
    "RightUpperArm": (0.12, 0.0, 0.0),
    "RightLowerArm": (0.26, 0.0, 0.0),
    "RightHand": (0.24, 0.0, 0.0),
    "RightThumbProximal": (0.02, -0.01, 0.03),
    "RightThumbIntermediate": (0.03, 0.0, 0.02),
    "RightThumbDistal": (0.03, 0.0, 0.01),
    "RightIndexProximal": (0.09, 0.0, 0.03),
    "RightIndexIntermediate": (0.04, 0.0, 0.0),
    "RightIndexDistal": (0.02, 0.0, 0.0),
    "RightMiddleProximal": (0.09, 0.0, 0.01),
    "RightMiddleIntermediate": (0.04, 0.0, 0.0),
    "RightMiddleDistal": (0.03, 0.0, 0.0),
    "RightRingProximal": (0.09, 0.0, -0.01),
    "RightRingIntermediate": (0.04, 0.0, 0.0),
    "RightRingDistal": (0.03, 0.0, 0.0),
    "RightLittleProximal": (0.08, 0.0, -0.03),
    "RightLittleIntermediate": (0.03, 0.0, 0.0),
    "RightLittleDistal": (0.02, 0.0, 0.0),
}


def person() -> Skeleton:
    """All 55 bones of a person who stands at the origin."""
    return {bone: Joint(_place(bone)) for bone in BONES}


def _place(bone: str) -> Place:
    if not bone.startswith("Left"):
        return FROM_PARENT[bone]
    x, y, z = FROM_PARENT["Right" + bone.removeprefix("Left")]
    return -x, y, z
