"""The C# body driven by our own `Link`, also across its death.  Needs mono and mcs."""

import math
import uuid
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mono
from kinesics import Link, Move, Pose, humanoid
from kinesics_unity import Unity
from kinesics_unity.bridge import UnityConfig
from mono import Client, ConsoleBody, batch
from waiting import wait_until

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)


@pytest.fixture
def body() -> Iterator[ConsoleBody]:
    with ConsoleBody("--trace", "rightUpperArm") as body:
        yield body


def link_to(port: int) -> Link:
    return Link("127.0.0.1", port, retry_s=(0.02, 0.05))


def played(body: ConsoleBody) -> list[str]:
    return body.report()["events"]


def test_a_link_has_its_commands_done_in_order_and_once(body: ConsoleBody) -> None:
    with link_to(body.port) as link:
        for number in range(200):
            link.append("play_animation", {"name": f"clip {number}"})
            link.replace("face", "set_expression", {"name": "happy", "weight": number / 200})
        wait_until(lambda: len(played(body)) == 200)
        assert link.wait(5.0)
        wait_until(lambda: body.report()["expressions"]["happy"] == pytest.approx(0.995))
        assert (link.state.refused, link.state.dropped) == (0, 0)
    assert played(body) == [f"play clip {number} 1" for number in range(200)]


def test_a_link_hears_what_is_wrong(body: ConsoleBody) -> None:
    told: list[str] = []
    link = Link(
        "127.0.0.1", body.port, told=lambda reply: told.extend(one.error for one in reply.errors)
    )
    with link:
        link.append("set_bone", {"bone": "lefthand", "rotation": [0, 0, 0, 1]})
        wait_until(lambda: told == ["unknown bone 'lefthand'; did you mean 'leftHand'?"])


def test_a_body_that_was_killed_and_is_started_again_shows_the_newest() -> None:
    with ConsoleBody() as first:
        port = first.port
        link = link_to(port)
        link.open()
        link.replace("bone", "set_bone", {"bone": "head", "rotation": [1, 0, 0, 0]})
        link.append("play_animation", {"name": "once"})
        wait_until(lambda: played(first) == ["play once 1"])
        assert link.wait(5.0)
        first.kill()
        wait_until(lambda: not link.state.connected)
        link.replace("bone", "set_bone", {"bone": "head", "rotation": [0, 1, 0, 0]})
    with ConsoleBody("--port", str(port)) as second:
        wait_until(lambda: second.report()["bones"]["head"] == [0, 1, 0, 0])
        assert played(second) == []
        link.append("play_animation", {"name": "after"})
        wait_until(lambda: played(second) == ["play after 1"])
        link.close()


def test_while_a_link_is_there_others_may_only_watch(body: ConsoleBody) -> None:
    with link_to(body.port) as link, Client(body.port) as other:
        link.append("blink")
        wait_until(lambda: link.wait(1.0) and body.report()["commands"] > 0)
        assert not other.ask("blink")["ok"]
        assert other.ask("ping")["ok"]


def test_the_bridge_shows_the_poses_of_the_stage(body: ConsoleBody) -> None:
    bridge = Unity(UnityConfig(port=body.port))
    bridge.open()
    channels = {"right_arm_out": 150.0, "happy": 0.5}
    bridge.show(Pose(channels))
    wanted = humanoid(channels).bones["rightUpperArm"]
    wait_until(lambda: body.report()["bones"]["rightUpperArm"] == pytest.approx(wanted, abs=1e-4))
    assert body.report()["expressions"]["happy"] == pytest.approx(0.5)
    bridge.close()


def test_the_bridge_tells_its_wishes_in_the_other_mode(body: ConsoleBody) -> None:
    bridge = Unity(UnityConfig(port=body.port, mode="commands"))
    bridge.open()
    bridge.move(Move("wave", 2.0))
    wait_until(lambda: played(body) == ["play wave 2"])
    bridge.close()


@given(st.lists(st.sampled_from(["send", "send", "cut"]), max_size=30), st.integers(0, 200))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_or_done_twice_however_often_the_line_is_cut(
    body: ConsoleBody, steps: list[str], part: int
) -> None:
    """A client that keeps to docs/wire.md: what was not seen is sent again."""
    before, session = len(played(body)), uuid.uuid4().hex
    sent: list[str] = []
    client = greeted(body.port, session)[0]
    for step in [*steps, "cut"]:
        if step == "send":
            sent.append(f"{session} {len(sent)}")
            client.send(batch(("play_animation", {"name": sent[-1]}), seq=len(sent)))
        elif step == "cut":
            # In the middle of a line, so that its rest never comes.
            client.socket.sendall(b'{"command":"batch","seq":1000000,"data":{"commands":['[:part])
            client.close()
            client, seen = greeted(body.port, session)
            for number in range(seen, len(sent)):
                client.send(batch(("play_animation", {"name": sent[number]}), seq=number + 1))
    assert client.ask(batch(seq=len(sent) + 1))["type"] == "reply"
    while client.ask("ping", id=7).get("id") != 7:
        pass
    client.close()
    assert played(body)[before:] == [f"play {name} 1" for name in sent]


def greeted(port: int, session: str) -> tuple[Client, int]:
    client = Client(port)
    return client, client.ask("hello", data={"protocol": 1, "session": session})["seen"]


def test_a_stream_of_poses_is_shown_in_the_order_in_which_it_was_sent(body: ConsoleBody) -> None:
    def angle(frame: dict[str, dict[str, list[float]]]) -> float:
        _, _, z, w = frame["bones"]["rightUpperArm"]
        return math.degrees(2 * math.atan2(-z, w))

    with link_to(body.port) as link:
        for degrees in range(90):
            half = math.radians(degrees) / 2
            turn = [0, 0, -math.sin(half), math.cos(half)]
            link.replace("pose", "set_pose", {"bones": {"rightUpperArm": turn}})
            shown = len(body.frames())
            # As fast as they are shown, which is slower than they could be sent.
            wait_until(lambda shown=shown: len(body.frames()) > shown)
    angles = [angle(frame) for frame in body.frames()]
    assert angles == pytest.approx(range(90), abs=0.01)
    assert all(one["at"] < other["at"] for one, other in pairwise(body.frames()))
