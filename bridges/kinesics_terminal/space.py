"""Points in space, as seen from the front: x to the robot's left, y up, z towards who looks."""

import math

from kinesics import Quaternion

Point = tuple[float, float, float]


def turned(point: Point, *turns: Quaternion) -> Point:
    """`point` after the first of these rotations, then the second, and so on."""
    x, y, z = point
    for a, b, c, w in turns:
        # What the turn moves it by, at a half: its axis across the point.
        p, q, r = 2 * (b * z - c * y), 2 * (c * x - a * z), 2 * (a * y - b * x)
        x, y, z = (
            x + w * p + b * r - c * q,
            y + w * q + c * p - a * r,
            z + w * r + a * q - b * p,
        )
    return x, y, z


def plus(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def sin_deg(degrees: float) -> float:
    return math.sin(math.radians(degrees))


def cos_deg(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def bounded(value: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(high, max(low, value))


def along(value: float, steps: tuple[tuple[float, float], ...]) -> float:
    """What the straight lines from step to step make of `value`; the last one goes on."""
    last = len(steps) - 1
    place = next((n for n in range(1, last) if value < steps[n][0]), last)
    (x, y), (to_x, to_y) = steps[place - 1], steps[place]
    return y + (value - x) * (to_y - y) / (to_x - x)
