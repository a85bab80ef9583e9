"""What the bindings do with facts."""

import pytest

from kinesics import (
    Event,
    Express,
    Gesture,
    Halt,
    Heard,
    Interrupt,
    Look,
    Move,
    Object,
    Objects,
    Say,
    Talking,
)
from kinesics.testing import FakeClock, play
from kinesics_bindings import Bindings, BindingsConfig


def bindings(*rules: dict[str, object], known: tuple[str, ...] = ()) -> Bindings:
    return Bindings(BindingsConfig.model_validate({"rules": rules, "known": known}))


def view(*labels: str, score: float = 1.0) -> Objects:
    box = (0.0, 0.0, 1.0, 1.0)
    return Objects(tuple(Object(label, box, score) for label in labels))


def hears(phrase: str, text: str) -> bool:
    return bool(play(bindings({"when": f"heard:{phrase}", "do": "halt"}), Heard(text)))


def test_a_gesture_becomes_all_wishes_of_its_rule_in_order() -> None:
    plugin = bindings({"when": "gesture:wave", "do": ["express happy", "move wave", "say Hello!"]})
    assert play(plugin, Gesture("wave")) == [Express("happy"), Move("wave"), Say("Hello!")]


def test_a_gesture_without_a_rule_becomes_nothing() -> None:
    assert play(bindings({"when": "gesture:wave", "do": "halt"}), Gesture("fist")) == []


def test_every_rule_for_a_fact_is_followed_in_the_order_of_the_file() -> None:
    plugin = bindings(
        {"when": "gesture:wave", "do": "say one"}, {"when": "gesture:wave", "do": "say two"}
    )
    assert play(plugin, Gesture("wave")) == [Say("one"), Say("two")]


@pytest.mark.parametrize(
    ("action", "wish"),
    [
        ("express happy", Express("happy", 1.0)),
        ("express sad 0.25", Express("sad", 0.25)),
        ("move nod", Move("nod", 1.0)),
        ("move dance 1.5", Move("dance", 1.5)),
        ("say  Hello,   you!", Say("Hello, you!")),
        ("look left", Look(35.0, 0.0)),
        ("look right", Look(-35.0, 0.0)),
        ("look up", Look(0.0, 20.0)),
        ("look down", Look(0.0, -20.0)),
        ("look ahead", Look(0.0, 0.0)),
        ("look -12.5 8", Look(-12.5, 8.0)),
        ("halt", Halt()),
        ("interrupt", Interrupt("asked for by a binding")),
    ],
)
def test_an_action_means_its_wish(action: str, wish: Event) -> None:
    assert play(bindings({"when": "gesture:wave", "do": action}), Gesture("wave")) == [wish]


def test_a_name_that_the_body_knows_is_as_good_as_a_common_one() -> None:
    plugin = bindings({"when": "gesture:wave", "do": "move moonwalk"}, known=("moonwalk",))
    assert play(plugin, Gesture("wave")) == [Move("moonwalk")]


def test_a_rule_rests_for_its_cooldown() -> None:
    clock = FakeClock()
    plugin = bindings({"when": "gesture:wave", "do": "halt", "cooldown_s": 2.0})
    plugin.clock = clock
    at_s = {0.0: 1, 1.9: 0, 2.0: 1, 3.0: 0}
    assert {now: _answers_at(plugin, clock, now) for now in at_s} == at_s


def _answers_at(plugin: Bindings, clock: FakeClock, now: float) -> int:
    clock.sleep(now - clock.now())
    return len(list(plugin.answer_gesture(Gesture("wave"))))


def test_rules_rest_one_by_one() -> None:
    plugin = bindings(
        {"when": "gesture:wave", "do": "say one", "cooldown_s": 0},
        {"when": "gesture:wave", "do": "say two", "cooldown_s": 9},
    )
    wishes = play(plugin, Gesture("wave"), Gesture("wave"))
    assert wishes == [Say("one"), Say("two"), Say("one")]


def test_a_gesture_that_is_not_sure_enough_does_not_count_and_starts_no_rest() -> None:
    plugin = bindings({"when": "gesture:wave", "do": "halt"})
    assert play(plugin, Gesture("wave", 0.49)) == []
    assert play(plugin, Gesture("wave", 0.5)) == [Halt()]


def test_the_least_score_is_the_users_choice() -> None:
    plugin = bindings({"when": "gesture:wave", "do": "halt", "score": 0.9})
    assert play(plugin, Gesture("wave", 0.89), Gesture("wave", 0.9)) == [Halt()]


def test_a_rule_for_one_hand_ignores_the_other() -> None:
    plugin = bindings({"when": "gesture:wave", "do": "halt", "hand": "left"})
    assert play(plugin, Gesture("wave", hand="right"), Gesture("wave")) == []
    assert play(plugin, Gesture("wave", hand="left")) == [Halt()]


@pytest.mark.parametrize(
    "text", ["look left", "Look, LEFT!", "please look\nleft now", "ok look left"]
)
def test_a_phrase_is_heard_whatever_its_case_punctuation_and_surroundings(text: str) -> None:
    assert hears("look left", text)


@pytest.mark.parametrize("text", ["look", "looks left", "look lefty", "outlook left", "left look"])
def test_a_phrase_is_heard_only_as_whole_words_in_order(text: str) -> None:
    assert not hears("look left", text)


def test_an_apostrophe_or_an_accent_makes_no_other_word() -> None:
    assert hears("what's up", "Whats up?")
    assert hears("caf\u00e9", "un cafe\u0301 noir")


def test_what_is_not_final_is_not_answered() -> None:
    plugin = bindings({"when": "heard:stop", "do": "halt"})
    assert play(plugin, Heard("stop", final=False), Heard("stop it")) == [Halt()]


def test_what_was_heard_badly_can_be_ignored() -> None:
    plugin = bindings({"when": "heard:stop", "do": "halt", "score": 0.6})
    assert play(plugin, Heard("stop", confidence=0.5)) == []


def test_talking_has_a_beginning_and_an_end() -> None:
    plugin = bindings(
        {"when": "talking:began", "do": "move listen"}, {"when": "talking:ended", "do": "move nod"}
    )
    assert play(plugin, Talking(began=True), Talking(began=False)) == [Move("listen"), Move("nod")]


def test_an_object_counts_when_it_comes_into_view_and_not_while_it_stays() -> None:
    plugin = bindings({"when": "object:Wine glass", "do": "halt", "cooldown_s": 0})
    assert play(plugin, view("wine glass"), view("cup", "wine glass")) == [Halt()]
    assert play(plugin, view("cup"), view("wine glass")) == [Halt()]


def test_an_object_that_flickers_counts_once() -> None:
    plugin = bindings({"when": "object:cup", "do": "halt"})
    assert play(plugin, view("cup"), view(), view("cup"), view(), view("cup")) == [Halt()]


def test_an_object_that_is_not_sure_enough_does_not_count() -> None:
    plugin = bindings({"when": "object:cup", "do": "halt"})
    assert play(plugin, view("cup", score=0.4), view("cup", score=0.6)) == [Halt()]
