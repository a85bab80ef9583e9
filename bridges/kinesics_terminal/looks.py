"""The face: what its channels make of eyes, mouth and the colour of the light."""

from collections.abc import Mapping
from typing import NamedTuple

from kinesics import EMOTIONS, MOUTH_SHAPES

Channels = Mapping[str, float]
"""All of a body, by name."""


class Looks(NamedTuple):
    """Everything of a face that can change.  Left and right are the robot's own."""

    left_eye: float = 1.0
    """0 is closed, 1.3 is wide open."""
    right_eye: float = 1.0
    joy: float = 0.0
    """1 makes the eyes arches."""
    brow: float = 0.0
    """-1 is angry, 1 is sad."""
    smile: float = 0.4
    """-1..1."""
    wide: float = 1.0
    """How wide the mouth is; 1 at rest."""
    open: float = 0.0
    """How far the lips are apart; 1 is much."""
    blush: float = 0.0
    red: float = 0.36
    green: float = 0.90
    blue: float = 1.0
    """The colour of its light."""


NEUTRAL = Looks()
MOODS = {
    "happy": Looks(joy=1.0, smile=1.0, open=0.1, blush=0.9, red=1.0, green=0.80, blue=0.36),
    "angry": Looks(brow=-1.0, smile=-0.7, wide=0.85, red=1.0, green=0.36, blue=0.30),
    "sad": Looks(brow=1.0, smile=-0.9, wide=0.8, red=0.42, green=0.60, blue=1.0),
    "relaxed": Looks(0.5, 0.5, smile=0.75, wide=0.9, red=0.46, green=0.95, blue=0.68),
    "surprised": Looks(
        1.35, 1.35, smile=0.0, wide=0.62, open=0.85, red=0.84, green=0.62, blue=1.0
    ),
}  # fmt: skip


class Lips(NamedTuple):
    """A mouth that says a vowel."""

    wide: float
    open: float


LIPS = {
    "aa": Lips(1.0, 1.0),
    "ih": Lips(0.75, 0.42),
    "ou": Lips(0.36, 0.3),
    "ee": Lips(1.45, 0.3),
    "oh": Lips(0.6, 0.8),
}


def looks(at: Channels) -> Looks:
    """The face of a pose that names every channel."""
    face = _mood(at)
    said = sum(at[name] for name in MOUTH_SHAPES)
    kept = max(0.0, 1.0 - said)
    share = 1.0 / max(1.0, said)
    return face._replace(
        left_eye=face.left_eye * _opened(at, "left"),
        right_eye=face.right_eye * _opened(at, "right"),
        smile=face.smile * (0.4 + 0.6 * kept),
        wide=face.wide * kept + share * sum(at[name] * LIPS[name].wide for name in LIPS),
        open=face.open * kept + share * sum(at[name] * LIPS[name].open for name in LIPS),
    )


def eyes_shut(at: Channels) -> bool:
    """Whether nothing is seen of either eye, however it came about."""
    lidded = 1.0 - 0.5 * min(1.0, at.get("relaxed", 0.0))
    blink, left, right = (at.get(name, 0.0) for name in ("blink", "blink_left", "blink_right"))
    return lidded * (1.0 - min(1.0, blink + min(left, right))) < 0.3


def strongest(at: Channels) -> str:
    """The emotion that shows most; `neutral` where none does."""
    name = max(EMOTIONS, key=lambda name: at.get(name, 0.0))
    return name if at.get(name, 0.0) >= 0.25 else "neutral"


def _mood(at: Channels) -> Looks:
    """The emotions, mixed by weight; together they are one at most."""
    shapes = _mix({name: at[name] for name in EMOTIONS})
    # Half red and half its opposite is grey: a mood that is half there has its colour already.
    early = _mix({name: _sooner(at[name]) for name in EMOTIONS})
    return shapes._replace(red=early.red, green=early.green, blue=early.blue, brow=early.brow)


def _mix(weights: Mapping[str, float]) -> Looks:
    share = 1.0 / max(1.0, sum(weights.values()))
    return Looks(
        *(
            rest + share * sum(weights[name] * (MOODS[name][place] - rest) for name in EMOTIONS)
            for place, rest in enumerate(NEUTRAL)
        )
    )


def _sooner(weight: float) -> float:
    part = min(1.0, weight / 0.35)
    return part * part * (3.0 - 2.0 * part)


def _opened(at: Channels, side: str) -> float:
    return max(0.0, 1.0 - at["blink"] - at[f"blink_{side}"])
