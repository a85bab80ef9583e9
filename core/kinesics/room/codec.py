"""Events as bytes, for the way to another process and back."""

import functools
import importlib
from collections.abc import Mapping
from typing import Any, Protocol, cast

import msgspec
import numpy as np
import numpy.typing as npt

from kinesics.envelope import Envelope
from kinesics.errors import RoomError
from kinesics.events import Event
from kinesics.room.messages import Handle
from kinesics.room.shared import ArrayReader, ArrayWriter

INLINE = 1
SHARED = 2
SHARE_FROM_BYTES = 16 * 1024
"""Below this a copy through the socket is as fast as shared memory."""


class ArrayHeader(msgspec.Struct, frozen=True, array_like=True):
    """How to read the bytes of an array; `offset` is its place in shared memory."""

    dtype: str
    shape: tuple[int, ...]
    offset: int = 0
    data: bytes = b""


class Way(Protocol):
    """What a process offers to those who send it something."""

    @property
    def encoder(self) -> "EventEncoder": ...

    @property
    def reader(self) -> ArrayReader: ...


def handle_message(envelope: Envelope, way: Way) -> Handle:
    """What tells the process to handle an event."""
    return Handle(
        kind_name(type(envelope.event)),
        msgspec.Raw(way.encoder.encode(envelope.event)),
        envelope.by,
        envelope.put_at,
        envelope.since,
        envelope.turn,
        envelope.number,
        envelope.cause,
        way.reader.take_freed(),
    )


@functools.cache
def kind_name(kind: type[Event]) -> str:
    """The name by which another process finds this type of event."""
    if kind.__module__ == "__main__" or "<locals>" in kind.__qualname__:
        raise RoomError(
            f"{kind.__name__} cannot travel to another process: it is defined in"
            f" {'a script' if kind.__module__ == '__main__' else 'a function'};"
            " define it at the top of a module that can be imported"
        )
    return f"{kind.__module__}:{kind.__qualname__}"


@functools.cache
def kind_of(name: str) -> type[Event]:
    """The type of event of that name, imported if need be."""
    return found_at(name)


def found_at(name: str) -> Any:
    """What stands in a module, as `module:Outer.Inner`."""
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


class EventEncoder:
    """Turns events into bytes; their arrays go into shared memory where they are large."""

    def __init__(self, writer: ArrayWriter) -> None:
        self._writer = writer
        self._encoder = msgspec.msgpack.Encoder(enc_hook=self._encode_other)

    def encode(self, event: Event) -> bytes:
        try:
            return self._encoder.encode(event)
        except Exception as error:
            raise RoomError(
                f"{type(event).__name__} cannot travel to another process: {error};"
                " use numbers of 64 bits, text, tuples, structs and plain numpy arrays"
            ) from error

    def _encode_other(self, thing: object) -> object:
        if isinstance(thing, np.ndarray):
            return self._encode_array(cast("npt.NDArray[Any]", thing))  # of whatever it holds
        if isinstance(thing, Mapping):
            return dict(cast("Mapping[Any, Any]", thing))  # of whatever it maps
        if isinstance(thing, np.number | np.bool_):
            return cast("float", thing.item())  # or an int or a bool, which travel as well
        raise NotImplementedError(f"it holds {type(thing).__name__}")

    def _encode_array(self, array: npt.NDArray[Any]) -> msgspec.msgpack.Ext:
        if array.dtype.hasobject or array.dtype.names or isinstance(array, np.ma.MaskedArray):
            raise NotImplementedError("it holds an array of objects or records, or a masked one")
        if array.nbytes >= SHARE_FROM_BYTES:
            offset = self._writer.place(array)
            if offset is not None:
                header = ArrayHeader(array.dtype.str, array.shape, offset)
                return msgspec.msgpack.Ext(SHARED, msgspec.msgpack.encode(header))
        header = ArrayHeader(array.dtype.str, array.shape, 0, array.tobytes())
        return msgspec.msgpack.Ext(INLINE, msgspec.msgpack.encode(header))


class EventDecoder:
    """Turns bytes into events; arrays are read-only views where they came by shared memory."""

    def __init__(self, reader: ArrayReader) -> None:
        self._reader = reader
        self._headers = msgspec.msgpack.Decoder(ArrayHeader)
        self._decoders: dict[str, msgspec.msgpack.Decoder[Event]] = {}

    def decode(self, kind: str, data: bytes | msgspec.Raw) -> Event:
        decoder = self._decoders.get(kind)
        if decoder is None:
            decoder = self._decoders[kind] = msgspec.msgpack.Decoder(
                kind_of(kind), dec_hook=_as_it_is, ext_hook=self._decode_array
            )
        return decoder.decode(data)

    def _decode_array(self, code: int, data: memoryview) -> npt.NDArray[Any]:
        header = self._headers.decode(data)
        if code == SHARED:
            return self._reader.view(header.offset, header.dtype, header.shape)
        return np.frombuffer(header.data, header.dtype).reshape(header.shape)


def _as_it_is(_: type, thing: Any) -> Any:
    """What `_decode_array` has made already."""
    return thing
