"""A listening socket that has only so many guests at a time."""

import contextlib
import socket
import sys
from collections.abc import Callable

MOST_LINES = 16
BACKLOG = 16


class Listener(socket.socket):
    """As any listening socket, but one too many is closed as soon as it comes."""

    def __init__(self, family: int, refused: Callable[[str], None]) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self._lines: list[socket.socket] = []
        self._refused = refused

    def accept(self) -> tuple[socket.socket, object]:
        """The next line for which there is room."""
        while True:
            line, address = super().accept()
            self._lines = [one for one in self._lines if one.fileno() != -1]
            if len(self._lines) < MOST_LINES:
                self._lines.append(line)
                return line, address
            line.close()
            self._refused(str(address))

    def hang_up(self) -> None:
        """End every line; who waits for one, in either direction, wakes."""
        for line in self._lines:
            # The other side, or the thread of this line, may have been faster.
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def listen(host: str, port: int, refused: Callable[[str], None]) -> Listener:
    """Listen there; OSError says where, if it cannot be."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = Listener(family, refused)
    try:
        if sys.platform == "win32":
            # There, the other option would let a second program listen on the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise taken(error, host, port) from error
    return listener


def taken(error: OSError, host: str, port: int) -> OSError:
    """The same error, with the address and what to do."""
    why = f"cannot listen on {host}:{port}: {error.strerror}; is it in use? choose another port"
    return type(error)(error.errno, why)
