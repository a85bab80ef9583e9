"""The robot's picture as a function of a pose: laws over all channels and clips."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import dictionaries, floats, sampled_from

from kinesics import CHANNELS, REST
from kinesics.poses.library import CLIP_NAMES, built_in
from kinesics_terminal.canvas import Field
from kinesics_terminal.extras import Extras
from kinesics_terminal.features import features
from kinesics_terminal.looks import eyes_shut
from kinesics_terminal.picture import paint

ROWS = 44
ACROSS = {"head_yaw", "head_roll", "head_y", "gaze_yaw", "body_yaw", "body_roll", "body_y"}
"""Channels that a mirror turns around."""

RAISED = {
    f"{side}_{joint}": at
    for side in ("left", "right")
    for joint, at in (("arm_out", 70.0), ("arm_twist", 80.0), ("elbow", 90.0))
}
"""Both hands are up, where they can be seen."""

parts = dictionaries(sampled_from(sorted(CHANNELS)), floats(0.0, 1.0))


def picture(channels: dict[str, float]) -> Field:
    return paint(features(channels), ROWS)


def scaled(pose: dict[str, float]) -> dict[str, float]:
    """A pose from parts of the range of each of its channels."""
    return {
        name: CHANNELS[name].low + part * (CHANNELS[name].high - CHANNELS[name].low)
        for name, part in pose.items()
    }


def in_a_mirror(pose: dict[str, float]) -> dict[str, float]:
    swapped = {"left": "right", "right": "left"}
    words = {name: name.split("_") for name in pose}
    return {
        "_".join(swapped.get(word, word) for word in words[name]): -at if name in ACROSS else at
        for name, at in pose.items()
    }


def change(one: Field, other: Field) -> float:
    """The sum over all pixels, each 0..1."""
    return float(np.abs(one - other).max(axis=2).sum())


@pytest.mark.parametrize("name", CHANNELS)
def test_every_channel_changes_the_picture(name: str) -> None:
    channel = CHANNELS[name]
    ends = [picture({**RAISED, name: end}) for end in (channel.low, channel.high)]
    assert max(change(end, picture(RAISED)) for end in ends) > 0.5


@settings(max_examples=40)
@given(parts)
def test_a_pose_in_a_mirror_is_the_picture_in_a_mirror(pose: dict[str, float]) -> None:
    straight, mirrored = picture(scaled(pose)), picture(in_a_mirror(scaled(pose)))
    assert np.allclose(straight, mirrored[:, ::-1], atol=1e-6)


def test_at_rest_it_is_as_symmetric_as_a_robot() -> None:
    assert np.allclose(picture({}), picture({})[:, ::-1])
    assert np.array_equal(picture({}), picture(dict(REST)))


@settings(max_examples=40)
@given(parts, sampled_from([8, 30, 44]))
def test_any_pose_can_be_painted(pose: dict[str, float], rows: int) -> None:
    image = paint(features(scaled(pose)), rows)
    assert np.isfinite(image).all()
    assert image.min() >= -1e-9
    assert image.max() <= 1.0 + 1e-9


@settings(max_examples=40)
@given(parts, sampled_from(sorted(CHANNELS)))
def test_a_small_movement_is_a_small_change(pose: dict[str, float], name: str) -> None:
    before = scaled(pose)
    at = before.get(name, CHANNELS[name].rest)
    step = (CHANNELS[name].high - CHANNELS[name].low) * 1e-3
    one, other = features(before), features({**before, name: at - step})
    for arm, moved in ((one.left_arm, other.left_arm), (one.right_arm, other.right_arm)):
        for point, to in zip(arm[:3], moved[:3], strict=True):
            assert np.allclose(point, to, atol=0.8)


def eyes_at(channels: dict[str, float]) -> tuple[float, float]:
    """Where what a blink puts out is in the picture: how far to its left, how far up."""
    closed = picture({**channels, "blink": 1.0})
    out = np.argwhere(np.abs(picture(channels) - closed).max(axis=2) > 0.3)
    return float(np.mean(out[:, 1])), -float(np.mean(out[:, 0]))


@pytest.mark.parametrize("name", ["head_yaw", "gaze_yaw", "head_roll", "body_roll", "body_y"])
def test_the_eyes_go_to_its_left_with(name: str) -> None:
    at = 0.4 * CHANNELS[name].high
    assert eyes_at({name: -at})[0] + 1.0 < eyes_at({})[0] < eyes_at({name: at})[0] - 1.0


@pytest.mark.parametrize("name", ["head_pitch", "gaze_pitch", "body_z", "head_z"])
def test_the_eyes_go_up_with(name: str) -> None:
    at = 0.7 * CHANNELS[name].high
    assert eyes_at({name: -at})[1] + 0.5 < eyes_at({})[1] < eyes_at({name: at})[1] - 0.5


@pytest.mark.parametrize("name", ["head_roll", "body_roll"])
def test_the_head_is_level_only_when_nothing_leans(name: str) -> None:
    assert features({name: 20.0}).head.tilt_deg == 20.0
    assert features({"head_roll": 20.0, "body_roll": -20.0}).head.tilt_deg == 0.0


@pytest.mark.parametrize("name", CLIP_NAMES)
def test_every_clip_of_the_library_is_seen(name: str) -> None:
    clip, still = built_in(name), picture({})
    times = [clip.seconds * part for part in (0.2, 0.35, 0.5, 0.65, 0.8)]
    assert max(change(picture(clip.pose_at(t)), still) for t in times) > 40.0


def test_the_clip_sleep_shuts_the_eyes_and_wake_opens_them() -> None:
    ends = [built_in(name).pose_at(built_in(name).seconds) for name in ("sleep", "wake")]
    assert [eyes_shut(end) for end in ends] == [True, False]


@pytest.mark.parametrize(("side", "sign"), [("left", 1.0), ("right", -1.0)])
def test_a_raised_arm_is_beside_the_head_and_not_behind_it(side: str, sign: float) -> None:
    seen = features({f"{side}_arm_out": 170.0})
    arm = seen.left_arm if side == "left" else seen.right_arm
    assert arm.palm[1] > seen.head.middle[1]
    assert sign * arm.palm[0] > 12.5


def test_a_hand_at_the_face_of_a_person_is_at_the_face_of_the_robot() -> None:
    seen = features({"right_arm_front": 70.0, "right_arm_twist": -45.0, "right_elbow": 130.0})
    assert abs(seen.right_arm.palm[1] - seen.head.middle[1]) < 8.0
    assert abs(seen.right_arm.palm[0]) < 11.0
    assert seen.right_arm.palm[2] > seen.head.middle[2]


def test_an_arm_that_points_at_who_looks_is_short() -> None:
    def length(**channels: float) -> float:
        arm = features(channels).left_arm
        return float(np.hypot(arm.palm[0] - arm.shoulder[0], arm.palm[1] - arm.shoulder[1]))

    assert length(left_arm_front=90.0, left_arm_out=0.0) < 0.5 * length(left_arm_out=90.0)


def test_who_turns_around_shows_no_face() -> None:
    turned = {"body_yaw": 180.0}
    assert change(picture(turned), picture({**turned, "happy": 1.0, "aa": 1.0})) < 120.0
    assert np.allclose(
        picture({**turned, "blink": 1.0}), picture({**turned, "blink": 0.0, "ou": 1.0})
    )


@pytest.mark.parametrize("extras", [Extras(confetti=1.0, now=1.0), Extras(dreams=1.0, now=1.0)])
def test_extras_are_seen_and_move(extras: Extras) -> None:
    one, later = (
        paint(features({}), ROWS, at) for at in (extras, extras._replace(now=extras.now + 0.4))
    )
    assert change(one, picture({})) > 8.0
    assert change(one, later) > 8.0
