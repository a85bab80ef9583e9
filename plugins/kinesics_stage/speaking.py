"""Which line is being said: by a voice that is heard, or by nobody, so that the lips murmur it."""

import bisect
import math
from typing import NamedTuple

from kinesics import Speech
from kinesics_stage.curves import eased, pulse
from kinesics_stage.mouth import BEAT_EARLY_S, Mouth, Track, track_of, track_of_text

BETWEEN_LINES_S = 0.3
MOST_LINES = 8
"""So many lines wait to be murmured; who says more than that replaces the last one."""
MOST_SPEECHES = 64
"""So many sounds wait to be played."""


class Line(NamedTuple):
    """A track that the mouth follows from `began` on."""

    track: Track
    began: float

    @property
    def ends_at(self) -> float:
        return self.began + self.track.seconds


class Voice(NamedTuple):
    """What a line does to mouth and head at a moment."""

    mouth: Mouth
    owns_mouth: float
    """0..1; what else moves the mouth has to leave it that far."""
    yaw_deg: float
    pitch_deg: float
    roll_deg: float


class Speaking:
    """The lines of a turn, one after the other."""

    def __init__(self) -> None:
        self._voiced = False
        self._has_speech = False
        self._waiting: list[tuple[str, Track]] = []
        self._lines: tuple[Line, ...] = ()

    @property
    def ends_at(self) -> float:
        return self._lines[-1].ends_at if self._lines else -math.inf

    def say(self, now: float, track: Track) -> bool:
        """Murmur this, after what is being murmured; nothing once a voice was heard."""
        if self._voiced or not track.seconds:
            return False
        line = Line(track, max(now, self.ends_at + BETWEEN_LINES_S))
        lines = tuple(one for one in self._lines if one.ends_at > now)
        if len(lines) >= MOST_LINES:
            line = line._replace(began=lines[-1].began)
            lines = lines[:-1]
        self._lines = (*lines, line)
        return True

    def expect(self, text: str, track: Track) -> None:
        """A voice is going to say this."""
        if not self._voiced:
            # Who has a voice does not murmur.
            self._voiced, self._lines = True, ()
        self._has_speech = True
        del self._waiting[: 1 - MOST_SPEECHES]
        self._waiting.append((text, track))

    def play(self, began: float, text: str) -> bool:
        """A sound began; False if nobody knows what mouth belongs to it."""
        places = (place for place, one in enumerate(self._waiting) if text in (one[0], ""))
        if (place := next(places, None)) is not None:
            track = self._waiting[place][1]
            # What was to come before it is not going to be played any more.
            del self._waiting[: place + 1]
        elif self._has_speech or not text:
            return False
        else:
            # A player of its own kind, which tells the words but not their sound.
            track = track_of_text(text)
        self._voiced, self._lines = True, (Line(track, began),)
        return True

    def end(self) -> bool:
        """The sound ended; what waits to be played goes on waiting."""
        was, self._lines = self._lines, ()
        return bool(was)

    def hush(self) -> bool:
        """Say nothing of what was to be said."""
        self._waiting = []
        return self.end()

    def at(self, now: float) -> Voice | None:
        line = next((one for one in reversed(self._lines) if one.began <= now), None)
        if line is None or now >= line.ends_at + 0.5:
            return None
        track, now_s = line.track, now - line.began
        owns = eased(now_s / 0.1) - eased((now_s - track.seconds) / 0.15)
        moved = eased(now_s / 0.5) - eased((now_s - track.seconds + 0.3) / 0.6)
        return Voice(
            track.mouth_at(now_s),
            owns,
            moved * (2.2 * math.sin(1.9 * now_s) + 1.2 * math.sin(4.3 * now_s + 1.0)),
            moved * 1.2 * math.sin(2.7 * now_s) - 2.4 * _beat(track.beats, now_s),
            moved * (1.6 * math.sin(1.4 * now_s + 0.5) + 0.8 * math.sin(3.1 * now_s)),
        )


def track_of_speech(speech: Speech) -> Track:
    """Its own mouth, or else that of its text, at the length of its sound."""
    seconds = len(speech.samples) / speech.rate_hz if speech.rate_hz > 0 else 0.0
    if speech.mouth:
        return track_of(speech.mouth, seconds)
    return track_of_text(speech.text, seconds or None)


def _beat(beats: tuple[float, ...], now_s: float) -> float:
    """A short nod at each stress, which it is a little ahead of."""
    begun = bisect.bisect_right(beats, now_s + BEAT_EARLY_S)
    return max(
        (pulse(now_s - at_s + BEAT_EARLY_S, 0.12, 0.02, 0.3) for at_s in beats[:begun][-2:]),
        default=0.0,
    )
