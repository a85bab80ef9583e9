"""The stage as a plugin: poses in time, only when something moves, with the cause of what moves."""

import logging
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kinesics import (
    CHANNELS,
    CLIP_NAMES,
    REST,
    Effect,
    Envelope,
    Event,
    Express,
    Halt,
    Interrupt,
    KinesicsError,
    Look,
    Mimic,
    MouthShape,
    Move,
    Playing,
    Pose,
    Say,
    Speech,
)
from kinesics.bus import Bus
from kinesics.config import load_config
from kinesics.runtime import Runtime
from kinesics.testing import Collector, FakeClock, play
from kinesics_stage import Stage, StageConfig
from waiting import wait_until

CLIP = '{"about": "lifts an arm", "seconds": 1.0, "tracks": {"right_arm_out": [[0, 10], [1, 80]]}}'
QUIET = {"idle": False}


class Theatre:
    """A stage on a clock of its own, one tick after the other."""

    def __init__(self, **settings: object) -> None:
        self.clock = FakeClock(1000.0)
        self.stage = Stage(StageConfig.model_validate(settings))
        self.stage.clock = self.clock
        self.stage.open()
        self._bus = Bus(self.clock.now)
        self._source = self.stage.events()

    def wish(self, event: Event) -> Envelope:
        self.stage.cause = self._bus.publish(event)
        for handler in self.stage.handlers:
            if isinstance(event, handler.event):
                getattr(self.stage, handler.method)(event)
        return self.stage.cause

    def tick(self) -> Pose | Effect | None:
        """What the stage has to say at its next moment."""
        return next(self._source)

    def ticks(self, count: int) -> list[Pose | Effect | None]:
        return [self.tick() for _ in range(count)]

    def pose_after(self, count: int) -> dict[str, float]:
        """The newest pose that was published by then."""
        told = [pose for pose in map(pose_of, self.ticks(count)) if pose is not None]
        return dict(told[-1].channels)


def pose_of(told: Pose | Effect | None) -> Pose | None:
    event = told.event if isinstance(told, Effect) else told
    return event if isinstance(event, Pose) else None


def causes(told: list[Pose | Effect | None]) -> list[Envelope]:
    return [one.cause for one in told if isinstance(one, Effect)]


def test_it_begins_with_a_body_at_rest_and_is_silent_while_nothing_moves() -> None:
    assert play(Stage(StageConfig(idle=False)), most=600) == [Pose(REST)]


def test_handlers_publish_nothing_themselves() -> None:
    wishes = (Move("wave"), Express("happy"), Look(20.0), Say("Hi"), Mimic({}), Halt(), Interrupt())
    assert play(Stage(), *wishes) == []


def test_an_idle_body_is_seldom_quite_still() -> None:
    assert len(play(Stage(), most=1200)) > 400


def test_a_pose_has_every_channel_within_its_range() -> None:
    theatre = Theatre()
    theatre.wish(Move("wave"))
    for told in theatre.ticks(200):
        if (pose := pose_of(told)) is not None:
            assert set(pose.channels) == set(CHANNELS)
            assert all(
                channel.low <= pose.channels[name] <= channel.high
                for name, channel in CHANNELS.items()
            )


def test_a_move_is_followed_to_its_end_and_then_the_body_is_still() -> None:
    theatre = Theatre(**QUIET)
    theatre.tick()
    theatre.wish(Move("wave"))
    assert theatre.pose_after(60)["right_arm_out"] > 40.0
    assert theatre.pose_after(300) == pytest.approx(REST, abs=0.06)
    assert theatre.ticks(60) == [None] * 60


@pytest.mark.parametrize("rate_hz", [10.0, 60.0, 120.0])
def test_poses_come_at_their_rate(rate_hz: float) -> None:
    theatre = Theatre(rate_hz=rate_hz)
    theatre.ticks(1 + int(rate_hz))
    assert theatre.clock.now() == pytest.approx(1001.0, abs=1.01 / rate_hz)


def test_who_is_late_shows_the_body_as_it_is_now_and_makes_up_for_nothing() -> None:
    on_time, late = Theatre(**QUIET), Theatre(**QUIET)
    for theatre in (on_time, late):
        theatre.ticks(2)
        theatre.wish(Move("wave"))
    expected = on_time.pose_after(60)
    late.clock.sleep(0.995)
    assert late.pose_after(1) == pytest.approx(expected)
    began = late.clock.now()
    late.ticks(60)
    assert late.clock.now() - began == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    "wish",
    [Move("wave"), Move("nod"), Express("happy"), Look(30.0, 10.0), Say("Hello"),
     Mimic({"head_roll": 20.0}), Playing(began=True, text="Hello")],
    ids=str,
)  # fmt: skip
def test_the_first_pose_that_shows_a_wish_has_it_as_its_cause(wish: Event) -> None:
    theatre = Theatre(**QUIET)
    theatre.tick()
    cause = theatre.wish(wish)
    told = theatre.ticks(60)
    assert causes(told) == [cause]
    assert isinstance(next(one for one in told if one is not None), Effect)


def test_a_wish_that_changes_nothing_is_the_cause_of_nothing() -> None:
    theatre = Theatre()
    theatre.tick()
    theatre.wish(Express("neutral"))
    theatre.wish(Look(0.0, 0.0))
    theatre.wish(Playing(began=False))
    theatre.wish(Interrupt())
    assert causes(theatre.ticks(120)) == []


def test_the_newest_wish_is_the_cause_of_the_pose_that_shows_several() -> None:
    theatre = Theatre(**QUIET)
    theatre.tick()
    theatre.wish(Look(30.0))
    newest = theatre.wish(Express("happy"))
    assert causes(theatre.ticks(30)) == [newest]


def test_a_halted_stage_is_silent_until_the_next_wish() -> None:
    theatre = Theatre()
    theatre.wish(Move("wave"))
    theatre.ticks(40)
    theatre.wish(Halt())
    theatre.ticks(10)
    assert theatre.ticks(300) == [None] * 300
    theatre.wish(Look(10.0))
    assert theatre.pose_after(60)["head_yaw"] > 5.0


def test_an_interrupt_ends_the_moves_of_the_turn_before_it() -> None:
    theatre = Theatre(**QUIET)
    theatre.wish(Move("wave"))
    theatre.ticks(50)
    theatre.wish(Interrupt())
    assert theatre.pose_after(60)["right_arm_out"] == pytest.approx(10.0, abs=0.1)


def test_a_mouth_follows_a_voice_from_when_its_sound_began() -> None:
    theatre = Theatre(**QUIET)
    mouth = (MouthShape(0.0, "oh"), MouthShape(0.8, ""))
    theatre.wish(Speech("Oh!", np.zeros(16_000, np.int16), 16_000, mouth))
    assert theatre.pose_after(30)["oh"] == 0.0
    theatre.wish(Playing(began=True, text="Oh!"))
    assert theatre.pose_after(30)["oh"] > 0.9
    theatre.wish(Playing(began=False, text="Oh!"))
    assert theatre.pose_after(12)["oh"] == pytest.approx(0.0, abs=0.002)


def test_without_murmur_a_mouth_that_has_no_voice_stays_shut() -> None:
    theatre = Theatre(murmur=False, **QUIET)
    theatre.tick()
    theatre.wish(Say("Hello, I say a lot."))
    assert theatre.ticks(60) == [None] * 60


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Move("wavee"), "stage: no move named 'wavee'; did you mean 'wave'?"),
        (Express("hapy"), "stage: no expression named 'hapy'; did you mean 'happy'?"),
        (Mimic({"head_jaw": 1.0}), "stage: no channel named 'head_jaw'; did you mean 'head_yaw'?"),
        (Look(math.nan, 0.0), "stage: Look(yaw_deg=nan, pitch_deg=0.0) is nowhere"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_wish_that_cannot_be_followed_is_told_once_and_left_out(
    wish: Event, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    theatre = Theatre(**QUIET)
    theatre.tick()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            theatre.wish(wish)
    assert [message.startswith(said) for message in caplog.messages] == [True]
    assert theatre.ticks(30) == [None] * 30


def test_a_mind_that_makes_up_names_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    theatre = Theatre()
    for number in range(300):
        theatre.wish(Move(f"invented {number}"))
    assert len(caplog.messages) <= 100


@pytest.mark.parametrize("amount", [math.nan, math.inf, -1.0, 0.0, 1e9])
def test_odd_numbers_do_no_harm(amount: float) -> None:
    theatre = Theatre()
    theatre.wish(Move("wave", amount))
    theatre.wish(Express("happy", amount))
    theatre.wish(Mimic({"head_roll": amount}))
    theatre.wish(Say(""))
    pose = theatre.pose_after(30)
    assert all(map(math.isfinite, pose.values()))


def test_clips_of_ones_own_are_played_and_win_over_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "wave.json").write_text(CLIP.replace("right_arm", "left_arm"))
    (tmp_path / "lift.json").write_text(CLIP)
    theatre = Theatre(clips=str(tmp_path), **QUIET)
    theatre.wish(Move("lift"))
    assert theatre.pose_after(60)["right_arm_out"] > 70.0
    theatre.wish(Move("wave"))
    pose = theatre.pose_after(58)
    assert pose["left_arm_out"] > 70.0
    assert pose["right_arm_out"] == pytest.approx(10.0, abs=0.1)


def test_a_broken_clip_is_told_when_the_stage_opens(tmp_path: Path) -> None:
    (tmp_path / "lift.json").write_text(CLIP.replace("right_arm_out", "right_arm_up"))
    with pytest.raises(KinesicsError, match=r"lift\.json.*right_arm_out"):
        Theatre(clips=str(tmp_path))


def test_a_folder_of_clips_that_is_not_there_is_told_when_the_stage_opens(tmp_path: Path) -> None:
    with pytest.raises(KinesicsError, match="nowhere"):
        Theatre(clips=str(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", CLIP_NAMES)
def test_every_common_move_moves_the_body(name: str) -> None:
    theatre = Theatre(**QUIET)
    theatre.tick()
    theatre.wish(Move(name))
    assert any(one is not None for one in theatre.ticks(60))


class Ear:
    """A house with a stage, and all poses that come out of it."""

    def __init__(self, *lines: str) -> None:
        text = "\n".join(["[monitor]", "publish = false", "[plugins.stage]", *lines])
        self.runtime = Runtime(load_config(text, "a test"))
        self.poses = Collector()
        self.runtime.bus.subscribe(Pose, self.poses)


@pytest.fixture(params=["isolate = false", "isolate = true"])
def house(request: pytest.FixtureRequest) -> Iterator[Ear]:
    ear = Ear(request.param)
    with ear.runtime:
        yield ear


def test_in_a_house_a_pose_is_the_effect_of_a_gestures_wish(house: Ear) -> None:
    move = house.runtime.publish(Move("wave"))
    house.poses.wait_for(
        lambda poses: any(
            isinstance(one, Pose) and one.channels["right_arm_out"] > 30 for one in poses
        )
    )
    effects = [one for one in house.poses.envelopes if one.cause == move.number]
    assert [(one.since, one.by) for one in effects] == [(move.since, "stage")]
    times = [one.put_at for one in house.poses.envelopes]
    assert times == sorted(times)


def test_the_house_is_told_how_often_a_clip_was_ready(house: Ear) -> None:
    def hit_rate() -> float:
        figures = house.runtime.report().plugins[0].figures
        return figures.get("clip cache hit rate", 0.0)

    house.runtime.publish(Move("wave"))
    house.runtime.publish(Move("wave"))
    wait_until(lambda: hit_rate() == 0.5)
