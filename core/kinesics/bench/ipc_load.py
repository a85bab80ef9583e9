"""What is told to a body while it is measured: the commands of a face and a skeleton that move."""

import itertools
from collections.abc import Mapping
from typing import Any

from kinesics.poses import humanoid

Commands = list[tuple[str, Mapping[str, Any]]]
"""As `Link.append_all` takes them."""

DIGITS = 5
JOINTS = 32
POSE = {"left_arm_out": 80.0, "left_elbow": 70.0, "head_yaw": 12.0, "happy": 0.7, "aa": 0.31}


def joints(count: int = JOINTS) -> Commands:
    """One `set_bone` for each of so many bones."""
    bones = humanoid(POSE).bones.items()
    return [
        ("set_bone", {"bone": bone, "rotation": [round(number, DIGITS) for number in turn]})
        for bone, turn in itertools.islice(itertools.cycle(bones), count)
    ]


def face() -> Commands:
    """One `set_expression` for each expression that a pose has: 13."""
    weights = humanoid(POSE).expressions.items()
    return [("set_expression", {"name": name, "weight": weight}) for name, weight in weights]


def frame() -> Commands:
    """What one picture of an avatar needs: the face and 32 bones, well mixed."""
    placed = [
        ((number + 0.5) / len(some), command)
        for some in (face(), joints())
        for number, command in enumerate(some)
    ]
    return [command for _, command in sorted(placed, key=lambda one: one[0])]


def commands(count: int) -> Commands:
    """So many of a frame, and of the next ones."""
    return list(itertools.islice(itertools.cycle(frame()), count))
