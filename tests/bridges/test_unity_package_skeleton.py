"""Bones of avatars, turned by the Unity package in a stand-in for Unity.  Needs mono and mcs."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mono
from kinesics import humanoid
from mono import KINDS, Client, Scene, about, pose

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)


def near(*at: float) -> object:
    """Equal to this place, but for what floats lose on their way through a skeleton."""
    return pytest.approx(at, abs=2e-5)


STANDS = [(), ("--crooked",), ("--crooked", "--turned"), ("--crooked", "--posed")]


@pytest.fixture(scope="module", params=STANDS, ids=["straight", "crooked", "turned", "posed"])
def stand(request: pytest.FixtureRequest) -> Iterator[tuple[Scene, Client]]:
    """An avatar, and who drives it."""
    with Scene(*request.param, defines=KINDS["none"]) as scene, Client(scene.port) as client:
        yield scene, client


def test_without_a_turn_every_bone_is_where_it_was_in_the_t_pose(
    stand: tuple[Scene, Client],
) -> None:
    scene, client = stand
    pose(client, leftUpperArm=about("z", 0), head=about("x", 0), hips=about("y", 0))
    scene.step()
    assert scene.where("LeftHand") == near(-0.7, 1.4, 0)
    assert scene.where("RightLittleDistal") == near(0.85, 1.4, 0)
    assert scene.where("Head") == near(0, 1.6, 0)


def test_a_raised_arm_is_up(stand: tuple[Scene, Client]) -> None:
    scene, client = stand
    pose(client, leftUpperArm=about("z", 90), rightUpperArm=about("z", -90))
    scene.step()
    assert scene.where("LeftHand") == near(-0.15, 1.95, 0)
    assert scene.where("RightHand") == near(0.15, 1.95, 0)


def test_an_arm_in_front_is_in_front(stand: tuple[Scene, Client]) -> None:
    scene, client = stand
    pose(client, leftUpperArm=about("y", -90), rightUpperArm=about("y", 90))
    scene.step()
    assert scene.where("LeftHand") == near(-0.15, 1.4, 0.55)
    assert scene.where("RightHand") == near(0.15, 1.4, 0.55)


def test_turns_add_up_along_the_arm(stand: tuple[Scene, Client]) -> None:
    scene, client = stand
    pose(client, leftUpperArm=about("z", 90), leftLowerArm=about("y", -90))
    scene.step()
    assert scene.where("LeftLowerArm") == near(-0.15, 1.7, 0)
    assert scene.where("LeftHand") == near(-0.15, 1.7, 0.25)
    pose(client, leftUpperArm=about("z", 0), leftLowerArm=about("z", 0), spine=about("y", 90))
    scene.step()
    assert scene.where("LeftHand") == near(0, 1.4, -0.7)
    pose(client, spine=about("y", 0))


def test_a_head_that_looks_left_takes_the_eyes_along(stand: tuple[Scene, Client]) -> None:
    scene, client = stand
    pose(client, head=about("y", 90))
    scene.step()
    # The avatar's left is where x falls in Unity.
    assert scene.where("LeftEye") == near(-0.1, 1.7, -0.03)
    pose(client, head=about("y", 0))


def test_hips_move_by_metres_of_the_avatar(stand: tuple[Scene, Client]) -> None:
    scene, client = stand
    client.ask("set_pose", data={"hips": [0.1, -0.2, 0.3], "bones": {"leftHand": about("z", 0)}})
    scene.step()
    assert scene.where("Hips") == near(-0.1, 0.8, 0.3)
    client.ask("set_pose", data={"hips": [0, 0, 0]})
    scene.step()
    assert scene.where("Hips") == near(0, 1, 0)


ANGLES = st.floats(-180, 180)


@given(st.lists(ANGLES, min_size=6, max_size=6))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_a_skeleton_was_made_makes_no_difference_to_where_its_hands_are(
    crooked_and_straight: list[tuple[Scene, Client]], angles: list[float]
) -> None:
    bones = ("hips", "chest", "leftShoulder", "leftUpperArm", "leftLowerArm", "leftHand")
    turns = {
        bone: about(axis, angle)
        for bone, axis, angle in zip(bones, itertools.cycle("xyz"), angles, strict=False)
    }
    found: list[tuple[float, float, float]] = []
    for scene, client in crooked_and_straight:
        pose(client, **turns)
        scene.step()
        found.append(scene.where("LeftMiddleDistal"))
    assert found[1:] == [near(*found[0])] * 3


@pytest.fixture(scope="module")
def crooked_and_straight() -> Iterator[list[tuple[Scene, Client]]]:
    older = KINDS["none"][1:]
    with (
        Scene("--crooked", "--turned", defines=KINDS["none"]) as crooked,
        Scene(defines=KINDS["none"]) as straight,
        # Where Unity does not tell the T-pose, it is taken from how the avatar stands.
        Scene("--crooked", defines=older) as old,
        Scene("--crooked", "--undescribed", defines=KINDS["none"]) as undescribed,
        Client(crooked.port) as one,
        Client(straight.port) as two,
        Client(old.port) as three,
        Client(undescribed.port) as four,
    ):
        yield [(straight, two), (crooked, one), (old, three), (undescribed, four)]


def test_a_pose_of_the_stage_raises_the_hand_that_it_means(stand: tuple[Scene, Client]) -> None:
    scene, client = stand
    whole = humanoid({"left_arm_out": 170.0, "right_arm_front": 90.0})
    data = {"bones": whole.bones, "expressions": whole.expressions, "hips": whole.hips}
    assert client.ask("set_pose", data=data)["ok"]
    scene.step()
    assert scene.where("LeftHand")[1] > 1.8
    x, y, z = scene.where("RightHand")
    assert z > 0.4
    assert abs(y - 1.4) < 0.15
    assert x > 0
