"""Lines of JSON over TCP; the first one says the token."""

import contextlib
import logging
import math
import socket
import threading
import time
from typing import TYPE_CHECKING

from kinesics_pointer.config import PointerBridgeConfig
from kinesics_pointer.door.guests import Guest
from kinesics_pointer.door.listener import Listener, listen
from kinesics_pointer.door.messages import LONGEST, BadMessage, read, reply

if TYPE_CHECKING:
    from kinesics_pointer.door.door import Door

log = logging.getLogger(__name__)

HELLO_S = 3.0
"""How long a new connection may take to say its token."""
SILENT_S = 30.0
"""A connection that says nothing for so long is closed."""


class TcpWay:
    """A thread that takes connections, and one for each of them."""

    def __init__(self, door: "Door", config: PointerBridgeConfig) -> None:
        self.port = config.tcp_port
        self._door = door
        self._host = config.door_host
        self._closed = False
        self._listener: Listener | None = None
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def open(self) -> None:
        self._listener = listen(
            *(self._host, self.port), lambda who: self._door.tally.count("tcp", "no room", who)
        )
        self.port = self._listener.getsockname()[1]
        take = threading.Thread(
            target=self._take_lines, args=(self._listener,), name="pointer:tcp", daemon=True
        )
        self._start(take)

    def close(self) -> None:
        self._closed = True
        if self._listener is not None:
            # Only a shutdown wakes who waits in accept(), and only a close does on Windows.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener.hang_up()
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(1.0)

    def _start(self, thread: threading.Thread) -> None:
        with self._lock:
            self._threads = [one for one in self._threads if one.is_alive()]
            self._threads.append(thread)
            thread.start()

    def _take_lines(self, listener: Listener) -> None:
        while not self._closed:
            try:
                line, address = listener.accept()
            except OSError:
                # Closed, or a line that was gone before it was taken.
                if listener.fileno() == -1:
                    return
                continue
            serve = threading.Thread(
                target=self._serve, args=(line, str(address)), name="pointer:tcp", daemon=True
            )
            self._start(serve)

    def _serve(self, line: socket.socket, who: str) -> None:
        guest = None
        try:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.settimeout(HELLO_S)
            lines = Lines(line)
            if (guest := self._let_in(lines, who)) is None:
                return
            line.settimeout(SILENT_S)
            while (data := lines.next()) is not None:
                line.sendall(self._door.answer(guest, data, "tcp") + b"\n")
        except (OSError, BadMessage) as error:
            if isinstance(error, BadMessage):
                self._door.tally.count("tcp", "too long", who)
                _say(line, str(error))
        finally:
            if guest is not None:
                self._door.leave(guest)
            line.close()

    def _let_in(self, lines: "Lines", who: str) -> Guest | None:
        """The guest, if the first line is a hello with the right token."""
        if (data := lines.next(time.monotonic() + HELLO_S)) is None:
            return None
        try:
            hello = read(data)
        except BadMessage as error:
            self._door.tally.count("tcp", "bad message", who)
            _say(lines.socket, str(error))
            return None
        if hello.type != "hello" or not self._door.knows(hello.token):
            self._door.tally.count("tcp", "wrong token", who)
            _say(lines.socket, 'wrong token; the first line is {"type":"hello","token":"..."}')
            return None
        guest = self._door.enter(hello.session, lines=1)
        if guest is None:
            self._door.tally.count("tcp", "no room", who)
            _say(lines.socket, "no room, or a session of other characters than A-Za-z0-9_-")
            return None
        lines.socket.sendall(reply(hello.id) + b"\n")
        return guest


class Lines:
    """The lines that come from a socket; raises BadMessage if one is too long."""

    def __init__(self, line: socket.socket) -> None:
        self.socket = line
        self._buffer = bytearray()
        self._looked = 0

    def next(self, until: float = math.inf) -> bytes | None:
        """The next line that is not empty; None when the other side has hung up.

        TimeoutError where it trickles in and has not ended by then.
        """
        while True:
            end = self._buffer.find(b"\n", self._looked)
            if end >= 0:
                data = bytes(self._buffer[:end]).strip()
                del self._buffer[: end + 1]
                self._looked = 0
                if data:
                    return data
                continue
            self._looked = len(self._buffer)
            if self._looked > LONGEST:
                raise BadMessage(f"a line has at most {LONGEST} bytes")
            if time.monotonic() > until:
                raise TimeoutError
            if not (more := self.socket.recv(65_536)):
                return None
            self._buffer += more


def _say(line: socket.socket, error: str) -> None:
    try:
        line.sendall(reply(None, error) + b"\n")
    except OSError:
        # Who is gone needs no explanation.
        return
