"""The arms: from the bones of a person to the short limbs beside a large head.

What a hand touches must stay what it touches: a hand at the mouth of a person is one at the
mouth of the robot, and one that is held up is held up beside the head and not behind it.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from kinesics import Quaternion
from kinesics_terminal.looks import Channels
from kinesics_terminal.space import Point, along, bounded, plus, turned

Side = Literal["left", "right"]

# A person's lengths, in metres.
NECK_M, COLLAR_M, UPPER_M, FORE_M, PALM_M = 0.05, 0.12, 0.26, 0.24, 0.08

# Metres above the shoulders, and where that is in the units of the picture.
BESIDE = ((-0.6, -11.4), (0.0, 0.0), (0.36, 8.6), (0.62, 13.5))
BEFORE_FACE = ((-0.6, -11.4), (0.0, 0.0), (0.10, 2.6), (0.21, 10.8), (0.34, 17.4), (0.62, 20.5))
# Metres from the middle, and where that is.
ACROSS = ((0.0, 0.0), (0.17, 8.5), (0.75, 20.0))
FORWARD = 22.0
"""Units for each metre."""
BESIDE_HEAD = 5.2
"""What lifts a hand past the chin moves it outwards by so much."""

FINGERS = {"index": 0.9, "middle": 0.3, "ring": -0.3, "little": -0.9}
"""How far towards the thumb each one grows out of the palm."""


class Arm(NamedTuple):
    """Points in the units of the picture, from the middle between the shoulders."""

    shoulder: Point
    elbow: Point
    palm: Point
    fingers: tuple[tuple[Point, Point], ...]
    """Root and tip of each that is not curled, from the palm."""


def arm(at: Channels, bones: Mapping[str, Quaternion], side: Side) -> Arm:
    sign = 1.0 if side == "left" else -1.0
    collar, upper, fore, hand = (
        bones[f"{side}{name}"] for name in ("Shoulder", "UpperArm", "LowerArm", "Hand")
    )
    shoulder = plus((sign * NECK_M, 0.0, 0.0), turned((sign * COLLAR_M, 0.0, 0.0), collar))
    elbow = plus(shoulder, turned((sign * UPPER_M, 0.0, 0.0), upper, collar))
    wrist = plus(elbow, turned((sign * FORE_M, 0.0, 0.0), fore, upper, collar))
    turns = (hand, fore, upper, collar)
    palm = plus(wrist, turned((sign * PALM_M, 0.0, 0.0), *turns))
    return Arm(
        _placed(shoulder),
        _placed(elbow),
        _placed(palm),
        tuple(
            (turned((sign * x, y, z), *turns), turned((sign * to_x, to_y, to_z), *turns))
            for (x, y, z), (to_x, to_y, to_z) in _fingers(at, side)
        ),
    )


def _fingers(at: Channels, side: Side) -> list[tuple[Point, Point]]:
    """Those of a left hand whose palm is down: to the tips is +x, to the thumb is +z."""
    spread = 0.35 + 0.65 * at[f"{side}_spread"]
    lines: list[tuple[Point, Point]] = []
    for name, aside in FINGERS.items():
        straight = 1.0 - at[f"{side}_{name}"]
        if straight > 0.4:
            tip = 1.1 + 2.3 * straight, -0.6 * (1.0 - straight), aside * (1.0 + spread)
            lines.append(((0.6, 0.0, aside), tip))
    straight = 1.0 - at[f"{side}_thumb"]
    if straight > 0.4:
        lines.append(((-0.2, 0.0, 0.9), (0.6 - 0.5 * spread, 0.0, 1.2 + 1.7 * straight)))
    return lines


def _placed(point: Point) -> Point:
    out, up, front = point
    inwards = 1.0 - bounded((abs(out) - 0.12) / 0.14)
    high = inwards * along(up, BEFORE_FACE) + (1.0 - inwards) * along(up, BESIDE)
    aside = along(abs(out), ACROSS)
    near_head = bounded((abs(out) - 0.03) / 0.12) * bounded((0.9 - abs(out)) / 0.5)
    aside += BESIDE_HEAD * bounded(up / 0.13) * near_head
    return (aside if out >= 0.0 else -aside), high, front * FORWARD
