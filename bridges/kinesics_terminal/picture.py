"""Paints the robot into a small image.  Nothing here knows of a terminal."""

import math

import numpy as np

from kinesics_terminal.canvas import Canvas, Colour, Field
from kinesics_terminal.features import Features

WIDTH, HEIGHT = 46.0, 35.0
"""The room that the robot needs, in its own units."""

SHELL: Colour = (0.90, 0.92, 0.97)
SHADE: Colour = (0.55, 0.60, 0.74)
EDGE: Colour = (0.28, 0.32, 0.45)
DARK: Colour = (0.06, 0.08, 0.15)
CHEEK: Colour = (1.0, 0.42, 0.55)
CONFETTI: tuple[Colour, ...] = (
    (1.0, 0.42, 0.50),
    (1.0, 0.83, 0.35),
    (0.42, 0.88, 0.62),
    (0.45, 0.70, 1.0),
    (0.82, 0.58, 1.0),
)


def paint(features: Features, now: float, rows: int) -> Field:
    """An image of `rows` x columns x red, green, blue, coverage, each 0..1."""
    canvas = Canvas(WIDTH, HEIGHT, rows)
    light = (features.red, features.green, features.blue)
    x, y = 1.8 * features.sway, 0.8 - 1.1 * features.lift
    _paint_body(canvas, x, y, light)
    head_x, head_y = x + 0.8 * features.gaze_x, y - 1.1 * features.nod - 0.3 * features.gaze_y
    canvas.turn(features.tilt_deg, head_x, head_y + 21.0)
    _paint_head(canvas, head_x, head_y, light)
    _paint_face(canvas, head_x, head_y, light, features)
    canvas.turn(0.0, 0.0, 0.0)
    _paint_arm(canvas, x, y, 1.0, features.left_arm_deg, features.left_forearm_deg)
    _paint_arm(canvas, x, y, -1.0, features.right_arm_deg, features.right_forearm_deg)
    _paint_confetti(canvas, features.confetti, now)
    _paint_dreams(canvas, features.dreams, now)
    return canvas.image


def _paint_body(canvas: Canvas, x: float, y: float, light: Colour) -> None:
    canvas.paint(canvas.box(x, y + 22.0, 2.4, 2.4, 0.8), SHADE)
    body = canvas.box(x, y + 29.2, 8.2, 6.6, 4.4)
    canvas.paint(body, SHADE)
    canvas.paint(body + 0.7, SHELL)
    canvas.paint(canvas.ellipse(x, y + 28.4, 2.6, 2.6), DARK)
    canvas.paint(canvas.ellipse(x, y + 28.4, 1.6, 1.6), light)


def _paint_arm(
    canvas: Canvas, x: float, y: float, side: float, arm_deg: float, forearm_deg: float
) -> None:
    arm, forearm = math.radians(arm_deg), math.radians(forearm_deg)
    shoulder = x + side * 9.0, y + 25.4
    elbow = shoulder[0] + side * 4.6 * math.sin(arm), shoulder[1] + 4.6 * math.cos(arm)
    hand = elbow[0] + side * 5.2 * math.sin(forearm), elbow[1] + 5.2 * math.cos(forearm)
    parts = (
        canvas.limb(*shoulder, *elbow, 1.25),
        canvas.limb(*elbow, *hand, 1.25),
        canvas.ellipse(*hand, 2.0, 2.0),
    )
    whole = np.minimum.reduce(parts)
    canvas.paint(whole - 0.6, EDGE)
    canvas.paint(whole, SHELL)


def _paint_head(canvas: Canvas, x: float, y: float, light: Colour) -> None:
    canvas.paint(canvas.limb(x, y + 5.0, x, y + 2.0, 0.5), SHADE)
    canvas.paint(canvas.ellipse(x, y + 2.0, 2.6, 2.6), light, 0.3)
    canvas.paint(canvas.ellipse(x, y + 2.0, 1.8, 1.8), light)
    for side in (-1.0, 1.0):
        canvas.paint(canvas.box(x + side * 12.6, y + 12.6, 1.6, 3.2, 1.2), SHADE)
        canvas.paint(canvas.box(x + side * 13.2, y + 12.6, 0.8, 2.2, 0.7), light)
    head = canvas.box(x, y + 12.6, 12.0, 8.4, 6.0)
    canvas.paint(head, SHADE)
    canvas.paint(head + 0.7, SHELL)


def _paint_face(canvas: Canvas, x: float, y: float, light: Colour, looks: Features) -> None:
    canvas.paint(canvas.box(x + 0.5 * looks.gaze_x, y + 12.9, 9.9, 6.2, 4.6), DARK)
    x, y = x + 2.6 * looks.gaze_x, y - 1.3 * looks.gaze_y
    for side in (-1.0, 1.0):
        canvas.paint(canvas.ellipse(x + side * 7.0, y + 15.6, 1.5, 0.9), CHEEK, 0.8 * looks.blush)
        eye = _eye(canvas, x + side * 4.4, y + 11.6, side, looks)
        canvas.paint(eye - 0.9, light, 0.18)
        canvas.paint(eye, light)
    canvas.paint(_mouth(canvas, x, y + 16.0, looks), light)


def _eye(canvas: Canvas, x: float, y: float, side: float, looks: Features) -> Field:
    high = max(0.6, 2.8 * looks.eyes)
    whole = canvas.ellipse(x, y, 2.2, high)
    # What a cheek pushes up from below leaves an arch.
    below = canvas.ellipse(x, y + 5.2 - 3.4 * looks.joy, 1.5, high)
    across, down = canvas.at(x, y)
    # The lid falls towards the nose when angry, and away from it when sad.
    slope = 0.75 * side * looks.brow
    lid = high * (1.0 - 0.55 * abs(looks.brow))
    above = -(down + lid - slope * across) if looks.brow else whole
    return np.maximum.reduce((whole, -below if looks.joy > 0.02 else whole, above))


def _mouth(canvas: Canvas, x: float, y: float, looks: Features) -> Field:
    across, down = canvas.at(x, y)
    half_width = 2.9 * (1.0 - 0.5 * looks.pout)
    bow = 1.0 - (across / half_width) ** 2
    middle = looks.smile * 1.3 * (bow - 0.5) + 0.5 * looks.mouth * bow
    half_height = 0.62 + 1.6 * looks.mouth * np.maximum(bow, 0.0)
    return np.maximum(np.abs(down - middle) - half_height, np.abs(across) - half_width)


def _paint_confetti(canvas: Canvas, strength: float, now: float) -> None:
    if strength < 0.02:
        return
    for number in range(26):
        # Steps of these two sizes spread points evenly over an area, and never in rows.
        spread, start = number * 0.7549 % 1.0, number * 0.5698 % 1.0
        fallen = (now * (0.35 + 0.2 * start) + start) % 1.0
        x = (spread - 0.5) * WIDTH + 1.2 * math.sin(now * 3.0 + number)
        piece = canvas.box(x, fallen * HEIGHT, 0.7, 0.7, 0.2)
        canvas.paint(piece, CONFETTI[number % len(CONFETTI)], strength)


def _paint_dreams(canvas: Canvas, strength: float, now: float) -> None:
    if strength < 0.02:
        return
    for number in range(3):
        risen = (now * 0.28 + number / 3.0) % 1.0
        size = 1.1 + 0.9 * risen
        x, y = 14.5 + 4.0 * risen + 0.6 * math.sin(now * 2.0 + number), 10.0 - 7.0 * risen
        letter = np.minimum.reduce(
            (
                canvas.limb(x - size, y - size, x + size, y - size, 0.45),
                canvas.limb(x + size, y - size, x - size, y + size, 0.45),
                canvas.limb(x - size, y + size, x + size, y + size, 0.45),
            )
        )
        canvas.paint(letter, SHELL, strength * math.sin(math.pi * risen))
