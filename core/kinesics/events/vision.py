"""What is seen."""

from typing import ClassVar, Literal

import msgspec

from kinesics.events.event import Array, Event, Sensed

Side = Literal["left", "right", ""]


class Frame(Sensed):
    """One camera image, height x width x 3, blue-green-red bytes.  Only the newest matters."""

    keep: ClassVar[int] = 1

    pixels: Array


class Hand(msgspec.Struct, frozen=True):
    """One hand: 21 points as x, y in 0..1 of the picture and z relative to the wrist."""

    side: Side
    points: tuple[tuple[float, float, float], ...]
    score: float = 1.0


class Hands(Sensed):
    """All hands that are in view; empty when the last one has left."""

    keep: ClassVar[int] = 1

    hands: tuple[Hand, ...] = ()


class Face(Sensed):
    """Where the user's face is: centre and size in 0..1 of the picture."""

    keep: ClassVar[int] = 1

    x: float
    y: float
    size: float
    score: float = 1.0


class Object(msgspec.Struct, frozen=True):
    """One thing in view; `box` is left, top, right, bottom in 0..1 of the picture."""

    label: str
    box: tuple[float, float, float, float]
    score: float = 1.0
    track: int = 0


class Objects(Sensed):
    """All things in view."""

    keep: ClassVar[int] = 1

    objects: tuple[Object, ...] = ()


class Gesture(Event):
    """A person made a gesture, such as `wave` or `thumb_up`."""

    name: str
    score: float = 1.0
    hand: Side = ""


class Pointer(Event):
    """A person points at a place of the screen, 0..1 from its left and top."""

    action: Literal["move", "press", "release", "click", "double_click", "scroll", "type", "key"]
    x: float = 0.0
    y: float = 0.0
    amount: float = 0.0
    """Of a scroll: lines, up is positive."""
    button: Literal["left", "right", "middle"] = "left"
    text: str = ""
    """What to type, or keys to press together, such as `ctrl+c`; of a click or scroll, keys that
    are held meanwhile."""
