"""A performance becomes channels: `humanoid` the other way round, and strangers' words for it."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinesics import CHANNELS, REST, Quaternion, humanoid, mirrored
from kinesics_vmc.expressions import ARKIT, face_channels
from kinesics_vmc.frame import SAFE_BYTES, Frame
from kinesics_vmc.imitation import channels_of
from kinesics_vmc.names import Names, expression_names
from kinesics_vmc.osc import Message, OscError, decode
from kinesics_vmc.performance import FORGET_S, Performance
from kinesics_vmc.skeleton import person
from kinesics_vmc.turns import about_x, about_y, about_z, times, turned

LOST = {
    "head_x", "head_y", "head_z", "body_x", "body_y", "body_z", "left_ear", "right_ear",
}  # fmt: skip
"""Channels for which VMC has no bone, or no place to count from."""

poses = st.fixed_dictionaries(
    {
        name: st.floats(channel.low, channel.high)
        for name, channel in CHANNELS.items()
        if name not in LOST
    }
)


def imitated(channels: dict[str, float], names: Names = "vrm0") -> dict[str, float]:
    """What is left of these channels after they were told by VMC."""
    performance = Performance()
    frame = Frame(person(), expression_names(names), SAFE_BYTES)
    for packet in frame.fill(humanoid(channels), 0.0):
        performance.take(decode(bytes(packet)), 0.0)
    return performance.channels(0.0)


def angle_between(one: Quaternion, other: Quaternion) -> float:
    x, y, z, w = (a * b for a, b in zip(one, other, strict=True))
    return math.degrees(2.0 * math.acos(min(1.0, abs(x + y + z + w))))


# An arm held straight out has no front; and some arms are the same with two sets of angles, one of
# them over the top.
plain_arms = {
    "arm_out": st.floats(-20.0, 89.0) | st.floats(91.0, 180.0),
    "arm_front": st.floats(-59.0, 110.0),
    "arm_twist": st.floats(-59.0, 89.0),
}
plain_poses = st.tuples(
    poses,
    st.fixed_dictionaries(
        {f"{side}_{name}": at for side in ("left", "right") for name, at in plain_arms.items()}
    ),
).map(lambda both: {**both[0], **both[1]})


@given(plain_poses, st.sampled_from(["vrm0", "vrm1"]))
def test_what_is_told_is_what_is_imitated(channels: dict[str, float], names: Names) -> None:
    found = imitated(channels, names)
    assert set(found) == set(channels)
    for name, at in channels.items():
        off = (found[name] - at + 180.0) % 360.0 - 180.0 if name == "body_yaw" else found[name] - at
        near = 0.02 if CHANNELS[name].unit == "deg" else 0.001
        assert abs(off) < near, f"{name}: {at} became {found[name]}"


@given(poses)
@example({**REST, "left_arm_out": 90.0, "left_arm_front": 1.0, "left_arm_twist": 120.0})
@example({**REST, "left_arm_out": 90.0, "left_arm_front": 180.0, "left_arm_twist": 15.0})
@example({**REST, "left_arm_out": 180.0, "left_arm_front": 180.0, "left_arm_twist": 0.0})
@example({**REST, "left_arm_out": 157.0, "left_arm_front": 180.0, "left_arm_twist": 0.0})
def test_the_bones_are_the_same_even_where_the_angles_are_not(channels: dict[str, float]) -> None:
    before, after = humanoid(channels).bones, humanoid(imitated(channels)).bones
    for bone in ("leftUpperArm", "rightUpperArm", "leftLowerArm", "rightLowerArm"):
        assert angle_between(before[bone], after[bone]) < 0.2
    for chain in (("neck", "head"), ("hips", "spine", "chest")):
        assert angle_between(joined(before, chain), joined(after, chain)) < 0.2


def joined(bones: dict[str, Quaternion], chain: tuple[str, ...]) -> Quaternion:
    turn = (0.0, 0.0, 0.0, 1.0)
    for bone in chain:
        turn = times(turn, bones[bone])
    return turn


quaternions = st.tuples(*[st.floats(-1.0, 1.0, width=32)] * 4).filter(
    lambda turn: math.hypot(*turn) > 0.1
)


@given(st.dictionaries(st.sampled_from(["Hips", "Head", "LeftUpperArm", "LeftLowerArm", "LeftHand",
    "RightUpperArm", "RightThumbDistal", "RightIndexProximal", "LeftEye", "RightShoulder"]),
    quaternions))  # fmt: skip
def test_whatever_a_stranger_does_stays_within_the_ranges(bones: dict[str, Quaternion]) -> None:
    normal = {
        bone: (x / length, y / length, z / length, w / length)
        for bone, (x, y, z, w) in bones.items()
        for length in [math.hypot(x, y, z, w)]
    }
    for name, at in channels_of(normal, {}).items():
        assert CHANNELS[name].low <= at <= CHANNELS[name].high


@given(st.floats(20.0, 140.0), st.floats(-60.0, 60.0), st.floats(-80.0, 40.0))
def test_an_elbow_that_bends_about_another_axis_leads_the_hand_to_the_same_place(
    elbow: float, hinge: float, lift: float
) -> None:
    """Some programs leave the upper arm untwisted and bend the elbow upwards instead."""
    upper = about_z(lift)
    lower = times(about_x(hinge), about_y(-elbow))
    found = channels_of({"LeftUpperArm": mirrored(upper), "LeftLowerArm": mirrored(lower)}, {})
    bones = humanoid(found).bones
    hand = turned(times(upper, lower), (1.0, 0.0, 0.0))
    ours = turned(times(bones["leftUpperArm"], bones["leftLowerArm"]), (1.0, 0.0, 0.0))
    assert math.dist(hand, ours) < 0.02


@pytest.mark.parametrize(
    ("bones", "channel", "expected"),
    [
        # Worked out by hand in Unity's axes, as in the tests of what is sent.
        ({"LeftUpperArm": (0.0, 0.0, -0.5, 0.8660254)}, "left_arm_out", 150.0),
        ({"RightUpperArm": (0.0, 0.0, -0.5, 0.8660254)}, "right_arm_out", 30.0),
        ({"Head": (0.0, -0.25881905, 0.0, 0.9659258)}, "head_yaw", 30.0),
        ({"Neck": (-0.17364818, 0.0, 0.0, 0.9848078)}, "head_pitch", 20.0),
        ({"Spine": (0.25881905, 0.0, 0.0, 0.9659258)}, "body_pitch", 30.0),
        ({"UpperChest": (0.0, 0.0, 0.08715574, 0.9961947)}, "body_roll", 10.0),
        ({"LeftEye": (0.0, -0.17364818, 0.0, 0.9848078)}, "gaze_yaw", 20.0),
        ({"LeftThumbProximal": (0.0, -0.17364818, 0.0, 0.9848078)}, "left_thumb", 1.0),
        ({"RightIndexIntermediate": (0.0, 0.0, -0.70710678, 0.70710678)}, "right_index", 1.0),
    ],
)
def test_a_bone_of_unity_is_a_channel(
    bones: dict[str, Quaternion], channel: str, expected: float
) -> None:
    assert channels_of(bones, {})[channel] == pytest.approx(expected, abs=0.02)


def test_only_what_came_is_imitated() -> None:
    assert channels_of({}, {}) == {}
    assert set(channels_of({"Head": (0.0, 0.0, 0.0, 1.0)}, {"Joy": 0.5})) == {
        "head_yaw", "head_pitch", "head_roll", "happy",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"JOY": 0.5}, {"happy": 0.5}),
        ({"blink_l": 1.0, "blinkRight": 0.5}, {"blink_left": 1.0, "blink_right": 0.5}),
        ({"aa": 0.25, "A": 0.75}, {"aa": 0.75}),
        ({"jawOpen": 0.5, "A": 0.0}, {"aa": 0.5}),
        ({"mouthSmileLeft": 0.5, "mouthSmileRight": 1.0}, {"happy": 0.75}),
        ({"eyeBlinkLeft": 7.0}, {"blink_left": 1.0}),
        ({"MyOwnHat": 1.0}, {}),
    ],
)
def test_expressions_are_known_by_many_names(
    told: dict[str, float], expected: dict[str, float]
) -> None:
    assert face_channels(told) == pytest.approx(expected)


def test_every_shape_of_a_phone_is_a_channel() -> None:
    assert set(ARKIT.values()) <= set(CHANNELS)


def blend(name: str, weight: float) -> Message:
    return Message("/VMC/Ext/Blend/Val", "sf", (name, weight))


APPLY = Message("/VMC/Ext/Blend/Apply")
HEAD = ("Head", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


def test_expressions_count_when_they_are_applied() -> None:
    performance = Performance()
    assert not performance.take([blend("Joy", 1.0)], 0.0)
    assert performance.channels(0.0) == {}
    assert performance.take([APPLY], 0.1)
    assert performance.channels(0.1) == {"happy": 1.0}


def test_who_is_silent_is_forgotten() -> None:
    performance = Performance()
    performance.take([Message("/VMC/Ext/Bone/Pos", "sfffffff", HEAD)], 0.0)
    performance.take([blend("Joy", 1.0), APPLY], FORGET_S)
    assert set(performance.channels(FORGET_S + 0.1)) == {"happy"}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("Head",),
        (1.0, *HEAD[1:]),
        HEAD[:-1],
        ("Head", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        ("Head", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, math.nan),
        ("Head", 0.0, math.inf, 0.0, 0.0, 0.0, 0.0, 1.0),
        ("Head", 0.0, 0.0, 0.0, 0.0, 0.0, "0.0", 1.0),
    ],
)
def test_of_a_packet_with_a_bad_message_nothing_is_taken(arguments: tuple[float | str]) -> None:
    performance = Performance()
    with pytest.raises(OscError, match="/VMC/Ext/Bone/Pos"):
        performance.take([blend("Joy", 1.0), APPLY, Message(
            "/VMC/Ext/Bone/Pos", "s", arguments)], 0.0)  # fmt: skip
    assert performance.channels(0.0) == {}


def test_what_later_versions_of_the_protocol_say_more_is_left_aside() -> None:
    performance = Performance()
    longer = Message("/VMC/Ext/Bone/Pos", "sfffffffff", (*HEAD, 1.0, 2.0))
    assert performance.take([longer, Message("/VMC/Ext/OK", "iiii", (1, 3, 0, 1))], 0.0)
