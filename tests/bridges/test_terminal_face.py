"""The robot's looks at a time: laws first, then its words."""

import math

import pytest
from hypothesis import given
from hypothesis.strategies import floats, sampled_from, text

from kinesics import EXPRESSIONS, MOVES
from kinesics_terminal.face import Face
from kinesics_terminal.features import MOODS, Features
from kinesics_terminal.moves import MOVEMENTS
from kinesics_terminal.words import speak

STEP_S = 1 / 12


def farthest(one: Features, other: Features) -> float:
    """The largest change of a feature; degrees count as a 90th."""
    return max(
        abs(a - b) / (90.0 if name.endswith("deg") else 1.0)
        for name, a, b in zip(Features._fields, one, other, strict=True)
        # A blink is meant to be quick, and lips are.
        if name not in ("eyes", "mouth", "pout")
    )


def test_it_knows_every_common_expression_and_move() -> None:
    assert set(MOODS) == set(EXPRESSIONS)
    assert set(MOVEMENTS) == set(MOVES)


def test_every_expression_looks_different() -> None:
    assert len({Face().express(name, 1.0, 0.0).features_at(9.0) for name in EXPRESSIONS}) == 6


@pytest.mark.parametrize("name", MOVES)
def test_every_move_shows(name: str) -> None:
    still, moving = Face(), Face().make_move(name, 1.0, 0.0)
    assert (
        max(farthest(still.features_at(now), moving.features_at(now)) for now in (0.5, 0.8)) > 0.4
    )


@pytest.mark.parametrize("name", sorted(set(MOVES) - {"sleep"}))
def test_after_a_move_it_stands_as_before(name: str) -> None:
    face = Face().make_move(name, 1.0, 0.0)
    assert face.features_at(20.0) == Face().features_at(20.0)
    assert face.moving(1.0) == name
    assert face.moving(20.0) == ""


def test_a_sleeper_sleeps_until_the_next_move() -> None:
    asleep = Face().make_move("sleep", 1.0, 0.0)
    assert asleep.features_at(1000.0).eyes < 0.05
    assert asleep.make_move("wave", 1.0, 1000.0).features_at(1001.0).eyes > 0.5


@pytest.mark.parametrize("name", MOVES)
def test_no_move_jumps_from_one_picture_to_the_next(name: str) -> None:
    face = Face().make_move(name, 1.0, 0.0)
    looks = [face.features_at(count * STEP_S) for count in range(70)]
    assert max(map(farthest, looks, looks[1:])) < 0.8


@given(sampled_from(MOVES), sampled_from(EXPRESSIONS), floats(0.0, 5.0))
def test_a_new_wish_begins_where_the_last_one_was(move: str, mood: str, now: float) -> None:
    face = Face().make_move(move, 1.0, 0.0)
    changed = face.express(mood, 1.0, now).make_move("wave", 2.0, now).look(30.0, 10.0, now)
    assert farthest(changed.features_at(now), face.features_at(now)) < 1e-9


@given(floats(0.0, 1e6), floats(-180.0, 180.0), floats(-90.0, 90.0))
def test_looks_are_finite_at_any_time(now: float, yaw_deg: float, pitch_deg: float) -> None:
    assert all(map(math.isfinite, Face().look(yaw_deg, pitch_deg, now).features_at(now + 1.0)))


def test_it_looks_to_its_left_and_up() -> None:
    looks = Face().look(30.0, 20.0, 0.0).features_at(1.0)
    assert looks.gaze_x > 0.5
    assert looks.gaze_y > 0.5


def test_it_blinks_now_and_then() -> None:
    eyes = [Face().features_at(count * STEP_S).eyes for count in range(240)]
    assert min(eyes) < 0.5
    assert sum(open_ > 0.9 for open_ in eyes) > 200


def test_what_it_does_not_know_leaves_it_as_it_is() -> None:
    face = Face().express("smug", 1.0, 0.0).make_move("moonwalk", 1.0, 0.0)
    assert face.features_at(1.0) == Face().features_at(1.0)
    assert face.moving(0.1) == ""


def test_the_mouth_moves_while_it_talks_and_not_after() -> None:
    face = Face().say("banana", 0.0)
    assert face.features_at(0.12).mouth > 0.2
    assert face.features_at(5.0).mouth == 0.0


def test_one_line_is_said_after_the_other() -> None:
    face = Face().say("one", 0.0).say("two", 0.0)
    first, second = face.lines
    assert second.began > first.ends_at
    assert face.line_at(0.01) == first
    assert face.line_at(60.0) == second


def test_an_interruption_cuts_the_line_and_forgets_the_next() -> None:
    face = Face().say("Once upon a time", 0.0).say("two", 0.0).interrupt(0.6)
    assert [line.text for line in face.lines] == ["Once upon --"]
    assert face.features_at(0.9).mouth == 0.0


def test_a_halt_freezes_it_until_the_next_wish() -> None:
    face = Face().make_move("dance", 1.0, 0.0).halt(1.0)
    assert face.features_at(1.0) == face.features_at(99.0)
    assert face.make_move("nod", 1.0, 99.0).features_at(99.9) != face.features_at(99.9)


@given(text(), floats(0.0, 100.0), floats(0.0, 100.0))
def test_what_was_said_only_grows(words: str, one: float, other: float) -> None:
    line = speak(words, 1.0)
    assert line.said(max(one, other)).startswith(line.said(min(one, other)))
    assert line.said(line.ends_at) == words
    assert line.said(0.99) == ""


def test_who_talks_without_end_fills_no_memory() -> None:
    face = Face()
    for number in range(1000):
        face = face.say(f"number {number}", 0.0)
    assert len(face.lines) == 8
    assert [face.lines[0].text, face.lines[-1].text] == ["number 0", "number 999"]
