"""A trouble that comes and goes many times a second, but is worth a line only when it changes."""

import math

QUIET_S = 2.0
"""So long it must be away to be over."""


class Trouble:
    """What is wrong now, or nothing."""

    def __init__(self) -> None:
        self._what = ""
        self._at = -math.inf

    def begins(self, what: str, now: float) -> bool:
        """Note that this is wrong; True where it was not so before."""
        is_new = what != self._what
        self._what, self._at = what, now
        return is_new

    def ends(self, now: float) -> bool:
        """Note that all went well; True, once, where a trouble is over by that."""
        if not self._what or now - self._at < QUIET_S:
            return False
        self._what = ""
        return True
