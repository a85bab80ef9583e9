"""Turns an image into characters, two pixels each: one above, one below."""

import itertools
from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np

from kinesics_terminal.canvas import Field

Ink = Literal["colour", "blocks", "ascii"]
"""Two colours for each character; blocks without colour; or only what every terminal can show."""
Shade = tuple[int, int, int]
"""Red, green, blue, each 0..255."""

BLOCKS = "\u2580\u2584\u2588"
"""The upper half, the lower half, and both."""
RAMP = " .:-=+*#%@"

_LIGHT = 0.42
_CLOSE = 24


class Run(NamedTuple):
    """Characters of one look that stand side by side; without `ink`, the terminal's own colour."""

    text: str
    ink: Shade | None = None
    paper: Shade | None = None


def draw(image: Field, ink: Ink) -> list[list[Run]]:
    """Lines of an image that has an even number of rows."""
    covered = image[..., 3] >= 0.5
    luminance = np.where(covered, image[..., :3] @ np.array((0.30, 0.59, 0.11)), 0.0)
    light = luminance > _LIGHT
    match ink:
        case "ascii":
            steps = np.rint((luminance[::2] + luminance[1::2]) * 0.5 * (len(RAMP) - 1))
            return [[Run("".join(RAMP[int(step)] for step in row))] for row in steps]
        case "blocks":
            codes = light[::2] + 2 * light[1::2]
            return [[Run("".join(f" {BLOCKS}"[code] for code in row))] for row in codes]
        case "colour":
            # Few different colours make long runs, and long runs are quick to show.
            shades = np.rint(np.clip(image[..., :3], 0.0, 1.0) * 31.0).astype(int) * 8
            pixels = [
                [
                    _Pixel((red, green, blue) if seen else None, bright)
                    for (red, green, blue), seen, bright in zip(*row, strict=True)
                ]
                for row in zip(shades.tolist(), covered.tolist(), light.tolist(), strict=True)
            ]
            pairs = zip(pixels[::2], pixels[1::2], strict=True)
            return [_join(map(_in_colour, above, below)) for above, below in pairs]


class _Pixel(NamedTuple):
    shade: Shade | None
    light: bool


def _in_colour(above: _Pixel, below: _Pixel) -> Run:
    """One character.  Light is ink and dark is paper, so that it can be read without colours."""
    upper, lower, both = BLOCKS
    if above.shade is None or below.shade is None:
        if above.shade is not None:
            return Run(upper, above.shade)
        return Run(" ") if below.shade is None else Run(lower, below.shade)
    if above.light == below.light and _distance(above.shade, below.shade) <= _CLOSE:
        return Run(both, above.shade) if above.light else Run(" ", None, above.shade)
    if below.light and not above.light:
        return Run(lower, below.shade, above.shade)
    return Run(upper, above.shade, below.shade)


def _distance(one: Shade, other: Shade) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _join(runs: Iterable[Run]) -> list[Run]:
    joined: list[Run] = []
    for (ink, paper), alike in itertools.groupby(runs, key=lambda run: (run.ink, run.paper)):
        joined.append(Run("".join(run.text for run in alike), ink, paper))
    return joined
