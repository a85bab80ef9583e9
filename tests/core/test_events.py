"""The vocabulary: frozen, and the same after a journey."""

import inspect
from types import MappingProxyType
from typing import ClassVar

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kinesics
from kinesics import Event, Gesture, Interrupt, Move, Say
from kinesics.room.codec import EventDecoder, EventEncoder, kind_name
from kinesics.room.shared import ArrayReader, ArrayWriter, SharedMemory

EVENTS = [
    thing
    for thing in vars(kinesics).values()
    if inspect.isclass(thing) and issubclass(thing, Event) and thing is not Event
]


def journey(event: Event) -> Event:
    """There and back, as to a plugin in another process."""
    memory = SharedMemory("test")
    encoder = EventEncoder(ArrayWriter(memory.memory))
    decoder = EventDecoder(ArrayReader(memory.memory))
    return decoder.decode(kind_name(type(event)), encoder.encode(event))


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_says_what_it_is(kind: type[Event]) -> None:
    assert kind.__doc__
    assert kind.keep >= 1


@given(st.text(), st.floats(allow_nan=False), st.sampled_from(["left", "right", ""]))
def test_what_is_sent_is_what_arrives(name: str, score: float, hand: str) -> None:
    gesture = Gesture(name, score, hand)  # pyright: ignore[reportArgumentType]  (one of three)
    assert journey(gesture) == gesture


def test_events_are_frozen_and_equal_by_value() -> None:
    say = Say("Hi")
    assert say == Say("Hi")
    with pytest.raises(AttributeError):
        say.text = "Ho"  # pyright: ignore[reportAttributeAccessIssue]  (the point)


def test_wishes_perish_with_an_interruption_and_facts_do_not() -> None:
    assert Say.perishable
    assert Move.perishable
    assert not Gesture.perishable
    assert not Interrupt.perishable


def test_an_event_of_ones_own_needs_one_line() -> None:
    class Clap(Event):
        loudness: float

    assert Clap(0.5).keep == 256
    assert msgspec.structs.asdict(Clap(0.5)) == {"loudness": 0.5}


@given(
    st.sampled_from(["u1", "<i2", "<f4", "<f8", "?"]),
    st.lists(st.integers(0, 40), min_size=1, max_size=4),
)
def test_an_array_of_any_shape_and_type_arrives_as_it_was(dtype: str, shape: list[int]) -> None:
    array = np.arange(int(np.prod(shape))).astype(dtype).reshape(shape)
    came = journey(kinesics.Frame(array, taken_at=1.0))
    assert isinstance(came, kinesics.Frame)
    assert came.pixels.dtype == array.dtype
    assert np.array_equal(came.pixels, array)


def test_how_many_to_keep_is_no_field_of_an_event() -> None:
    with pytest.raises(TypeError, match=r"Clap\.keep: write keep: ClassVar"):

        class Clap(Event):  # pyright: ignore[reportUnusedClass]
            keep: int = 1  # pyright: ignore[reportIncompatibleVariableOverride]  (the mistake)


def test_an_inbox_keeps_at_least_one() -> None:
    with pytest.raises(TypeError, match="at least 1"):

        class Clap(Event):  # pyright: ignore[reportUnusedClass]
            keep: ClassVar[int] = 0


def test_a_pose_may_be_any_mapping() -> None:
    pose = kinesics.Pose(MappingProxyType({"head_yaw": 1.0}))
    assert journey(pose) == kinesics.Pose({"head_yaw": 1.0})
