"""JSON over WebSocket; the token comes in a header, as a subprotocol, or as the first message."""

import http
import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Origin, Subprotocol

from kinesics_pointer.config import PointerBridgeConfig
from kinesics_pointer.door.guests import Guest
from kinesics_pointer.door.listener import Listener, listen
from kinesics_pointer.door.messages import LONGEST, BadMessage, read, reply

if TYPE_CHECKING:
    from kinesics_pointer.door.door import Door

HELLO_S = 3.0
SILENT_S = 30.0
SUBPROTOCOL = Subprotocol("kinesics-pointer")


class WebSocketWay:
    """A server of the library `websockets`: a thread for it, and one for each connection."""

    def __init__(self, door: "Door", config: PointerBridgeConfig) -> None:
        self.port = config.websocket_port
        self._door = door
        self._host = config.door_host
        # None is a program, which sends no origin.
        self._origins = [None, *(Origin(one.rstrip("/")) for one in config.door_origins)]
        self._server: Server | None = None
        self._listener: Listener | None = None
        # The library tells each stranger's failure with a traceback; they are counted here.
        self._library_log = logging.Logger(__name__, logging.CRITICAL + 1)  # noqa: LOG001  (no one else's)
        self._thread = threading.Thread(target=self._run, name="pointer:websocket", daemon=True)

    def open(self) -> None:
        self._listener = listen(
            *(self._host, self.port),
            lambda who: self._door.tally.count("websocket", "no room", who),
        )
        self.port = self._listener.getsockname()[1]
        self._server = serve(
            self._serve,
            sock=self._listener,
            origins=self._origins,
            process_request=self._look_at,
            select_subprotocol=_select,
            compression=None,
            open_timeout=HELLO_S,
            close_timeout=0.2,
            ping_interval=None,
            max_size=LONGEST,
            max_queue=4,
            logger=self._library_log,
        )
        self._thread.start()

    def close(self) -> None:
        if self._server is not None and self._listener is not None:
            # A guest that reads nothing would keep the library waiting for room to say goodbye.
            self._listener.hang_up()
            self._server.shutdown()
            self._thread.join(1.0)
            self._server = None

    def _run(self) -> None:
        if self._server is not None:
            self._server.serve_forever()

    def _look_at(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse a wrong token here; none at all may still come as the first message."""
        if request.headers.get("Origin") not in self._origins:
            self._door.tally.count("websocket", "wrong origin")
            return _refusal("this page may not connect; add it to door_origins")
        if all(self._door.knows(token) for token in _tokens(request.headers)):
            return None
        self._door.tally.count("websocket", "wrong token", _who(connection))
        return _refusal("wrong token", http.HTTPStatus.UNAUTHORIZED)

    def _serve(self, connection: ServerConnection) -> None:
        guest = None
        try:
            if (guest := self._let_in(connection)) is None:
                return
            while True:
                data = connection.recv(SILENT_S)
                connection.send(self._door.answer(guest, data, "websocket").decode())
        except (ConnectionClosed, TimeoutError):
            # Hung up, too long, or silent for too long: the library has told the other side why.
            return
        finally:
            if guest is not None:
                self._door.leave(guest)

    def _let_in(self, connection: ServerConnection) -> Guest | None:
        request = connection.request
        if request is not None and _tokens(request.headers):
            return self._door.enter("", lines=1)
        try:
            hello = read(connection.recv(HELLO_S))
        except BadMessage as error:
            self._door.tally.count("websocket", "bad message", _who(connection))
            connection.send(reply(None, str(error)).decode())
            return None
        guest = None
        if hello.type != "hello" or not self._door.knows(hello.token):
            self._door.tally.count("websocket", "wrong token", _who(connection))
            connection.send(reply(hello.id, "wrong token").decode())
            return None
        if (guest := self._door.enter(hello.session, lines=1)) is None:
            self._door.tally.count("websocket", "no room", _who(connection))
        error = "" if guest else "no room, or a session of other characters than A-Za-z0-9_-"
        connection.send(reply(hello.id, error).decode())
        return guest


def _tokens(headers: Headers) -> list[str]:
    """What is offered as a token in the headers: at most two, which must agree."""
    found: list[str] = []
    for given in headers.get_all("Authorization")[:1]:
        scheme, _, token = given.partition(" ")
        found.append(token.strip() if scheme.lower() == "bearer" else "")
    found += [offered for offered in _offered(headers) if offered != SUBPROTOCOL]
    return found[:2]


def _offered(headers: Headers) -> list[str]:
    given = ",".join(headers.get_all("Sec-WebSocket-Protocol"))
    return [one.strip() for one in given.split(",") if one.strip()]


def _select(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """A browser hangs up if none is chosen; the token is only echoed to who has just sent it."""
    if SUBPROTOCOL in offered:
        return SUBPROTOCOL
    return offered[0] if offered else None


def _refusal(why: str, status: http.HTTPStatus = http.HTTPStatus.FORBIDDEN) -> Response:
    body = f"{why}\n".encode()
    headers = Headers({"Content-Type": "text/plain", "Content-Length": str(len(body))})
    return Response(status, status.phrase, headers, body)


def _who(connection: ServerConnection) -> str:
    return str(connection.remote_address)
