"""What is shipped for authors of plugins."""

import json
import socket
from collections.abc import Iterator

import pytest

from kinesics import Gesture, Say
from kinesics.bus import Bus
from kinesics.testing import Collector, FakeBody, FakeClock


@pytest.fixture
def body() -> Iterator[FakeBody]:
    with FakeBody(commands=["say", "a", "b", "c"], expressions=["happy"]) as body:
        yield body


def test_a_fake_clock_moves_only_when_somebody_sleeps() -> None:
    clock = FakeClock(5.0)
    clock.sleep(0.5)
    clock.sleep(-1)
    assert clock.now() == clock() == 5.5


def test_a_collector_waits_for_enough_and_says_what_came_instead() -> None:
    bus, heard = Bus(), Collector()
    bus.subscribe(Gesture, heard)
    bus.publish(Gesture("wave"))
    assert heard.wait_for(lambda events: len(events) == 1) == [Gesture("wave")]
    with pytest.raises(TimeoutError, match="wave"):
        heard.wait_for(lambda events: Say("x") in events, timeout_s=0.01)


def exchange(body: FakeBody, *commands: dict[str, object]) -> list[dict[str, object]]:
    """Say hello and send commands; returns the hello and the replies."""
    with socket.create_connection(("127.0.0.1", body.port), timeout=5) as line:
        lines = line.makefile("rwb")
        got = [json.loads(lines.readline())]
        for command in commands:
            lines.write(json.dumps(command).encode() + b"\n")
            lines.flush()
            got.append(json.loads(lines.readline()))
    return got


def batch(seq: int, *names: str) -> dict[str, object]:
    commands = [{"command": name} for name in names]
    return {"command": "batch", "seq": seq, "data": {"commands": commands}}


def test_a_fake_body_says_hello_and_acknowledges(body: FakeBody) -> None:
    hello, reply = exchange(body, batch(1, "say", "say"))
    assert (hello["type"], hello["expressions"]) == ("hello", ["happy"])
    assert reply == {"type": "reply", "seq": 1, "ok": True, "count": 2}


def test_a_fake_body_ignores_a_batch_that_it_has_seen(body: FakeBody) -> None:
    hello: dict[str, object] = {"command": "hello", "data": {"session": "me"}}
    exchange(body, hello, batch(1, "a"), batch(1, "a"))
    exchange(body, hello, batch(1, "a"), batch(2, "b"), {"command": "c"})
    assert [one["command"] for one in body.wait_for(3)] == ["a", "b", "c"]
    assert (body.batches, body.hellos) == (2, 2)


def test_a_fake_body_hangs_up_and_answers_again(body: FakeBody) -> None:
    with socket.create_connection(("127.0.0.1", body.port), timeout=5) as line:
        lines = line.makefile("rb")
        lines.readline()
        body.hang_up()
        assert lines.readline() == b""
    assert exchange(body)[0]["type"] == "hello"
