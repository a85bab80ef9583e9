"""The lines between a `Link` and a body: newline-delimited JSON, as docs/wire.md has it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import msgspec

from kinesics.errors import CommandError

PROTOCOL = 1
MAX_LINE = 1_048_576
"""Bytes in a line, without its end."""
MAX_DEPTH = 32
ROOM = 256
"""Bytes of a line around a single command."""
BUSY = "another client drives this body"
MAX_SEQ = 2**53
"""The highest number of a batch: every language can count so far."""
MAX_NAME = 128
"""Bytes in the name of a command, bone, expression or clip."""
MAX_ERRORS = 16
"""Wrong commands that are named in one reply."""
WRITER_SILENT_S = 3.0
"""After which somebody else may drive."""


class Command(msgspec.Struct, frozen=True, gc=False):
    """One thing that a body should do."""

    command: str
    data: Mapping[str, Any] = {}  # Any: each command has data of its own


class CommandLine(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A single command, or a batch whose data are not yet looked at."""

    command: str
    data: msgspec.Raw = msgspec.Raw(b"{}")
    id: int | None = None
    seq: int | None = None


class Greeting(msgspec.Struct, frozen=True, omit_defaults=True):
    """The data of a client's hello."""

    protocol: int = PROTOCOL
    session: str = ""
    token: str = ""


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """What a body says first."""

    name: str = ""
    kind: str = ""
    protocol: int = PROTOCOL
    token: bool = False
    """Whether it asks for one."""
    max_line: int = MAX_LINE
    commands: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    clips: tuple[str, ...] = ()
    channels: Mapping[str, tuple[float, float]] = {}


class Wrong(msgspec.Struct, frozen=True):
    """A command that was not applied."""

    index: int
    error: str


class Reply(msgspec.Struct, frozen=True, tag="reply", omit_defaults=True):
    """The answer to one line."""

    ok: bool
    count: int
    """Commands that were applied."""
    seq: int | None = None
    id: int | None = None
    seen: int | None = None
    """In the answer to a hello: the highest batch of the session that was applied."""
    errors: tuple[Wrong, ...] = ()
    state: msgspec.Raw = msgspec.Raw(b"null")
    """What a robot measures."""


def _plain(value: object) -> object:
    """A number of numpy as one of Python; the encoder calls this for what it does not know."""
    if (item := getattr(value, "item", None)) is not None and not getattr(value, "shape", ()):
        return item()
    raise TypeError(f"{type(value).__name__} is no part of JSON")


_encode = msgspec.json.Encoder(enc_hook=_plain).encode
_decode_answer = msgspec.json.Decoder(Hello | Reply).decode


def encode(line: CommandLine | Hello | Reply) -> bytes:
    """With the end of the line."""
    return _encode(line) + b"\n"


def encode_greeting(greeting: Greeting) -> bytes:
    return encode(CommandLine("hello", msgspec.Raw(_encode(greeting))))


def decode_answer(line: bytes | bytearray) -> Hello | Reply:
    """Raises msgspec.DecodeError, RecursionError, UnicodeDecodeError."""
    return _decode_answer(line)


class Lines:
    """Cuts what a socket gives into lines, however the bytes come."""

    def __init__(self, most: int = MAX_LINE) -> None:
        self._most = most
        self._unread = bytearray()
        self._looked_at = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that are whole now, without their ends; raises ValueError if one is too long."""
        self._unread += chunk
        end = self._unread.rfind(b"\n", self._looked_at)
        if end < 0:
            self._looked_at = len(self._unread)
            if self._looked_at > self._most + 1:
                raise ValueError(f"a line has more than {self._most:,} bytes")
            return []
        lines = bytes(self._unread[:end]).split(b"\n")
        del self._unread[: end + 1]
        self._looked_at = len(self._unread)
        if max(map(len, lines)) > self._most + 1 or self._looked_at > self._most + 1:
            raise ValueError(f"a line has more than {self._most:,} bytes")
        return [line.removesuffix(b"\r") for line in lines]


BRACKETS = b"[]{}"
_NO_BRACKETS = bytes(set(range(256)) - set(BRACKETS))
_ONE_KIND = bytes.maketrans(b"{}", b"[]")


def too_deep(line: bytes, most: int = MAX_DEPTH) -> bool:
    """Whether a line of JSON is nested deeper than so many levels."""
    if line.count(b"[") + line.count(b"{") <= most:
        return False
    # What stands between quotes is text, once the quotes within texts are gone.
    plain = line.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in line else line
    brackets = b"".join(plain.split(b'"')[::2]).translate(_ONE_KIND, _NO_BRACKETS)
    left = brackets
    # Each round takes away the innermost level, at the speed of C.
    for _ in range(most):
        left = left.replace(b"[]", b"")
        if not left:
            return False
    # It is deep, or no JSON at all.
    depth = 0
    for byte in brackets:
        depth += 1 if byte == BRACKETS[0] else -1
        if depth > most:
            return True
    return False


class Encoded(NamedTuple):
    """Commands as they stand in a batch."""

    raw: bytes
    many: int


def encode_commands(commands: Sequence[tuple[str, Mapping[str, Any]]]) -> Encoded:
    """Raises CommandError for what cannot travel."""
    what = commands[0][0][:MAX_NAME]
    try:
        raw = _encode([Command(command, data) for command, data in commands])[1:-1]
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise CommandError(f"{what!r} cannot be sent: {error}") from error
    if b"null" in raw and not all(_is_finite(data) for _, data in commands):
        raise CommandError(f"{what!r} cannot be sent: a number in it is not finite")
    if len(raw) > MAX_LINE - ROOM:
        raise CommandError(f"{what!r} cannot be sent: it has {len(raw):,} bytes")
    # The line around it has three levels of its own.
    if too_deep(raw, MAX_DEPTH - 3):
        raise CommandError(f"{what!r} cannot be sent: it is nested too deep")
    return Encoded(raw, len(commands))


def encode_in_groups(
    commands: Sequence[tuple[str, Mapping[str, Any]]], many: int, most_bytes: int
) -> list[Encoded]:
    """So many of them together where they are short, which costs a third; else each alone."""
    groups: list[Encoded] = []
    for at in range(0, len(commands), many):
        some = commands[at : at + many]
        try:
            together = encode_commands(some)
        except CommandError:
            # Alone, each says by its name what is wrong with it.
            together = None
        if together is not None and len(together.raw) <= most_bytes:
            groups.append(together)
        else:
            groups += [encode_commands((one,)) for one in some]
    return groups


def batch_line(seq: int, at: float, encoded: Sequence[Encoded]) -> bytes:
    """A batch of commands that are encoded already."""
    count = sum(one.many for one in encoded)
    head = b'{"command":"batch","seq":%d,"at":%.6f,"data":{"commands":[' % (seq, at)
    return b"".join((head, b",".join([one.raw for one in encoded]), b'],"count":%d}}\n' % count))


def _is_finite(value: object) -> bool:
    """Whether no number within is infinite or none; msgspec writes those as null."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(map(_is_finite, cast("Mapping[object, object]", value).values()))
    if isinstance(value, list | tuple):
        return all(map(_is_finite, cast("Sequence[object]", value)))
    return True
