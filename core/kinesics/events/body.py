"""What the body should do."""

from collections.abc import Mapping
from typing import ClassVar

from kinesics.events.event import Event

EXPRESSIONS = (
    "neutral",
    "happy",
    "angry",
    "sad",
    "relaxed",
    "surprised",
)
"""Emotions that every face should know, by their VRM names."""


class Express(Event):
    """The face should show this emotion, at a weight of 0..1."""

    perishable: ClassVar[bool] = True

    name: str
    weight: float = 1.0


class Move(Event):
    """The body should make this movement."""

    perishable: ClassVar[bool] = True

    name: str
    speed: float = 1.0


class Look(Event):
    """The body should look there: degrees to its left and up, from straight ahead."""

    perishable: ClassVar[bool] = True

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0


class Pose(Event):
    """Where every channel of the body should be now.  Only the newest matters."""

    keep: ClassVar[int] = 1

    channels: Mapping[str, float]


class Mimic(Event):
    """The body should imitate this: a person who is mirrored, or another avatar's performance.

    The stage makes it part of the next `Pose`, for as long as they keep coming.
    """

    keep: ClassVar[int] = 1

    channels: Mapping[str, float]


class Halt(Event):
    """The body should stop at once, whatever it does."""
