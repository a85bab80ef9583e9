"""Clips as rows of numbers, worked out once and kept: reading one row is cheaper than a curve."""

import math
from collections import OrderedDict
from typing import NamedTuple

from kinesics.events.event import Array
from kinesics.poses.clip import Clip, ClipError

MAX_RATE_HZ = 1000.0


class Frames(NamedTuple):
    """What a clip says at evenly spaced times; the first row is its start, the last its end."""

    channels: tuple[str, ...]
    values: Array
    """Rows x channels, float64; nobody can write to it."""
    rate_hz: float
    """Rows per second."""

    def at(self, t: float) -> Array:
        """One value per channel, `t` seconds after the start: a row of the caller's own.

        Before the start it is the first row and after the end the last one, so whoever plays a
        clip that repeats takes the time modulo its seconds.
        """
        last = len(self.values) - 1
        place = min(max(t * self.rate_hz, 0.0), float(last))
        row = int(place)
        before = self.values[row]
        return before + (self.values[min(row + 1, last)] - before) * (place - row)


def compile_clip(clip: Clip, rate_hz: float = 60.0) -> Frames:
    """The rows of a clip; at least `rate_hz` of them a second, so that one falls on its end."""
    import numpy as np

    if not 0.0 < rate_hz <= MAX_RATE_HZ:
        raise ClipError(
            f"{clip.name}: {rate_hz:g} rows per second; give more than 0 and at most {MAX_RATE_HZ:g}"
        )
    # A duration such as 2.4 s at 60 Hz must not gain a step by rounding.
    steps = max(1, math.ceil(clip.seconds * rate_hz - 1e-6))
    times = np.linspace(0.0, clip.seconds, steps + 1)
    values = np.empty((steps + 1, len(clip.tracks)))
    for column, keys in enumerate(clip.tracks.values()):
        at, value = np.array(keys).T
        after = np.clip(np.searchsorted(at, times, side="right"), 1, max(1, len(at) - 1))
        before = after - 1
        after = np.minimum(after, len(at) - 1)
        span = np.where(after > before, at[after] - at[before], 1.0)
        part = np.clip((times - at[before]) / span, 0.0, 1.0)
        curve = part**3 * (10.0 + part * (6.0 * part - 15.0))
        low, high = value[before], value[after]
        # Rounding must not carry it beyond a key that stands at the end of its channel's range.
        values[:, column] = np.clip(
            low + (high - low) * curve, np.minimum(low, high), np.maximum(low, high)
        )
    # A view of bytes stays read-only, whatever a reader sets its flags to.
    shared = np.frombuffer(values.tobytes()).reshape(values.shape)
    return Frames(tuple(clip.tracks), shared, steps / clip.seconds)


class FrameCache:
    """The rows of the clips that were used last.  For one thread.

    Clips are told apart by what they say, so one that a user has changed is worked out anew.
    """

    def __init__(self, size: int, rate_hz: float = 60.0) -> None:
        if size < 0:
            raise ClipError(f"a cache of {size} clips; give 0 for none, or more")
        self.size = size
        self.rate_hz = rate_hz
        self.hits = 0
        self.misses = 0
        self._kept: OrderedDict[Clip, Frames] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def hit_rate(self) -> float:
        """The part, 0..1, of the clips asked for that was there; 0 before the first."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0

    def frames(self, clip: Clip) -> Frames:
        """The rows of `clip`, kept or new."""
        if (kept := self._kept.get(clip)) is not None:
            self.hits += 1
            self._kept.move_to_end(clip)
            return kept
        self.misses += 1
        frames = compile_clip(clip, self.rate_hz)
        if self.size > 0:
            self._kept[clip] = frames
            if len(self._kept) > self.size:
                self._kept.popitem(last=False)
        return frames
