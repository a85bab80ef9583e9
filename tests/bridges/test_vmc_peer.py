"""VMC with a peer that others wrote: what we send it reads, what it sends we read.

Needs the packages `vmcp` and `osc4py3`, which come with `kinesics[dev]`.
"""

import importlib
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from kinesics import CHANNELS, Mimic, Pose, Quaternion, humanoid, mirrored
from kinesics.testing import play
from kinesics_vmc import Vmc, VmcConfig
from kinesics_vmc.names import VRM1_OF_BONE
from waiting import wait_until

pytest.importorskip("vmcp", reason="needs vmcp: pip install vmcp osc4py3")
pytest.importorskip("osc4py3", reason="needs osc4py3: pip install vmcp osc4py3")

LOCAL = "127.0.0.1"


def part(name: str) -> Any:  # the peer has no types
    return importlib.import_module(f"vmcp.{name}")


@pytest.fixture
def port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind((LOCAL, 0))
        return free.getsockname()[1]


@pytest.fixture
def peer() -> Iterator[Any]:  # the peer has no types
    library: Any = importlib.import_module("osc4py3.as_eventloop")
    with part("osc").OSC(part("osc.backend.osc4py3").as_eventloop).open() as osc:
        yield osc
        monitor = library.select_monitor
    # It leaves these two sockets open, and an open socket fails a test run.
    monitor.do_terminate_monitoring()


def test_the_peer_reads_what_we_send(peer: Any, port: int) -> None:
    events, typing = part("events"), part("typing")
    told: list[Any] = []
    receiver = peer.create_receiver(LOCAL, port, "avatar").open()
    for kind in ("RootTransform", "BoneTransform", "BlendShape", "BlendShapeApply", "State",
                 "RelativeTime"):  # fmt: skip
        part("facades").on_receive(receiver, getattr(events, f"{kind}Event"), told.append)

    # Something in every channel, so that nothing is right by chance.
    channels = {name: 0.25 * (one.low + 3 * one.high) for name, one in CHANNELS.items()}
    play(Vmc(VmcConfig(port=port)), Pose(channels))
    wait_until(lambda: peer.run() or any(is_absence(event) for event in told))

    body = humanoid(channels)
    bones = {one.joint: one for one in told if isinstance(one, events.BoneTransformEvent)}
    assert set(bones) == {bone.value for bone in typing.Bone}
    for bone, event in bones.items():
        turn = event.rotation.x, event.rotation.y, event.rotation.z, event.rotation.w
        still: Quaternion = (0.0, 0.0, 0.0, 1.0)
        expected = mirrored(body.bones.get(VRM1_OF_BONE[bone], still))
        assert turn == pytest.approx(expected, abs=1e-6), bone
    blends = {one.key: one.value for one in told if isinstance(one, events.BlendShapeEvent)}
    assert blends == dict.fromkeys(("Joy", "Angry", "Sorrow", "Fun", "Surprised", "A", "I", "U", "E", "O", "Blink", "Blink_L", "Blink_R"), 0.75)  # fmt: skip
    kinds = [type(one).__name__ for one in told]
    assert kinds.count("BlendShapeApplyEvent") == kinds.count("RootTransformEvent") == 1
    assert told[0].model_state == typing.ModelState.LOADED


def is_absence(event: Any) -> bool:
    """The last word of a bridge that is closed."""
    return getattr(event, "model_state", None) == part("typing").ModelState.NOT_LOADED


def test_we_read_what_the_peer_sends(peer: Any, port: int) -> None:
    protocol, typing, message = part("protocol"), part("typing"), part("osc.typing").Message
    channels = {
        "head_yaw": 30.0, "head_pitch": -20.0, "left_arm_out": 45.0, "left_arm_front": 20.0,
        "right_elbow": 90.0, "right_thumb": 0.5, "left_index": 0.75,
    }  # fmt: skip
    vrm1 = humanoid(channels).bones
    nowhere = typing.CoordinateVector.identity()
    turns = {bone: mirrored(vrm1[name]) for bone, name in VRM1_OF_BONE.items() if name in vrm1}
    bones = [
        message(*protocol.bone_transform(typing.Bone(bone), nowhere, typing.Quaternion(*turn)))
        for bone, turn in turns.items()
    ]
    keys = typing.BlendShapeKey("Keys", {"JOY": "Joy", "BLINK_R": "Blink_R"})
    blends = [
        message(*protocol.blendshape(keys.JOY, 0.5)),
        message(*protocol.blendshape(keys.BLINK_R, 1.0)),
        message(*protocol.blendshape_apply()),
    ]
    root = message(*protocol.root_transform(nowhere, typing.Quaternion.identity()))
    state = message(*protocol.state(typing.ModelState.LOADED))

    vmc = Vmc(VmcConfig(send=False, receive=True, listen_port=port))
    vmc.open()
    sender = peer.create_sender(LOCAL, port, "performer").open()
    sender.send([state, message(*protocol.time(1.5)), root, *bones, *blends])
    peer.run()
    mimic = next(one for one in vmc.events() if isinstance(one, Mimic))
    vmc.close()

    assert mimic.channels["happy"] == 0.5
    assert mimic.channels["blink_right"] == 1.0
    for name, at in channels.items():
        assert mimic.channels[name] == pytest.approx(at, abs=0.02), name
