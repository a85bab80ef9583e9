"""Wakes a thread that waits for sockets."""

import contextlib
import selectors
import socket

CHUNK = 65_536


class Waker:
    """`wake` may be called from any thread; it never blocks."""

    def __init__(self) -> None:
        self._ends: tuple[socket.socket, ...] = ()
        """What is written to the second can be read from the first; none until opened."""

    def open(self) -> None:
        self._ends = socket.socketpair()
        for end in self._ends:
            end.settimeout(0.0)

    def wake(self) -> None:
        # Full: it is awake already.  Closed: it has ended.
        with contextlib.suppress(OSError):
            for end in self._ends[1:]:
                end.send(b"!")

    def register(self, selector: selectors.BaseSelector) -> None:
        selector.register(self._ends[0], selectors.EVENT_READ, self)

    def drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while len(self._ends[0].recv(CHUNK)) == CHUNK:
                pass

    def close(self) -> None:
        for end in self._ends:
            end.close()
