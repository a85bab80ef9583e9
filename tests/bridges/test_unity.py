"""The Unity bridge, against a body that keeps what it is sent."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from kinesics import (
    Event,
    Express,
    Halt,
    Interrupt,
    Link,
    Look,
    MouthShape,
    Move,
    Playing,
    Pose,
    Speech,
    humanoid,
)
from kinesics.bus import Bus
from kinesics.testing import FakeBody
from kinesics.worker import Worker
from kinesics_unity import Avatar, Unity, UnityConfig
from waiting import wait_until

Told = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def body() -> Iterator[FakeBody]:
    with FakeBody() as body:
        yield body


@pytest.fixture
def house() -> Iterator[Callable[..., Callable[[Event], None]]]:
    """Opens a bridge in a house of its own; what comes back publishes to it."""
    workers: list[Worker] = []

    def open_house(**settings: Any) -> Callable[[Event], None]:
        bus = Bus()
        worker = Worker("unity", Unity(UnityConfig(**settings)), bus, lambda _: None)
        bus.subscribe(Event, worker.inbox)
        worker.start()
        assert worker.opened.wait(5.0)
        workers.append(worker)

        def publish(event: Event) -> None:
            bus.publish(event)

        return publish

    yield open_house
    for worker in workers:
        worker.ask_to_stop()
        worker.join(10.0**9)


def told(body: FakeBody, *commands: str) -> Told:
    return [(c["command"], c["data"]) for c in body.commands if c["command"] in commands]


def test_a_pose_becomes_bones_and_expressions(
    body: FakeBody, house: Callable[..., Callable[[Event], None]]
) -> None:
    publish = house(port=body.port)
    channels = {"left_arm_out": 90.0, "happy": 0.5}
    publish(Pose(channels))
    wait_until(lambda: bool(told(body, "set_pose")))
    ((_, data),) = told(body, "set_pose")
    assert data["bones"]["leftUpperArm"] == pytest.approx([0, 0, 0, 1], abs=1e-4)
    assert data["bones"].keys() == humanoid(channels).bones.keys()
    assert data["expressions"]["happy"] == 0.5


def test_in_a_stream_of_poses_the_avatar_does_nothing_of_its_own_accord(
    body: FakeBody, house: Callable[..., Callable[[Event], None]]
) -> None:
    publish = house(port=body.port)
    publish(Express("happy"))
    publish(Move("wave"))
    publish(Pose({}))
    wait_until(lambda: bool(told(body, "set_pose")))
    own = told(body, "set_auto_blink", "set_auto_head_movement")
    assert [data["enabled"] for _, data in own] == [False, False]
    assert told(body, "set_expression", "play_animation") == []


def test_a_model_is_loaded_once_however_often_the_line_breaks(
    body: FakeBody, house: Callable[..., Callable[[Event], None]]
) -> None:
    house(port=body.port, model="kini.vrm")
    wait_until(lambda: told(body, "load_vrm") == [("load_vrm", {"path": "kini.vrm"})])
    body.hang_up()
    wait_until(lambda: len(told(body, "set_auto_blink")) == 2)
    assert len(told(body, "load_vrm")) == 1


def test_wishes_become_commands(
    body: FakeBody, house: Callable[..., Callable[[Event], None]]
) -> None:
    publish = house(port=body.port, mode="commands")
    for wish in (Express("happy", 0.8), Move("wave", 1.5), Look(20.0, -5.0), Pose({})):
        publish(wish)
    wait_until(lambda: bool(told(body, "look_at")))
    assert told(body, "set_expression") == [("set_expression", {"name": "happy", "weight": 0.8})]
    assert told(body, "play_animation") == [("play_animation", {"name": "wave", "speed": 1.5})]
    assert told(body, "look_at") == [("look_at", {"yaw_deg": 20.0, "pitch_deg": -5.0})]
    assert told(body, "set_pose") == []
    assert told(body, "set_auto_blink") == [("set_auto_blink", {"enabled": True})]


def test_one_emotion_ends_the_other_and_neutral_ends_all(
    body: FakeBody, house: Callable[..., Callable[[Event], None]]
) -> None:
    publish = house(port=body.port, mode="commands")
    weights: dict[str, float] = {}

    def shown() -> dict[str, float]:
        weights.update({d["name"]: d["weight"] for _, d in told(body, "set_expression")})
        return weights

    publish(Express("happy"))
    wait_until(lambda: shown() == {"happy": 1.0})
    publish(Express("sad", 0.5))
    wait_until(lambda: shown() == {"happy": 0.0, "sad": 0.5})
    publish(Express("neutral"))
    wait_until(lambda: shown() == {"happy": 0.0, "sad": 0.0})


def test_wishes_that_are_no_numbers_stop_nothing(
    body: FakeBody, house: Callable[..., Callable[[Event], None]]
) -> None:
    publish = house(port=body.port, mode="commands")
    nan = float("nan")
    for wish in (Express("happy", nan), Look(nan, 0.0), Move("wave", nan), Move("nod", 1e9)):
        publish(wish)
    wait_until(lambda: bool(told(body, "play_animation")))
    assert told(body, "play_animation") == [("play_animation", {"name": "nod", "speed": 10.0})]
    assert told(body, "set_expression", "look_at") == []


@pytest.mark.parametrize("stop", [Interrupt(), Halt()])
def test_the_mouth_follows_the_sound_until_it_is_stopped(
    body: FakeBody, house: Callable[..., Callable[[Event], None]], stop: Event
) -> None:
    publish = house(port=body.port, mode="commands")
    mouth = (MouthShape(0.0, "aa", 0.9), MouthShape(0.05, "oh", 0.4), MouthShape(0.1, "ee"))
    publish(Speech("hi", np.zeros(10, np.int16), 16_000, mouth))
    publish(Playing(began=True, text="hi"))
    wait_until(lambda: ("set_viseme", {"name": "ee", "weight": 1.0}) in told(body, "set_viseme"))
    publish(stop)
    wait_until(lambda: told(body, "set_viseme")[-1][1]["weight"] == 0.0)
    assert ("play_animation", {"name": "", "speed": 1.0}) in told(body, "play_animation")


def test_the_token_opens_the_door_and_is_not_shown() -> None:
    config = UnityConfig.model_validate({"token": "hush-hush"})
    assert "hush" not in repr(config)
    with FakeBody(token="hush-hush") as body:  # noqa: S106
        bridge = Unity(config.model_copy(update={"port": body.port}))
        bridge.open()
        wait_until(lambda: body.hellos == 1)
        bridge.close()


def test_its_status_says_for_whom_it_waits(body: FakeBody) -> None:
    bridge = Unity(UnityConfig(port=body.port))
    bridge.open()
    wait_until(lambda: bridge.status() == "")
    bridge.close()
    lonely = Unity(UnityConfig(port=1))
    lonely.open()
    wait_until(lambda: lonely.status() == "no avatar at 127.0.0.1:1 (nobody listens there)")
    lonely.close()


def test_nobody_in_unity_stops_nothing(house: Callable[..., Callable[[Event], None]]) -> None:
    publish = house(port=1)
    for number in range(100):
        publish(Pose({"head_yaw": float(number)}))


def test_every_command_of_the_docs_has_a_function(body: FakeBody) -> None:
    with Link("127.0.0.1", body.port) as link:
        avatar = Avatar(link)
        avatar.load_vrm("a.vrm")
        avatar.set_bone("head", (0.0, 0.0, 0.0, 1.0))
        avatar.set_transition_speed(2.0)
        avatar.look_at_point(0.0, 1.5, 2.0)
        avatar.set_expression("happy")
        avatar.reset_expressions(["happy"])
        avatar.set_viseme("aa", 0.5)
        avatar.blink()
        avatar.set_auto_blink(enabled=True)
        avatar.set_auto_head_movement(enabled=True)
        avatar.play_animation("wave")
        avatar.set_pose(humanoid({}))
        assert link.wait(5.0)
        avatar.unload_model()
        assert link.wait(5.0)
    assert sorted({one["command"] for one in body.commands}) == [
        "blink", "load_vrm", "look_at", "play_animation", "reset_expressions",
        "set_auto_blink", "set_auto_head_movement", "set_bone", "set_pose",
        "set_transition_speed", "set_viseme", "unload_model",
    ]  # fmt: skip


@pytest.mark.parametrize("weight", [float("nan"), float("inf")])
def test_what_is_no_number_does_not_leave_the_house(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        Avatar(Link("127.0.0.1", 1)).set_expression("happy", weight)
    with pytest.raises(ValueError, match="no viseme named 'ah'; there are aa"):
        Avatar(Link("127.0.0.1", 1)).set_viseme("ah")
