"""A body that talks nonsense, and what it may say."""

import socket
import threading

HELLO = b'{"type":"hello","name":"odd","protocol":1}\n'
WELCOME = b'{"type":"reply","ok":true,"count":0,"seen":0}\n'


class OddBody:
    """Says what it is told to, to everyone, and nothing else; counts who came."""

    def __init__(self, *words: bytes, hangs_up: bool = False) -> None:
        self.guests = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._words, self._hangs_up = words, hangs_up
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.guests += 1
            self._lines.append(line)
            for word in self._words:
                line.sendall(word)
            if self._hangs_up:
                line.close()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for line in self._lines:
            line.close()
        self._thread.join(5.0)
