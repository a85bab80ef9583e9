"""The robot's face as a function of its channels: laws first."""

import itertools

import pytest
from hypothesis import given
from hypothesis.strategies import dictionaries, floats, sampled_from

from kinesics import CHANNELS, EMOTIONS, MOUTH_SHAPES, REST
from kinesics_terminal.looks import LIPS, MOODS, NEUTRAL, Looks, eyes_shut, looks, strongest

FACE = (*EMOTIONS, *MOUTH_SHAPES, "blink", "blink_left", "blink_right")
SIDES = [("left", "right"), ("right", "left")]
faces = dictionaries(sampled_from(FACE), floats(0.0, 1.0))


def face(**channels: float) -> Looks:
    return looks({**REST, **channels})


def eye(seen: Looks, side: str) -> float:
    return seen.left_eye if side == "left" else seen.right_eye


def test_it_knows_every_emotion_and_vowel() -> None:
    assert tuple(MOODS) == EMOTIONS
    assert tuple(LIPS) == MOUTH_SHAPES


def test_a_face_at_rest_is_neutral() -> None:
    assert face() == NEUTRAL
    assert strongest(REST) == "neutral"


@pytest.mark.parametrize("name", EMOTIONS)
def test_a_whole_emotion_is_the_mood_itself(name: str) -> None:
    assert face(**{name: 1.0}) == pytest.approx(MOODS[name])
    assert strongest({name: 1.0}) == name


@given(faces)
def test_no_mixture_is_more_than_its_parts(channels: dict[str, float]) -> None:
    seen = face(**channels)
    for part, name in zip(seen, Looks._fields, strict=True):
        all_parts = [getattr(mood, name) for mood in (NEUTRAL, *MOODS.values())]
        all_parts += [getattr(lips, name) for lips in LIPS.values() if name in lips._fields]
        low = 0.0 if name.endswith("eye") else min(0.0, *all_parts)
        assert low - 1e-9 <= part <= max(all_parts) + 1e-9


@given(faces, floats(0.0, 1.0))
def test_emotions_change_without_a_jump(channels: dict[str, float], weight: float) -> None:
    before, after = face(**channels), face(**{**channels, "happy": weight})
    step = abs(weight - channels.get("happy", 0.0))
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 6.0 * step + 1e-9


def test_every_vowel_has_a_mouth_of_its_own() -> None:
    mouths = [face(**{name: 1.0}) for name in MOUTH_SHAPES]
    for one, other in itertools.combinations([NEUTRAL, *mouths], 2):
        assert abs(one.wide - other.wide) + abs(one.open - other.open) >= 0.3


def test_vowels_are_wide_or_round_as_lips_are() -> None:
    aa, ih, ou, ee, oh = (face(**{name: 1.0}) for name in MOUTH_SHAPES)
    assert max(aa, ih, ou, ee, oh, key=lambda seen: seen.open) == aa
    assert max(aa, ih, ou, ee, oh, key=lambda seen: seen.wide) == ee
    assert ou.wide < oh.wide < ih.wide < aa.wide


@given(faces, sampled_from(SIDES), floats(0.1, 1.0))
def test_a_wink_closes_one_eye_only(
    channels: dict[str, float], sides: tuple[str, str], closed: float
) -> None:
    open_ = {**channels, "blink": 0.0, "blink_left": 0.0, "blink_right": 0.0}
    before, after = face(**open_), face(**{**open_, f"blink_{sides[0]}": closed})
    assert eye(after, sides[0]) < eye(before, sides[0])
    assert eye(after, sides[1]) == eye(before, sides[1])


@given(faces, floats(0.0, 1.0))
def test_a_blink_closes_both_eyes_alike(channels: dict[str, float], closed: float) -> None:
    both = {**channels, "blink_left": 0.0, "blink_right": 0.0, "blink": closed}
    seen = face(**both)
    assert seen.left_eye == seen.right_eye <= 1.35 * (1.0 - closed) + 1e-9


@pytest.mark.parametrize(
    ("channels", "shut"),
    [
        ({}, False),
        ({"blink": 1.0}, True),
        ({"blink_left": 1.0}, False),
        ({"blink_left": 1.0, "blink_right": 1.0}, True),
        # Who is relaxed has little to close: the rest is the lids'.
        ({"relaxed": 0.9, "blink": 0.6}, True),
        ({"relaxed": 1.0}, False),
        ({"happy": 1.0}, False),
    ],
)
def test_eyes_are_shut_when_neither_is_seen(channels: dict[str, float], *, shut: bool) -> None:
    assert eyes_shut(channels) is shut
    assert (max(face(**channels)[:2]) < 0.35) is shut


@given(faces)
def test_a_mood_is_called_by_the_strongest_emotion(channels: dict[str, float]) -> None:
    name = strongest(channels)
    weights = [channels.get(emotion, 0.0) for emotion in EMOTIONS]
    assert channels.get(name, 0.0) == max(weights) if name in CHANNELS else max(weights) < 0.25
