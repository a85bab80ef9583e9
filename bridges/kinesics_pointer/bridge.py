"""The pointer of this desktop as a body, and the door for senders on the network."""

import logging
import queue
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kinesics import Bridge, Gesture, Halt, MissingPart, Pointer, on
from kinesics_pointer.config import PointerBridgeConfig
from kinesics_pointer.desktop import Desktop, DryDesktop
from kinesics_pointer.hand import LOOK_EVERY_S, Hand

if TYPE_CHECKING:
    from kinesics_pointer.door.door import Door

log = logging.getLogger(__name__)

MOST_UNPUBLISHED = 256


class PointerBridge(Bridge[PointerBridgeConfig]):
    """Moves, clicks, drags, scrolls and types on this desktop, for events or network senders."""

    def __init__(
        self, config: PointerBridgeConfig | None = None, desktop: Desktop | None = None
    ) -> None:
        """`desktop` takes the place of the real one."""
        super().__init__(config)
        self._given = desktop
        self._desktop: Desktop | None = None
        self._hand: Hand | None = None
        self._lock = threading.Lock()
        # What came through the door; None only wakes the one who waits for it.
        self._arrived: queue.Queue[Pointer | Gesture | None] = queue.Queue(MOST_UNPUBLISHED)
        self.door: Door | None = None
        """Open if the config says so."""

    def open(self) -> None:
        self._desktop = self._given or self._own_desktop()
        self._hand = Hand(self.config, self._desktop, self.clock)
        if self.config.door:
            self.door = self._own_door()
            self.door.open()

    def events(self) -> Iterator[Pointer | Gesture | None]:
        """What came through the door; each None is a place where the house may stop this."""
        wait_s = LOOK_EVERY_S
        while True:
            try:
                yield self._arrived.get(timeout=max(0.001, min(LOOK_EVERY_S, wait_s)))
            except queue.Empty:
                yield None
            with self._lock:
                if self._hand is None:
                    return
                wait_s = self._hand.step() - self.clock.now()
            if self.door is not None:
                self.door.look_around()

    def close(self) -> None:
        if self.door is not None:
            self.door.close()
            self.door = None
        with self._lock:
            if self._hand is not None:
                self._hand.let_go()
                self._hand = None
            if self._desktop is not None:
                self._desktop.close()
                self._desktop = None

    @on(Pointer)
    def point(self, event: Pointer) -> None:
        with self._lock:
            if self._hand is None:
                return
            self._hand.take(event)
            again_s = self._hand.step() - self.clock.now()
        if again_s < LOOK_EVERY_S / 2 and self._arrived.empty():
            self._wake()

    @on(Halt)
    def halt(self, _: Halt) -> None:
        with self._lock:
            if self._hand is not None:
                self._hand.halt()

    def _own_desktop(self) -> Desktop:
        if self.config.dry_run:
            return DryDesktop(self.clock)
        # Loads the library of this system.
        from kinesics_pointer.real import RealDesktop

        return RealDesktop()

    def _own_door(self) -> "Door":
        try:
            # The libraries of the door are loaded by those who open it.
            from kinesics_pointer.door.door import Door
        except ModuleNotFoundError as error:
            raise MissingPart(
                f"door = true needs the library {error.name!r}, which is not installed:"
                ' pip install "kinesics[pointer]"'
            ) from error
        return Door(self.config, self._deliver, self.clock)

    def _deliver(self, event: Pointer | Gesture) -> bool:
        try:
            self._arrived.put_nowait(event)
        except queue.Full:
            return False
        return True

    def _wake(self) -> None:
        try:
            self._arrived.put_nowait(None)
        except queue.Full:
            # Then it is awake.
            return
