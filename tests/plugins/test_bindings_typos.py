"""Every mistake in a binding is refused when the config is read, with a remedy."""

import contextlib

import pytest
from hypothesis import given
from hypothesis.strategies import sampled_from, text

from kinesics import Event
from kinesics_bindings import BindingsConfig
from kinesics_bindings.actions import ACTIONS, DIRECTIONS, parse_action
from kinesics_bindings.facts import EXAMPLES, Fact, bare_words, has_phrase, parse_fact


def refused(**rule: object) -> str:
    """Why a config with this rule is refused."""
    rules = [{"when": "gesture:wave", "do": ["halt"], **rule}]
    with pytest.raises(ValueError, match="1 validation error") as caught:
        BindingsConfig.model_validate({"rules": rules})
    return str(caught.value)


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ("expres happy", "unknown action 'expres'; did you mean 'express'?"),
        ("zzz", "unknown action 'zzz'; known: express, move, look, say, halt, interrupt"),
        ("", "unknown action ''"),
        ("move wvae", "unknown move 'wvae'; did you mean 'wave'?"),
        ("move zzz", "unknown move 'zzz'; known: "),
        ("move", "no move named"),
        ("move wave fast", "speed 'fast' is not a number"),
        ("move wave 0", "speed 0 is not within 0.1..10"),
        ("move wave nan", "speed nan is not within 0.1..10"),
        ("move wave 1 2", "'2' is too much after the speed"),
        ("express hapy", "unknown expression 'hapy'; did you mean 'happy'?"),
        ("express", "no expression named"),
        ("express happy 1.5", "weight 1.5 is not within 0..1"),
        ("express happy -1", "weight -1 is not within 0..1"),
        ("express happy much", "weight 'much' is not a number"),
        ("look lft", "unknown direction 'lft'; did you mean 'left'?"),
        ("look", "give one of left, right, up, down, ahead, or yaw and pitch in degrees"),
        ("look 10 10 10", "give one of left"),
        ("look 10 high", "pitch 'high' is not a number"),
        ("look 200 0", "yaw 200 is not within -180..180 degrees"),
        ("look 0 nan", "pitch nan is not within -90..90 degrees"),
        ("say", "no text to say"),
        ("halt now", "halt takes nothing after it"),
        ("interrupt it", "interrupt takes nothing after it"),
    ],
)
def test_a_mistake_in_an_action_is_named_with_its_binding(action: str, why: str) -> None:
    said = refused(do=["halt", action])
    assert f'binding "gesture:wave": action "{action}": {why}' in said


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("gestur:wave", "unknown fact 'gestur'; did you mean 'gesture'?"),
        ("smell:coffee", "unknown fact 'smell'; known: gesture, heard, object, talking"),
        ("wave", "unknown fact 'wave'"),
        ("gesture:", "it does not say which gesture; write for instance 'gesture:wave'"),
        ("gesture", "it does not say which gesture"),
        ("gesture:thumb up", "the name of a gesture is one word; write 'gesture:thumb_up'"),
        ("heard:...", "it does not say which heard; write for instance 'heard:look left'"),
        ("talking:begun", "unknown talking 'begun'; did you mean 'began'?"),
        ("talking:loud", "unknown talking 'loud'; write 'began' or 'ended'"),
    ],
)
def test_a_mistake_in_a_fact_is_named(when: str, why: str) -> None:
    assert f'binding "{when}": {why}' in refused(when=when)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"when": "heard:hello", "hand": "left"}, "only a gesture has a hand; remove 'hand'"),
        ({"when": "talking:began", "score": 0.5}, "talking has no score; remove 'score'"),
        ({"hand": "both"}, "Input should be 'left' or 'right'"),
        ({"score": 1.5}, "less than or equal to 1"),
        ({"cooldown_s": -1}, "greater than or equal to 0"),
        ({"cooldown_s": "inf"}, "finite number"),
        ({"do": []}, "at least 1 item"),
        ({"cooldwn_s": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(rule: dict[str, object], why: str) -> None:
    assert why in refused(**rule)


def test_all_mistakes_are_told_at_once_each_at_its_place() -> None:
    rules = [{"when": "gesture:a", "do": "hlt"}, {"when": "gesture:b", "do": "halt"}] * 2
    with pytest.raises(ValueError, match=r"2 validation errors") as caught:
        BindingsConfig.model_validate({"rules": rules})
    assert "rules.0" in str(caught.value)
    assert "rules.2" in str(caught.value)


@given(sampled_from([*ACTIONS, ""]), text())
def test_any_text_is_an_action_or_a_value_error(verb: str, rest: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_action(f"{verb} {rest}"), Event)


@given(sampled_from([*EXAMPLES, ""]), text())
def test_any_text_is_a_fact_or_a_value_error(kind: str, rest: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_fact(f"{kind}:{rest}"), Fact)


@given(text(), text(), text())
def test_a_phrase_is_found_wherever_it_stands(before: str, phrase: str, after: str) -> None:
    bare = bare_words(phrase)
    assert not bare or has_phrase(bare_words(f"{before} {phrase} {after}"), bare)


@given(text())
def test_bare_words_stay_as_they_are(written: str) -> None:
    assert bare_words(bare_words(written)) == bare_words(written)


def test_every_direction_can_be_looked_at() -> None:
    assert all(parse_action(f"look {name}") == look for name, look in DIRECTIONS.items())
