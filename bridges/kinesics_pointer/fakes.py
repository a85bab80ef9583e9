"""A desktop without a screen that keeps all that is done to it: for tests."""

import threading

from kinesics_pointer.desktop import Button
from kinesics_pointer.screens import Screen, Spot

Deed = tuple[str, object]


class FakeDesktop:
    """Keeps what was done, in order; `spot` may be set, as by somebody who moves the mouse."""

    def __init__(self, *screens: Screen) -> None:
        self.screens = screens or (Screen(0, 0, 1001, 501),)
        self.spot = Spot(500, 250)
        self.deeds: list[Deed] = []
        self.closed = False
        self._came = threading.Condition()

    def position(self) -> Spot:
        return self.spot

    def move(self, spot: Spot) -> None:
        self.spot = spot
        self._note("move", spot)

    def press(self, button: Button) -> None:
        self._note("press", button)

    def release(self, button: Button) -> None:
        self._note("release", button)

    def scroll(self, lines: int) -> None:
        self._note("scroll", lines)

    def key_down(self, key: str) -> None:
        self._note("down", key)

    def key_up(self, key: str) -> None:
        self._note("up", key)

    def write(self, text: str) -> None:
        self._note("write", text)

    def close(self) -> None:
        self.closed = True

    def count(self, what: str) -> int:
        """How often this was done."""
        return sum(deed[0] == what for deed in self.deeds)

    def wait_for(self, deed: Deed, timeout_s: float = 5.0) -> None:
        """Wait until it was done; raises TimeoutError."""
        with self._came:
            if not self._came.wait_for(lambda: deed in self.deeds, timeout_s):
                raise TimeoutError(f"no {deed} within {timeout_s} s, only {self.deeds[-20:]}")

    def _note(self, what: str, with_what: object) -> None:
        with self._came:
            self.deeds.append((what, with_what))
            self._came.notify_all()
