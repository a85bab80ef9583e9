"""The lines between a `Link` and a body: newline-delimited JSON, as docs/wire.md has it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

PROTOCOL = 1
MAX_LINE = 1_048_576
"""Bytes in a line, without its end."""
MAX_DEPTH = 32
MAX_NAME = 128
"""Bytes in the name of a command, bone, expression or clip."""
MAX_ERRORS = 16
"""Wrong commands that are named in one reply."""
WRITER_SILENT_S = 3.0
"""After which somebody else may drive."""


class Command(msgspec.Struct, frozen=True, gc=False):
    """One thing that a body should do.  Its data belongs to the link from now on."""

    command: str
    data: Mapping[str, Any] = {}  # Any: each command has data of its own


class Batch(msgspec.Struct, frozen=True, gc=False):
    """The data of a batch."""

    commands: Sequence[Command]
    count: int


class BatchLine(msgspec.Struct, frozen=True, gc=False, tag="batch", tag_field="command"):
    """A batch as it goes over the wire."""

    seq: int
    at: float
    data: Batch


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


_encode = msgspec.json.Encoder().encode
_decode_answer = msgspec.json.Decoder(Hello | Reply).decode


def encode(line: CommandLine | BatchLine | Hello | Reply) -> bytes:
    """With the end of the line."""
    return _encode(line) + b"\n"


def encode_batch(seq: int, at: float, commands: Sequence[Command]) -> bytes:
    return encode(BatchLine(seq, at, Batch(commands, len(commands))))


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


def too_deep(line: bytes) -> bool:
    """Whether a line of JSON is nested deeper than a body looks into."""
    brackets = line.translate(None, _NO_BRACKETS)
    # Each round takes away the innermost level, at the speed of C.
    for _ in range(MAX_DEPTH):
        if not brackets:
            return False
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    # A bracket within a text may have led astray: look at every byte.
    return bool(brackets) and _depth(line) > MAX_DEPTH


def _depth(line: bytes) -> int:
    depth = deepest = 0
    inside, escaped = False, False
    for byte in line:
        if inside:
            inside = escaped or byte != ord('"')
            escaped = not escaped and byte == ord("\\")
        elif byte == ord('"'):
            inside = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
