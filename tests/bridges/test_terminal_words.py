"""Words on their way out: at the pace of a reader, or with the sound where there is one."""

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists, text

from kinesics_terminal.talk import Talk
from kinesics_terminal.words import PATIENCE_S, speak

STORY = "Once upon a time. There was a robot."


def shown(talk: Talk, now: float) -> tuple[str, str]:
    """What has been said of the line of this moment, and all of it."""
    line = talk.line_at(now)
    return ("", "") if line is None else (line.said(now), line.text)


@given(text(), floats(0.0, 100.0), floats(0.0, 100.0))
def test_what_was_said_only_grows(words: str, one: float, other: float) -> None:
    line = speak(words, 1.0)
    assert line.said(max(one, other)).startswith(line.said(min(one, other)))
    assert line.said(line.ends_at) == words
    assert line.said(0.99) == ""


def test_one_line_is_said_after_the_other() -> None:
    talk = Talk().say("one", 0.0).say("two", 0.0)
    first, second = talk.lines
    assert second.began > first.ends_at
    assert talk.line_at(0.01) == first
    assert talk.line_at(60.0) == second


def test_an_interruption_cuts_the_line_and_forgets_the_next() -> None:
    talk = Talk().say("Once upon a time", 0.0).say("two", 0.0).interrupt(0.6)
    assert [line.text for line in talk.lines] == ["Once upon --"]


def test_who_talks_without_end_fills_no_memory() -> None:
    talk = Talk()
    for number in range(1000):
        talk = talk.say(f"number {number}", 0.0).prepare(f"number {number}", 1.0)
    assert len(talk.lines) == len(talk.lengths_s) == 8
    assert [talk.lines[0].text, talk.lines[-1].text] == ["number 0", "number 999"]


def test_with_a_voice_words_wait_for_their_sound() -> None:
    talk = Talk().prepare("Hi", 1.0).say("Hi", 0.0)
    assert talk.line_at(1.0) is None
    assert shown(talk.sound("Hi", 2.0), 2.0) == ("", "Hi")


def test_words_whose_sound_never_comes_are_shown_all_the_same() -> None:
    talk = Talk().prepare("other", 1.0).say("Hi", 0.0)
    assert shown(talk, PATIENCE_S + 60.0) == ("Hi", "Hi")


def test_words_begin_anew_when_the_sound_begins_later() -> None:
    talk = Talk().say("Hello you", 0.0)
    assert shown(talk, 0.2)[0] != ""
    assert shown(talk.sound("Hello you", 0.2), 0.2) == ("", "Hello you")


@pytest.mark.parametrize("lasts_s", [0.4, 5.0])
def test_words_take_as_long_as_their_sound(lasts_s: float) -> None:
    talk = Talk().say("Hello you", 0.0).prepare("Hello you", lasts_s).sound("Hello you", 1.0)
    assert talk.lines[0].ends_at == pytest.approx(1.0 + lasts_s)
    assert 0 < len(shown(talk, 1.0 + lasts_s / 2)[0]) < len("Hello you")


def test_words_are_complete_when_the_sound_ends() -> None:
    talk = Talk().say(STORY, 0.0).sound(STORY, 0.0)
    assert shown(talk, 0.3)[0] != STORY
    assert shown(talk.fall_silent(0.3), 0.3) == (STORY, STORY)


def test_a_line_may_sound_in_pieces() -> None:
    talk = Talk().say(STORY, 0.0).sound("Once upon a time.", 1.0).fall_silent(4.0)
    assert shown(talk, 4.5) == ("Once upon a time.", STORY)
    talk = talk.sound("There was a robot.", 5.0)
    assert shown(talk, 5.0)[0].strip() == "Once upon a time."
    assert shown(talk.fall_silent(5.5), 5.5) == (STORY, STORY)


def test_a_piece_that_comes_twice_is_said_twice() -> None:
    talk = Talk().say("Ha! Ha!", 0.0).sound("Ha!", 0.0).fall_silent(1.0)
    assert shown(talk, 1.0)[0] == "Ha!"
    assert shown(talk.sound("Ha!", 1.5).fall_silent(2.0), 2.0)[0] == "Ha! Ha!"


def test_the_next_line_waits_while_the_first_one_sounds() -> None:
    talk = Talk().say("one", 0.0).say("two", 0.0).prepare("one", 9.0).sound("one", 0.0)
    assert shown(talk, 8.9)[1] == "one"
    assert shown(talk.fall_silent(9.0).sound("two", 9.2), 9.2)[1] == "two"


def test_what_is_heard_without_a_wish_is_shown_too() -> None:
    talk = Talk().say("one", 0.0).sound("something else", 1.0)
    assert shown(talk, 1.0) == ("", "something else")
    assert shown(talk.fall_silent(1.2), 1.2) == ("something else", "something else")


def test_a_sound_without_words_changes_nothing() -> None:
    talk = Talk().say(STORY, 0.0)
    assert talk.sound(" ", 0.2) == talk.fall_silent(0.3) == talk


def test_sounds_that_nobody_wished_for_fill_no_memory() -> None:
    talk = Talk()
    for number in range(100):
        talk = talk.sound(f"number {number}", float(number))
    assert [line.text for line in talk.lines] == ["number 99"]


def test_a_wish_that_comes_while_something_sounds_waits_for_its_end() -> None:
    talk = Talk().prepare("Hi", 0.1).sound("Hi", 0.0).say("two", 1.0).fall_silent(2.0)
    assert shown(talk, 2.0) == ("Hi", "Hi")
    assert talk.lines[1].began > 2.0


def test_a_sound_that_ends_after_an_interruption_says_no_more() -> None:
    talk = Talk().say(STORY, 0.0).sound(STORY, 0.0).interrupt(0.6)
    assert shown(talk.fall_silent(0.7), 9.0) == shown(talk, 9.0)
    assert shown(talk, 9.0)[1].endswith(" --")


@given(lists(text(max_size=9), max_size=4), lists(text(max_size=9), max_size=4))
def test_whatever_sounds_every_line_comes_to_an_end(said: list[str], heard: list[str]) -> None:
    talk = Talk()
    for words in said:
        talk = talk.say(words, 0.0)
    for count, words in enumerate(heard):
        talk = talk.sound(words, float(count)).say(words, count + 0.2).fall_silent(count + 0.5)
    assert len(talk.lines) <= 9
    for line in talk.lines:
        assert list(line.letters_at) == sorted(line.letters_at)
        assert line.said(line.ends_at) == line.text
        assert line.ends_at < 1000.0
