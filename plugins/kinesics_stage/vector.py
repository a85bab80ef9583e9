"""A pose as a vector: one number for each channel, always in the same order."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from kinesics import CHANNELS, EMOTIONS, MOUTH_SHAPES

Vector = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
"""Where some channels stand in the vector."""

ORDER: tuple[str, ...] = tuple(CHANNELS)
PLACE: Mapping[str, int] = {name: place for place, name in enumerate(ORDER)}


def _frozen(values: Iterable[float]) -> Vector:
    vector = np.fromiter(values, np.float64)
    vector.setflags(write=False)
    return vector


def _by_unit(deg: float, m: float, part: float) -> Vector:
    amounts = {"deg": deg, "m": m, "part": part}
    return _frozen(amounts[channel.unit] for channel in CHANNELS.values())


REST_VECTOR = _frozen(channel.rest for channel in CHANNELS.values())
LOW = _frozen(channel.low for channel in CHANNELS.values())
HIGH = _frozen(channel.high for channel in CHANNELS.values())

NOTICED: tuple[float, ...] = tuple(_by_unit(deg=0.05, m=0.0002, part=0.002).tolist())
"""What nobody sees; a pose that differs by less is the same pose."""
FASTEST = _by_unit(deg=600.0, m=1.5, part=25.0)
"""How fast a transition from standing still may become, in units a second."""


def places_of(names: Iterable[str]) -> Places:
    return np.fromiter((PLACE[name] for name in names), np.intp)


EMOTION_PLACES = places_of(EMOTIONS)
MOUTH_PLACES = places_of(MOUTH_SHAPES)


def vector_of(channels: Mapping[str, float]) -> Vector:
    """Zero but for these; read-only."""
    return _frozen(channels.get(name, 0.0) for name in ORDER)
