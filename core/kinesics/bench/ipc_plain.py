"""Commands to a body one message each, over a plain socket: four ways, from the simplest on.

`tell` returns when the body has acknowledged the last command.
"""

import contextlib
import json
import socket
import time
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, Self

import msgspec

from kinesics.bench.ipc_load import Commands
from kinesics.errors import LinkError
from kinesics.wire import (
    WRITER_SILENT_S,
    Greeting,
    Hello,
    Reply,
    decode_answer,
    encode_greeting,
)

ANSWERS_WITHIN_S = 10.0
FREE_WITHIN_S = WRITER_SILENT_S + 1.0
"""After which somebody else still drives the body."""
TAKEN = "another client drives this body"


class Target(NamedTuple):
    """Where a body listens."""

    host: str
    port: int
    token: str = ""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Single(msgspec.Struct, gc=False):
    """The line of one command."""

    command: str
    data: Mapping[str, Any]  # Any: each command has data of its own
    id: int


class Refused(LinkError):
    """The body did not do it; what it said."""


_encode = msgspec.json.Encoder().encode


class Plain:
    """A socket, as a script of one's own has one; used within `with`."""

    name: ClassVar[str] = ""
    about: ClassVar[str] = ""
    chunk: ClassVar[int] = 100
    nodelay: ClassVar[int | None] = None
    """None: as the system has it."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._line = connect(target)
        if self.nodelay is not None:
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, self.nodelay)
        self._answers = self._line.makefile("rb")
        self._sent = 0

    def __enter__(self) -> Self:
        try:
            self._greet()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # The body hangs up in turn; from then on somebody else may drive it.
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
            while self._answers.readline():
                pass
        self._close()

    def begin(self, commands: Commands) -> None:
        """Tell these once, as soon as the body takes them from us."""
        give_up_at = time.perf_counter() + FREE_WITHIN_S
        while True:
            try:
                self.tell(commands[:1])
                break
            except Refused as error:
                if str(error) != TAKEN or time.perf_counter() > give_up_at:
                    raise no_good(self._target, str(error)) from error
                time.sleep(0.01)
        self.tell(commands)

    def tell(self, commands: Commands) -> None:
        raise NotImplementedError

    def bytes_sent(self) -> int:
        return self._sent

    def _send(self, line: bytes) -> None:
        self._line.sendall(line)
        self._sent += len(line)

    def _read(self) -> None:
        reply = decode_answer(self._readline())
        if not isinstance(reply, Reply):
            raise no_good(self._target, "it answers with something else than a reply")
        if not reply.ok:
            raise Refused(reply.errors[0].error if reply.errors else "no reason given")

    def _readline(self) -> bytes:
        line = self._answers.readline()
        if not line:
            raise no_good(self._target, "it hung up")
        return line

    def _greet(self) -> None:
        try:
            hello = decode_answer(self._readline())
        except TimeoutError as error:
            raise no_good(self._target, "it said no hello") from error
        except (ValueError, RecursionError) as error:
            raise no_good(self._target, "what it says is none of a body") from error
        if not isinstance(hello, Hello):
            raise no_good(self._target, "it did not say hello first")
        lacking = sorted({"set_bone", "set_expression"} - set(hello.commands))
        if hello.commands and lacking:
            raise no_good(self._target, f"it is no avatar: it knows no {' and no '.join(lacking)}")
        if hello.token:
            self._show_token()

    def _show_token(self) -> None:
        if not self._target.token:
            raise no_good(self._target, "it asks for a token; give it with --token")
        self._send(encode_greeting(Greeting(token=self._target.token)))
        try:
            self._read()
        except Refused as error:
            raise no_good(self._target, str(error)) from error

    def _close(self) -> None:
        self._answers.close()
        self._line.close()


class JsonDumps(Plain):
    """The first thing that comes to mind."""

    name: ClassVar[str] = "json.dumps, one at a time"
    about: ClassVar[str] = "as written first: dumps, sendall, wait for the answer"

    def tell(self, commands: Commands) -> None:
        for number, (command, data) in enumerate(commands):
            message = {"command": command, "data": data, "id": number}
            self._send(json.dumps(message).encode() + b"\n")
            reply = json.loads(self._readline())
            if not reply["ok"]:
                raise Refused(reply["errors"][0]["error"])


class RequestReply(Plain):
    """The same with a quick encoder."""

    name: ClassVar[str] = "single, wait for each"
    about: ClassVar[str] = "the same with msgspec and TCP_NODELAY"
    nodelay: ClassVar[int | None] = 1

    def tell(self, commands: Commands) -> None:
        for number, (command, data) in enumerate(commands):
            self._send(_encode(Single(command, data, number)) + b"\n")
            self._read()


class Pipelined(Plain):
    """Does not wait until all are sent."""

    name: ClassVar[str] = "single, TCP_NODELAY"
    about: ClassVar[str] = "all sent without waiting, then all answers read"
    chunk: ClassVar[int] = 500
    nodelay: ClassVar[int | None] = 1

    def tell(self, commands: Commands) -> None:
        for number, (command, data) in enumerate(commands):
            self._send(_encode(Single(command, data, number)) + b"\n")
        for _ in commands:
            self._read()


class Nagle(Pipelined):
    """The system holds small messages back while others are under way."""

    name: ClassVar[str] = "single, Nagle"
    about: ClassVar[str] = "so too, without TCP_NODELAY: small ones are held back"
    nodelay: ClassVar[int | None] = 0


def connect(target: Target) -> socket.socket:
    """Raises LinkError where nobody listens."""
    try:
        return socket.create_connection((target.host, target.port), ANSWERS_WITHIN_S)
    except OSError as error:
        refused = isinstance(error, ConnectionRefusedError)
        why = "nobody listens there" if refused else (error.strerror or "no answer").lower()
        raise no_good(target, f"{why}; start the body first, or give another HOST:PORT") from error


def no_good(target: Target, why: str) -> LinkError:
    return LinkError(f"{target}: {why}")
