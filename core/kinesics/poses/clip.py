"""A clip: a movement with a name, as keys on the channels of a body, and how one is read from JSON.

Between two keys a channel follows the minimum-jerk curve, so it rests for a moment at each of them.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

import msgspec

from kinesics.errors import KinesicsError, nearest
from kinesics.poses.channels import CHANNELS

Ends = Literal["returns", "holds", "repeats"]
Keys = tuple[tuple[float, float], ...]
"""Seconds and value of each key, in order."""

MAX_TEXT = 1_000_000
"""Characters, or bytes of a file."""
MAX_SECONDS = 600.0
MAX_KEYS = 2000
MAX_FADE_S = 10.0
NAME = re.compile(r"[a-z0-9_]{1,64}")
# A repeat may be off by rounding, which nobody sees; a part of the channel's range.
SEAM = 1e-4


class ClipError(KinesicsError, ValueError):
    """A clip cannot be used as it is written."""


class Clip(msgspec.Struct, frozen=True):
    """A movement; the same for an avatar and a robot."""

    name: str
    about: str
    seconds: float
    ends: Ends = "returns"
    """What comes after `seconds`: the body is let go, it stays as it is, or all of it again."""
    adds: bool = False
    """Whether the values are added to what the body does anyway, instead of replacing it."""
    fade_s: float = 0.35
    """How long the body takes to enter and to leave this movement."""
    tracks: Mapping[str, Keys] = msgspec.field(default_factory=dict[str, Keys])

    def __hash__(self) -> int:
        # Equal clips have equal names; the tracks, which have no hash, decide when compared.
        return hash((self.name, self.seconds))

    def pose_at(self, t: float) -> dict[str, float]:
        """The value of every track, `t` seconds after the start."""
        if self.ends == "repeats":
            t %= self.seconds
        return {channel: _value_at(keys, t) for channel, keys in self.tracks.items()}


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """What stands in the JSON file of a clip."""

    about: str
    seconds: float
    tracks: dict[str, msgspec.Raw]
    ends: str = "returns"
    adds: bool = False
    fade_s: float = 0.35


def eased(part: float) -> float:
    """How far along a movement is when `part` of its time, 0..1, is over: minimum jerk."""
    return part * part * part * (10.0 + part * (6.0 * part - 15.0))


def parse_clip(name: str, text: str, where: str = "") -> Clip:
    """The clip in a JSON text; `where` names its origin in errors, else it is `NAME.json`."""
    where = where or f"{name}.json"
    if not NAME.fullmatch(name):
        raise ClipError(
            f"{where}: {name!r} cannot name a clip; use small letters a-z, digits and _, as in slow_wave.json"
        )
    if len(text) > MAX_TEXT:
        raise ClipError(
            f"{where}: {len(text)} characters are too many; {MAX_TEXT} are allowed, fewer keys will do"
        )
    file = _decoded(text, where)
    clip = Clip(
        name,
        file.about,
        file.seconds,
        _ends(file.ends, where),
        file.adds,
        file.fade_s,
        MappingProxyType({name: _keys(name, raw, where) for name, raw in file.tracks.items()}),
    )
    _check(clip, where)
    return clip


def _value_at(keys: Keys, t: float) -> float:
    after = bisect_right(keys, t, key=_time)
    if after == 0:
        return keys[0][1]
    if after == len(keys):
        return keys[-1][1]
    (start, low), (end, high) = keys[after - 1], keys[after]
    value = low + (high - low) * eased((t - start) / (end - start))
    # Rounding must not carry it beyond a key that stands at the end of its channel's range.
    return min(max(value, min(low, high)), max(low, high))


def _time(key: tuple[float, float]) -> float:
    return key[0]


def _decoded(text: str, where: str) -> _File:
    try:
        return msgspec.json.decode(text, type=_File)
    except msgspec.ValidationError as error:
        what = str(error)
        # msgspec quotes the name of a field that it does not know.
        unknown = re.search(r"unknown field `(.+?)`", what)
        near = nearest(unknown[1], _File.__struct_fields__) if unknown else ""
        fields = ", ".join(_File.__struct_fields__)
        raise ClipError(f"{where}: {what}{near}; a clip has {fields}") from None
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        byte = re.search(r"byte (\d+)", str(error))
        lines = text.encode()[: int(byte[1])].count(b"\n") + 1 if byte else 0
        raise ClipError(
            f"{where}: {f'line {lines}: ' if lines else ''}no JSON: {error}; "
            'a clip begins with {"about": ..., "seconds": ...}'
        ) from None


def _ends(word: str, where: str) -> Ends:
    match word:
        case "returns" | "holds" | "repeats":
            return word
        case _:
            near = nearest(word, ("returns", "holds", "repeats"))
            raise ClipError(f"{where}: ends: {word!r} is none of returns, holds, repeats{near}")


def _keys(channel: str, raw: msgspec.Raw, where: str) -> Keys:
    try:
        return msgspec.json.decode(raw, type=Keys)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ClipError(
            f"{where}: {channel}: {error}; a track is a list of [seconds, value], as in [[0, 0], [0.5, 20]]"
        ) from None


def _check(clip: Clip, where: str) -> None:
    if not clip.about.strip():
        raise ClipError(f"{where}: about is empty; say in a few words what the movement looks like")
    if not 0.0 < clip.seconds <= MAX_SECONDS:
        raise ClipError(
            f"{where}: seconds: {clip.seconds:g} is out of range; a clip lasts more than 0 and at most {MAX_SECONDS:g} s"
        )
    if not 0.0 <= clip.fade_s <= MAX_FADE_S:
        raise ClipError(
            f"{where}: fade_s: {clip.fade_s:g} is out of range; a fade takes 0 to {MAX_FADE_S:g} s"
        )
    if not clip.tracks:
        raise ClipError(
            f'{where}: tracks are empty; name a channel to move, as in {{"head_yaw": [[0, 0], [0.5, 20]]}}'
        )
    for channel, keys in clip.tracks.items():
        if channel not in CHANNELS:
            raise ClipError(
                f"{where}: no channel named {channel!r}{nearest(channel, CHANNELS)}; docs/bodies.md lists them"
            )
        _check_times(keys, clip, f"{where}: {channel}")
        _check_values(channel, keys, clip, f"{where}: {channel}")


def _check_times(keys: Keys, clip: Clip, where: str) -> None:
    if not keys:
        raise ClipError(f"{where} has no key; give it one or remove it")
    if len(keys) > MAX_KEYS:
        raise ClipError(
            f"{where} has {len(keys)} keys; {MAX_KEYS} are allowed, and extremes are enough"
        )
    for t, _ in keys:
        if not 0.0 <= t <= clip.seconds:
            raise ClipError(
                f"{where}: the key at {t:g} s is outside of the clip; seconds is {clip.seconds:g}"
            )
    for (before, _), (t, _) in pairwise(keys):
        if t <= before:
            raise ClipError(
                f"{where}: the key at {t:g} s comes after the one at {before:g} s; order them by time, one for each"
            )


def _check_values(name: str, keys: Keys, clip: Clip, where: str) -> None:
    channel = CHANNELS[name]
    low, high = channel.low, channel.high
    if clip.adds:
        low, high = low - high, high - low
    for t, value in keys:
        if not (math.isfinite(value) and low <= value <= high):
            what = "can add" if clip.adds else "goes from"
            unit = "" if channel.unit == "part" else f" {channel.unit}"
            raise ClipError(
                f"{where}: {value:g} at {t:g} s is out of range; it {what} {low:g} to {high:g}{unit}"
            )
    first, last = keys[0][1], keys[-1][1]
    if clip.ends == "repeats" and abs(last - first) > SEAM * (high - low):
        raise ClipError(
            f"{where} would jump at each repeat, from {last:g} to {first:g}; end with the value that it begins with"
        )
