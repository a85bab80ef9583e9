"""Transitions: whatever the old way was, the new one is entered without a jump."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats

from kinesics_stage.transition import Inertia
from kinesics_stage.vector import Vector

FADES_S = floats(0.1, 2.0)
PLACES = floats(-180.0, 180.0)
SPEEDS = floats(-600.0, 600.0)
FASTEST = 600.0


def one(value: float) -> Vector:
    return np.array([value])


def inertia(place: float, speed: float, fade_s: float) -> Inertia:
    way = Inertia(one(FASTEST))
    way.absorb(0.0, one(place), one(speed), fade_s)
    return way


def offsets(way: Inertia, until_s: float, count: int = 80) -> Vector:
    return np.array([way.offset_at(float(now))[0] for now in np.linspace(0.0, until_s, count)])


@given(PLACES, SPEEDS, FADES_S)
def test_it_begins_where_and_as_fast_as_the_old_way_was(
    place: float, speed: float, fade_s: float
) -> None:
    way = inertia(place, speed, fade_s)
    assert way.offset_at(0.0)[0] == pytest.approx(place, abs=1e-6)
    assert way.velocity_at(0.0)[0] == pytest.approx(speed, abs=0.01)


@given(PLACES, SPEEDS, FADES_S)
def test_it_ends_at_rest(place: float, speed: float, fade_s: float) -> None:
    way = inertia(place, speed, fade_s)
    if np.isinf(way.ends_at):
        return
    for now in (way.ends_at - 1e-6, way.ends_at, way.ends_at + 1.0):
        assert way.offset_at(now)[0] == pytest.approx(0.0, abs=1e-6)
        assert way.velocity_at(now)[0] == pytest.approx(0.0, abs=1e-3)


@given(PLACES, SPEEDS, FADES_S, floats(0.0, 1.0))
def test_its_speed_is_that_of_its_way(
    place: float, speed: float, fade_s: float, part: float
) -> None:
    way = inertia(place, speed, fade_s)
    if np.isinf(way.ends_at):
        return
    now = part * way.ends_at
    slope = (way.offset_at(now + 1e-5) - way.offset_at(now - 1e-5))[0] / 2e-5
    if 1e-5 < now < way.ends_at - 1e-5:
        assert way.velocity_at(now)[0] == pytest.approx(slope, abs=1.0)


@given(floats(1.0, 180.0), floats(-600.0, 0.0), FADES_S)
def test_what_flies_to_its_goal_does_not_overshoot_it(
    place: float, speed: float, fade_s: float
) -> None:
    way = inertia(place, speed, fade_s)
    arrives_s = 5.0 * place / max(1e-9, -speed)
    # Who is a tenth of a second away cannot stop in time.
    if arrives_s >= 0.1:
        assert offsets(way, way.ends_at).min() >= -1e-6


@given(PLACES, SPEEDS, FADES_S)
def test_it_leaves_no_further_than_its_speed_carries_it(
    place: float, speed: float, fade_s: float
) -> None:
    way = inertia(place, speed, fade_s)
    takes_s = max(fade_s, 1.875 * abs(place) / FASTEST)
    assert np.abs(offsets(way, takes_s)).max() <= abs(place) + 0.1 * abs(speed) * takes_s + 1e-6


@given(PLACES, FADES_S)
def test_from_standing_still_it_is_never_too_fast(place: float, fade_s: float) -> None:
    way = inertia(place, 0.0, fade_s)
    times = np.linspace(0.0, 1.0, 60)
    assert max(abs(way.velocity_at(float(now))[0]) for now in times) <= FASTEST * 1.001


@given(PLACES, SPEEDS, FADES_S, PLACES, SPEEDS, FADES_S, floats(0.0, 1.5))
def test_another_change_at_any_moment_makes_no_jump(
    place: float, speed: float, fade_s: float, more: float, faster: float, next_s: float, now: float
) -> None:
    way = inertia(place, speed, fade_s)
    before = way.offset_at(now) + more, way.velocity_at(now) + faster
    way.absorb(now, one(more), one(faster), next_s)
    assert way.offset_at(now) == pytest.approx(before[0], abs=1e-6)
    assert way.velocity_at(now) == pytest.approx(before[1], abs=0.01)


def test_a_channel_that_does_not_change_goes_on_with_its_own_transition() -> None:
    alone, beside = (Inertia(np.full(2, FASTEST)) for _ in range(2))
    for way in (alone, beside):
        way.absorb(0.0, np.array([30.0, 0.0]), np.zeros(2), 0.5)
    beside.absorb(0.2, np.array([0.0, 40.0]), np.zeros(2), 1.0)
    times = (0.2, 0.3, 0.49, 0.7)
    assert beside.offset_at(0.45)[1] > 1.0
    assert [alone.offset_at(t)[0] for t in times] == [beside.offset_at(t)[0] for t in times]
