"""Wakes a thread that waits for sockets."""

import contextlib
import selectors
import socket

CHUNK = 65_536


class Waker:
    """`wake` may be called from any thread; it never blocks."""

    def __init__(self) -> None:
        self._heard, self._told = socket.socketpair()
        self._heard.settimeout(0.0)
        self._told.settimeout(0.0)

    def wake(self) -> None:
        # Full: it is awake already.  Closed: it has ended.
        with contextlib.suppress(OSError):
            self._told.send(b"!")

    def register(self, selector: selectors.BaseSelector) -> None:
        selector.register(self._heard, selectors.EVENT_READ, self)

    def drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while len(self._heard.recv(CHUNK)) == CHUNK:
                pass

    def close(self) -> None:
        self._heard.close()
        self._told.close()
