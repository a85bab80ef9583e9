"""How a link does, as a value."""

from typing import NamedTuple

from kinesics.wire import Hello


class LinkState(NamedTuple):
    """How a link does."""

    connected: bool = False
    hello: Hello | None = None
    """What the body said last about itself."""
    why: str = ""
    """Why it is not connected."""
    batches: int = 0
    """Answered ones."""
    commands: int = 0
    """Applied ones, as the body says."""
    refused: int = 0
    """Commands that the body did not like."""
    dropped: int = 0
    """Appended commands that were lost: too many while the body was away, or too old."""
    bytes_sent: int = 0
    connections: int = 0
    round_trip_s: float = 0.0
    """Of the last batch or ping."""
