"""Open Sound Control 1.0: messages and bundles to bytes and back.

What cannot be read raises `OscError` and nothing else; a packet is read as a whole or not at all.
"""

import functools
import itertools
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kinesics import KinesicsError

Argument = int | float | str | bytes | bool | None

BUNDLE = b"#bundle\0"
AT_ONCE = 1
"""The time tag of what is to be done when it comes."""

MOST_LAYERS = 8
"""Bundles within bundles."""
MOST_ARGUMENTS = 256
"""In one message."""

NUMBERS = {
    tag: struct.Struct(">" + code)
    for tag, code in (("i", "i"), ("f", "f"), ("d", "d"), ("h", "q"), ("t", "Q"))
}
"""Tags whose argument has a fixed size.  `t` is a time tag, as its 64 bits."""
WORDLESS: dict[str, Argument] = {"T": True, "F": False, "N": None, "I": None}
"""Tags that are their own argument.  `I` is an impulse: it carries nothing, as nil does."""

SIZE = struct.Struct(">i")


class OscError(KinesicsError, ValueError):
    """Bytes that are no OSC packet, or a message that cannot be one."""


class Message(NamedTuple):
    """An address, the type of each argument as its letter, and the arguments."""

    address: str
    tags: str = ""
    arguments: tuple[Argument, ...] = ()


def encode(message: Message) -> bytes:
    """The bytes of a message; OscError where an argument does not fit its tag."""
    address, tags, arguments = message
    if not address.startswith("/") or len(tags) != len(arguments):
        raise OscError(f"{message!r:.120}: an address begins with /, an argument has one tag")
    parts = [padded_text(address), padded_text("," + tags)]
    try:
        parts.extend(_encode(tag, one) for tag, one in zip(tags, arguments, strict=True))
    except (struct.error, TypeError, AttributeError, OverflowError) as error:
        raise OscError(f"{address}: {arguments!r:.120} does not fit {tags!r}: {error}") from error
    return b"".join(parts)


def bundle(packets: Iterable[bytes], at: int = AT_ONCE) -> bytes:
    """Messages or bundles as one packet, to be done together."""
    parts = [BUNDLE, NUMBERS["t"].pack(at)]
    for packet in packets:
        parts += (SIZE.pack(len(packet)), packet)
    return b"".join(parts)


def decode(packet: bytes) -> list[Message]:
    """All messages of a packet in their order, whatever bundles they are in.

    Time tags are checked and left aside: a body that is late should do what is next.
    """
    return list(_messages(packet, 0, len(packet), 0))


def padded_text(text: str) -> bytes:
    """A string as OSC has it: ended by a zero, padded to four bytes."""
    if "\0" in text:
        raise OscError(f"{text!r:.80}: a string of OSC cannot hold a zero")
    try:
        raw = text.encode() + b"\0"
    except UnicodeEncodeError as error:
        raise OscError(f"{text!r:.80} cannot be written as UTF-8") from error
    return raw + bytes(-len(raw) % 4)


def _encode(tag: str, one: Argument) -> bytes:
    if tag in WORDLESS:
        if one is not WORDLESS[tag]:
            raise OscError(f"{tag} stands for {WORDLESS[tag]}, not for {one!r:.80}")
        return b""
    if (number := NUMBERS.get(tag)) is not None:
        return number.pack(one)
    if tag == "s" and isinstance(one, str):
        return padded_text(one)
    if tag == "b" and isinstance(one, bytes):
        return SIZE.pack(len(one)) + one + bytes(-len(one) % 4)
    raise OscError(f"no way to write {one!r:.80} as {tag!r}")


def _messages(packet: bytes, at: int, end: int, layer: int) -> Iterator[Message]:
    if end - at < 8 or (end - at) % 4:
        raise OscError(f"{end - at} bytes; a message or bundle has 8 or more, by fours")
    if packet[at : at + 8] != BUNDLE:
        yield _message(packet, at, end)
        return
    if layer == MOST_LAYERS:
        raise OscError(f"more than {MOST_LAYERS} bundles within each other")
    if end - at < 16:
        raise OscError("a bundle without its time")
    at += 16
    while at < end:
        # By fours all along, so there is room for a size here.
        (size,) = SIZE.unpack_from(packet, at)
        at += 4
        if not 0 < size <= end - at:
            raise OscError(f"a part of {size} bytes where {end - at} are left")
        yield from _messages(packet, at, at + size, layer + 1)
        at += size


def _message(packet: bytes, at: int, end: int) -> Message:
    address, at = _text(packet, at, end)
    tags, at = _text(packet, at, end)
    if not address.startswith("/"):
        raise OscError(f"the address {address!r:.80} does not begin with /")
    if not tags.startswith(","):
        raise OscError(f"{address:.80}: no type tags")
    if len(tags) > MOST_ARGUMENTS + 1:
        raise OscError(f"{address:.80}: more than {MOST_ARGUMENTS} arguments")
    arguments: list[Argument] = []
    for part in _parts(tags):
        if isinstance(part, str):
            argument, at = _argument(part, packet, at, end)
            arguments.append(argument)
        elif at + part.size <= end:
            arguments += part.unpack_from(packet, at)
            at += part.size
        else:
            raise OscError(f"{address:.80}: ends within its arguments")
    if at != end:
        raise OscError(f"{address:.80}: {end - at} bytes beyond its arguments")
    return Message(address, tags[1:], tuple(arguments))


@functools.lru_cache(maxsize=64)
def _parts(tags: str) -> tuple[str | struct.Struct, ...]:
    """What follows a comma: tags of one argument each, and numbers in a row as one piece."""
    parts: list[str | struct.Struct] = []
    for is_number, row in itertools.groupby(tags[1:], NUMBERS.__contains__):
        if is_number:
            parts.append(struct.Struct(">" + "".join(NUMBERS[tag].format[1:] for tag in row)))
        else:
            parts.extend(row)
    return tuple(parts)


def _argument(tag: str, packet: bytes, at: int, end: int) -> tuple[Argument, int]:
    """The argument at a place, where it is no number, and where the next thing begins."""
    if tag == "s":
        return _text(packet, at, end)
    if tag == "b":
        return _blob(packet, at, end)
    if tag in WORDLESS:
        return WORDLESS[tag], at
    raise OscError(f"unknown type tag {tag!r}")


def _text(packet: bytes, at: int, end: int) -> tuple[str, int]:
    """The string at a place, and where the next thing begins."""
    stop = packet.find(b"\0", at, end)
    after = stop + 4 - (stop - at) % 4
    if stop < 0 or after > end:
        raise OscError("a string without its end")
    if packet[stop:after].strip(b"\0"):
        raise OscError("a string padded with something else than zeros")
    try:
        return packet[at:stop].decode(), after
    except UnicodeDecodeError as error:
        raise OscError(f"a string that is no UTF-8: {packet[at:stop]!r:.80}") from error


def _blob(packet: bytes, at: int, end: int) -> tuple[bytes, int]:
    if at + 4 > end:
        raise OscError("a blob without its size")
    (size,) = SIZE.unpack_from(packet, at)
    stop = at + 4 + size
    after = stop + -size % 4
    if size < 0 or after > end:
        raise OscError(f"a blob of {size} bytes where {end - at - 4} are left")
    if packet[stop:after].strip(b"\0"):
        raise OscError("a blob padded with something else than zeros")
    return packet[at + 4 : stop], after
