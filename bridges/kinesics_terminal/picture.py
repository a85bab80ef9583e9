"""Paints the robot into a small image.  Nothing here knows of a terminal."""

import math
from collections.abc import Iterable

import numpy as np

from kinesics_terminal.arms import Arm
from kinesics_terminal.canvas import Canvas, Colour, Field
from kinesics_terminal.colours import DARK, EDGE, GLOVE, SHADE, SHELL
from kinesics_terminal.extras import NOTHING, Extras
from kinesics_terminal.face import paint_face
from kinesics_terminal.features import Features, Head, Trunk
from kinesics_terminal.flights import paint_extras
from kinesics_terminal.space import Point, bounded, cos_deg, sin_deg

WIDTH, HEIGHT = 48.0, 37.0
"""The room that the robot needs, in its own units."""
HIPS = 36.5
"""How far they are below the upper edge."""
BEHIND_TRUNK, BEHIND_HEAD = 3.0, 8.0
"""A hand that is so much farther back is hidden by them."""

TOGETHER = 0.2
"""Hands as near as that to each other in depth: neither covers the other one."""


def paint(features: Features, rows: int, extras: Extras = NOTHING) -> Field:
    """An image of `rows` x columns x red, green, blue, coverage, each 0..1."""
    canvas = Canvas(WIDTH, HEIGHT, rows)
    looks = features.looks
    light = (looks.red, looks.green, looks.blue)
    trunk, head = features.trunk, features.head
    arms = sorted((features.left_arm, features.right_arm), key=lambda arm: arm.palm[2])
    behind_trunk = trunk.middle[2] - BEHIND_TRUNK
    behind_head = max(behind_trunk, head.middle[2] - BEHIND_HEAD)
    _paint_arms(canvas, arms, -math.inf, behind_trunk)
    _paint_trunk(canvas, trunk, head, light)
    _paint_arms(canvas, arms, behind_trunk, behind_head)
    _paint_head(canvas, head, light)
    paint_face(canvas, head, looks, light)
    _paint_arms(canvas, arms, behind_head, math.inf)
    paint_extras(canvas, extras, WIDTH, HEIGHT)
    return canvas.image


def _seen(point: Point) -> tuple[float, float, float]:
    """Where a point is in the picture, and how large it looks for being near."""
    x, y, z = point
    near = bounded(1.0 + 0.012 * z, 0.6, 1.5)
    return x, HIPS - y, near


def _paint_trunk(canvas: Canvas, trunk: Trunk, head: Head, light: Colour) -> None:
    x, y, near = _seen(trunk.middle)
    head_x, head_y, _ = _seen(head.middle)
    canvas.place(0.0, 0.0)
    canvas.paint(canvas.limb(x, y - 4.0, head_x, head_y + 5.0, 2.2), SHADE)
    canvas.place(x, y, trunk.tilt_deg, near)
    half_width, half_height = 6.6 + 1.2 * abs(cos_deg(trunk.yaw_deg)), 3.0 + 4.4 * trunk.upright
    body = canvas.box(0.0, 0.0, half_width, half_height, 4.4)
    canvas.paint(body, SHADE)
    canvas.paint(body + 0.7, SHELL)
    if (facing := cos_deg(trunk.yaw_deg)) > 0.05:
        middle = 7.0 * sin_deg(trunk.yaw_deg)
        high = max(0.5, trunk.upright)
        canvas.paint(canvas.ellipse(middle, -0.8, 2.6 * max(0.3, facing), 2.6 * high), DARK)
        canvas.paint(canvas.ellipse(middle, -0.8, 1.6 * max(0.3, facing), 1.6 * high), light)


def _paint_head(canvas: Canvas, head: Head, light: Colour) -> None:
    x, y, near = _seen(head.middle)
    canvas.place(x, y, head.tilt_deg, near)
    aside = 2.0 * sin_deg(head.yaw_deg)
    for side in (1.0, -1.0):
        canvas.paint(canvas.box(side * 12.2 - aside, 0.2, 1.6, 3.0, 1.2), SHADE)
        canvas.paint(canvas.box(side * 12.8 - aside, 0.2, 0.8, 2.0, 0.7), light)
    shell = canvas.box(0.0, 0.0, 11.6, 7.9, 5.8)
    canvas.paint(shell, SHADE)
    canvas.paint(shell + 0.7, SHELL)
    _paint_antenna(canvas, 1.0, head.left_ear_deg, aside, light)
    _paint_antenna(canvas, -1.0, head.right_ear_deg, aside, light)


def _paint_antenna(
    canvas: Canvas, side: float, ear_deg: float, aside: float, light: Colour
) -> None:
    """Upright at rest; it swings outwards where an ear would turn forwards."""
    x, y = side * 7.6 - aside, -7.0
    tip_x = x + side * 4.8 * sin_deg(20.0 + 0.75 * ear_deg)
    tip_y = y - 4.8 * cos_deg(20.0 + 0.75 * ear_deg)
    canvas.paint(canvas.limb(x, y, tip_x, tip_y, 0.55), SHADE)
    canvas.paint(canvas.ellipse(tip_x, tip_y, 1.9, 1.9), light, 0.3)
    canvas.paint(canvas.ellipse(tip_x, tip_y, 1.35, 1.35), light)


def _paint_arms(canvas: Canvas, arms: Iterable[Arm], back: float, front: float) -> None:
    """Those whose hands are not nearer than `front` and not farther than `back`."""
    canvas.place(0.0, 0.0)
    seen = [arm for arm in arms if back <= arm.palm[2] < front]
    shapes = [(_limbs(canvas, arm), _hand(canvas, arm)) for arm in seen]
    if len(seen) == 2 and abs(seen[0].palm[2] - seen[1].palm[2]) < TOGETHER:
        left, right = shapes
        shapes = [(np.minimum(left[0], right[0]), np.minimum(left[1], right[1]))]
    for limbs, hand in shapes:
        canvas.paint(np.minimum(limbs, hand) - 0.6, EDGE)
        canvas.paint(limbs, SHELL)
        canvas.paint(hand, GLOVE)


def _limbs(canvas: Canvas, arm: Arm) -> Field:
    shoulder, elbow, palm = (_seen(point)[:2] for point in (arm.shoulder, arm.elbow, arm.palm))
    return np.minimum(canvas.limb(*shoulder, *elbow, 1.25), canvas.limb(*elbow, *palm, 1.25))


def _hand(canvas: Canvas, arm: Arm) -> Field:
    x, y, near = _seen(arm.palm)
    parts = [canvas.ellipse(x, y, 1.9 * near, 1.9 * near)]
    for (left, up, _), (to_left, to_up, _) in arm.fingers:
        root, tip = (x + near * left, y - near * up), (x + near * to_left, y - near * to_up)
        parts.append(canvas.limb(*root, *tip, 0.5 * near))
    return np.minimum.reduce(parts)
