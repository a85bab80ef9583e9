"""The vocabulary of the body: what can move, how far, and in which unit.

Left and right are the body's own.  A body drops the channels that it lacks.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

Unit = Literal["deg", "m", "part"]
"""Degrees, metres, or a part of the whole, 0..1."""


class Channel(NamedTuple):
    """One thing that can move."""

    name: str
    low: float
    high: float
    unit: Unit
    about: str
    rest: float = 0.0


def _head() -> Iterator[Channel]:
    yield Channel("head_yaw", -80.0, 80.0, "deg", "turns the head to its left")
    yield Channel("head_pitch", -50.0, 50.0, "deg", "lifts the face")
    yield Channel("head_roll", -40.0, 40.0, "deg", "tilts the head to its left shoulder")
    yield Channel("head_x", -0.05, 0.05, "m", "moves the head forward, where a neck can")
    yield Channel("head_y", -0.05, 0.05, "m", "moves the head to its left, where a neck can")
    yield Channel("head_z", -0.05, 0.05, "m", "moves the head up, where a neck can")
    yield Channel("gaze_yaw", -40.0, 40.0, "deg", "turns the eyes to its left, within the head")
    yield Channel("gaze_pitch", -30.0, 30.0, "deg", "turns the eyes up, within the head")


def _body() -> Iterator[Channel]:
    yield Channel("body_yaw", -180.0, 180.0, "deg", "turns the whole body to its left")
    yield Channel("body_pitch", -30.0, 60.0, "deg", "leans forward, as in a bow")
    yield Channel("body_roll", -30.0, 30.0, "deg", "leans to its left")
    yield Channel("body_x", -0.2, 0.2, "m", "moves the whole body forward")
    yield Channel("body_y", -0.2, 0.2, "m", "moves the whole body to its left")
    yield Channel("body_z", -0.2, 0.2, "m", "moves the whole body up")


def _arm(side: str) -> Iterator[Channel]:
    yield Channel(f"{side}_shoulder", -10.0, 30.0, "deg", "lifts the shoulder, as in a shrug")
    yield Channel(f"{side}_arm_out", -20.0, 180.0, "deg", "lifts the arm sideways", rest=10.0)
    yield Channel(f"{side}_arm_front", -60.0, 180.0, "deg", "lifts the arm forwards")
    yield Channel(
        f"{side}_arm_twist", -90.0, 120.0, "deg",
        "turns the arm about its length: of one held out and bent, the forearm from front to up",
    )  # fmt: skip
    yield Channel(f"{side}_elbow", 0.0, 150.0, "deg", "bends the elbow", rest=8.0)
    yield Channel(f"{side}_forearm_twist", -90.0, 90.0, "deg", "turns the palm up, or outwards")
    yield Channel(f"{side}_wrist", -70.0, 70.0, "deg", "bends the hand to the side of its palm")
    yield Channel(f"{side}_wrist_side", -30.0, 30.0, "deg", "bends the hand to its thumb")
    for finger in FINGERS:
        yield Channel(f"{side}_{finger}", 0.0, 1.0, "part", f"curls the {finger} finger", rest=0.1)
    yield Channel(f"{side}_spread", 0.0, 1.0, "part", "spreads the fingers")
    yield Channel(f"{side}_ear", -180.0, 180.0, "deg", "turns the ear or antenna forwards and down")


def _face() -> Iterator[Channel]:
    for name in EMOTIONS:
        yield Channel(name, 0.0, 1.0, "part", f"looks {name}")
    for name in MOUTH_SHAPES:
        yield Channel(name, 0.0, 1.0, "part", f"the mouth says {name}")
    for name, which in (("blink", "both eyes"), ("blink_left", "the left eye"),
                        ("blink_right", "the right eye")):  # fmt: skip
        yield Channel(name, 0.0, 1.0, "part", f"closes {which}")


FINGERS = ("thumb", "index", "middle", "ring", "little")

EMOTIONS = ("happy", "angry", "sad", "relaxed", "surprised")
"""Expressions with a channel of their own; `neutral` is none of them."""

MOUTH_SHAPES = ("aa", "ih", "ou", "ee", "oh")
"""The vowels that a mouth can show, by their VRM names."""

CHANNELS: Mapping[str, Channel] = {
    channel.name: channel
    for channel in (*_head(), *_body(), *_arm("left"), *_arm("right"), *_face())
}
"""Every channel by its name."""

REST: Mapping[str, float] = {name: channel.rest for name, channel in CHANNELS.items()}
"""A body that stands at ease and does nothing."""


def clamped(name: str, value: float) -> float:
    """`value` within the range of its channel; at rest where it is no number at all."""
    channel = CHANNELS[name]
    if not math.isfinite(value):
        return channel.rest
    return min(channel.high, max(channel.low, value))
