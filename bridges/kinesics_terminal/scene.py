"""All that the terminal shows, as one value: handlers make a new one, the screen reads it."""

from typing import Literal, NamedTuple

from kinesics import Report
from kinesics_terminal.face import Face

KEEP = 40
"""Entries that fit on a tall screen."""


class Entry(NamedTuple):
    """One line of what has happened."""

    at_s: float
    """Seconds since the terminal was opened."""
    kind: Literal["fact", "wish", "trouble"]
    text: str


class Scene(NamedTuple):
    """The robot, what has happened, and how the house is."""

    face: Face = Face()
    entries: tuple[Entry, ...] = ()
    hearing: str = ""
    """What the user has said of a sentence that is not over."""
    report: Report | None = None

    def tell(self, entry: Entry) -> "Scene":
        return self._replace(entries=(*self.entries[1 - KEEP :], entry))
