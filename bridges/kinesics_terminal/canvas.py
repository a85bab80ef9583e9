"""A small image that shapes with soft edges are painted on, one over the other."""

import math

import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, float, float]
"""Red, green, blue, each 0..1."""
Field = NDArray[np.float64]
"""One number for each pixel: how far it is outside of a shape, in units; negative inside."""


class Canvas:
    """Its middle at the top is 0, 0; x grows to the right and y downwards."""

    def __init__(self, width: float, height: float, rows: int) -> None:
        self.scale = rows / height
        """Pixels for each unit."""
        columns = round(width * self.scale)
        self.image = np.zeros((rows, columns, 4))
        """rows x columns x red, green, blue, coverage, each 0..1."""
        y, x = np.mgrid[0:rows, 0:columns]
        self._upright = (x + 0.5 - columns / 2) / self.scale, (y + 0.5) / self.scale
        self._size = 1.0
        self._x, self._y = self._upright

    def place(self, x: float, y: float, turned_deg: float = 0.0, size: float = 1.0) -> None:
        """From now on 0, 0 is here, turned clockwise, and every unit is `size` of them."""
        cos, sin = math.cos(math.radians(turned_deg)), math.sin(math.radians(turned_deg))
        across, down = self._upright[0] - x, self._upright[1] - y
        self._x = (across * cos + down * sin) / size
        self._y = (down * cos - across * sin) / size
        self._size = size

    def at(self, x: float, y: float) -> tuple[Field, Field]:
        """Where each pixel is, seen from this point."""
        return self._x - x, self._y - y

    def box(
        self, x: float, y: float, half_width: float, half_height: float, round_: float
    ) -> Field:
        round_ = min(round_, half_width, half_height)
        across, down = self.at(x, y)
        right = np.abs(across) - (half_width - round_)
        below = np.abs(down) - (half_height - round_)
        outside = np.hypot(np.maximum(right, 0.0), np.maximum(below, 0.0))
        return outside + np.minimum(np.maximum(right, below), 0.0) - round_

    def ellipse(self, x: float, y: float, half_width: float, half_height: float) -> Field:
        across, down = self.at(x, y)
        from_middle = np.hypot(across / half_width, down / half_height)
        return (from_middle - 1.0) * min(half_width, half_height)

    def limb(self, x: float, y: float, to_x: float, to_y: float, thick: float) -> Field:
        """A line with round ends; one that points at who looks is a dot."""
        across, down = self.at(x, y)
        run, fall = to_x - x, to_y - y
        length = max(run * run + fall * fall, 1e-9)
        along = np.clip((across * run + down * fall) / length, 0.0, 1.0)
        return np.hypot(across - along * run, down - along * fall) - thick

    def paint(self, shape: Field, colour: Colour, strength: float = 1.0) -> None:
        sharpness = self.scale * self._size
        cover = np.clip(0.5 - shape * sharpness, 0.0, 1.0)[..., np.newaxis] * strength
        self.image *= 1.0 - cover
        self.image += cover * np.array((*colour, 1.0))
