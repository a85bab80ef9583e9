"""The budget of the face: whatever is wished for, nothing takes more than there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays
from hypothesis.strategies import SearchStrategy, floats, sampled_from

from kinesics import EMOTIONS, MOUTH_SHAPES
from kinesics_stage.face import EYE_USE, MOUTH_USE, mix_face
from kinesics_stage.vector import EMOTION_PLACES, MOUTH_PLACES, ORDER, PLACE, Vector

FACE = [PLACE[name] for name in (*EMOTIONS, *MOUTH_SHAPES, "blink", "blink_left", "blink_right")]
BODY = [place for place in range(len(ORDER)) if place not in FACE]


def wished() -> SearchStrategy[Vector]:
    return arrays(np.float64, len(ORDER), elements=floats(-0.5, 1.5))


def mixed(pose: Vector) -> Vector:
    pose = pose.copy()
    mix_face(pose)
    return pose


def posed(**channels: float) -> Vector:
    pose = np.zeros(len(ORDER))
    for name, value in channels.items():
        pose[PLACE[name]] = value
    return mixed(pose)


@given(wished())
def test_everything_of_the_face_is_within_its_range(pose: Vector) -> None:
    face = mixed(pose)[FACE]
    assert face.min() >= 0.0
    assert face.max() <= 1.0


@given(wished())
def test_emotions_share_one_face(pose: Vector) -> None:
    assert mixed(pose)[EMOTION_PLACES].sum() <= 1.0 + 1e-9


@given(wished())
def test_the_mouth_has_what_emotions_leave_of_it(pose: Vector) -> None:
    face = mixed(pose)
    assert face[MOUTH_PLACES].sum() + face[EMOTION_PLACES] @ MOUTH_USE <= 1.0 + 1e-9


@given(wished(), sampled_from(["blink_left", "blink_right"]))
def test_no_eye_is_closed_further_than_shut(pose: Vector, wink: str) -> None:
    face = mixed(pose)
    closed = face[PLACE["blink"]] + face[PLACE[wink]] + face[EMOTION_PLACES] @ EYE_USE
    assert closed <= 1.0 + 1e-9


@given(wished())
def test_what_is_within_the_budget_is_left_alone(pose: Vector) -> None:
    once = mixed(pose)
    assert mixed(once) == pytest.approx(once)
    assert (once[BODY] == pose[BODY]).all()


@given(wished(), arrays(np.float64, len(ORDER), elements=floats(-1e-4, 1e-4)))
def test_a_small_change_of_wishes_is_a_small_change_of_the_face(
    pose: Vector, change: Vector
) -> None:
    assert np.abs(mixed(pose + change) - mixed(pose)).max() < 5e-3


@given(wished())
def test_a_mix_of_emotions_keeps_its_proportions(pose: Vector) -> None:
    wish, got = np.maximum(pose[EMOTION_PLACES], 0.0), mixed(pose)[EMOTION_PLACES]
    assert got * wish.sum() == pytest.approx(wish * got.sum())


def test_a_happy_face_can_speak_and_blink_and_closes_its_eyes() -> None:
    face = posed(happy=1.0, aa=1.0, blink=1.0)
    assert face[PLACE["happy"]] == 1.0
    assert face[PLACE["aa"]] == pytest.approx(0.6)
    assert face[PLACE["blink"]] == pytest.approx(0.7)


def test_a_wink_is_of_one_eye() -> None:
    face = posed(blink_left=1.0, blink=0.25)
    assert face[PLACE["blink_left"]] == pytest.approx(0.75)
    assert face[PLACE["blink_right"]] == 0.0
