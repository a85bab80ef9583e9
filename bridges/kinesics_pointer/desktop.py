"""What the bridge needs of a desktop, and one that only says what would be done."""

import logging
from typing import Literal, Protocol

from kinesics import Clock
from kinesics_pointer.screens import Screen, Spot

log = logging.getLogger(__name__)

Button = Literal["left", "right", "middle"]

MOVES_TOLD_EVERY_S = 0.5


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
    """Logs what would be done; needs nothing."""

    screens = (Screen(0, 0, 1920, 1080),)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spot = Spot(960, 540)
        self._told_at = float("-inf")

    def position(self) -> Spot:
        return self._spot

    def move(self, spot: Spot) -> None:
        self._spot = spot
        # A hand moves all the time; a line now and then shows that it does.
        if (now := self._clock.now()) - self._told_at >= MOVES_TOLD_EVERY_S:
            self._told_at = now
            log.info("pointer: would move to %d, %d", *spot)

    def press(self, button: Button) -> None:
        log.info("pointer: would press %s at %d, %d", button, *self._spot)

    def release(self, button: Button) -> None:
        log.info("pointer: would release %s at %d, %d", button, *self._spot)

    def scroll(self, lines: int) -> None:
        log.info("pointer: would scroll %+d lines", lines)

    def key_down(self, key: str) -> None:
        log.info("pointer: would press the key %s", key)

    def key_up(self, key: str) -> None:
        log.info("pointer: would release the key %s", key)

    def write(self, text: str) -> None:
        # What is typed may be a secret; a log is read by many.
        log.info("pointer: would type %d characters", len(text))

    def close(self) -> None:
        """There is nothing to give back."""
