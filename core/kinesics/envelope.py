"""The envelope around every event: when it was put, what caused it, whose turn it was."""

from __future__ import annotations

import msgspec

from kinesics.events import Event


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """Made by the bus.  Times are seconds on the monotonic clock."""

    event: Event
    by: str
    """The plugin that published it; empty for the house and its owner."""
    put_at: float
    since: float
    """When the first cause of the chain happened, inherited through every handler."""
    turn: int
    number: int
    """Counts up by one for each event of the house."""
    cause: int
    """Number of the event whose handling made this one; 0 for a first cause."""

    def leads_to(self, event: Event) -> Effect:
        """For `events()`: yield this, and `event` inherits `since` and `turn` from here."""
        return Effect(event, self)


class Effect(msgspec.Struct, frozen=True):
    """An event together with what caused it, made by `Envelope.leads_to`."""

    event: Event
    cause: Envelope
