"""The door for senders on the network: what is done, held, and what cannot break it."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, WebSocketException

from kinesics import Gesture, Pointer
from kinesics.testing import FakeClock
from kinesics_pointer.door.listener import MOST_LINES
from kinesics_pointer.door.messages import LONGEST
from pointer_guests import Guest, OpenDoor, TcpGuest, UdpGuest, WebSocketGuest, message
from waiting import wait_until

TURNED_AWAY = (OSError, ValueError, WebSocketException)
WAYS = ("websocket", "udp", "tcp")
every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture
def house() -> Iterator[OpenDoor]:
    with OpenDoor() as one:
        yield one


@every_way
def test_what_is_sent_becomes_an_event_and_is_answered(house: OpenDoor, way: str) -> None:
    guest = house.guest(way)
    assert guest.send("move", 1, position=[0.5, 0.25]) == {"type": "reply", "ok": True, "id": 1}
    assert guest.send("wave", "a") == {"type": "reply", "ok": True, "id": "a"}
    assert house.events == [Pointer("move", 0.5, 0.25), Gesture("wave")]
    guest.close()


@every_way
def test_a_click_that_is_sent_again_is_answered_again_and_done_once(
    house: OpenDoor, way: str
) -> None:
    guest = house.guest(way)
    for _ in range(3):
        assert guest.send("click", 9, position=[0.5, 0.5])["ok"]
    assert guest.send("click", 10, position=[0.5, 0.5])["ok"]
    assert house.events == [Pointer("click", 0.5, 0.5)] * 2
    guest.close()


def test_a_click_that_is_sent_again_on_another_way_is_done_once(house: OpenDoor) -> None:
    session = 0xABC
    guests = [
        UdpGuest(house, session=session),
        TcpGuest(house, session=f"{session:016x}"),
        WebSocketGuest(house, session=f"{session:016x}"),
    ]
    assert [guest.send("click", "7")["ok"] for guest in guests] == [True, True, True]
    assert len(house.events) == 1
    for guest in guests:
        guest.close()


def test_two_senders_may_number_their_clicks_alike(house: OpenDoor) -> None:
    guests = [TcpGuest(house), TcpGuest(house), WebSocketGuest(house), UdpGuest(house)]
    for guest in guests:
        assert guest.send("click", 1)["ok"]
        guest.close()
    assert len(house.events) == 4


def test_what_was_refused_for_want_of_room_may_be_sent_again(house: OpenDoor) -> None:
    guest = TcpGuest(house)
    house.is_full = True
    assert guest.send("click", 1)["retry"] is True
    house.is_full = False
    assert guest.send("click", 1)["ok"]
    assert house.events == [Pointer("click")]
    guest.close()


BAD: list[bytes] = [
    b"{",
    b"[]",
    b"null",
    b"{}",
    b'{"type":5}',
    b'{"type":"\xff\xfe"}',
    b'{"type":"nonsense","id":1}',
    b'{"type":"gesture_command","id":1}',
    b'{"type":"gesture_command","id":1,"payload":[]}',
    b'{"type":"gesture_command","id":1,"payload":{"action":"moev"}}',
    b'{"type":"gesture_command","id":1,"payload":{"action":"move","position":[NaN,1]}}',
    b'{"type":"gesture_command","id":1,"payload":{"action":"move","position":[1e999,1]}}',
    b'{"type":"gesture_command","id":1,"payload":{"action":"move","position":["a",{}]}}',
    b'{"type":"gesture_command","id":1,"payload":' + b"[" * 550 + b"]" * 550 + b"}",
    b'{"type":"gesture_command","id":1,"payload":{"action":"key","metadata":{"key":"\\u0000"}}}',
]


@every_way
def test_bad_messages_are_answered_and_the_next_good_one_is_done(house: OpenDoor, way: str) -> None:
    guest = house.guest(way)
    for bad in BAD:
        answer = guest.ask(bad)
        assert (answer["ok"], answer["error"] != "") == (False, True)
    assert guest.send("click", 1)["ok"]
    assert house.events == [Pointer("click")]
    assert house.door.tally.counts[f"{way}: bad message"] == len(BAD)
    guest.close()


def test_what_was_wrong_is_told_with_the_nearest_name(house: OpenDoor) -> None:
    guest = TcpGuest(house)
    assert guest.ask(BAD[9]) == {
        "type": "reply",
        "ok": False,
        "id": 1,
        "error": "unknown action 'moev'; did you mean 'move'?",
    }
    guest.close()


def test_an_unknown_type_is_told_with_the_nearest_one(house: OpenDoor) -> None:
    guest = TcpGuest(house)
    assert "did you mean 'heartbeat'?" in guest.ask(b'{"type":"hartbeat"}')["error"]
    guest.close()


def test_each_reason_is_logged_once(house: OpenDoor, caplog: pytest.LogCaptureFixture) -> None:
    guest = TcpGuest(house)
    for _ in range(50):
        guest.ask(b"{")
    guest.close()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


# Floods and lines that break


@every_way
def test_a_flood_is_bounded_and_others_are_still_heard(way: str) -> None:
    with OpenDoor(FakeClock(10.0), messages_per_s=20) as house:
        guest, other = house.guest(way), TcpGuest(house, session="other")
        answers = [guest.send("click", number) for number in range(100)]
        assert 18 <= sum(answer["ok"] for answer in answers) <= 20
        assert answers[-1]["retry"] is True
        assert other.send("wave")["ok"]
        guest.close()
        other.close()


def test_a_line_without_an_end_is_cut_off(house: OpenDoor) -> None:
    guest = TcpGuest(house)
    with contextlib.suppress(OSError):
        for _ in range(100):
            guest.line.sendall(b"x" * LONGEST)
    with contextlib.suppress(OSError):
        assert b"16384" in guest.lines.readline()
    wait_until(lambda: house.door.tally.counts["tcp: too long"] == 1)
    guest.close()


def test_a_websocket_message_that_is_too_long_ends_only_its_own_line(house: OpenDoor) -> None:
    guest, other = WebSocketGuest(house), WebSocketGuest(house)
    with pytest.raises(ConnectionClosed):
        guest.ask(b'"' + b"x" * LONGEST + b'"')
    assert other.send("click")["ok"]
    other.close()


def test_messages_may_come_in_any_pieces_over_tcp(house: OpenDoor) -> None:
    guest = TcpGuest(house)
    data = b"".join(message("click", number) + b"\r\n" for number in range(3)) + b"\n"
    for at in range(len(data)):
        guest.line.send(data[at : at + 1])
    assert [json.loads(guest.lines.readline())["id"] for _ in range(3)] == [0, 1, 2]
    guest.close()


@pytest.mark.parametrize("way", ["tcp", "websocket"])
def test_there_is_room_for_so_many_and_again_when_one_has_left(house: OpenDoor, way: str) -> None:
    guests = [house.guest(way) for _ in range(MOST_LINES)]
    with pytest.raises(TURNED_AWAY):
        house.guest(way)
    assert guests[-1].send("wave")["ok"]
    for guest in guests:
        guest.close()

    def fits() -> bool:
        with contextlib.suppress(*TURNED_AWAY):
            house.guest(way).close()
            return True
        return False

    wait_until(fits)


def test_a_closed_door_leaves_no_thread_and_no_port_behind(house: OpenDoor) -> None:
    guests = [house.guest(way) for way in WAYS]
    ports = {way: house.port(way) for way in WAYS}
    house.door.close()
    wait_until(lambda: not [one for one in threading.enumerate() if "pointer:" in one.name])
    for port in (ports["tcp"], ports["websocket"]):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 1)
    for guest in guests:
        guest.close()
    with OpenDoor(None, **{f"{way}_port": port for way, port in ports.items()}) as again:
        guest = again.guest("udp")
        assert guest.send("wave")["ok"]
        guest.close()


def test_a_port_that_is_taken_is_told_with_its_address(house: OpenDoor) -> None:
    with pytest.raises(OSError, match=rf"127.0.0.1:{house.port('tcp')}.*another port"):
        OpenDoor(tcp_port=house.port("tcp"))


# What is held


@pytest.mark.parametrize("way", ["tcp", "websocket"])
def test_who_hangs_up_lets_go(house: OpenDoor, way: str) -> None:
    guest = house.guest(way)
    guest.send("drag_start", position=[0.1, 0.2], metadata={"button": "right"})
    guest.close()
    wait_until(lambda: house.events[-1] == Pointer("release", 0.1, 0.2, button="right"))


def let_go(clock: FakeClock, guest: Guest, house: OpenDoor, seconds: float) -> bool:
    clock.sleep(seconds)
    house.door.look_around()
    return house.events[-1].__class__ is Pointer and "release" in str(house.events[-1])


@every_way
def test_who_is_silent_lets_go_and_who_gives_signs_of_life_does_not(way: str) -> None:
    clock = FakeClock(10.0)
    with OpenDoor(clock, release_s=2.0) as house:
        guest = house.guest(way)
        guest.send("drag_start", position=[0.1, 0.2])
        for _ in range(5):
            assert not let_go(clock, guest, house, 1.5)
            guest.ask(b'{"type":"heartbeat"}')
        assert house.events.count(Pointer("move", 0.1, 0.2)) == 5
        assert not let_go(clock, guest, house, 1.9)
        assert let_go(clock, guest, house, 0.2)
        guest.close()


def test_who_comes_back_on_another_way_in_time_holds_what_it_held() -> None:
    clock = FakeClock(10.0)
    with OpenDoor(clock) as house:
        first, second = TcpGuest(house, session="me"), WebSocketGuest(house, session="me")
        first.send("drag_start", position=[0.1, 0.2])
        first.close()
        assert not let_go(clock, second, house, 0.9)
        second.send("move", position=[0.5, 0.5])
        assert not let_go(clock, second, house, 1.5)
        second.send("drag_end")
        assert house.events[-1] == Pointer("release", 0.5, 0.5)
        second.close()
