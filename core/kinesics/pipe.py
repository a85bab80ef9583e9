"""The only module that knows zmq: a private pipe between two processes, and the news of a house."""

import sys
import threading
from pathlib import Path
from typing import Self

import zmq

PORTS = 10
"""How many ports of this machine are tried, so that as many houses can stand beside each other."""


class Pipe:
    """One end of a pipe.  Any thread may send; or one thread receives."""

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]") -> None:
        self._socket = context.socket(zmq.PAIR)
        self._lock = threading.Lock()
        self.address = ""

    def listen(self, folder: Path, name: str) -> Self:
        """Wait at an address that only this user can reach."""
        if sys.platform == "win32":
            port = self._socket.bind_to_random_port("tcp://127.0.0.1")
            self.address = f"tcp://127.0.0.1:{port}"
        else:
            self.address = f"ipc://{folder / name}"
            self._socket.bind(self.address)
        return self

    def connect(self, address: str) -> Self:
        self._socket.connect(address)
        self.address = address
        return self

    def send(self, data: bytes) -> None:
        """Send, and wait if the other end is slow to read."""
        with self._lock:
            self._socket.send(data)

    def offer(self, data: bytes) -> bool:
        """Send unless the other end is too slow to read, or this one closed; never waits."""
        with self._lock:
            if self._socket.closed:
                return False
            try:
                self._socket.send(data, zmq.NOBLOCK)
            except zmq.Again:
                return False
            return True

    def wait_at_most(self, seconds: float) -> None:
        """From now on `receive` gives up after so long."""
        self._socket.setsockopt(zmq.RCVTIMEO, round(seconds * 1000))

    def receive(self) -> bytes | None:
        """The next message; None if none came in time."""
        # One call into zmq: whatever Python does here, others wait for its lock.
        try:
            return self._socket.recv()
        except zmq.Again:
            return None

    def receive_now(self) -> bytes | None:
        """The next message, or None if there is none."""
        # Half the time of an attempt that fails.
        if not int(self._socket.getsockopt(zmq.EVENTS)) & zmq.POLLIN:
            return None
        return self._socket.recv()

    def close(self, linger_s: float = 0.0) -> None:
        """Close; what is unsent has `linger_s` to leave."""
        with self._lock:
            self._socket.close(linger=round(linger_s * 1000))


def new_context() -> "zmq.Context[zmq.Socket[bytes]]":
    """The room where sockets live; one for each process end of a pipe."""
    return zmq.Context()


class NewsStand:
    """Publishes to any number of readers on this machine, at the first free of ten ports."""

    def __init__(self, first_port: int) -> None:
        self._context = new_context()
        self._socket = self._context.socket(zmq.XPUB)
        self._socket.setsockopt(zmq.SNDHWM, 8)
        self._readers = 0
        self.address = ""
        for port in range(first_port, first_port + PORTS):
            try:
                self._socket.bind(f"tcp://127.0.0.1:{port}")
            except zmq.ZMQError:
                continue
            self.address = f"127.0.0.1:{port}"
            break

    def has_readers(self) -> bool:
        while True:
            try:
                joined = self._socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                return self._readers > 0
            self._readers += 1 if joined[:1] == b"\x01" else -1

    def publish(self, data: bytes) -> None:
        self._socket.send(data, zmq.NOBLOCK)

    def close(self) -> None:
        self._socket.close(linger=0)
        self._context.term()


class NewsReader:
    """Reads what the stand at an address publishes, also if it opens only later."""

    def __init__(self, address: str) -> None:
        self._context = new_context()
        self._socket = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, 2)
        self._socket.setsockopt(zmq.SUBSCRIBE, b"")
        self._socket.connect(f"tcp://{address}")

    def read(self, timeout_s: float) -> bytes | None:
        """The next piece of news, or None if none comes in time."""
        return self._socket.recv() if self._socket.poll(round(timeout_s * 1000)) else None

    def close(self) -> None:
        self._socket.close(linger=0)
        self._context.term()
