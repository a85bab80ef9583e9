"""Bones and expressions by their names in VMC, which are those of Unity and of VRM 0."""

from collections.abc import Iterator, Mapping
from typing import Literal

FINGERS = ("Thumb", "Index", "Middle", "Ring", "Little")
JOINTS = ("Proximal", "Intermediate", "Distal")

TRUNK = (
    "Hips", "LeftUpperLeg", "RightUpperLeg", "LeftLowerLeg", "RightLowerLeg", "LeftFoot",
    "RightFoot", "Spine", "Chest", "UpperChest", "Neck", "Head", "LeftShoulder", "RightShoulder",
    "LeftUpperArm", "RightUpperArm", "LeftLowerArm", "RightLowerArm", "LeftHand", "RightHand",
    "LeftToes", "RightToes", "LeftEye", "RightEye", "Jaw",
)  # fmt: skip

BONES: tuple[str, ...] = (
    *TRUNK,
    *(f"{side}{finger}{joint}" for side in ("Left", "Right")
      for finger in FINGERS for joint in JOINTS),
)  # fmt: skip
"""The 55 bones of a humanoid in Unity, in Unity's order but for the upper chest."""

# The same three bones of a thumb: VRM 1.0 begins with the one inside the palm.
THUMB = {"Proximal": "Metacarpal", "Intermediate": "Proximal", "Distal": "Distal"}


def _vrm1_names() -> Iterator[tuple[str, str]]:
    for bone in BONES:
        name = bone[0].lower() + bone[1:]
        palm, thumb, joint = name.partition("Thumb")
        yield bone, f"{palm}{thumb}{THUMB[joint]}" if thumb else name


VRM1_OF_BONE: Mapping[str, str] = dict(_vrm1_names())
"""Each bone's name in VRM 1.0."""

BONE_OF_VRM1: Mapping[str, str] = {vrm1: bone for bone, vrm1 in VRM1_OF_BONE.items()}

BONE_OF_VRM0: Mapping[str, str] = {bone[0].lower() + bone[1:]: bone for bone in BONES}
"""VRM 0 writes Unity's names with a small letter."""

Names = Literal["vrm0", "vrm1"]

VRM0_OF_EXPRESSION: Mapping[str, str] = {
    "happy": "Joy",
    "angry": "Angry",
    "sad": "Sorrow",
    "relaxed": "Fun",
    # VRM 0 has no preset for it; models that can do it call it so.
    "surprised": "Surprised",
    "aa": "A",
    "ih": "I",
    "ou": "U",
    "ee": "E",
    "oh": "O",
    "blink": "Blink",
    "blinkLeft": "Blink_L",
    "blinkRight": "Blink_R",
}
"""Expressions of VRM 1.0, and what VMC calls them."""

CHANNEL_OF_EXPRESSION: Mapping[str, str] = {
    **{name: name for name in VRM0_OF_EXPRESSION},
    "blinkLeft": "blink_left",
    "blinkRight": "blink_right",
}
"""Expressions of VRM 1.0, and the channel that each is."""


def expression_names(names: Names) -> dict[str, str]:
    """Expressions of VRM 1.0, and how they are called in this set of names."""
    if names == "vrm0":
        return dict(VRM0_OF_EXPRESSION)
    return {name: name for name in VRM0_OF_EXPRESSION}
