"""Events as bytes, for the way to another process and back."""

import functools
import importlib
from typing import Any, cast

import msgspec
import numpy as np
import numpy.typing as npt

from kinesics.errors import RoomError
from kinesics.events import Event
from kinesics.shared import ArrayReader, ArrayWriter

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


def kind_name(kind: type[Event]) -> str:
    """The name by which another process finds this type of event."""
    return f"{kind.__module__}:{kind.__qualname__}"


@functools.cache
def kind_of(name: str) -> type[Event]:
    """The type of event of that name, imported if need be."""
    module, _, path = name.partition(":")
    if "<locals>" in path:
        raise RoomError(
            f"{name}: an event defined inside a function cannot travel to another process;"
            " define it at the top of a module"
        )
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
        except (TypeError, NotImplementedError, ValueError) as error:
            raise RoomError(
                f"{type(event).__name__} cannot travel to another process: {error};"
                " use numbers, text, tuples, structs and numpy arrays"
            ) from error

    def _encode_other(self, thing: object) -> object:
        if isinstance(thing, np.ndarray):
            return self._encode_array(cast("npt.NDArray[Any]", thing))  # of whatever it holds
        if isinstance(thing, np.number | np.bool_):
            return cast("float", thing.item())  # or an int or a bool, which travel as well
        raise NotImplementedError(f"it holds {type(thing).__name__}")

    def _encode_array(self, array: npt.NDArray[Any]) -> msgspec.msgpack.Ext:
        if array.dtype.hasobject:
            raise NotImplementedError("it holds an array of Python objects")
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
