"""An open door of the pointer, and guests that come to it on each way, for the tests."""

import json
import socket
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from kinesics import Clock, Event
from kinesics.clock import SystemClock
from kinesics_pointer import PointerBridgeConfig
from kinesics_pointer.door.door import Door
from kinesics_pointer.door.packet import Kind, Packet, opened, sealed

TOKEN = "correct horse battery"  # noqa: S105  (of the door under test)
FREE: dict[str, object] = {"websocket_port": 0, "udp_port": 0, "tcp_port": 0}


class OpenDoor:
    """An open door whose events are kept."""

    def __init__(self, clock: Clock | None = None, **settings: object) -> None:
        config = PointerBridgeConfig.model_validate(
            {"door": True, "door_token": TOKEN, **FREE, **settings}
        )
        self.events: list[Event] = []
        self.is_full = False
        self.door = Door(config, self._take, clock or SystemClock())
        self.door.open()

    def port(self, way: str) -> int:
        return {str(name): one.port for name, one in self.door.ways.items()}[way]

    def guest(self, way: str) -> "Guest":
        return {"udp": UdpGuest, "tcp": TcpGuest, "websocket": WebSocketGuest}[way](self)

    def _take(self, event: Event) -> bool:
        if not self.is_full:
            self.events.append(event)
        return not self.is_full

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.door.close()


class Guest:
    """Somebody with the right token, on one of the ways."""

    def ask(self, data: bytes) -> dict[str, Any]: ...

    def close(self) -> None: ...

    def greet(self, data: bytes) -> dict[str, Any]:
        try:
            return self.ask(data)
        except BaseException:
            self.close()
            raise

    def send(self, action: str, number: object = None, **payload: object) -> dict[str, Any]:
        return self.ask(message(action, number, **payload))


class TcpGuest(Guest):
    def __init__(self, house: OpenDoor, token: str = TOKEN, session: str = "") -> None:
        self.line = socket.create_connection(("127.0.0.1", house.port("tcp")), 5)
        self.lines = self.line.makefile("rb")
        self.welcome = self.greet(hello(token, session))

    def ask(self, data: bytes) -> dict[str, Any]:
        self.line.sendall(data + b"\n")
        return json.loads(self.lines.readline())

    def close(self) -> None:
        self.lines.close()
        self.line.close()


class WebSocketGuest(Guest):
    def __init__(self, house: OpenDoor, token: str = TOKEN, session: str = "") -> None:
        self.line = knock(house).__enter__()
        self.welcome = self.greet(hello(token, session))

    def ask(self, data: bytes) -> dict[str, Any]:
        # As text, for that is what it is; what is no text goes as it stands.
        try:
            self.line.send(data.decode())
        except UnicodeDecodeError:
            self.line.send(data)
        return json.loads(self.line.recv(5))

    def close(self) -> None:
        self.line.close()


class UdpGuest(Guest):
    def __init__(self, house: OpenDoor, token: str = TOKEN, session: int = 77) -> None:
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.connect(("127.0.0.1", house.port("udp")))
        self.line.settimeout(5)
        self.token, self.session, self.sequence = token, session, 0
        self.door = 0
        self.welcome = self.ask(b"", Kind.HEARTBEAT)

    def packet(self, data: bytes, kind: Kind = Kind.GESTURE) -> bytes:
        self.sequence += 1
        return sealed(Packet(kind, self.door, self.session, self.sequence, data), self.token)

    def ask(self, data: bytes, kind: Kind = Kind.GESTURE) -> dict[str, Any]:
        self.line.send(self.packet(data[:1200], kind))
        return self.read()

    def read(self) -> dict[str, Any]:
        reply = opened(self.line.recv(65536), self.token)
        assert (reply.kind & 0x80, reply.session) == (0x80, self.session)
        self.door = reply.door
        return json.loads(reply.payload)

    def close(self) -> None:
        self.line.close()


def hello(token: str, session: str = "") -> bytes:
    return json.dumps({"type": "hello", "token": token, "session": session}).encode()


def message(action: str, number: object = None, **payload: object) -> bytes:
    whole: dict[str, object] = {"type": "gesture_command", "payload": {"action": action, **payload}}
    if number is not None:
        whole["id"] = number
    return json.dumps(whole).encode()


def knock(house: OpenDoor, **how: Any) -> ClientConnection:
    port = house.port("websocket")
    return connect(f"ws://127.0.0.1:{port}", proxy=None, **how)  # pyright: ignore[reportUnknownVariableType]  (its overloads end in Any)
