"""A body at work, and raw clients that talk to it."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from kinesics.body import Body
from kinesics.errors import CommandError
from kinesics.wire import Hello

Line = dict[str, Any]


class Raw:
    """A client that writes bytes and reads lines."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), 5.0)
        self._lines = self.line.makefile("rb")
        self.hello = self.read()

    def read(self) -> Line:
        line = self._lines.readline()
        assert line, "the body hung up"
        return json.loads(line)

    def is_hung_up(self) -> bool:
        try:
            return self._lines.readline() == b""
        except ConnectionResetError:
            return True

    def ask(self, line: bytes | Mapping[str, Any]) -> Line:
        raw = line if isinstance(line, bytes) else json.dumps(line).encode()
        self.line.sendall(raw + b"\n")
        return self.read()

    def close(self) -> None:
        self._lines.close()
        self.line.close()


class Place:
    """A body that notes what it applies, and its clients."""

    def __init__(self, token: str = "") -> None:
        self.applied: list[tuple[str, Mapping[str, Any]]] = []
        hello = Hello(name="it", commands=("wave", "nod", "set_bone"), expressions=("happy",))
        self.body = Body(self._apply, hello, token=token)
        self.body.open()
        self._clients: list[Raw] = []

    def _apply(self, command: str, data: Mapping[str, Any]) -> None:
        if data.get("bad"):
            raise CommandError("it hurts")
        self.applied.append((command, data))

    def names(self) -> list[str]:
        return [command for command, _ in self.applied]

    def client(self) -> Raw:
        self._clients.append(Raw(self.body.port))
        return self._clients[-1]

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.body.close()


OpenPlace = Callable[..., Place]


@pytest.fixture
def opened() -> Iterator[OpenPlace]:
    places: list[Place] = []

    def make(token: str = "") -> Place:
        places.append(Place(token))
        return places[-1]

    yield make
    for place in places:
        place.close()


@pytest.fixture
def place(opened: OpenPlace) -> Place:
    return opened()


def hello(session: str = "", token: str = "") -> Line:
    return {"command": "hello", "data": {"protocol": 1, "session": session, "token": token}}


def batch(*commands: object, seq: int | None = None) -> Line:
    line: Line = {"command": "batch", "data": {"commands": list(commands)}}
    return line if seq is None else line | {"seq": seq}


def command(name: str, **data: object) -> Line:
    return {"command": name, "data": data}


def only_error(reply: Line) -> str:
    assert reply["ok"] is False
    return reply["errors"][0]["error"]
