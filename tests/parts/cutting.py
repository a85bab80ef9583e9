"""A line between a link and a body that is cut wherever a test wants it, at any byte."""

import contextlib
import socket
import threading
from collections.abc import Iterable


class CuttingLine:
    """Listens for a client, connects it to `port`, and hangs up on both after so many bytes.

    `cuts` are bytes to the body and bytes from it, one pair for each connection; after the last
    pair a connection lives on.
    """

    def __init__(self, port: int, cuts: Iterable[tuple[int, int]] = ()) -> None:
        self._to = port
        self._cuts = iter(list(cuts))
        self._server = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        self._ends: list[socket.socket] = []
        self._closed = False
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.getsockname()[1]

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for one in self._ends:
            _shut(one)
        self._thread.join(5.0)

    def __enter__(self) -> "CuttingLine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._server.accept()
                body = socket.create_connection(("127.0.0.1", self._to), 5.0)
            except OSError:
                return
            self.connections += 1
            there, back = next(self._cuts, (1 << 40, 1 << 40))
            self._ends += [client, body]
            for source, sink, most in ((client, body, there), (body, client, back)):
                pump = threading.Thread(target=_pump, args=(source, sink, most), daemon=True)
                pump.start()


def _pump(source: socket.socket, sink: socket.socket, most: int) -> None:
    """Carry so many bytes, then cut the line both ways."""
    with contextlib.suppress(OSError):
        while most > 0 and (chunk := source.recv(min(most, 65_536))):
            sink.sendall(chunk)
            most -= len(chunk)
    _shut(source)
    _shut(sink)


def _shut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
