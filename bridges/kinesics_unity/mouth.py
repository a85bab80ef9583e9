"""Which mouth shape belongs to a moment of a sound, for an avatar that is told each of them."""

from kinesics import MouthShape

CLOSED = MouthShape(at_s=0.0, shape="aa", weight=0.0)


def shape_at(track: tuple[MouthShape, ...], t: float) -> MouthShape:
    """The shape `t` seconds into the sound."""
    return next((one for one in reversed(track) if one.at_s <= t), CLOSED)
