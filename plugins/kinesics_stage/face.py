"""Mixes emotion, mouth and eyes, so that they do not fight for the same muscles."""

import operator

from kinesics import EMOTIONS, MOUTH_SHAPES
from kinesics_stage.vector import Vector, places_of

_MOUTH_USE = {"happy": 0.4, "angry": 0.25, "sad": 0.15, "relaxed": 0.1, "surprised": 0.5}
"""How much of the mouth an emotion takes for itself."""
_EYE_USE = {"happy": 0.3, "angry": 0.0, "sad": 0.1, "relaxed": 0.4, "surprised": 0.0}
"""How far an emotion closes the eyes."""

MOUTH_USE = tuple(_MOUTH_USE[name] for name in EMOTIONS)
EYE_USE = tuple(_EYE_USE[name] for name in EMOTIONS)
_FACE = places_of((*EMOTIONS, *MOUTH_SHAPES, "blink", "blink_left", "blink_right"))
_MOUTH = len(EMOTIONS)
_EYES = _MOUTH + len(MOUTH_SHAPES)


def mix_face(pose: Vector) -> None:
    """Bring the face of a pose under its budget, in place.

    Emotions sum to 1 at most, the mouth gets what they leave of it, and so do the lids of each eye.
    """
    face = [max(0.0, part) for part in pose[_FACE].tolist()]
    emotions = _shared(face[:_MOUTH], 1.0)
    mouth = _shared(face[_MOUTH:_EYES], 1.0 - _used(emotions, MOUTH_USE))
    room = 1.0 - _used(emotions, EYE_USE)
    both = min(room, face[_EYES])
    pose[_FACE] = [*emotions, *mouth, both, *(min(room - both, one) for one in face[_EYES + 1 :])]


def _used(emotions: list[float], uses: tuple[float, ...]) -> float:
    return sum(map(operator.mul, emotions, uses))


def _shared(parts: list[float], room: float) -> list[float]:
    total = sum(parts)
    return parts if total <= room else [part * room / total for part in parts]
