"""What is heard and said."""

from typing import ClassVar

import msgspec

from kinesics.events.event import Array, Event, Sensed


class Audio(Sensed):
    """A piece of sound from a microphone, one channel, 16-bit samples."""

    keep: ClassVar[int] = 64

    samples: Array
    rate_hz: int = 16_000


class Talking(Event):
    """The user began to talk, or has ended."""

    began: bool


class Heard(Event):
    """The user said something; while they still speak, `final` is false."""

    text: str
    final: bool = True
    confidence: float = 1.0
    language: str = ""


class Say(Event):
    """The body should say this."""

    perishable: ClassVar[bool] = True

    text: str


class MouthShape(msgspec.Struct, frozen=True):
    """The mouth takes this shape (aa, ih, ou, ee, oh or nothing) at `at_s` into the sound."""

    at_s: float
    shape: str
    weight: float = 1.0


class Speech(Event):
    """Sound to be played, with the mouth that belongs to it."""

    perishable: ClassVar[bool] = True

    text: str
    samples: Array
    rate_hz: int
    mouth: tuple[MouthShape, ...] = ()


class Playing(Event):
    """A sound really began, or has ended, at the speaker."""

    began: bool
    text: str = ""


class Interrupt(Event):
    """The user takes the turn: whatever was meant for the last one is worthless now."""

    why: str = ""
