"""The performer keeps to its script."""

import itertools

import pytest

from kinesics import Event, Gesture, Heard, Interrupt, Talking
from kinesics.testing import FakeClock, play
from kinesics_performer import Performer, PerformerConfig


def performer(*steps: dict[str, object], **settings: object) -> Performer:
    return Performer(
        PerformerConfig.model_validate({"steps": steps, "loop": False, "pause_s": 1.0, **settings})
    )


def timed(plugin: Performer, most: int) -> list[tuple[float, Event]]:
    plugin.clock = FakeClock()
    return [(plugin.clock.now(), event) for event in itertools.islice(plugin.events(), most)]


def test_the_default_script_begins_at_once_with_a_wave() -> None:
    [(at_s, event)] = timed(Performer(), 1)
    assert at_s <= 0.5
    assert event == Gesture("wave", 0.97, "right")


def test_the_default_script_shows_a_user_who_interrupts() -> None:
    assert any(isinstance(event, Interrupt) for event in play(Performer(), most=60))


def test_steps_are_played_in_the_order_of_time() -> None:
    plugin = performer({"at_s": 2, "gesture": "fist"}, {"at_s": 1, "gesture": "wave", "score": 0.7})
    assert timed(plugin, 9) == [(1.0, Gesture("wave", 0.7)), (2.0, Gesture("fist"))]


def test_words_are_heard_one_by_one_between_the_beginning_and_the_end_of_talking() -> None:
    plugin = performer({"at_s": 0, "heard": "Look left!"})
    assert play(plugin) == [
        Talking(began=True),
        Heard("Look", final=False),
        Heard("Look left!"),
        Talking(began=False),
    ]


def test_a_gesture_can_fall_between_two_words() -> None:
    plugin = performer({"at_s": 0, "heard": "Look left!"}, {"at_s": 0.2, "gesture": "wave"})
    assert play(plugin).index(Gesture("wave")) == 2


def test_the_script_begins_again_after_a_pause() -> None:
    plugin = performer({"at_s": 0.5, "gesture": "wave"}, loop=True)
    assert [at_s for at_s, _ in timed(plugin, 3)] == [0.5, 2.0, 3.5]


def test_twice_the_speed_takes_half_the_time() -> None:
    plugin = performer({"at_s": 0.5, "gesture": "wave"}, loop=True, speed=2.0)
    assert [at_s for at_s, _ in timed(plugin, 2)] == [0.25, 1.0]


@pytest.mark.parametrize("step", [{}, {"gesture": "wave", "heard": "Hello"}])
def test_a_step_does_one_thing(step: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="the step at 3 s needs one of 'gesture', 'heard'"):
        performer({"at_s": 3, **step})


def test_a_script_needs_a_step() -> None:
    with pytest.raises(ValueError, match="at least 1 item"):
        performer()
