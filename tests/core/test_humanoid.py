"""The bones of a pose point where the words of the channels say.  Axes: x its left, y up, z front."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import CHANNELS, REST, clamped, humanoid, mirrored
from kinesics.poses.humanoid import Quaternion, times

Vector = tuple[float, float, float]
LEFT, UP, FRONT = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
RIGHT, DOWN = (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)

poses = st.fixed_dictionaries(
    {},
    optional={name: st.floats(one.low, one.high) for name, one in CHANNELS.items()},
)


def turned(by: Quaternion, vector: Vector) -> Vector:
    x, y, z, w = by
    moved = times(times(by, (*vector, 0.0)), (-x, -y, -z, w))
    return moved[0], moved[1], moved[2]


def points(chain: list[str], vector: Vector, **channels: float) -> Vector:
    """Where a direction of the last bone points after all of its chain has turned."""
    bones = humanoid(channels).bones
    total: Quaternion = (0.0, 0.0, 0.0, 1.0)
    for bone in chain:
        total = times(total, bones[bone])
    return turned(total, vector)


def arm(side: str, bones: int = 1, vector: Vector | None = None, **channels: float) -> Vector:
    """Where an arm points; all of it hangs down, but for these channels."""
    chain = [f"{side}{part}" for part in ("UpperArm", "LowerArm", "Hand")][:bones]
    along = vector or (LEFT if side == "left" else RIGHT)
    straight = {f"{side}_arm_out": 0.0, f"{side}_elbow": 0.0}
    own = {f"{side}_{name}": value for name, value in channels.items()}
    return points(chain, along, **(straight | own))


NECK = ["neck", "head"]
TRUNK = ["spine", "chest"]
HALF, MUCH = 0.5, math.sqrt(3) / 2


@pytest.mark.parametrize(
    ("pointed", "there"),
    [
        (points(NECK, FRONT, head_yaw=30), (HALF, 0, MUCH)),
        (points(NECK, FRONT, head_pitch=30), (0, HALF, MUCH)),
        (points(NECK, UP, head_roll=30), (HALF, MUCH, 0)),
        (points(["leftEye"], FRONT, gaze_yaw=30), (HALF, 0, MUCH)),
        (points(["rightEye"], FRONT, gaze_pitch=30), (0, HALF, MUCH)),
        (points(["hips"], FRONT, body_yaw=90), LEFT),
        (points(TRUNK, UP, body_pitch=30), (0, MUCH, HALF)),
        (points(TRUNK, UP, body_roll=30), (HALF, MUCH, 0)),
    ],
)
def test_head_eyes_and_trunk_turn_where_they_should(pointed: Vector, there: Vector) -> None:
    assert pointed == pytest.approx(there, abs=1e-6)


@pytest.mark.parametrize(("side", "outwards"), [("left", LEFT), ("right", RIGHT)])
def test_an_arm_points_where_it_should(side: str, outwards: Vector) -> None:
    cases = [
        (arm(side), DOWN),
        (arm(side, arm_out=90), outwards),
        (arm(side, arm_front=90), FRONT),
        (arm(side, arm_out=180), UP),
        (arm(side, arm_front=180), UP),
        (arm(side, 2, elbow=90), FRONT),
        (arm(side, 2, arm_out=90, elbow=90), FRONT),
        (arm(side, 2, arm_out=90, elbow=90, arm_twist=90), UP),
        (arm(side, 2, arm_front=90, elbow=90), UP),
        (arm(side, 2, elbow=90, arm_twist=90), outwards),
        # The palm looks down in the T-pose, so it looks to the body where the arm hangs.
        (arm(side, 3, DOWN), tuple(-one for one in outwards)),
        (arm(side, 3, DOWN, elbow=90, forearm_twist=90), UP),
        (arm(side, 3, elbow=90, wrist_side=30), (0, HALF, MUCH)),
    ]
    for pointed, there in cases:
        assert pointed == pytest.approx(there, abs=1e-6)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_wrist_and_a_finger_bend_to_the_palm(side: str) -> None:
    palm = arm(side, 3, DOWN, elbow=90)
    for pointed in (
        arm(side, 3, elbow=90, wrist=60),
        points([f"{side}{one}" for one in ("UpperArm", "LowerArm", "Hand", "IndexProximal")],
               LEFT if side == "left" else RIGHT,
               **{f"{side}_arm_out": 0.0, f"{side}_elbow": 90.0, f"{side}_index": 0.9}),
    ):  # fmt: skip
        assert sum(a * b for a, b in zip(pointed, palm, strict=True)) > 0.8


@given(poses)
def test_every_bone_of_every_pose_is_a_rotation(channels: dict[str, float]) -> None:
    for turn in humanoid(channels).bones.values():
        assert math.hypot(*turn) == pytest.approx(1.0)


@given(poses)
def test_the_other_side_is_a_mirror(channels: dict[str, float]) -> None:
    swap = {"left": "right", "right": "left"}
    other = {
        "_".join(swap.get(word, word) for word in name.split("_")): value
        for name, value in channels.items()
        if name.startswith(("left_", "right_"))
    }
    bones, swapped = humanoid(channels).bones, humanoid(other).bones
    for name, turn in bones.items():
        if name.startswith("left") and name != "leftEye":
            mirror = mirrored(swapped[f"right{name.removeprefix('left')}"])
            assert turn == pytest.approx(mirror, abs=1e-9)


def test_the_hips_move_with_the_body() -> None:
    assert humanoid({"body_x": 0.1, "body_y": 0.2, "body_z": 0.05}).hips == (0.2, 0.05, 0.1)


def test_every_expression_has_its_name_of_vrm() -> None:
    shown = humanoid({"happy": 0.5, "blink_left": 1.0, "oh": 0.25}).expressions
    assert (shown["happy"], shown["blinkLeft"], shown["oh"], shown["sad"]) == (0.5, 1.0, 0.25, 0.0)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_rests_within_its_range_and_is_held_there(name: str) -> None:
    channel = CHANNELS[name]
    assert channel.low <= REST[name] <= channel.high
    assert clamped(name, math.inf) == clamped(name, math.nan) == channel.rest
    assert (clamped(name, -1e9), clamped(name, 1e9)) == (channel.low, channel.high)
