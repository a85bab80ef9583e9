"""The door: lets senders in, turns their messages into events, and answers each."""

import hmac
import ipaddress
import logging
import re
import threading
from collections.abc import Callable
from typing import Protocol

from kinesics import Clock, Gesture, Pointer
from kinesics_pointer.config import PointerBridgeConfig, Transport, unknown
from kinesics_pointer.door.guests import Guest, Guests
from kinesics_pointer.door.messages import BadMessage, Message, TooMuch, event_of, read, reply
from kinesics_pointer.door.tally import Tally
from kinesics_pointer.door.tcp import TcpWay
from kinesics_pointer.door.udp import UdpWay
from kinesics_pointer.door.websocket import WebSocketWay

log = logging.getLogger(__name__)

SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
TYPES = ("gesture_command", "heartbeat", "hello")
HUNG_UP_S = 1.0
"""How long a button stays held for somebody who has hung up and may come back."""


class Way(Protocol):
    """One transport."""

    port: int

    def open(self) -> None: ...

    def close(self) -> None: ...


class Door:
    """Safe for threads: each transport has its own."""

    def __init__(
        self,
        config: PointerBridgeConfig,
        deliver: Callable[[Pointer | Gesture], bool],
        clock: Clock,
    ) -> None:
        """`deliver` returns False where there is no room."""
        self.token = config.door_token.get_secret_value()
        self.tally = Tally()
        self.ways: dict[Transport, Way] = {}
        self._config = config
        self._deliver = deliver
        self._clock = clock
        self._guests = Guests()
        self._lock = threading.Lock()

    def open(self) -> None:
        """Listen on every way that the config names; OSError where a port is taken."""
        config = self._config
        makes: dict[Transport, Callable[[], Way]] = {
            "websocket": lambda: WebSocketWay(self, config),
            "udp": lambda: UdpWay(self, config),
            "tcp": lambda: TcpWay(self, config),
        }
        for name in dict.fromkeys(config.door_transports):
            way = makes[name]()
            self.ways[name] = way
            way.open()
        ports = ", ".join(f"{name} {way.port}" for name, way in self.ways.items())
        log.info("pointer: the door is open on %s: %s", config.door_host, ports)
        if not _is_loopback(config.door_host):
            log.warning(
                "pointer: other machines can reach the door; what is sent can be read on the way,"
                " and over websocket and tcp the token, too: use it in a network that you trust,"
                ' or door_transports = ["udp"], or a tunnel to 127.0.0.1'
            )

    def close(self) -> None:
        for way in self.ways.values():
            way.close()
        self.ways.clear()
        if summary := self.tally.summary():
            log.info("pointer: the door is closed; it turned away: %s", summary)

    def knows(self, token: str) -> bool:
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def enter(self, session: str, *, lines: int) -> Guest | None:
        """The sender of this session, which may be empty, on one more line; None if full."""
        if session and not SESSION.fullmatch(session):
            return None
        with self._lock:
            guest = self._guests.named(session) if session else self._guests.unnamed()
            if guest is not None:
                guest.lines += lines
            return guest

    def leave(self, guest: Guest) -> None:
        """One of its lines is closed."""
        with self._lock:
            guest.lines -= 1
            guest.hung_up = guest.lines == 0
            if guest.hung_up and guest.session.startswith(" "):
                self._let_go(guest)

    def answer(self, guest: Guest, data: bytes | str, way: Transport, order: int = -1) -> bytes:
        """Do what the message says, once; the reply.  `order` numbers those that may overtake."""
        try:
            message = read(data)
            with self._lock:
                return self._do(guest, message, order)
        except BadMessage as error:
            self.tally.count(way, "too much" if error.retry else "bad message")
            more = {"retry": True} if error.retry else {}
            return reply(error.number, str(error), **more)

    def look_around(self) -> None:
        """Let go what is held by those who are not heard any more."""
        with self._lock:
            now = self._clock.now()
            for guest in self._guests:
                if guest.held and now - guest.heard_at >= self._patience_s(guest):
                    self._let_go(guest)

    def _patience_s(self, guest: Guest) -> float:
        release_s = self._config.release_s
        # With a session it may come back on another way, and hold what it held.
        return min(HUNG_UP_S, release_s) if guest.hung_up else release_s

    def _do(self, guest: Guest, message: Message, order: int) -> bytes:
        now = self._clock.now()
        if not guest.may_send(self._config.messages_per_s, now):
            raise TooMuch(
                f"more than {self._config.messages_per_s:g} messages in a second", message.id
            )
        if message.type == "heartbeat":
            if guest.held:
                # Who holds a button still is there: it must not be let go.
                self._deliver(Pointer("move", *guest.place))
            return reply(message.id)
        if message.type == "hello":
            return reply(message.id)
        if message.type != "gesture_command":
            raise BadMessage(unknown("type", message.type, TYPES), message.id)
        if guest.has_done(message.id):
            return reply(message.id)
        event = event_of(message, guest.place, self._config.longest_text)
        if isinstance(event, Pointer):
            return self._point(guest, event, message.id, order)
        return self._pass_on(guest, event, message.id)

    def _point(self, guest: Guest, event: Pointer, number: str | int | None, order: int) -> bytes:
        if event.action not in self._config.actions:
            raise BadMessage(f"{event.action!r} is switched off here (actions)", number)
        if event.action == "move" and 0 <= order < guest.newest:
            # A newer one has overtaken it.
            return reply(number)
        answer = self._pass_on(guest, event, number)
        guest.newest = max(guest.newest, order)
        if event.action not in ("type", "key"):
            guest.place = (event.x, event.y)
        if event.action == "press":
            guest.held[event.button] = None
        elif event.action == "release":
            guest.held.pop(event.button, None)
        return answer

    def _pass_on(self, guest: Guest, event: Pointer | Gesture, number: str | int | None) -> bytes:
        if not self._deliver(event):
            raise TooMuch("too much at once; send it again", number)
        # The newest place is as good the second time, so it takes no room among what is kept.
        if not isinstance(event, Pointer) or event.action != "move":
            guest.note_done(number)
        return reply(number)

    def _let_go(self, guest: Guest) -> None:
        for button in tuple(guest.held):
            if self._deliver(Pointer("release", *guest.place, button=button)):
                del guest.held[button]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
