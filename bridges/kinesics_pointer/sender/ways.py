"""The three ways to a door, each with the same few words."""

import contextlib
import secrets
import socket
import threading
import time
from typing import TYPE_CHECKING, Protocol

import msgspec

from kinesics_pointer.door.packet import REPLY_TO, BadPacket, Kind, Packet, opened, sealed

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

LONGEST_REPLY = 65_536
WRONG_TOKEN = "wrong token"  # noqa: S105  (what a door says)


class Answer(msgspec.Struct, frozen=True):
    """What a door answers."""

    ok: bool
    id: str | int | None = None
    error: str = ""
    retry: bool = False


class Address(msgspec.Struct, frozen=True):
    """Where a door is, and who asks."""

    host: str
    port: int
    token: str
    session: int

    @property
    def place(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def hello(self) -> bytes:
        hello = {"type": "hello", "token": self.token, "session": f"{self.session:016x}"}
        return msgspec.json.encode(hello)


class Refused(ConnectionError):
    """The door is there, but does not let us in."""


class TokenRefused(Refused):
    """Because of the token."""


class Way(Protocol):
    """Asks and waits for the answer; raises OSError (also TimeoutError) if none comes."""

    def ask(self, message: bytes, number: str, timeout_s: float) -> Answer:
        """`number` is the id in the message."""
        ...

    def beat(self, number: str, timeout_s: float) -> Answer:
        """Ask for nothing but an answer."""
        ...

    def close(self) -> None: ...


class UdpSender:
    """Sealed packets; learns the number of the door by its first heartbeat."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._sequence = secrets.randbelow(2**16)
        self._door = 0
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    # A packet has a number of its own, so that of the message is not needed to find its answer.
    def ask(self, message: bytes, number: str, timeout_s: float) -> Answer:  # noqa: ARG002
        return self._ask(Kind.GESTURE, message, timeout_s)

    def beat(self, number: str, timeout_s: float) -> Answer:  # noqa: ARG002  (as above)
        return self._ask(Kind.HEARTBEAT, b"", timeout_s)

    def close(self) -> None:
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def _ask(self, kind: Kind, payload: bytes, timeout_s: float) -> Answer:
        with self._lock:
            deadline = time.monotonic() + timeout_s
            if self._door == 0:
                self._exchange(Kind.HEARTBEAT, b"", deadline)
            before = self._door
            answer = self._exchange(kind, payload, deadline)
            if self._door != before:
                # The door was opened anew; it has not done what the old number sealed.
                answer = self._exchange(kind, payload, deadline)
            return answer

    def _exchange(self, kind: Kind, payload: bytes, deadline: float) -> Answer:
        line = self._connected()
        self._sequence += 1
        packet = Packet(kind, self._door, self._address.session, self._sequence, payload)
        line.send(sealed(packet, self._address.token))
        while True:
            line.settimeout(_left(deadline))
            data = line.recv(LONGEST_REPLY)
            try:
                reply = opened(data, self._address.token)
            except BadPacket:
                # Somebody else's; ours may still come.
                continue
            ours = (REPLY_TO[kind], self._address.session, self._sequence)
            if (reply.kind, reply.session, reply.sequence) == ours:
                self._door = reply.door
                return _decoded(reply.payload)

    def _connected(self) -> socket.socket:
        if self._socket is None:
            family, _, _, _, address = socket.getaddrinfo(
                self._address.host, self._address.port, type=socket.SOCK_DGRAM
            )[0]
            self._socket = socket.socket(family, socket.SOCK_DGRAM)
            self._socket.connect(address)
        return self._socket


class TcpSender:
    """Lines over one connection, made again when it broke."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._buffer = b""

    def ask(self, message: bytes, number: str, timeout_s: float) -> Answer:
        with self._lock:
            deadline = time.monotonic() + timeout_s
            try:
                line = self._connected(deadline)
                line.sendall(message + b"\n")
                while (answer := self._next(line, deadline)).id != number:
                    # The answer to something that was given up before.
                    continue
            except OSError:
                self._hang_up()
                raise
            return answer

    def beat(self, number: str, timeout_s: float) -> Answer:
        return self.ask(_heartbeat(number), number, timeout_s)

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._buffer = None, b""

    def _connected(self, deadline: float) -> socket.socket:
        if self._socket is None:
            address = (self._address.host, self._address.port)
            self._socket = socket.create_connection(address, _left(deadline))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(self._address.hello + b"\n")
            _check(self._next(self._socket, deadline))
        return self._socket

    def _next(self, line: socket.socket, deadline: float) -> Answer:
        while b"\n" not in self._buffer:
            line.settimeout(_left(deadline))
            more = line.recv(LONGEST_REPLY)
            if not more or len(self._buffer) > LONGEST_REPLY:
                raise ConnectionResetError("the door hung up")
            self._buffer += more
        first, _, self._buffer = self._buffer.partition(b"\n")
        return _decoded(first)


class WebSocketSender:
    """One connection, made again when it broke."""

    def __init__(self, address: Address) -> None:
        # Loaded by who sends on this way.
        from websockets.sync.client import connect

        self._connect = connect
        self._address = address
        self._lock = threading.Lock()
        self._line: ClientConnection | None = None
        # The library wants each connection in a `with`.
        self._until_closed = contextlib.ExitStack()

    def ask(self, message: bytes, number: str, timeout_s: float) -> Answer:
        from websockets.exceptions import WebSocketException

        with self._lock:
            deadline = time.monotonic() + timeout_s
            try:
                line = self._connected(deadline)
                line.send(message.decode())
                while (answer := _decoded(line.recv(_left(deadline)))).id != number:
                    continue
            except WebSocketException as error:
                self._hang_up()
                raise ConnectionResetError(str(error)) from error
            except OSError:
                self._hang_up()
                raise
            return answer

    def beat(self, number: str, timeout_s: float) -> Answer:
        return self.ask(_heartbeat(number), number, timeout_s)

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        self._line = None
        self._until_closed.close()

    def _connected(self, deadline: float) -> "ClientConnection":
        if self._line is None:
            connection = self._connect(
                f"ws://{self._address.place}",
                open_timeout=_left(deadline),
                close_timeout=0.1,
                ping_interval=None,
                compression=None,
                max_size=LONGEST_REPLY,
                proxy=None,
            )
            self._line = self._until_closed.enter_context(connection)
            self._line.send(self._address.hello.decode())
            _check(_decoded(self._line.recv(_left(deadline))))
        return self._line


def _heartbeat(number: str) -> bytes:
    return msgspec.json.encode({"type": "heartbeat", "id": number})


def _left(deadline: float) -> float:
    if (left_s := deadline - time.monotonic()) <= 0.0:
        raise TimeoutError("no answer in time")
    return left_s


def _decoded(data: bytes | str) -> Answer:
    try:
        return msgspec.json.decode(data, type=Answer)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ConnectionAbortedError(f"this is no door: {error}") from error


def _check(answer: Answer) -> None:
    if not answer.ok:
        raise (TokenRefused if answer.error.startswith(WRONG_TOKEN) else Refused)(answer.error)
