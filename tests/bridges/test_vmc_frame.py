"""A pose as VMC: names, axes and packets; the expected numbers are worked out by hand."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import CHANNELS, Quaternion, humanoid
from kinesics_vmc.frame import SAFE_BYTES, WHOLE, Frame
from kinesics_vmc.names import BONES, Names, expression_names
from kinesics_vmc.osc import Argument, decode
from kinesics_vmc.skeleton import person

HALF = math.sqrt(0.5)

T_POSE = {
    f"{side}_{name}": at
    for side in ("left", "right")
    for name, at in (("arm_out", 90.0), ("elbow", 0.0), ("thumb", 0.0), ("index", 0.0))
}
poses = st.fixed_dictionaries(
    {name: st.floats(channel.low, channel.high) for name, channel in CHANNELS.items()}
)


def packets(
    channels: Mapping[str, float] = T_POSE, names: Names = "vrm0", most_bytes: int = WHOLE
) -> list[bytes]:
    frame = Frame(person(), expression_names(names), most_bytes)
    return [bytes(packet) for packet in frame.fill(humanoid({**T_POSE, **channels}), 2.5)]


def told(address: str, sent: list[bytes]) -> dict[str, tuple[float, ...]]:
    """The numbers of all messages to this address, by their name."""
    told: dict[str, tuple[float, ...]] = {}
    for packet in sent:
        for message in decode(packet):
            if message.address == address:
                name, *numbers = message.arguments
                told[str(name)] = tuple(map(number, numbers))
    return told


def number(argument: Argument) -> float:
    assert isinstance(argument, float)
    return argument


def turn(bone: str, **channels: float) -> tuple[float, ...]:
    return told("/VMC/Ext/Bone/Pos", packets(channels))[bone][3:]


@pytest.mark.parametrize(
    ("channels", "bone", "expected"),
    [
        # Unity: x to the right, y up, z forward, and a positive turn is clockwise as seen from
        # the tip of its axis: to the right about y, face down about x, to the left about z.
        ({"body_yaw": 90.0}, "Hips", (0.0, -HALF, 0.0, HALF)),
        ({"left_arm_out": 180.0}, "LeftUpperArm", (0.0, 0.0, -HALF, HALF)),
        ({"right_arm_out": 180.0}, "RightUpperArm", (0.0, 0.0, HALF, HALF)),
        ({"left_arm_out": 0.0}, "LeftUpperArm", (0.0, 0.0, HALF, HALF)),
        ({"left_elbow": 90.0}, "LeftLowerArm", (0.0, HALF, 0.0, HALF)),
        ({"right_elbow": 90.0}, "RightLowerArm", (0.0, -HALF, 0.0, HALF)),
        ({"left_index": 1.0}, "LeftIndexIntermediate", (0.0, 0.0, HALF, HALF)),
        ({"right_index": 1.0}, "RightIndexIntermediate", (0.0, 0.0, -HALF, HALF)),
        ({"left_shoulder": 30.0}, "LeftShoulder", (0.0, 0.0, -0.258819, 0.965926)),
    ],
)
def test_bones_turn_as_in_unity(
    channels: dict[str, float], bone: str, expected: Quaternion
) -> None:
    assert turn(bone, **channels) == pytest.approx(expected, abs=1e-5)


def test_a_head_turns_to_its_left_and_looks_up_as_in_unity() -> None:
    _, y, _, _ = turn("Head", head_yaw=60.0)
    assert y == pytest.approx(-math.sin(math.radians(0.65 * 30.0)), abs=1e-5)
    x, _, _, _ = turn("Head", head_pitch=40.0)
    assert x == pytest.approx(-math.sin(math.radians(0.65 * 20.0)), abs=1e-5)
    _, _, z, _ = turn("Head", head_roll=40.0)
    assert z == pytest.approx(math.sin(math.radians(0.65 * 20.0)), abs=1e-5)


def test_a_thumb_has_the_names_of_unity() -> None:
    parts = [
        turn(f"LeftThumb{joint}", left_thumb=1.0)[1]
        for joint in ("Proximal", "Intermediate", "Distal")
    ]
    assert parts == pytest.approx([-math.sin(math.radians(deg / 2)) for deg in (20, 45, 60)])


def test_a_step_to_its_left_and_forward_moves_the_hips_so() -> None:
    still = told("/VMC/Ext/Bone/Pos", packets())["Hips"]
    moved = told("/VMC/Ext/Bone/Pos", packets({"body_x": 0.1, "body_y": 0.05, "body_z": -0.2}))[
        "Hips"
    ]
    steps = [there - here for there, here in zip(moved[:3], still[:3], strict=True)]
    assert steps == pytest.approx([-0.05, -0.2, 0.1], abs=1e-6)


@given(poses)
def test_every_bone_is_told_once_with_a_rotation(channels: dict[str, float]) -> None:
    bones = told("/VMC/Ext/Bone/Pos", packets(channels))
    assert sorted(bones) == sorted(BONES)
    assert len(BONES) == 55
    assert all(math.hypot(*bone[3:]) == pytest.approx(1.0, abs=1e-5) for bone in bones.values())


def test_every_bone_has_a_place_of_its_own() -> None:
    bones = told("/VMC/Ext/Bone/Pos", packets())
    assert [bone for bone, at in bones.items() if not math.hypot(*at[:3])] == []
    left, right = bones["LeftHand"], bones["RightHand"]
    assert left[0] == -right[0] < 0.0


def test_a_pose_is_told_in_the_order_of_the_protocol() -> None:
    messages = [message for packet in packets() for message in decode(packet)]
    addresses = list(dict.fromkeys(message.address for message in messages))
    assert addresses == [
        "/VMC/Ext/OK",
        "/VMC/Ext/T",
        "/VMC/Ext/Root/Pos",
        "/VMC/Ext/Bone/Pos",
        "/VMC/Ext/Blend/Val",
        "/VMC/Ext/Blend/Apply",
    ]
    assert messages[0].arguments == (1,)
    assert messages[1].arguments == (2.5,)
    assert messages[2].arguments == ("root", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


def test_expressions_have_the_names_of_vrm_0() -> None:
    sent = packets({"happy": 1.0, "aa": 0.5, "blink_left": 0.25})
    values = told("/VMC/Ext/Blend/Val", sent)
    assert {name: value for name, (value,) in values.items() if value} == {
        "Joy": 1.0,
        "A": 0.5,
        "Blink_L": 0.25,
    }
    assert {"Angry", "Sorrow", "Fun", "Surprised", "I", "U", "E", "O", "Blink", "Blink_R"} < set(
        values
    )


def test_expressions_have_the_names_of_vrm_1_where_that_is_asked_for() -> None:
    values = told("/VMC/Ext/Blend/Val", packets({"sad": 1.0, "blink_right": 0.5}, "vrm1"))
    assert {name: value for name, (value,) in values.items() if value} == {
        "sad": 1.0,
        "blinkRight": 0.5,
    }


@given(poses)
def test_in_chunks_the_same_is_told(channels: dict[str, float]) -> None:
    chunks = packets(channels, most_bytes=SAFE_BYTES)
    (whole,) = packets(channels)
    assert len(chunks) > 1
    assert max(map(len, chunks)) <= SAFE_BYTES
    assert [message for chunk in chunks for message in decode(chunk)] == decode(whole)


@given(poses, poses)
def test_nothing_of_the_pose_before_is_left(
    before: dict[str, float], now: dict[str, float]
) -> None:
    used, fresh = (Frame(person(), expression_names("vrm0"), WHOLE) for _ in range(2))
    used.fill(humanoid(before), 1.0)
    assert used.fill(humanoid(now), 2.0) == fresh.fill(humanoid(now), 2.0)
