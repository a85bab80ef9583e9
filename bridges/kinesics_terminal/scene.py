"""All that the terminal shows, as one value: handlers make a new one, the screen reads it."""

from typing import Literal, NamedTuple

from kinesics import REST, Report
from kinesics_terminal.extras import Extras
from kinesics_terminal.looks import Channels, eyes_shut
from kinesics_terminal.space import bounded
from kinesics_terminal.talk import Talk

KEEP = 40
"""Entries that fit on a tall screen."""
PATIENCE_S = 2.0
"""So long without any pose, and somebody should be told why nothing moves."""
MOVE_S = 3.5
"""How long the picture tells of a move that was wished for."""
ASLEEP_S = 1.5
"""Eyes that are shut for longer are asleep."""


class Entry(NamedTuple):
    """One line of what has happened."""

    at_s: float
    """Seconds since the terminal was opened."""
    kind: Literal["fact", "wish", "trouble"]
    text: str


class Scene(NamedTuple):
    """The robot, what has happened, and how the house is."""

    opened_at: float = 0.0
    channels: Channels = REST
    posed: bool = False
    """Whether any pose has come."""
    shut_since: float | None = None
    """When both eyes closed; None while they are open."""
    move: str = ""
    moved_at: float = 0.0
    talk: Talk = Talk()
    entries: tuple[Entry, ...] = ()
    hearing: str = ""
    """What the user has said of a sentence that is not over."""
    report: Report | None = None

    def pose(self, channels: Channels, now: float) -> "Scene":
        since = self.shut_since
        if not eyes_shut(channels):
            since = None
        elif since is None:
            since = now
        return self._replace(channels=channels, posed=True, shut_since=since)

    def make_move(self, name: str, now: float) -> "Scene":
        return self._replace(move=name, moved_at=now)

    def interrupt(self, now: float) -> "Scene":
        return self._replace(move="", talk=self.talk.interrupt(now))

    def tell(self, entry: Entry) -> "Scene":
        return self._replace(entries=(*self.entries[1 - KEEP :], entry))

    def moving(self, now: float) -> str:
        """The move that was wished for last, or nothing if that is long ago."""
        return self.move if now - self.moved_at < MOVE_S else ""

    def extras(self, now: float) -> Extras:
        celebrates = self.moving(now) == "celebrate"
        left_s = min(now - self.moved_at, self.moved_at + MOVE_S - now) if celebrates else 0.0
        asleep_s = 0.0 if self.shut_since is None else now - self.shut_since - ASLEEP_S
        return Extras(bounded(left_s / 0.5), bounded(asleep_s), now)

    def waits_in_vain(self, now: float) -> bool:
        """Whether nobody moves the body; who still opens may yet do so."""
        if self.posed or now - self.opened_at < PATIENCE_S:
            return False
        rows = self.report.plugins if self.report is not None else ()
        return not any(row.state == "opening" for row in rows)
