"""The sockets of a body: a TCP server on one thread.

On one, so that nothing of an old connection can come after a new one of the same client.
"""

import errno
import logging
import selectors
import socket
import threading
import time

import msgspec

from kinesics.body.desk import Apply, Desk, Guest, refusal
from kinesics.errors import LinkError
from kinesics.waker import Waker
from kinesics.wire import Hello, Lines, Reply, encode

log = logging.getLogger(__name__)

MOST_CLIENTS = 16
GREETING_S = 5.0
"""Within which a client must say the token, where one is asked for."""
ROOM_S = 10.0
"""Who is silent for so long, and does not drive, makes room for others when all places are taken."""
MOST_UNREAD = 1_048_576
"""Bytes of answers that a client may leave unread."""
CHUNK = 65_536
FULL_S = 0.1


class Client(Guest):
    """One connection."""

    def __init__(self, line: socket.socket, address: str) -> None:
        super().__init__(address)
        self.line = line
        self.lines = Lines()
        self.unsent = bytearray()
        self.came_at = self.heard_at = time.monotonic()
        self.wanted = selectors.EVENT_READ


class Body:
    """Listens from `open` to `close`, or within `with`.

    `apply` is called on the body's own thread; the hello names the commands that it knows, none
    for all.  `desk` counts what has come.
    """

    def __init__(
        self,
        apply: Apply,
        hello: Hello,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = "",
    ) -> None:
        if not 0 <= port <= 65_535:
            raise LinkError(f"{port} is no port; give one of 1 to 65535, or 0 for any")
        if not token and not is_loopback(host):
            raise LinkError(f"{host}: who listens beyond this machine needs a token")
        self.desk = Desk(apply, frozenset(hello.commands), token)
        self._hello = msgspec.structs.replace(hello, token=bool(token))
        self._host, self._wanted_port = host, port
        self._clients: set[Client] = set()
        self._closed = False
        self._hang_up = threading.Event()
        self._full = threading.Event()
        self._server: socket.socket | None = None
        self._selector = selectors.DefaultSelector()
        self._waker = Waker()
        self._thread = threading.Thread(target=self._run, name="body", daemon=True)

    @property
    def port(self) -> int:
        return self._wanted_port if self._server is None else self._server.getsockname()[1]

    def open(self) -> None:
        """Raises LinkError where the port is taken."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            self._server = socket.create_server((self._host, self._wanted_port), family=family)
        except OSError as error:
            raise LinkError(
                f"{self._host}:{self._wanted_port}: {error.strerror or error}; if another program"
                " listens there, give another port"
            ) from error
        self._server.settimeout(0.0)
        self._waker.open()
        self._selector.register(self._server, selectors.EVENT_READ)
        self._waker.register(self._selector)
        self._thread.start()

    def close(self) -> None:
        self._closed = True
        self._waker.wake()
        if self._thread is threading.current_thread():
            return
        if self._thread.is_alive():
            self._thread.join(5.0)
        if self._server is not None:
            self._server.close()
        self._waker.close()
        self._selector.close()

    def hang_up(self) -> None:
        """Close every connection; the port stays open."""
        self._hang_up.set()
        self._waker.wake()

    def __enter__(self) -> "Body":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # From here on, everything runs on the body's own thread.

    def _run(self) -> None:
        while not self._closed:
            strangers = self._strangers()
            for key, ready in self._selector.select(1.0 if strangers else None):
                if isinstance(key.data, Client):
                    self._serve(key.data, ready)
                elif isinstance(key.data, Waker):
                    key.data.drain()
                else:
                    self._accept()
            if self._hang_up.is_set():
                self._hang_up.clear()
                self._drop_all()
            for client in self._strangers():
                if time.monotonic() - client.came_at > GREETING_S:
                    self._drop(client)
        self._drop_all()

    def _strangers(self) -> list[Client]:
        """Those who still have to say the token."""
        if not self._hello.token:
            return []
        return [one for one in self._clients if not one.greeted]

    def _accept(self) -> None:
        if self._server is None:
            return
        try:
            line, address = self._server.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                # The one who knocks stays at the door until this process has closed some file.
                self._full.wait(FULL_S)
            return
        if len(self._clients) >= MOST_CLIENTS and not self._make_room():
            log.warning("%s: hung up, %d are connected already", address[0], MOST_CLIENTS)
            line.close()
            return
        line.settimeout(0.0)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = Client(line, f"{address[0]}:{address[1]}")
        self._clients.add(client)
        self._selector.register(line, selectors.EVENT_READ, client)
        client.unsent += encode(self._hello)
        self._send(client)

    def _make_room(self) -> bool:
        idle = [one for one in self._clients if one is not self.desk.writer]
        longest = min(idle, key=lambda one: one.heard_at)
        if time.monotonic() - longest.heard_at < ROOM_S:
            return False
        self._drop(longest)
        return True

    def _serve(self, client: Client, ready: int) -> None:
        if client not in self._clients:
            return
        if ready & selectors.EVENT_READ and not self._read(client):
            self._drop(client)
            return
        self._send(client)
        for other in [one for one in self._clients if one.leaves and one is not client]:
            self._drop(other)

    def _read(self, client: Client) -> bool:
        """Take what came and answer it; False if the line is dead."""
        try:
            chunk = client.line.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not chunk:
            return False
        client.heard_at = time.monotonic()
        try:
            lines = client.lines.feed(chunk)
        except ValueError as error:
            self._answer(client, refusal(str(error)))
            client.leaves = True
            return True
        for line in lines:
            if client.leaves:
                break
            self._answer(client, self.desk.answer(client, line))
        if len(client.unsent) > MOST_UNREAD:
            log.warning("%s: does not read its answers; hung up", client.address)
            return False
        return True

    def _answer(self, client: Client, reply: Reply) -> None:
        client.unsent += encode(reply)

    def _send(self, client: Client) -> None:
        try:
            while client.unsent:
                del client.unsent[: client.line.send(client.unsent)]
        except BlockingIOError:
            pass
        except OSError:
            self._drop(client)
            return
        if client.leaves and not client.unsent:
            self._drop(client)
            return
        # Who does not read is not heard either, so that it cannot pile up answers.
        wanted = selectors.EVENT_WRITE if client.unsent else selectors.EVENT_READ
        if wanted != client.wanted:
            client.wanted = wanted
            self._selector.modify(client.line, wanted, client)

    def _drop_all(self) -> None:
        for client in list(self._clients):
            self._drop(client)

    def _drop(self, client: Client) -> None:
        if client in self._clients:
            self._clients.discard(client)
            self._selector.unregister(client.line)
            client.line.close()
            self.desk.leave(client)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach who listens there."""
    if host in ("localhost", "127.0.0.1", "::1"):
        return True
    # Loaded only for the other addresses: it keeps `import kinesics` short.
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
