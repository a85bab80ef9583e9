"""A client of an X server that reads what is typed, and its user's own hand on the keyboard."""

import importlib
import shutil
import subprocess
from typing import Any, Self

from Xlib import X

from waiting import wait_until

SETXKBMAP = shutil.which("setxkbmap")
"""Xvfb does not come without it."""

display: Any = importlib.import_module("Xlib.display")  # its types know less than it can do


class Reader:
    """Has the focus; looks up what is on a key when it reads that the key was pressed."""

    def __init__(self, name: str) -> None:
        self.name = name

        self.display: Any = display.Display(name)
        root = self.display.screen().root
        mask = X.KeyPressMask | X.ButtonPressMask | X.StructureNotifyMask
        self.window: Any = root.create_window(
            *(0, 0, 800, 600, 0, X.CopyFromParent), event_mask=mask
        )
        self.window.map()
        while self.display.next_event().type != X.MapNotify:
            continue
        self.display.set_input_focus(self.window, X.RevertToParent, X.CurrentTime)
        self.display.sync()
        self.symbols: list[int] = []
        self.states: list[int] = []
        self.buttons: list[int] = []
        self.times_ms: list[int] = []
        """When each key was pressed, by the server's clock."""
        self.changed_after: list[int] = []
        """How many keys had been pressed each time that something else was put on the keys."""
        self._rows = self.rows()

    @property
    def text(self) -> str:
        """What the keys wrote so far."""
        return "".join(map(_character, self.symbols))

    def rows(self) -> list[tuple[int, ...]]:
        """What is on all keys now."""
        return self.display.get_keyboard_mapping(8, 248)

    def key(self, symbol: int) -> int:
        """The key that has this without anything held."""
        return 8 + next(code for code, row in enumerate(self.rows()) if row[0] == symbol)

    def hold(self, code: int) -> None:
        """Press a key, as its user does."""
        self.display.xtest_fake_input(X.KeyPress, code)
        self.display.sync()

    def let_go(self, code: int) -> None:
        self.display.xtest_fake_input(X.KeyRelease, code)
        self.display.sync()

    def tap(self, code: int) -> None:
        self.hold(code)
        self.let_go(code)

    def mask(self) -> int:
        """The modifiers and the layout that are in use now."""
        return self.display.screen().root.query_pointer().mask

    def use_layout(self, *names: str) -> None:
        """Another keyboard, such as `de`."""
        subprocess.run(
            [str(SETXKBMAP), "-display", self.name, *names], check=True, stderr=subprocess.DEVNULL
        )

    def look(self) -> None:
        """Read what came."""
        while self.display.pending_events():
            event = self.display.next_event()
            if event.type == X.MappingNotify:
                self._rows = self.rows()
                self.changed_after.append(len(self.symbols))
            elif event.type == X.ButtonPress:
                self.buttons.append(event.detail)
            elif event.type == X.KeyPress:
                self.symbols.append(self._symbol(event.detail, event.state))
                self.states.append(event.state)
                self.times_ms.append(event.time)

    def wait_for(self, text: str) -> None:
        """Wait until this is all that was typed since the last time."""

        def is_there() -> bool:
            self.look()
            return len(self.text) >= len(text)

        try:
            wait_until(is_there)
        finally:
            was = self.text
            self.forget()
        assert was == text, was

    def wait_for_keys(self, *symbols: int) -> None:
        """Wait until these are all the keys that were pressed; their states are in `states`."""

        def are_there() -> bool:
            self.look()
            return len(self.symbols) >= len(symbols)

        wait_until(are_there)
        assert self.symbols == list(symbols), [hex(symbol) for symbol in self.symbols]
        self.symbols.clear()

    def forget(self) -> None:
        self.look()
        self.symbols.clear()
        self.states.clear()
        self.times_ms.clear()
        self.buttons.clear()
        self.changed_after.clear()

    def _symbol(self, code: int, state: int) -> int:
        row = self._rows[code - 8]
        shift = 1 if state & X.ShiftMask else 0
        # To a client that knows as little of keyboards as this one, the second layout looks like
        # alt_gr.
        second = self.mask() >> 13 & 3
        column = shift + (2 if second else 4 if state & X.Mod5Mask else 0)
        symbol = row[column] or row[shift] or row[0]
        # Caps lock makes capitals of whatever has one.
        if state & X.LockMask and (character := _character(symbol)):
            upper = character.swapcase() if shift else character.upper()
            return ord(upper) if len(upper) == 1 and ord(upper) <= 0xFF else symbol
        return symbol

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.display.close()


def _character(symbol: int) -> str:
    if 0x20 <= symbol <= 0xFF:
        return chr(symbol)
    if symbol >> 24 == 1:
        return chr(symbol & 0xFFFFFF)
    # Cyrillic letters and the euro are older than Unicode.
    if symbol >> 8 == 0x6:
        return bytes([symbol & 0xFF]).decode("koi8_r")
    return "\u20ac" if symbol == 0x20AC else ""
