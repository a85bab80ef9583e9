"""The sender says which way does not lead to the door, and why."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from kinesics_pointer.sender import BadDoor, DoorUnreachable, Sender, WrongToken
from kinesics_pointer.sender.__main__ import main as draw
from kinesics_pointer.sender.ways import Address
from kinesics_pointer.sender.whys import why_of
from pointer_guests import TOKEN, OpenDoor
from waiting import wait_until

WAYS = ("udp", "tcp", "websocket")


@pytest.fixture
def house() -> Iterator[OpenDoor]:
    with OpenDoor() as house:
        yield house


def with_wrong_token(house: OpenDoor, **ports: int | None) -> Sender:
    all_ports: dict[str, int | None] = {f"{way}_port": house.port(way) for way in WAYS}
    return Sender("127.0.0.1", "wrong horse battery", **{**all_ports, **ports})  # pyright: ignore[reportArgumentType]  (of a dict)


def test_a_wrong_token_is_told_for_each_way(house: OpenDoor) -> None:
    with with_wrong_token(house) as sender, pytest.raises(WrongToken) as told:
        sender.connect()
    places = {way: f"127.0.0.1:{house.port(way)}" for way in WAYS}
    assert told.value.whys == {
        "udp": f"no answer from {places['udp']}: nobody listens there, or the token is wrong",
        "tcp": f"{places['tcp']} says: wrong token",
        "websocket": f"{places['websocket']} says: wrong token",
    }
    assert all(why in str(told.value) for why in told.value.whys.values())


def test_over_udp_alone_a_wrong_token_looks_like_nobody(house: OpenDoor) -> None:
    with (
        with_wrong_token(house, tcp_port=None, websocket_port=None) as sender,
        pytest.raises(DoorUnreachable, match="or the token is wrong"),
    ):
        sender.connect()


def test_with_a_wrong_token_neither_a_click_nor_a_move_is_tried_again(house: OpenDoor) -> None:
    with with_wrong_token(house, udp_port=None) as sender:
        with pytest.raises(WrongToken):
            sender.click(0.5, 0.5)
        with pytest.raises(WrongToken):
            sender.move(0.5, 0.5)
    assert house.events == []


@pytest.fixture
def dead_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_a_door_that_is_not_there_is_told_in_time(dead_port: int) -> None:
    ports = {f"{way}_port": dead_port for way in WAYS}
    with Sender("127.0.0.1", TOKEN, give_up_s=0.2, **ports) as sender:
        with pytest.raises(DoorUnreachable, match="does not answer"):
            sender.click(0.5, 0.5)
        assert not sender.move(0.5, 0.5)


def test_where_nobody_listens_is_told_for_each_way(dead_port: int) -> None:
    ports = {f"{way}_port": dead_port for way in ("tcp", "websocket")}
    with (
        Sender("127.0.0.1", TOKEN, udp_port=None, **ports) as sender,
        pytest.raises(DoorUnreachable) as told,
    ):
        sender.connect()
    nobody = f"nobody listens at 127.0.0.1:{dead_port}"
    assert told.value.whys == {"tcp": nobody, "websocket": nobody}
    assert not isinstance(told.value, WrongToken)


@pytest.mark.parametrize(
    ("host", "port", "remedy"),
    [("a..b.invalid", 4743, "a..b.invalid"), ("127.0.0.1", 99_999, "1 to 65535")],
)
def test_an_address_that_cannot_be_is_told_at_once(host: str, port: int, remedy: str) -> None:
    with pytest.raises(BadDoor, match=re.escape(remedy)):
        Sender(host, TOKEN, tcp_port=port)


def test_a_name_that_no_machine_has_is_told() -> None:
    error = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    why = why_of("tcp", Address("nowhere", 4744, TOKEN, 1), error)
    assert why.words.startswith("'nowhere' is no name of a machine here")


def test_one_way_that_answers_is_enough_to_connect(house: OpenDoor, dead_port: int) -> None:
    with Sender(
        *("127.0.0.1", TOKEN),
        udp_port=dead_port,
        tcp_port=dead_port,
        websocket_port=house.port("websocket"),
    ) as sender:
        sender.connect()
        assert sender.way == "websocket"
        wait_until(lambda: set(sender.whys) == {"tcp", "udp"})


@pytest.fixture
def words(house: OpenDoor) -> list[str]:
    ports = [word for way in WAYS for word in (f"--{way}-port", str(house.port(way)))]
    return ["127.0.0.1", *ports]


def test_the_command_says_what_is_wrong_and_draws_nothing(
    house: OpenDoor,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KINESICS_DOOR_TOKEN", "wrong horse battery")
    assert draw(words) == 1
    told = capsys.readouterr()
    assert f"tcp: 127.0.0.1:{house.port('tcp')} says: wrong token" in told.err
    assert (told.out, house.events) == ("", [])


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_ends_the_command_quietly(house: OpenDoor, words: list[str]) -> None:
    command = [sys.executable, "-m", "kinesics_pointer.sender", *words, "--rounds", "100"]
    environment = os.environ | {"KINESICS_DOOR_TOKEN": TOKEN}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as child:
        wait_until(lambda: len(house.events) > 3)
        child.send_signal(signal.SIGINT)
        assert child.communicate(timeout=10.0) == (b"", b"")
        assert child.returncode == 130


def test_the_command_refuses_a_rate_and_a_port_that_cannot_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KINESICS_DOOR_TOKEN", TOKEN)
    with pytest.raises(SystemExit):
        draw(["--rate-hz", "0"])
    assert draw(["--tcp-port", "99999"]) == 1
    assert "1 to 65535" in capsys.readouterr().err
