"""Paints what flies: confetti, and letters that rise from a sleeper."""

import math

import numpy as np

from kinesics_terminal.canvas import Canvas
from kinesics_terminal.colours import CONFETTI, SHELL
from kinesics_terminal.extras import Extras


def paint_extras(canvas: Canvas, extras: Extras, width: float, height: float) -> None:
    canvas.place(0.0, 0.0)
    if extras.confetti > 0.02:
        _paint_confetti(canvas, extras, width, height)
    if extras.dreams > 0.02:
        _paint_dreams(canvas, extras)


def _paint_confetti(canvas: Canvas, extras: Extras, width: float, height: float) -> None:
    now = extras.now
    for number in range(26):
        # Steps of these two sizes spread points evenly over an area, and never in rows.
        spread, start = number * 0.7549 % 1.0, number * 0.5698 % 1.0
        fallen = (now * (0.35 + 0.2 * start) + start) % 1.0
        x = (spread - 0.5) * width + 1.2 * math.sin(now * 3.0 + number)
        piece = canvas.box(x, fallen * height, 0.7, 0.7, 0.2)
        canvas.paint(piece, CONFETTI[number % len(CONFETTI)], extras.confetti)


def _paint_dreams(canvas: Canvas, extras: Extras) -> None:
    for number in range(3):
        risen = (extras.now * 0.28 + number / 3.0) % 1.0
        size = 1.1 + 0.9 * risen
        x = 14.5 + 4.0 * risen + 0.6 * math.sin(extras.now * 2.0 + number)
        y = 11.0 - 7.5 * risen
        letter = np.minimum.reduce(
            (
                canvas.limb(x - size, y - size, x + size, y - size, 0.45),
                canvas.limb(x + size, y - size, x - size, y + size, 0.45),
                canvas.limb(x - size, y + size, x + size, y + size, 0.45),
            )
        )
        canvas.paint(letter, SHELL, extras.dreams * math.sin(math.pi * risen))
