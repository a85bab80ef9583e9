"""Rows of clips: the same as the curves, shared by nobody's mistake, kept while they are used."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinesics.poses.channels import CHANNELS
from kinesics.poses.clip import Clip, ClipError
from kinesics.poses.frames import FrameCache, compile_clip
from kinesics.poses.library import CLIP_NAMES, built_in


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    """Any movement of two channels, with keys anywhere."""
    seconds = draw(st.floats(0.05, 8.0))
    parts = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6, unique_by=lambda x: round(x, 3))
    tracks = {
        channel: tuple(
            (part * seconds, draw(st.floats(-20.0, 20.0))) for part in sorted(draw(parts))
        )
        for channel in ("head_yaw", "left_ear")
    }
    return Clip("any", "any", seconds, tracks=tracks)


def nodding(down_deg: float = -10.0) -> Clip:
    return Clip(
        "nod", "nods", 1.0, tracks={"head_pitch": ((0.0, 0.0), (0.5, down_deg), (1.0, 0.0))}
    )


@given(clips(), st.floats(1.0, 240.0))
def test_every_row_is_the_pose_of_its_time(clip: Clip, rate_hz: float) -> None:
    frames = compile_clip(clip, rate_hz)
    for row, t in zip(
        frames.values, np.linspace(0.0, clip.seconds, len(frames.values)), strict=True
    ):
        assert dict(zip(frames.channels, row, strict=True)) == pytest.approx(
            clip.pose_at(t), abs=1e-6
        )


@given(clips(), st.floats(1.0, 240.0))
def test_the_last_row_is_the_end_and_no_second_has_fewer_rows_than_asked(
    clip: Clip, rate_hz: float
) -> None:
    frames = compile_clip(clip, rate_hz)
    assert frames.rate_hz >= rate_hz * 0.999
    assert (len(frames.values) - 1) / frames.rate_hz == pytest.approx(clip.seconds)


@given(clips(), st.floats(-1.0, 10.0))
def test_between_two_rows_the_way_is_straight(clip: Clip, t: float) -> None:
    frames = compile_clip(clip)
    place = np.clip(t * frames.rate_hz, 0.0, len(frames.values) - 1)
    below, above = frames.values[int(place)], frames.values[int(np.ceil(place))]
    assert frames.at(t) == pytest.approx(below + (above - below) * (place % 1.0), abs=1e-6)


@pytest.mark.parametrize("name", CLIP_NAMES)
def test_sixty_rows_a_second_are_as_good_as_the_curve(name: str) -> None:
    clip = built_in(name)
    frames = compile_clip(clip)
    # An eyelid that falls within 0.1 s is the fastest thing that a body has.
    far = {"deg": 1.0, "m": 0.001, "part": 0.03}
    limits = np.array([far[CHANNELS[name].unit] for name in frames.channels])
    for t in np.linspace(0.0, clip.seconds * 0.9999, 97):
        assert (np.abs(frames.at(t) - [*clip.pose_at(t).values()]) <= limits).all()


@pytest.mark.parametrize("rate_hz", [0.0, -60.0, float("nan"), float("inf"), 1e9])
def test_a_rate_that_makes_no_sense_is_refused(rate_hz: float) -> None:
    with pytest.raises(ClipError, match="rows per second; give more than 0"):
        compile_clip(nodding(), rate_hz)


def test_nobody_can_write_to_the_rows_that_others_use() -> None:
    frames = compile_clip(nodding())
    with pytest.raises(ValueError, match="read-only"):
        frames.values[0, 0] = 1.0
    with pytest.raises(ValueError, match="WRITEABLE"):
        frames.values.setflags(write=True)


@pytest.mark.parametrize("t", [-1.0, 0.0, 0.25, 1.0, 5.0])
def test_a_row_that_was_handed_out_belongs_to_its_owner(t: float) -> None:
    frames = compile_clip(nodding())
    before = frames.at(t).copy()
    frames.at(t)[:] = 99.0
    assert (frames.at(t) == before).all()


def test_the_second_time_the_rows_are_there() -> None:
    cache = FrameCache(4)
    assert cache.hit_rate == 0.0
    first = cache.frames(nodding())
    assert cache.frames(nodding()) is first
    assert (cache.hits, cache.misses, cache.hit_rate) == (1, 1, 0.5)


def test_a_clip_that_was_changed_under_its_name_is_worked_out_anew() -> None:
    cache = FrameCache(4)
    cache.frames(nodding(-10.0))
    assert cache.frames(nodding(-30.0)).at(0.5) == pytest.approx([-30.0])
    assert cache.frames(nodding(-10.0)).at(0.5) == pytest.approx([-10.0])


def test_the_rate_of_the_cache_is_that_of_its_rows() -> None:
    assert FrameCache(1, rate_hz=30.0).frames(nodding()).rate_hz == pytest.approx(30.0)


@example(size=2, wanted=[0, 1, 0, 2, 0])
@given(st.integers(0, 4), st.lists(st.integers(0, 4), max_size=40))
def test_those_used_last_are_kept_and_no_more_than_its_size(size: int, wanted: list[int]) -> None:
    cache, kept, hits = FrameCache(size, rate_hz=2.0), list[int](), 0
    for one in wanted:
        hits += one in kept
        kept = [*(other for other in kept if other != one), one][-size:] if size else []
        cache.frames(nodding(-float(one)))
        assert len(cache) == len(kept)
    assert (cache.hits, cache.misses) == (hits, len(wanted) - hits)


def test_a_cache_of_less_than_nothing_is_refused() -> None:
    with pytest.raises(ClipError, match="a cache of -1 clips; give 0 for none"):
        FrameCache(-1)
