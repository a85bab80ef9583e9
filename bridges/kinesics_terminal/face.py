"""Paints the face: lights behind a dark pane that is bent around the head."""

import numpy as np

from kinesics_terminal.canvas import Canvas, Colour, Field
from kinesics_terminal.colours import CHEEK, DARK
from kinesics_terminal.features import Head
from kinesics_terminal.looks import Looks
from kinesics_terminal.space import bounded, cos_deg, sin_deg

WIDE, HIGH = 11.4, 7.0
"""How far around the pane is bent, in units."""
PANE_DEG, EYE_DEG, CHEEK_DEG = 62.0, 24.0, 42.0
"""How far its edge, an eye and a cheek are from its middle, as seen from within the head."""


class Place:
    """Where something on the pane is seen, for a face that is turned away."""

    def __init__(self, head: Head, aside_deg: float, low: float) -> None:
        turned_deg = head.yaw_deg + aside_deg
        self.x = WIDE * sin_deg(turned_deg)
        self.y = low * cos_deg(head.pitch_deg) - HIGH * sin_deg(head.pitch_deg)
        self.narrow = cos_deg(turned_deg) / cos_deg(aside_deg)
        """How much narrower it looks; nothing is seen of it below 0."""
        self.flat = max(0.45, cos_deg(head.pitch_deg))


def paint_face(canvas: Canvas, head: Head, looks: Looks, light: Colour) -> None:
    """On a head that the canvas is already placed at."""
    pane = _pane(canvas, head)
    if pane is None:
        return
    canvas.paint(pane, DARK)
    gaze_deg, low = 13.0 * head.gaze_x, -1.4 - 1.7 * head.gaze_y
    for side, opened in ((1.0, looks.left_eye), (-1.0, looks.right_eye)):
        cheek = Place(head, side * CHEEK_DEG, 2.6)
        if cheek.narrow > 0.15:
            blush = canvas.ellipse(cheek.x, cheek.y, 1.5 * cheek.narrow, 0.9 * cheek.flat)
            canvas.paint(np.maximum(blush, pane), CHEEK, 0.85 * looks.blush)
        eye = Place(head, side * EYE_DEG + gaze_deg, low)
        if eye.narrow > 0.15:
            shape = _eye(canvas, eye, side, opened, looks)
            glow = canvas.ellipse(eye.x, eye.y, 3.0 * eye.narrow, 0.9 + 2.8 * opened)
            canvas.paint(np.maximum(glow, pane), light, 0.14)
            canvas.paint(np.maximum(shape, pane), light)
    mouth = Place(head, 0.4 * gaze_deg, 3.0 - 0.5 * head.gaze_y)
    if mouth.narrow > 0.15:
        _paint_mouth(canvas, mouth, pane, looks, light)


def _pane(canvas: Canvas, head: Head) -> Field | None:
    """The part of it that is seen; None from behind."""
    low_deg = max(-90.0, head.yaw_deg - PANE_DEG)
    high_deg = min(90.0, head.yaw_deg + PANE_DEG)
    if high_deg - low_deg < 4.0:
        return None
    left, right = WIDE * sin_deg(low_deg), WIDE * sin_deg(high_deg)
    middle = 0.3 - HIGH * sin_deg(head.pitch_deg)
    half_height = 6.0 * max(0.4, cos_deg(head.pitch_deg))
    pane = canvas.box(0.5 * (left + right), middle, 0.5 * (right - left), half_height, 4.4)
    return np.maximum(pane, canvas.box(0.0, 0.0, 10.9, 7.2, 5.1))


def _eye(canvas: Canvas, place: Place, side: float, opened: float, looks: Looks) -> Field:
    half_width = 2.2 * bounded(place.narrow, 0.35, 1.1)
    high = max(0.6, 2.8 * opened) * place.flat
    whole = canvas.ellipse(place.x, place.y, half_width, high)
    # What a cheek pushes up from below leaves an arch; a closed eye is a line already.
    joy = looks.joy * bounded((opened - 0.25) / 0.3)
    across, down = canvas.at(place.x, place.y)
    if joy > 0.02:
        below = canvas.ellipse(place.x, place.y + 5.2 - 3.4 * joy, 0.7 * half_width, high)
        whole = np.maximum(whole, -below)
    if abs(looks.brow) > 0.02:
        # The lid falls towards the nose when angry, and away from it when sad.
        lid = high * (1.0 - 0.55 * abs(looks.brow))
        whole = np.maximum(whole, -(down + lid - 0.75 * side * looks.brow * across))
    return whole


def _paint_mouth(canvas: Canvas, place: Place, pane: Field, looks: Looks, light: Colour) -> None:
    across, down = canvas.at(place.x, place.y)
    half_width = 2.9 * looks.wide * bounded(place.narrow, 0.3, 1.1)
    bow = 1.0 - np.square(across / half_width)
    middle = looks.smile * 1.3 * (bow - 0.5)
    rounded = np.sqrt(np.maximum(bow, 0.0))
    apart = 2.1 * looks.open * place.flat
    lips = np.maximum(np.abs(down - middle) - 0.6 - apart * rounded, np.abs(across) - half_width)
    canvas.paint(np.maximum(lips, pane), light)
    # Within lips that are far apart it is dark, if there are pixels enough to show both.
    inside = np.abs(down - middle) - (apart - 0.35) * rounded
    inside = np.maximum(inside, np.abs(across) - half_width + 0.75)
    fine = bounded((canvas.scale - 0.8) / 0.15)
    if apart > 1.0 and fine > 0.0:
        red, green, blue = light
        within = 0.35 * red, 0.35 * green, 0.35 * blue
        canvas.paint(np.maximum(inside, pane), within, fine * bounded((apart - 1.0) / 0.4))
