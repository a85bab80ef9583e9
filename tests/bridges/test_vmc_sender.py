"""Sending by UDP: what goes wrong is told once, holds nothing up, and passes."""

import logging
import socket
import sys
from collections.abc import Iterator

import pytest

from kinesics import PluginError
from kinesics_vmc.sender import Sender, address_of

LOCAL = "127.0.0.1"


@pytest.fixture
def avatar() -> Iterator[socket.socket]:
    """The program that shows the avatar."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind((LOCAL, 0))
        made.settimeout(5.0)
        yield made


def port_of(listening: socket.socket) -> int:
    return listening.getsockname()[1]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind((LOCAL, 0))
        return port_of(free)


told_by_the_system = pytest.mark.skipif(
    sys.platform == "win32", reason="needs a system that tells a sender that nobody listens"
)


@told_by_the_system
def test_that_nobody_listens_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    sender = Sender(address_of(LOCAL, free_port()))
    with caplog.at_level(logging.INFO):
        for frame in range(100):
            sender.send([b"frame"], frame / 60)
    sender.close()
    assert [line for line in caplog.messages if "nobody listens" in line] == caplog.messages
    assert len(caplog.messages) == 1


@told_by_the_system
def test_that_somebody_listens_again_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    address = address_of(LOCAL, free_port())
    sender = Sender(address)
    with caplog.at_level(logging.INFO):
        sender.send([b"one"], 0.0)
        sender.send([b"two"], 0.1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
            late.bind((LOCAL, address.port))
            late.settimeout(5.0)
            sender.send([b"three"], 0.2)
            assert late.recv(100) == b"three"
            for frame in range(5):
                sender.send([b"more"], 1.0 + frame)
    sender.close()
    assert [line.partition(" at ")[0] for line in caplog.messages] == [
        "vmc: nobody listens",
        f"vmc: {address} can be reached again",
    ]


def test_what_cannot_be_sent_is_told_once_and_tried_again(
    caplog: pytest.LogCaptureFixture, avatar: socket.socket
) -> None:
    sender = Sender(address_of(LOCAL, port_of(avatar)))
    too_long = bytes(70_000)
    for frame in range(10):
        sender.send([too_long], frame / 60)
    assert len(caplog.messages) == 1
    assert "cannot send to 127.0.0.1" in caplog.messages[0]
    assert sender.dropped == 10
    sender.send([b"short"], 1.0)
    assert avatar.recv(100) == b"short"
    sender.close()


def test_an_unknown_host_is_told_at_the_start() -> None:
    for host in ("fe80::1%nowhere", "a" * 70):
        with pytest.raises(PluginError, match=rf"no host named '{host}'.*192\.168"):
            address_of(host, 39539)


def test_localhost_is_ipv4_where_it_can_be() -> None:
    assert str(address_of("localhost", 39539)) == "127.0.0.1:39539"
    assert str(address_of("::1", 39539)) == "[::1]:39539"
    assert address_of("::1", 1).is_loopback
    assert not address_of("192.168.1.20", 1).is_loopback


def test_a_place_that_cannot_be_reached_is_tried_anew_with_each_frame(
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Without asking for it, no system lets a program send to everybody.
    sender = Sender(address_of("255.255.255.255", 39539))
    for frame in range(10):
        sender.send([b"frame"], frame / 60)
    sender.close()
    assert len(caplog.messages) == 1
    assert "cannot send to 255.255.255.255:39539" in caplog.messages[0]
