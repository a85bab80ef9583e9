"""Looking somewhere: the parts add up to the wish, eyes first, and nothing turns too far."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats

from kinesics_stage.gaze import Gaze, Shares, share
from kinesics_stage.idle import blink_pulse
from kinesics_stage.performance import Performance
from kinesics_stage.vector import PLACE

YAWS = floats(-180.0, 180.0)
HEADS = floats(0.0, 75.0)
STILL = (0.0, 0.0)


def shares(gaze: Gaze, now: float, head: tuple[float, float] = STILL) -> Shares:
    return gaze.shares_at(now, STILL, head)


def looking(yaw_deg: float, pitch_deg: float = 0.0, head_deg: float = 50.0) -> Gaze:
    gaze = Gaze(head_deg)
    gaze.look(0.0, yaw_deg, pitch_deg)
    return gaze


@given(YAWS, floats(-50.0, 50.0), HEADS)
def test_at_the_end_the_parts_add_up_to_the_wish(
    yaw_deg: float, pitch_deg: float, head_deg: float
) -> None:
    end = shares(looking(yaw_deg, pitch_deg, head_deg), 10.0)
    assert end.body_yaw + end.head_yaw + end.gaze_yaw == pytest.approx(yaw_deg, abs=1e-6)
    assert end.head_pitch + end.gaze_pitch == pytest.approx(pitch_deg, abs=1e-6)
    assert abs(end.head_yaw) <= head_deg + 1e-9


@given(floats(-1e9, 1e9), floats(-1e9, 1e9), HEADS)
def test_what_is_out_of_reach_is_looked_at_as_far_as_a_body_can(
    yaw_deg: float, pitch_deg: float, head_deg: float
) -> None:
    parts = share(yaw_deg, pitch_deg, head_deg)
    assert abs(parts.body_yaw) <= 180.0
    assert abs(parts.gaze_pitch) <= 30.0
    assert abs(parts.head_pitch) <= 50.0


@given(floats(-60.0, 60.0))
def test_the_body_stays_where_the_head_can_do_it(yaw_deg: float) -> None:
    assert share(yaw_deg, 0.0, 50.0).body_yaw == pytest.approx(0.0, abs=1e-9)


@given(floats(10.0, 180.0))
def test_eyes_go_first_and_the_head_takes_most_of_it(yaw_deg: float) -> None:
    gaze = looking(yaw_deg)
    early, end = shares(gaze, 0.08), shares(gaze, 10.0)
    assert early.gaze_yaw > early.head_yaw
    assert end.head_yaw > end.gaze_yaw


@given(YAWS, floats(-20.0, 20.0), floats(-15.0, 15.0))
def test_eyes_make_up_for_what_the_head_does_besides(
    yaw_deg: float, nod_deg: float, shake_deg: float
) -> None:
    gaze = looking(yaw_deg)
    still, moved = shares(gaze, 10.0), shares(gaze, 10.0, (shake_deg, nod_deg))
    # Near the end of their range the eyes give way softly.
    if max(abs(moved.gaze_yaw), abs(moved.gaze_pitch)) < 18.0:
        assert moved.gaze_yaw + shake_deg == pytest.approx(still.gaze_yaw, abs=1e-6)
        assert moved.gaze_pitch + nod_deg == pytest.approx(still.gaze_pitch, abs=1e-6)


def test_while_the_head_still_turns_the_eyes_are_on_the_target() -> None:
    gaze = looking(25.0)
    turning = shares(gaze, 0.15)
    assert turning.head_yaw < 15.0
    assert turning.head_yaw + turning.gaze_yaw == pytest.approx(25.0, abs=0.1)


@given(YAWS, YAWS, floats(0.0, 1.5))
def test_a_new_target_makes_no_jump(one_deg: float, other_deg: float, now: float) -> None:
    gaze = looking(one_deg)
    before = shares(gaze, now)
    gaze.look(now, other_deg, 0.0)
    assert shares(gaze, now) == pytest.approx(before, abs=1e-6)


@given(YAWS, floats(0.0, 1.5))
def test_who_stays_does_not_go_much_further(yaw_deg: float, now: float) -> None:
    gaze = looking(yaw_deg)
    before = shares(gaze, now)
    gaze.stay(now)
    after = shares(gaze, now + 5.0)
    assert abs(after.head_yaw - before.head_yaw) < 3.0
    assert abs(after.body_yaw - before.body_yaw) < 3.0


@pytest.mark.parametrize(("yaw_deg", "blinks"), [(40.0, True), (-40.0, True), (8.0, False)])
def test_a_large_shift_comes_with_a_blink(yaw_deg: float, blinks: bool) -> None:  # noqa: FBT001
    body = Performance(0.0, None, 50.0, murmurs=True)
    body.look(1.0, yaw_deg, 0.0)
    lids = [body.pose_at(float(now))[PLACE["blink"]] for now in np.linspace(1.0, 1.5, 60)]
    assert (max(lids) > 0.9) == blinks
    assert lids[-1] == 0.0


def test_a_blink_closes_the_eye_and_opens_it_again() -> None:
    assert [blink_pulse(since_s) for since_s in (-1.0, 0.0, 0.09, 1.0)] == [0.0, 0.0, 1.0, 0.0]
