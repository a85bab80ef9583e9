"""What the lips do: the shapes of a line that is said, one flowing into the next."""

import bisect
import itertools
import math
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kinesics import MOUTH_SHAPES, MouthShape

EARLY_S = 0.04
"""Lips begin before the sound does."""
FLOW_S = 0.09
"""How long one shape takes to become the next."""
BEAT_S = 0.65
"""Between two beats of the head there is at least so long."""
BEAT_EARLY_S = 0.1
"""The head begins before its beat."""

MOST_LETTERS = 4000
"""Nobody listens to more than four minutes of one line."""
LETTER_S = 0.058
PAUSES_S = {",": 0.18, ";": 0.18, ":": 0.18, ".": 0.34, "!": 0.34, "?": 0.34}
"""The pace of somebody who reads aloud; a bubble in the terminal is written at the same one."""

_SHUT = ("", 0.0)
_LETTERS = {
    "a": ("aa", 0.9), "e": ("ee", 0.7), "i": ("ih", 0.8), "o": ("oh", 0.9), "u": ("ou", 0.9),
    "y": ("ih", 0.6), "w": ("ou", 0.6), "r": ("oh", 0.25), "m": _SHUT, "b": _SHUT, "p": _SHUT,
    "f": _SHUT, "v": _SHUT,
    "а": ("aa", 0.9), "е": ("ee", 0.7), "и": ("ih", 0.8), "о": ("oh", 0.9), "у": ("ou", 0.9),  # noqa: RUF001
    "ы": ("ih", 0.7), "э": ("ee", 0.7), "ю": ("ou", 0.8), "я": ("aa", 0.8),
    "α": ("aa", 0.9), "ε": ("ee", 0.7), "η": ("ih", 0.8), "ι": ("ih", 0.8), "ο": ("oh", 0.9),  # noqa: RUF001
    "υ": ("ih", 0.7), "ω": ("oh", 0.9),  # noqa: RUF001
}  # fmt: skip
_CONSONANT = ("ih", 0.15)


Mouth = tuple[float, ...]
"""How far it takes each of `MOUTH_SHAPES`."""
_CLOSED: Mouth = (0.0,) * len(MOUTH_SHAPES)


class Track(NamedTuple):
    """A line for the mouth.  Times are seconds since the line began."""

    seconds: float
    begins: tuple[float, ...]
    """When the mouth begins to take each shape."""
    shapes: tuple[Mouth, ...]
    """The last one is closed."""
    beats: tuple[float, ...]
    """When the voice stresses something."""

    def mouth_at(self, now_s: float) -> Mouth:
        # A handful of numbers, for which numpy would take longer.
        done = bisect.bisect_right(self.begins, now_s - FLOW_S)
        mouth = self.shapes[done - 1] if done else _CLOSED
        for number in range(done, bisect.bisect_right(self.begins, now_s)):
            u = (now_s - self.begins[number]) / FLOW_S
            come = u * u * (3.0 - 2.0 * u)
            before = self.shapes[number - 1] if number else _CLOSED
            changes = zip(mouth, before, self.shapes[number], strict=True)
            mouth = tuple(now + come * (new - old) for now, old, new in changes)
        return mouth


def track_of(mouth: Iterable[MouthShape], seconds: float) -> Track:
    """The mouth of a sound that lasts so long; a shape that is no vowel shuts it."""
    by_time = sorted((one for one in mouth if math.isfinite(one.at_s)), key=lambda one: one.at_s)
    keys = [(one.at_s, one.shape, one.weight) for one in by_time]
    return _track(keys, max([seconds, *(at_s + LETTER_S for at_s, _, _ in keys[-1:])]))


def track_of_text(text: str, seconds: float | None = None) -> Track:
    """The mouth of somebody who reads `text`, at a common pace if not in so many seconds."""
    text = text[:MOST_LETTERS]
    steps_s = [LETTER_S + PAUSES_S.get(letter, 0.0) for letter in text]
    *begins_s, total_s = itertools.accumulate(steps_s, initial=0.0)
    stretch = 1.0 if seconds is None or total_s == 0.0 else seconds / total_s
    keys = (
        (stretch * begin_s, *_shape_of(letter))
        for begin_s, letter in zip(begins_s, text, strict=True)
    )
    return _track(list(keys), total_s if seconds is None else seconds)


def _track(keys: list[tuple[float, str, float]], seconds: float) -> Track:
    # Not before the line itself, where there is nothing yet to flow from.
    begins = (max(0.0, at_s - EARLY_S) for at_s in (*(key[0] for key in keys), seconds))
    shapes = (*(_mouth(shape, weight) for _, shape, weight in keys), _CLOSED)
    return Track(seconds, tuple(begins), shapes, tuple(_beats(keys)))


@lru_cache(maxsize=256)
def _mouth(shape: str, weight: float) -> Mouth:
    weight = min(1.0, max(0.0, weight))
    return tuple(weight if name == shape else 0.0 for name in MOUTH_SHAPES)


def _beats(keys: Iterable[tuple[float, str, float]]) -> Iterator[float]:
    last_s = -BEAT_S
    for at_s, shape, weight in keys:
        if shape in ("aa", "oh") and weight > 0.4 and at_s - last_s >= BEAT_S:
            last_s = max(at_s, BEAT_EARLY_S)
            yield last_s


@lru_cache(maxsize=512)
def _shape_of(letter: str) -> tuple[str, float]:
    bare = unicodedata.normalize("NFKD", letter.lower())[:1]
    if bare in _LETTERS:
        return _LETTERS[bare]
    if not bare.isalpha():
        return _SHUT
    if bare.isascii():
        return _CONSONANT
    # Of a script that is not spelt with these vowels, each sign is a syllable of some kind.
    return MOUTH_SHAPES[ord(bare) % len(MOUTH_SHAPES)], 0.6
