"""The lips: shapes flow into each other, keep time with the sound, and are shut at the end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import SearchStrategy, builds, floats, lists, sampled_from, text

from kinesics import MOUTH_SHAPES, MouthShape, Speech
from kinesics_stage.mouth import Track, track_of, track_of_text
from kinesics_stage.performance import Performance
from kinesics_stage.speaking import MOST_LINES, Speaking, track_of_speech
from kinesics_stage.vector import MOUTH_PLACES, PLACE, Vector
from kinesics_terminal.words import speak

SHAPES: SearchStrategy[MouthShape] = builds(
    MouthShape, floats(0.0, 3.0), sampled_from([*MOUTH_SHAPES, "", "x"]), floats(0.0, 1.0)
)


def speech(words: str, *mouth: MouthShape, seconds: float = 1.0) -> Speech:
    return Speech(words, np.zeros(int(1000 * seconds), np.int16), 1000, mouth)


def mouths(track: Track, step_s: float = 0.005) -> Vector:
    times = np.arange(-0.2, track.seconds + 0.3, step_s)
    return np.array([track.mouth_at(float(now)) for now in times])


def widest(track: Track, now_s: float) -> str:
    return MOUTH_SHAPES[int(np.argmax(track.mouth_at(now_s)))]


@given(lists(SHAPES, max_size=12))
def test_lips_are_never_wider_than_wide_and_never_jump(mouth: list[MouthShape]) -> None:
    rows = mouths(track_of(mouth, 2.0))
    assert rows.min() >= -1e-9
    assert rows.sum(axis=1).max() <= 1.0 + 1e-9
    assert np.abs(np.diff(rows, axis=0)).max() <= 0.12
    assert np.abs(rows[[0, -1]]).max() < 1e-9


@given(text(max_size=40))
def test_any_text_moves_lips_within_their_range(words: str) -> None:
    rows = mouths(track_of_text(words), 0.02)
    assert rows.min() >= -1e-9
    assert rows.sum(axis=1).max() <= 1.0 + 1e-9
    assert np.abs(rows[[0, -1]]).max() < 1e-9


def test_a_shape_is_there_when_its_sound_is_and_begins_before_it() -> None:
    track = track_of([MouthShape(1.0, "oh"), MouthShape(1.4, "")], 2.0)
    at_s = [track.mouth_at(now_s)[MOUTH_SHAPES.index("oh")] for now_s in (0.95, 0.99, 1.05, 1.5)]
    assert at_s[0] == 0.0
    assert at_s[1] > 0.1
    assert at_s[2:] == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize(
    ("words", "shape"),
    [("aaaa", "aa"), ("oooo", "oh"), ("uuuu", "ou"), ("eeee", "ee"), ("iiii", "ih"), ("öööö", "oh"),
     ("ÄÄÄÄ", "aa"), ("уууу", "ou")],  # noqa: RUF001
)  # fmt: skip
def test_a_vowel_shows_its_shape(words: str, shape: str) -> None:
    assert widest(track_of_text(words), 0.15) == shape


@pytest.mark.parametrize("words", ["mmmm", "bbbb", "....", "    "])
def test_lips_are_shut_for_what_is_said_with_shut_lips(words: str) -> None:
    assert max(track_of_text(words).mouth_at(0.15)) == 0.0


def test_a_script_without_these_letters_moves_the_lips_too() -> None:
    assert mouths(track_of_text("こんにちは世界")).max() > 0.3


def test_a_line_takes_as_long_as_its_bubble_in_the_terminal() -> None:
    words = "Hello, you! Once: upon; a time. Really?"
    assert track_of_text(words).seconds == pytest.approx(speak(words, 0.0).ends_at)


def test_a_text_is_fitted_to_the_length_of_its_sound() -> None:
    assert track_of_text("a long sentence of many words", 0.5).seconds == 0.5


def test_each_stress_is_a_beat_but_not_too_often() -> None:
    beats = track_of_text("a robot on a road has a story to tell to all of you").beats
    assert len(beats) >= 3
    assert min(np.diff(beats)) >= 0.6


def test_lines_are_murmured_one_after_the_other() -> None:
    speaking = Speaking()
    assert speaking.say(0.0, track_of_text("one one one"))
    first_ends = speaking.ends_at
    assert speaking.say(0.1, track_of_text("two two two"))
    assert speaking.ends_at > 2 * first_ends
    for _ in range(100):
        speaking.say(0.2, track_of_text("more and more"))
    assert speaking.ends_at < (MOST_LINES + 1) * (first_ends + 1.0)


def test_who_has_a_voice_does_not_murmur() -> None:
    speaking = Speaking()
    speaking.say(0.0, track_of_text("aaaaaaaa"))
    assert speaking.at(0.2) is not None
    speaking.expect("aaaaaaaa", track_of_speech(speech("aaaaaaaa")))
    assert speaking.at(0.2) is None
    assert not speaking.say(0.3, track_of_text("aaaaaaaa"))


def test_a_player_that_tells_no_more_than_the_words_moves_the_lips() -> None:
    speaking = Speaking()
    assert speaking.play(0.0, "aaaaaaaa")
    assert (voice := speaking.at(0.2)) is not None
    assert max(voice.mouth) > 0.5


def test_each_sound_has_its_own_mouth_even_if_the_words_are_the_same() -> None:
    speaking = Speaking()
    speaking.expect("Yes.", track_of_speech(speech("Yes.", MouthShape(0.0, "ee"))))
    speaking.expect("Yes.", track_of_speech(speech("Yes.", MouthShape(0.0, "ou"))))
    seen: list[str] = []
    for began in (0.0, 2.0):
        assert speaking.play(began, "Yes.")
        voice = speaking.at(began + 0.3)
        assert voice is not None
        seen.append(MOUTH_SHAPES[int(np.argmax(voice.mouth))])
        speaking.end()
    assert seen == ["ee", "ou"]
    assert not speaking.play(4.0, "Yes.")


def test_a_sound_of_the_turn_before_moves_no_lips() -> None:
    speaking = Speaking()
    speaking.expect(
        "Once upon a time", track_of_speech(speech("Once upon a time", MouthShape(0.0, "aa")))
    )
    speaking.hush()
    assert not speaking.play(1.0, "Once upon a time")
    assert speaking.at(1.2) is None


def test_a_sound_without_shapes_is_read_from_its_text() -> None:
    speaking = Speaking()
    speaking.expect("oooooooo", track_of_speech(speech("oooooooo", seconds=2.0)))
    speaking.play(0.0, "oooooooo")
    assert (voice := speaking.at(1.5)) is not None
    assert voice.mouth[MOUTH_SHAPES.index("oh")] > 0.5


def test_the_mouth_follows_a_sound_from_the_moment_it_began() -> None:
    body = Performance(0.0, None, 50.0, murmurs=True)
    heard = speech("Hello.", MouthShape(0.1, "aa"), MouthShape(0.5, ""))
    body.expect(0.0, "Hello.", track_of_speech(heard))
    assert body.pose_at(0.9)[MOUTH_PLACES].max() == 0.0
    # The stage hears of it a fifth of a second late.
    assert body.play(1.2, 1.0, "Hello.")
    assert body.pose_at(1.3)[PLACE["aa"]] > 0.95
    assert body.end_playing(1.31)
    assert body.pose_at(1.41)[MOUTH_PLACES].max() < 1e-6


@pytest.mark.parametrize("shape", MOUTH_SHAPES)
def test_every_shape_of_a_sound_shows(shape: str) -> None:
    assert widest(track_of([MouthShape(0.1, shape)], 0.5), 0.16) == shape
