"""The channels of a face that is told by VRM 0, VRM 1.0 or ARKit, whatever the case of its names."""

from collections.abc import Iterator, Mapping

from kinesics import clamped
from kinesics_vmc.names import CHANNEL_OF_EXPRESSION, VRM0_OF_EXPRESSION

ARKIT: Mapping[str, str] = {
    "jawopen": "aa",
    "mouthpucker": "ou",
    "mouthfunnel": "oh",
    "mouthsmileleft": "happy",
    "mouthsmileright": "happy",
    "mouthfrownleft": "sad",
    "mouthfrownright": "sad",
    "browdownleft": "angry",
    "browdownright": "angry",
    "eyewideleft": "surprised",
    "eyewideright": "surprised",
    "eyeblinkleft": "blink_left",
    "eyeblinkright": "blink_right",
}
"""What of a phone's face comes near to a channel; two sides of a face are one mood."""


def _presets() -> Iterator[tuple[str, str]]:
    for vrm1, channel in CHANNEL_OF_EXPRESSION.items():
        yield vrm1.lower(), channel
        yield VRM0_OF_EXPRESSION[vrm1].lower(), channel


PRESETS: Mapping[str, str] = dict(_presets())


def is_known(expression: str) -> bool:
    """Whether an expression of this name says anything about a channel."""
    return expression.lower() in PRESETS or expression.lower() in ARKIT


def face_channels(expressions: Mapping[str, float]) -> dict[str, float]:
    """The channels of the expressions that are there, within their ranges.

    Where several say something about one channel, the strongest counts: avatars with the shapes of
    a phone often leave the presets at 0, or the other way round.
    """
    channels: dict[str, float] = {}
    sides: dict[str, list[float]] = {}
    for expression, weight in expressions.items():
        name = expression.lower()
        if (channel := PRESETS.get(name)) is not None:
            channels[channel] = max(channels.get(channel, 0.0), weight)
        elif (channel := ARKIT.get(name)) is not None:
            sides.setdefault(channel, []).append(weight)
    for channel, weights in sides.items():
        channels[channel] = max(channels.get(channel, 0.0), sum(weights) / len(weights))
    return {channel: clamped(channel, weight) for channel, weight in channels.items()}
