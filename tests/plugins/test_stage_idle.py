"""A body that does nothing: small, without a jump, never the same, and the same for a seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers

from kinesics import CHANNELS
from kinesics_stage.idle import Idle
from kinesics_stage.vector import PLACE, Vector

SEEDS = integers(0, 2**31)
TIMES_S = floats(0.0, 1e6)


def body_at(idle: Idle, now_s: float) -> Vector:
    return idle.breath_at(now_s) + idle.stance_at(now_s)


def blinks(idle: Idle, seconds: float) -> list[float]:
    """When an eye began to close."""
    times = np.arange(0.0, seconds, 0.02)
    lids = np.array([idle.blink_at(float(now)) for now in times])
    return [float(now) for now in times[1:][(lids[1:] > 0.3) & (lids[:-1] <= 0.3)]]


@given(SEEDS, TIMES_S)
def test_the_same_seed_does_the_same_whenever_it_is_asked(seed: int, now_s: float) -> None:
    one, other = Idle(seed), Idle(seed)
    body_at(other, 0.0)
    assert (body_at(one, now_s) == body_at(other, now_s)).all()
    assert one.glance_at(now_s) == other.glance_at(now_s)


def test_another_seed_does_something_else() -> None:
    assert blinks(Idle(1), 30.0) != blinks(Idle(2), 30.0)


@given(SEEDS, TIMES_S)
def test_all_of_it_is_small(seed: int, now_s: float) -> None:
    away = np.abs(body_at(Idle(seed), now_s))
    assert 0.0 <= Idle(seed).blink_at(now_s) <= 1.0
    spans = np.array([channel.high - channel.low for channel in CHANNELS.values()])
    assert (away <= 0.08 * spans).all()
    assert max(map(abs, Idle(seed).glance_at(now_s))) <= 5.0


@given(SEEDS, floats(0.0, 1e5))
def test_nothing_jumps(seed: int, now_s: float) -> None:
    idle = Idle(seed)
    assert body_at(idle, now_s + 1e-5) == pytest.approx(body_at(idle, now_s), abs=1e-3)
    assert idle.blink_at(now_s + 1e-5) == pytest.approx(idle.blink_at(now_s), abs=1e-3)
    assert idle.glance_at(now_s + 1e-5) == pytest.approx(idle.glance_at(now_s), abs=5e-3)


def test_it_blinks_like_people_do() -> None:
    began = blinks(Idle(0), 400.0)
    gaps = np.diff(began)
    assert 10 <= len(began) / 400.0 * 60.0 <= 25
    assert (gaps < 0.45).any()
    assert gaps.max() < 9.0
    assert np.std(gaps) > 0.8


def test_it_breathes_about_fourteen_times_a_minute() -> None:
    chest = np.array([Idle(0).breath_at(now / 20)[PLACE["body_z"]] for now in range(1200)])
    assert 12 <= int(((chest[1:] > 0) & (chest[:-1] <= 0)).sum()) <= 16


def test_weight_goes_to_either_leg_and_eyes_to_either_side() -> None:
    idle = Idle(0)
    legs = [idle.stance_at(float(now))[PLACE["body_y"]] for now in range(0, 200, 3)]
    sides = [idle.glance_at(float(now))[0] for now in range(100)]
    assert min(legs) < -0.004 < 0.004 < max(legs)
    assert min(sides) < -1.5 < 1.5 < max(sides)
