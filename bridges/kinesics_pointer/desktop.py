"""What the bridge needs of a desktop, and one that only says what would be done."""

import logging
from typing import Literal, Protocol, get_args

from kinesics import Clock
from kinesics_pointer.screens import Screen, Spot

log = logging.getLogger(__name__)

Button = Literal["left", "right", "middle"]
BUTTONS: tuple[Button, ...] = get_args(Button)

MOVES_TOLD_EVERY_S = 1.0
MOST_TOLD_PER_S = 20
"""Lines of a dry run; what is more is counted."""


class Desktop(Protocol):
    """A pointer and a keyboard."""

    @property
    def screens(self) -> tuple[Screen, ...]:
        """At least one."""
        ...

    def position(self) -> Spot: ...

    def move(self, spot: Spot) -> None: ...

    def press(self, button: Button) -> None: ...

    def release(self, button: Button) -> None: ...

    def scroll(self, lines: int) -> None:
        """Up is positive."""
        ...

    def key_down(self, key: str) -> None:
        """A name of `keys.NAMED`, or one character."""
        ...

    def key_up(self, key: str) -> None: ...

    def write(self, text: str) -> None: ...

    def close(self) -> None: ...


class DryDesktop:
    """Says in the log what would be done; needs nothing.

    As warnings, since who asks for a dry run wants to see it without more switches.
    """

    screens = (Screen(0, 0, 1920, 1080),)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spot = Spot(960, 540)
        self._move_told_at = float("-inf")
        self._second_began_at = float("-inf")
        self._told = 0
        """Lines in this second."""

    def position(self) -> Spot:
        return self._spot

    def move(self, spot: Spot) -> None:
        self._spot = spot
        # A hand moves all the time; a line now and then shows that it does.
        if (now := self._clock.now()) - self._move_told_at >= MOVES_TOLD_EVERY_S:
            self._move_told_at = now
            self._tell("move to %d, %d", *spot)

    def press(self, button: Button) -> None:
        self._tell("press %s at %d, %d", button, *self._spot)

    def release(self, button: Button) -> None:
        self._tell("release %s at %d, %d", button, *self._spot)

    def scroll(self, lines: int) -> None:
        self._tell("scroll %+d lines", lines)

    def key_down(self, key: str) -> None:
        self._tell("press the key %s", key)

    def key_up(self, key: str) -> None:
        self._tell("release the key %s", key)

    def write(self, text: str) -> None:
        # What is typed may be a secret; a log is read by many.
        self._tell("type %d characters", len(text))

    def close(self) -> None:
        """There is nothing to give back."""

    def _tell(self, what: str, *details: object) -> None:
        if (now := self._clock.now()) - self._second_began_at >= 1.0:
            if (more := self._told - MOST_TOLD_PER_S) > 0:
                log.warning("pointer: dry run: and %d more within a second", more)
            self._second_began_at, self._told = now, 0
        self._told += 1
        if self._told <= MOST_TOLD_PER_S:
            log.warning("pointer: dry run: would %s", what % details)
