"""Who gets in at the door of the pointer, and who does not."""

import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from kinesics import ConfigError, Pointer
from kinesics.config import load_config
from kinesics.registry import Registry
from kinesics_pointer.door.packet import Kind, Packet, sealed
from pointer_guests import TOKEN, OpenDoor, TcpGuest, UdpGuest, hello, knock, message


@pytest.fixture
def house() -> Iterator[OpenDoor]:
    with OpenDoor() as one:
        yield one


def test_a_wrong_token_is_told_over_tcp_and_the_line_closed(house: OpenDoor) -> None:
    guest = TcpGuest(house, "wrong horse battery!")
    assert guest.welcome["ok"] is False
    assert guest.lines.readline() == b""
    guest.close()


@pytest.mark.parametrize("first", [b"x", message("click"), b'{"type":"hello"}', b"\xff"])
def test_without_a_hello_nothing_is_done_over_tcp(house: OpenDoor, first: bytes) -> None:
    line = socket.create_connection(("127.0.0.1", house.port("tcp")), 5)
    line.sendall(first + b"\n" + message("click") + b"\n")
    with contextlib.suppress(ConnectionResetError), line, line.makefile("rb") as lines:
        assert json.loads(lines.readline())["ok"] is False
        assert lines.readline() == b""
    assert house.events == []


@pytest.mark.parametrize(
    "how",
    [
        {"additional_headers": {"Authorization": "Bearer wrong horse"}},
        {"additional_headers": {"Authorization": f"Basic {TOKEN}"}},
        {"subprotocols": ["wrong"]},
        {"subprotocols": ["kinesics-pointer", "wrong"]},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_wrong_token_or_page_does_not_get_a_websocket(
    house: OpenDoor, how: dict[str, Any]
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        knock(house, **how)
    assert refused.value.response.status_code in (401, 403)


def test_a_wrong_first_message_ends_the_websocket(house: OpenDoor) -> None:
    for first in (hello("wrong horse"), message("click"), b"{"):
        with knock(house) as line:
            line.send(first.decode())
            assert json.loads(line.recv(5))["ok"] is False
            with pytest.raises(ConnectionClosed):
                line.recv(5)
    assert house.events == []


@pytest.mark.parametrize(
    "how",
    [
        {"additional_headers": {"Authorization": "Bearer browser-token-0123456789"}},
        {"subprotocols": ["browser-token-0123456789"]},
        {"subprotocols": ["kinesics-pointer", "browser-token-0123456789"]},
        {
            "subprotocols": ["kinesics-pointer", "browser-token-0123456789"],
            "origin": "https://good.example",
        },
    ],
)
def test_a_websocket_may_say_its_token_in_a_header(how: dict[str, Any]) -> None:
    settings: dict[str, Any] = {
        "door_token": "browser-token-0123456789",
        "door_origins": ["https://good.example/"],
    }
    with OpenDoor(**settings) as house, knock(house, **how) as line:
        line.send(message("click", 1).decode())
        assert json.loads(line.recv(5))["ok"]
        assert house.events == [Pointer("click")]


def test_who_does_not_know_the_token_gets_no_answer_over_udp(house: OpenDoor) -> None:
    guest = UdpGuest(house)
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stranger.connect(("127.0.0.1", house.port("udp")))
    stranger.settimeout(0.2)
    good = guest.packet(message("click", 1))
    packet = Packet(Kind.GESTURE, guest.door, 5, 1, message("click"))
    for data in (b"", b"GC", good[:-1], good + b"\0", sealed(packet, TOKEN + "x"), b"\xff" * 9000):
        stranger.send(data)
    with pytest.raises(TimeoutError):
        stranger.recv(100)
    # They were all looked at before this one.
    assert guest.send("click", 2)["ok"]
    assert house.events == [Pointer("click")]
    assert house.door.tally.counts["udp: with a wrong token"] == 1
    guest.close()
    stranger.close()


def test_a_packet_that_is_played_again_is_not_done(house: OpenDoor) -> None:
    guest = UdpGuest(house)
    packet = guest.packet(message("click"))
    for _ in range(5):
        guest.line.send(packet)
    guest.read()
    assert guest.send("move", position=[0.5, 0.5])["ok"]
    assert house.events == [Pointer("click"), Pointer("move", 0.5, 0.5)]
    assert house.door.tally.counts["udp: seen before"] == 4
    guest.close()


def test_a_packet_for_an_earlier_door_is_not_done(house: OpenDoor) -> None:
    guest = UdpGuest(house)
    packet = guest.packet(message("click"))
    with OpenDoor() as later:
        guest.line.connect(("127.0.0.1", later.port("udp")))
        guest.line.send(packet)
        assert "another door" in guest.read()["error"]
        # It has learnt the number of this one by that answer.
        assert guest.send("click")["ok"]
        assert later.events == [Pointer("click")]
    guest.close()


def test_many_sessions_do_not_make_an_old_packet_new(house: OpenDoor) -> None:
    guest = UdpGuest(house)
    packet = guest.packet(message("click"))
    guest.line.send(packet)
    assert guest.read()["ok"]
    for session in range(100, 200):
        other = UdpGuest(house, session=session)
        other.send("wave")
        other.close()
    guest.line.send(packet)
    assert "another door" in guest.read()["error"]
    assert house.events.count(Pointer("click")) == 1
    guest.close()


def test_a_move_that_was_overtaken_is_not_done(house: OpenDoor) -> None:
    guest = UdpGuest(house)
    older = guest.packet(message("move", position=[0.1, 0.1]))
    assert guest.send("move", position=[0.9, 0.9])["ok"]
    guest.line.send(older)
    assert guest.read()["ok"]
    assert house.events == [Pointer("move", 0.9, 0.9)]
    guest.close()


# Settings


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"door": True}, "door_token of at least 16 characters, on 127.0.0.1 too"),
        ({"door": True, "door_token": "too short"}, 'door_token = "'),
        ({"door": True, "door_token": TOKEN, "door_transports": []}, "door_transports"),
        ({"area": [0.5, 0, 0.4, 1]}, "no part of a screen"),
        ({"area": [0, 0, 1, 1.5]}, "no part of a screen"),
        ({"tcp_port": 70000}, "65535"),
        ({"actions": ["press"]}, '"release"'),
        ({"fail_safe": "middle"}, "top_left"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_the_remedy(
    settings: dict[str, object], why: str
) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    config = load_config("\n".join(["[bridges.pointer]", *lines]), "kinesics.toml")
    with pytest.raises(ConfigError) as refused:
        Registry().build(config.tables["pointer"], config)
    assert why in str(refused.value)
    assert TOKEN not in str(refused.value)
