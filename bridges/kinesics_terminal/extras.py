"""What no body has and a picture may: confetti, and letters that rise from a sleeper."""

from typing import NamedTuple


class Extras(NamedTuple):
    confetti: float = 0.0
    """How much there is of it, 0..1."""
    dreams: float = 0.0
    now: float = 0.0
    """Seconds; what flies, flies by this."""


NOTHING = Extras()
