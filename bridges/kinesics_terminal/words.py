"""Words on their way out of the mouth, at the pace of somebody who reads them aloud."""

import bisect
import itertools
from typing import NamedTuple

LETTER_S = 0.058
PAUSES_S = {",": 0.18, ";": 0.18, ":": 0.18, ".": 0.34, "!": 0.34, "?": 0.34}
PATIENCE_S = 3.0
"""What has a voice waits so long for its sound, then it is shown without."""


class Line(NamedTuple):
    """One `Say`: letter number n has been said at `letters_at[n]`."""

    text: str
    began: float
    letters_at: tuple[float, ...]
    to_letter: int = 0
    """Where the piece ends that sounds now, or sounded last."""

    @property
    def ends_at(self) -> float:
        return self.letters_at[-1] if self.letters_at else self.began

    def said(self, now: float) -> str:
        return self.text[: self._count(now)]

    def cut(self, now: float) -> "Line":
        """The same line, broken off."""
        count = self._count(now)
        return Line(self.text[:count].rstrip() + " --", self.began, self.letters_at[:count])

    def has(self, piece: str) -> bool:
        """Whether this is among what has not sounded yet."""
        return self.text.find(piece, self.to_letter) >= 0

    def sound(self, piece: str, now: float, lasts_s: float | None) -> "Line":
        """The same line, of which this piece begins to sound now."""
        begin = self.text.find(piece, self.to_letter)
        end = begin + len(piece)
        steps_s = _paced(piece)
        pace = 1.0 if lasts_s is None else lasts_s / max(sum(steps_s), LETTER_S)
        times = list(itertools.accumulate((step_s * pace for step_s in steps_s), initial=now))
        before = tuple(min(now, at) for at in self.letters_at[:begin])
        after = self._later(end, times[-1])
        return Line(self.text, min(self.began, now), (*before, *times[1:], *after), end)

    def fall_silent(self, now: float) -> "Line":
        """The same line; its piece has sounded to the end."""
        done = tuple(min(now, at) for at in self.letters_at[: self.to_letter])
        return self._replace(letters_at=(*done, *self._later(self.to_letter, now)))

    def _later(self, start: int, now: float) -> tuple[float, ...]:
        """When the letters after a piece come, if no sound brings them."""
        rest = self.text[start:]
        if not rest.strip():
            return (now,) * len(rest)
        steps_s = _paced(rest)
        return tuple(itertools.accumulate(steps_s, initial=now + PATIENCE_S))[1:]

    def _count(self, now: float) -> int:
        return bisect.bisect_right(self.letters_at, now)


def speak(text: str, began: float) -> Line:
    """Words that begin to be said then."""
    return Line(text, began, tuple(itertools.accumulate(_paced(text), initial=began))[1:])


def _paced(text: str) -> list[float]:
    return [LETTER_S + PAUSES_S.get(letter, 0.0) for letter in text]
