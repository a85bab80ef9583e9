"""Words on their way out of the mouth, at the pace of somebody who reads them aloud."""

import bisect
import itertools
from typing import NamedTuple

LETTER_S = 0.058
PAUSES_S = {",": 0.18, ";": 0.18, ":": 0.18, ".": 0.34, "!": 0.34, "?": 0.34}

_OPEN_AND_ROUND = {
    "a": (0.9, 0.0), "e": (0.6, 0.0), "i": (0.4, 0.0), "o": (0.8, 0.9), "u": (0.5, 1.0),
    "y": (0.4, 0.3), "m": (0.0, 0.0), "b": (0.0, 0.0), "p": (0.0, 0.0), "w": (0.3, 1.0),
}  # fmt: skip
_ANY_LETTER = (0.35, 0.1)
_SHUT = (0.0, 0.0)


class Line(NamedTuple):
    """One `Say`: letter number n has been said at `letters_at[n]`."""

    text: str
    began: float
    letters_at: tuple[float, ...]

    @property
    def ends_at(self) -> float:
        return self.letters_at[-1] if self.letters_at else self.began

    def said(self, now: float) -> str:
        return self.text[: self._count(now)]

    def cut(self, now: float) -> "Line":
        """The same line, broken off."""
        count = self._count(now)
        return Line(self.text[:count].rstrip() + " --", self.began, self.letters_at[:count])

    def mouth(self, now: float) -> tuple[float, float]:
        """How open and how round the mouth is, 0..1."""
        around = [self._mouth(now + later_s) for later_s in (-0.05, 0.0, 0.05)]
        return sum(one[0] for one in around) / 3.0, sum(one[1] for one in around) / 3.0

    def _count(self, now: float) -> int:
        return bisect.bisect_right(self.letters_at, now)

    def _mouth(self, now: float) -> tuple[float, float]:
        count = self._count(now)
        if now < self.began or count >= len(self.letters_at):
            return _SHUT
        letter = self.text[count].lower()
        return _OPEN_AND_ROUND.get(letter, _ANY_LETTER if letter.isalpha() else _SHUT)


def speak(text: str, began: float) -> Line:
    """Words that begin to be said then."""
    steps_s = (LETTER_S + PAUSES_S.get(letter, 0.0) for letter in text)
    letters_at = itertools.accumulate(steps_s, initial=began)
    return Line(text, began, tuple(letters_at)[1:])
