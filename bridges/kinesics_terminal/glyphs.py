"""Turns an image into characters, two pixels each: one above, one below."""

import itertools
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics_terminal.canvas import Field

Ink = Literal["colour", "blocks", "ascii"]
"""Two colours for each character; blocks without colour; or only what every terminal can show."""
Shade = tuple[int, int, int]
"""Red, green, blue, each 0..255."""

BLOCKS = "\u2580\u2584\u2588"
"""The upper half, the lower half, and both."""
RAMP = " .:-=+*#%@"

Mask = NDArray[np.bool_]
NONE = -1
"""No colour, where three bytes in one number would be one."""
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
            return _in_colour(image, covered, light)


def _in_colour(image: Field, covered: Mask, light: Mask) -> list[list[Run]]:
    """Light is ink and dark is paper, so that it can be read without colours."""
    # Few different colours make long runs, and long runs are quick to show.
    parts = np.rint(np.clip(image[..., :3], 0.0, 1.0) * 31.0).astype(int) * 8
    shades = np.where(covered, parts @ np.array((1 << 16, 1 << 8, 1)), NONE)
    above, below = shades[::2], shades[1::2]
    alike = (light[::2] == light[1::2]) & (np.abs(parts[::2] - parts[1::2]).max(axis=2) <= _CLOSE)
    cases = [
        (above == NONE) & (below == NONE),
        below == NONE,
        above == NONE,
        alike & light[::2],
        alike,
        light[1::2] & ~light[::2],
    ]
    upper, lower, both = 1, 2, 3
    letters = np.select(cases, [0, upper, lower, both, 0, lower], upper)
    inks = np.select(cases, [NONE, above, below, above, NONE, below], above)
    papers = np.select(cases, [NONE, NONE, NONE, NONE, above, above], below)
    rows = zip(letters.tolist(), inks.tolist(), papers.tolist(), strict=True)
    return [_join("".join(f" {BLOCKS}"[n] for n in row), ink, paper) for row, ink, paper in rows]


def _join(text: str, inks: list[int], papers: list[int]) -> list[Run]:
    """Letters of one look stand together."""
    looks = list(zip(inks, papers, strict=True))
    starts = [0, *(n for n in range(1, len(looks)) if looks[n] != looks[n - 1])]
    return [
        Run(text[start:end], _shade(inks[start]), _shade(papers[start]))
        for start, end in itertools.pairwise((*starts, len(text)))
    ]


def _shade(packed: int) -> Shade | None:
    return None if packed == NONE else (packed >> 16, packed >> 8 & 255, packed & 255)
