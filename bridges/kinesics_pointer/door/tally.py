"""What the door turned away: counted, and each reason told once."""

import logging
import threading
from collections import Counter

log = logging.getLogger(__name__)


class Tally:
    """Safe for threads."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, way: str, reason: str, who: str = "") -> None:
        """`reason` must be one of a few words, never what the other side sent."""
        with self._lock:
            self.counts[f"{way}: {reason}"] += 1
            first = self.counts[f"{way}: {reason}"] == 1
        if first:
            log.warning(
                "pointer: the door turned away a message by %s%s: %s; more are only counted",
                *(way, f" from {who}" if who else "", reason),
            )

    def summary(self) -> str:
        with self._lock:
            return ", ".join(f"{reason} {count}" for reason, count in self.counts.most_common(8))
