"""Arrays in shared memory: no copy on the reading side, no place lost, nothing left behind."""

import gc
from pathlib import Path

import numpy as np
import pytest

from kinesics import Event, Frame, Gesture
from kinesics.errors import RoomError
from kinesics.room.codec import EventDecoder, EventEncoder, kind_name, kind_of
from kinesics.room.shared import ALIGN, ArrayReader, ArrayWriter, SharedMemory
from lodgers import Answer, _Unportable  # pyright: ignore[reportPrivateUsage]  (what cannot travel)

PIXELS = np.ones((480, 640, 3), np.uint8)


@pytest.fixture
def memory() -> SharedMemory:
    return SharedMemory("test", 4 * 1024 * 1024)


def test_the_reader_sees_the_very_memory_that_the_writer_filled(memory: SharedMemory) -> None:
    offset = ArrayWriter(memory.memory).place(PIXELS)
    assert offset is not None
    view = ArrayReader(memory.memory).view(offset, "u1", PIXELS.shape)
    memory.memory[offset] = 7
    assert view[0, 0, 0] == 7
    assert not view.flags.writeable


def test_a_place_is_free_only_when_the_last_view_of_it_is_gone(memory: SharedMemory) -> None:
    reader = ArrayReader(memory.memory)
    view = reader.view(ALIGN, "u1", (100, 100))
    corner = view[:2, :2]
    del view
    gc.collect()
    assert reader.take_freed() == []
    del corner
    gc.collect()
    assert reader.take_freed() == [ALIGN]


def test_a_place_given_back_is_used_again(memory: SharedMemory) -> None:
    writer = ArrayWriter(memory.memory)
    first = writer.place(PIXELS)
    assert first is not None
    assert writer.place(PIXELS) != first
    writer.free([first])
    assert writer.place(PIXELS) == first


def test_where_shared_memory_is_full_arrays_go_through_the_pipe(memory: SharedMemory) -> None:
    encoder = EventEncoder(ArrayWriter(memory.memory))
    reader = ArrayReader(memory.memory)
    decoder = EventDecoder(reader)
    sent = [Frame(np.full_like(PIXELS, number)) for number in range(9)]
    came = [decoder.decode(kind_name(Frame), encoder.encode(frame)) for frame in sent]
    assert [int(frame.pixels[0, 0, 0]) for frame in came if isinstance(frame, Frame)] == [*range(9)]
    del came
    gc.collect()
    assert len(reader.take_freed()) == 4


def test_a_numpy_number_arrives_as_a_number(memory: SharedMemory) -> None:
    event = Gesture("wave", np.float32(0.5))  # pyright: ignore[reportArgumentType]  (users do it)
    data = EventEncoder(ArrayWriter(memory.memory)).encode(event)
    came = EventDecoder(ArrayReader(memory.memory)).decode(kind_name(Gesture), data)
    assert came == Gesture("wave", 0.5)


@pytest.mark.parametrize("thing", [_Unportable(), np.array([object()])])
def test_what_cannot_travel_is_named(memory: SharedMemory, thing: object) -> None:
    with pytest.raises(RoomError, match="Answer cannot travel to another process"):
        EventEncoder(ArrayWriter(memory.memory)).encode(Answer("it", thing))  # pyright: ignore[reportArgumentType]  (the mistake under test)


def test_an_event_defined_inside_a_function_cannot_travel() -> None:
    class Inner(Event):
        pass

    with pytest.raises(RoomError, match="top of a module"):
        kind_of(kind_name(Inner))


def test_shared_memory_has_no_name_in_the_file_system(memory: SharedMemory) -> None:
    shm = Path("/dev/shm")
    assert memory.size
    assert not shm.exists() or not [one for one in shm.iterdir() if "kinesics" in one.name]


def test_many_sizes_one_after_the_other_do_not_use_the_memory_up(memory: SharedMemory) -> None:
    writer = ArrayWriter(memory.memory)
    for size in range(20_000, 1_000_000, 7_000):
        offset = writer.place(np.ones(size, np.uint8))
        assert offset is not None
        writer.free([offset])
