"""Wishes and a time go in, a pose comes out: no jump whatever happens, and nothing out of range."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import (
    DrawFn,
    SearchStrategy,
    composite,
    floats,
    lists,
    sampled_from,
    tuples,
)

from kinesics import CHANNELS, EMOTIONS, EXPRESSIONS, MouthShape, Speech
from kinesics.poses.clip import Clip, parse_clip
from kinesics.poses.frames import compile_clip
from kinesics_stage.idle import Idle
from kinesics_stage.mouth import track_of_text
from kinesics_stage.performance import Performance
from kinesics_stage.speaking import track_of_speech
from kinesics_stage.vector import (
    FASTEST,
    HIGH,
    LOW,
    MOUTH_PLACES,
    ORDER,
    PLACE,
    REST_VECTOR,
    Vector,
)

CLIPS = {
    name: parse_clip(name, text)
    for name, text in {
        "lift": '{"about": "lifts an arm", "seconds": 1.2, "fade_s": 0.3, "tracks":'
        ' {"right_arm_out": [[0, 10], [0.5, 70], [0.8, 70], [1.2, 10]],'
        ' "happy": [[0, 0], [0.5, 0.6], [1.2, 0]], "head_roll": [[0, 0], [0.6, 8]]}}',
        "lean": '{"about": "leans", "seconds": 0.9, "fade_s": 0.4, "tracks":'
        ' {"body_pitch": [[0, 0], [0.5, 25], [0.9, 0]], "right_elbow": [[0, 8], [0.6, 40]]}}',
        "swing": '{"about": "swings", "seconds": 1.0, "ends": "repeats", "tracks":'
        ' {"left_arm_front": [[0, 0], [0.5, 40], [1, 0]], "aa": [[0, 0.4], [0.5, 0], [1, 0.4]]}}',
        "doze": '{"about": "dozes off", "seconds": 0.8, "ends": "holds", "tracks":'
        ' {"blink": [[0, 0], [0.6, 1]], "head_pitch": [[0, 0], [0.8, -30]]}}',
        "yes": '{"about": "nods", "seconds": 0.6, "adds": true, "fade_s": 0.15, "tracks":'
        ' {"head_pitch": [[0, 0], [0.2, -12], [0.4, 5], [0.6, 0]]}}',
        "tilt": '{"about": "tilts", "seconds": 0.5, "adds": true, "tracks":'
        ' {"head_roll": [[0, 0], [0.3, 14], [0.5, 10]]}}',
    }.items()
}

Wish = Callable[[Performance, float], object]
TICK_S = 1 / 240
ARM = PLACE["right_arm_out"]


IDLE = Idle(3)
IDLES = sampled_from([None, IDLE])


def performance(idle: Idle | None = None) -> Performance:
    return Performance(0.0, idle, 50.0, murmurs=True)


def move(name: str, speed: float = 1.0, turn: int = 0) -> Wish:
    clip: Clip = CLIPS[name]
    return lambda body, now: body.move(now, clip, compile_clip(clip), speed, turn)


def look(yaw_deg: float, pitch_deg: float = 0.0) -> Wish:
    return lambda body, now: body.look(now, yaw_deg, pitch_deg)


def express(name: str, weight: float = 1.0) -> Wish:
    return lambda body, now: body.express(now, name, weight)


def mimic(**channels: float) -> Wish:
    return lambda body, now: body.mimic(now, channels)


def say(text: str) -> Wish:
    return lambda body, now: body.say(now, track_of_text(text))


def speech(text: str, *, seconds: float = 1.0, shape: str = "aa") -> Speech:
    mouth = tuple(MouthShape(0.1 * count, shape if count % 2 else "") for count in range(9))
    return Speech(text, np.zeros(int(16_000 * seconds), np.int16), 16_000, mouth)


def expect(text: str) -> Wish:
    return lambda body, now: body.expect(now, text, track_of_speech(speech(text)))


def play(text: str) -> Wish:
    return lambda body, now: body.play(now, now, text)


def end_playing(body: Performance, now: float) -> bool:
    return body.end_playing(now)


def interrupt(body: Performance, now: float) -> bool:
    return body.interrupt(now, 1)


def halt(body: Performance, now: float) -> bool:
    return body.halt(now)


@composite
def mimics(draw: DrawFn) -> Wish:
    names = draw(lists(sampled_from(sorted(CHANNELS)), min_size=1, max_size=6, unique=True))
    return mimic(**{name: draw(floats(CHANNELS[name].low, CHANNELS[name].high)) for name in names})


def wishes() -> SearchStrategy[Wish]:
    return (
        sampled_from([end_playing, interrupt, halt, play("a line"), expect("a line"), say("Oh!")])
        | tuples(sampled_from(sorted(CLIPS)), floats(0.2, 2.0)).map(lambda one: move(*one))
        | tuples(floats(-180, 180), floats(-90, 90)).map(lambda one: look(*one))
        | tuples(sampled_from(EXPRESSIONS), floats(0, 1)).map(lambda one: express(*one))
        | mimics()
    )


Script = Sequence[tuple[float, Wish]]
"""What is wished, each so many seconds after the one before."""
SCRIPTS = lists(tuples(floats(0.0, 0.6), wishes()), min_size=1, max_size=8)


def poses(body: Performance, script: Script, until_s: float) -> Vector:
    """One row every `TICK_S`, as `script` goes on."""
    at_s = 0.0
    todo: list[tuple[float, Wish]] = []
    for gap_s, wish in script:
        at_s += gap_s
        todo.append((at_s, wish))
    rows: list[Vector] = []
    for tick in range(int(until_s / TICK_S)):
        while todo and todo[0][0] <= tick * TICK_S:
            now, wish = todo.pop(0)
            wish(body, now)
        rows.append(body.pose_at(tick * TICK_S))
    return np.array(rows)


def channels_of(pose: Vector) -> dict[str, float]:
    return dict(zip(ORDER, pose.tolist(), strict=True))


def after(script: Script, seconds: float = 4.0) -> dict[str, float]:
    """Every channel so long after the last wish."""
    body, now = performance(), 0.0
    for gap_s, wish in script:
        now += gap_s
        wish(body, now)
    return channels_of(body.pose_at(now + seconds))


@settings(deadline=None, max_examples=40)
@given(SCRIPTS, IDLES)
def test_nothing_is_ever_out_of_range_or_too_fast(script: Script, idle: Idle | None) -> None:
    rows = poses(performance(idle), script, 2.5)
    assert (rows >= LOW).all()
    assert (rows <= HIGH).all()
    steps = np.abs(np.diff(rows, axis=0)).max(axis=0)
    assert (steps <= 2.0 * FASTEST * TICK_S).all()


@settings(deadline=None, max_examples=60)
@given(SCRIPTS, floats(0.0, 1.0), wishes(), IDLES)
def test_no_wish_moves_the_body_at_the_moment_it_comes(
    script: Script, later_s: float, wish: Wish, idle: Idle | None
) -> None:
    body, now = performance(idle), 0.0
    for gap_s, earlier in script:
        now += gap_s
        earlier(body, now)
    before = body.pose_at(now + later_s)
    wish(body, now + later_s)
    assert body.pose_at(now + later_s) == pytest.approx(before, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(floats(0.0, 1.4), sampled_from(["lean", "swing", "yes", "interrupt", "look", "mimic"]))
def test_a_wish_changes_no_speed_at_the_moment_it_comes(now: float, what: str) -> None:
    def speeds(wish: Wish | None) -> Vector:
        body = performance()
        move("lift")(body, 0.0)
        if wish is not None:
            wish(body, now)
        return (body.pose_at(now + 2e-4) - body.pose_at(now)) / 2e-4

    other = {"interrupt": interrupt, "look": look(60.0), "mimic": mimic(right_arm_out=120.0)}
    change = speeds(other.get(what) or move(what)) - speeds(None)
    # Rows of a clip have corners of up to 36 degrees/s; the arm is at up to 280 degrees/s.
    assert np.abs(change).max() < 40.0


@settings(deadline=None, max_examples=30)
@given(SCRIPTS, IDLES)
def test_the_pose_is_a_matter_of_time_and_not_of_how_often_one_asks(
    script: Script, idle: Idle | None
) -> None:
    often, once = performance(idle), performance(idle)
    now = 0.0
    for gap_s, wish in script:
        for part in (0.3, 0.7):
            often.pose_at(now + part * gap_s)
        now += gap_s
        wish(often, now)
        wish(once, now)
    assert often.pose_at(now + 0.4) == pytest.approx(once.pose_at(now + 0.4), abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(SCRIPTS)
def test_after_an_interrupt_only_mood_and_gaze_stay(script: Script) -> None:
    moods_and_looks = {*EMOTIONS, "head_yaw", "head_pitch", "gaze_yaw", "gaze_pitch", "body_yaw"}
    # A look wakes a body that is halted.
    rest = after([*script, (0.0, look(0.0)), (0.0, interrupt)])
    moved = {name for name, value in rest.items() if abs(value - CHANNELS[name].rest) > 1e-6}
    assert moved <= moods_and_looks


def test_a_clip_is_played_and_the_body_let_go() -> None:
    rows = poses(performance(), [(0.0, move("lift"))], 2.0)
    assert rows[int(0.65 / TICK_S), ARM] == pytest.approx(70.0, abs=0.1)
    assert rows[-1] == pytest.approx(REST_VECTOR)


def test_a_clip_at_twice_the_speed_takes_half_the_time() -> None:
    body = performance()
    move("lift", 2.0)(body, 0.0)
    assert body.pose_at(0.3)[ARM] == pytest.approx(70.0, abs=0.1)


def test_a_replacing_clip_ends_the_one_before_it() -> None:
    assert after([(0.0, move("swing")), (0.5, move("lean"))]) == after([])


def test_a_clip_that_holds_stays_until_another_one_comes() -> None:
    assert after([(0.0, move("doze"))], 100.0)["blink"] == 1.0
    assert after([(0.0, move("doze")), (3.0, move("lean"))])["blink"] == 0.0


def test_a_clip_that_repeats_goes_on() -> None:
    assert after([(0.0, move("swing"))], 100.5)["left_arm_front"] == pytest.approx(40.0, abs=0.1)


def test_adding_clips_add_to_each_other_and_to_a_replacing_one() -> None:
    body = performance()
    for name in ("doze", "tilt", "yes"):
        move(name)(body, 0.0 if name == "doze" else 2.0)
    pose = channels_of(body.pose_at(2.2))
    assert pose["head_pitch"] == pytest.approx(-42.0, abs=0.1)
    assert pose["head_roll"] > 5.0


def test_the_same_nod_twice_is_no_deep_bow() -> None:
    body = performance()
    for _ in range(5):
        move("yes")(body, 0.0)
    assert body.pose_at(0.2)[PLACE["head_pitch"]] == pytest.approx(-12.0, abs=0.1)


def test_an_interrupt_lets_go_of_older_turns_and_shuts_the_mouth_at_once() -> None:
    body = performance()
    say("Aaaaaaaaaaaaaaaaaaaah!")(body, 0.0)
    move("swing", turn=0)(body, 0.0)
    move("tilt", turn=1)(body, 0.5)
    assert body.pose_at(0.5)[MOUTH_PLACES].max() > 0.5
    body.interrupt(0.5, 1)
    assert body.pose_at(0.6)[MOUTH_PLACES].max() < 1e-6
    assert body.pose_at(0.8)[PLACE["head_roll"]] > 5.0
    assert body.pose_at(2.0)[PLACE["left_arm_front"]] == pytest.approx(0.0)


def test_halt_stops_everything_where_it_is() -> None:
    script: Script = [
        (0.0, move("swing")), (0.0, express("sad")), (0.0, look(70.0)), (0.0, say("Aaaaaaaah")),
        (0.3, halt),
    ]  # fmt: skip
    rows = poses(performance(IDLE), script, 3.0)
    halted, stands = rows[int(0.3 / TICK_S)], rows[int(0.45 / TICK_S) :]
    assert (stands == stands[0]).all()
    off = np.abs(stands[0] - halted) / (HIGH - LOW)
    off[[*MOUTH_PLACES, PLACE["blink"]]] = 0.0
    assert off.max() < 0.05
    assert stands[0][MOUTH_PLACES].max() == 0.0
    assert stands[0][PLACE["left_arm_front"]] > 5.0


def test_after_a_halt_the_next_wish_goes_on_from_there() -> None:
    body = performance()
    move("lift")(body, 0.0)
    body.halt(0.6)
    assert body.pose_at(50.0)[ARM] == pytest.approx(70.0, abs=1.0)
    assert body.express(50.0, "happy", 1.0)
    assert body.pose_at(50.02)[ARM] == pytest.approx(70.0, abs=1.5)
    assert body.pose_at(52.0)[ARM] == pytest.approx(10.0)
    assert body.pose_at(52.0)[PLACE["happy"]] == pytest.approx(1.0)


def test_a_person_who_is_imitated_wakes_no_halted_body_also_after_a_gap() -> None:
    body = performance()
    for tick in range(60):
        mimic(right_arm_out=90.0)(body, tick / 30)
        if tick == 30:
            body.halt(tick / 30 + 0.01)
    assert body.pose_at(2.0)[ARM] == body.pose_at(1.5)[ARM]
    assert not mimic(right_arm_out=0.0)(body, 2.0)
    assert not mimic(right_arm_out=0.0)(body, 9.0)
    assert body.pose_at(9.3)[ARM] == body.pose_at(1.5)[ARM]
    assert body.express(9.4, "happy", 1.0)


def test_a_person_is_followed_and_let_go_when_gone() -> None:
    body = performance()
    for tick in range(40):
        mimic(right_arm_out=100.0, nobody_has_this=1.0, left_elbow=float("nan"))(body, tick / 30)
    assert body.pose_at(1.4)[ARM] == pytest.approx(100.0, abs=0.5)
    assert body.pose_at(1.75)[ARM] == pytest.approx(100.0, abs=0.5)
    assert body.pose_at(3.0)[ARM] == pytest.approx(10.0)


def test_a_hand_that_jumps_across_the_picture_does_not_throw_the_arm_after_it() -> None:
    script = [(1 / 30, mimic(right_arm_out=180.0 if count > 10 else -20.0)) for count in range(40)]
    arm = poses(performance(), script, 1.3)[:, ARM]
    assert np.abs(np.diff(arm)).max() <= 1.3 * FASTEST[ARM] * TICK_S
    assert arm[-1] == pytest.approx(180.0, abs=1.0)


def test_a_body_that_halts_does_not_stand_there_with_eyes_half_closed() -> None:
    body = performance()
    body.look(0.0, 60.0, 0.0)
    assert body.pose_at(0.09)[PLACE["blink"]] > 0.9
    body.halt(0.09)
    assert body.pose_at(1.0)[PLACE["blink"]] == 0.0


def test_a_clip_is_above_a_person_who_is_imitated() -> None:
    body = performance()
    for tick in range(60):
        mimic(right_arm_out=-10.0, left_elbow=90.0)(body, tick / 60)
        if tick == 6:
            move("lift")(body, tick / 60)
    pose = channels_of(body.pose_at(0.8))
    assert pose["right_arm_out"] == pytest.approx(70.0, abs=0.5)
    assert pose["left_elbow"] == pytest.approx(90.0, abs=0.5)


def test_one_mood_follows_the_other_within_the_budget_of_the_face() -> None:
    body = performance()
    express("happy")(body, 0.0)
    express("sad")(body, 1.0)
    half = channels_of(body.pose_at(1.15))
    assert 0.2 < half["happy"] < 0.8
    assert half["happy"] + half["sad"] == pytest.approx(1.0)
    assert channels_of(body.pose_at(2.0))["sad"] == pytest.approx(1.0)
    assert body.express(2.0, "neutral", 1.0)
    assert body.pose_at(3.0) == pytest.approx(REST_VECTOR)


def test_what_changes_nothing_says_so() -> None:
    body = performance()
    assert not body.express(0.0, "neutral", 1.0)
    assert not body.look(0.0, 0.0, 0.0)
    assert not body.interrupt(0.0, 1)
    assert not body.play(0.0, 0.0, "")
    assert not body.mimic(0.0, {"nobody_has_this": 1.0})
    assert body.halt(0.0)
    assert not body.halt(1.0)
    assert body.look(2.0, 0.0, 0.0)


def test_a_clip_does_not_move_a_mouth_that_speaks() -> None:
    body = performance()
    move("swing")(body, 0.0)
    body.expect(0.0, "Ooh.", track_of_speech(speech("Ooh.", shape="oh")))
    body.play(0.9, 0.9, "Ooh.")
    assert body.pose_at(1.09)[PLACE["aa"]] < 0.05
    assert body.pose_at(1.09)[PLACE["oh"]] > 0.3


def test_who_speaks_moves_the_head_a_little() -> None:
    rows = poses(performance(), [(0.0, say("Once upon a time there was a robot on a road."))], 2.5)
    moves_deg = np.ptp(
        rows[:, [PLACE[name] for name in ("head_yaw", "head_pitch", "head_roll")]], axis=0
    )
    assert (moves_deg > 1.0).all()
    assert (moves_deg < 10.0).all()
