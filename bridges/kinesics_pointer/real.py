"""This machine's pointer and keyboard, by pynput."""

import importlib
import logging
import os
import sys
from collections.abc import Mapping
from typing import Any

from kinesics import MissingPart, PluginError
from kinesics_pointer.desktop import Button
from kinesics_pointer.screens import Screen, Spot, find_screens

log = logging.getLogger(__name__)

REMEDY = "or set dry_run = true to see what would be done"


class NoDesktop(PluginError, RuntimeError):
    """There is no desktop whose pointer could be moved."""


class RealDesktop:
    """The pointer and the keyboard of the one who sits here."""

    def __init__(self) -> None:
        _need_display()
        mouse, keyboard = _pynput()
        self._buttons: Any = mouse.Button  # pynput has no types
        self._codes: Any = keyboard.KeyCode
        self._keys: Any = keyboard.Key
        self._mouse: Any = mouse.Controller()
        self._keyboard: Any = keyboard.Controller()
        self._screens = find_screens()
        if not self._screens:
            raise NoDesktop(f"no screen is switched on; plug one in, {REMEDY}")

    @property
    def screens(self) -> tuple[Screen, ...]:
        return self._screens

    def position(self) -> Spot:
        x, y = self._mouse.position
        return Spot(int(x), int(y))

    def move(self, spot: Spot) -> None:
        self._mouse.position = tuple(spot)

    def press(self, button: Button) -> None:
        self._mouse.press(self._buttons[button])

    def release(self, button: Button) -> None:
        self._mouse.release(self._buttons[button])

    def scroll(self, lines: int) -> None:
        self._mouse.scroll(0, lines)

    def key_down(self, key: str) -> None:
        self._keyboard.press(self._code(key))

    def key_up(self, key: str) -> None:
        self._keyboard.release(self._code(key))

    def write(self, text: str) -> None:
        for character in text:
            try:
                self._write(character)
            except (self._keyboard.InvalidCharacterException, self._keyboard.InvalidKeyException):
                name = f"U+{ord(character):04X}"
                raise ValueError(
                    f"this keyboard cannot write {name}; the rest is left out"
                ) from None

    def _write(self, character: str) -> None:
        code, shifted = self._on_x(character)
        if code is None:
            self._keyboard.type(character)
        elif shifted:
            with self._keyboard.pressed(self._keys.shift):
                self._keyboard.tap(code)
        else:
            self._keyboard.tap(code)

    def close(self) -> None:
        """Let go of the display; pynput does so when nobody holds it."""
        self._mouse = self._keyboard = None

    def _code(self, key: str) -> Any:
        if len(key) > 1:
            named = getattr(self._keys, key, None)
            if named is None:
                raise ValueError(f"this system has no key {key!r}")
            return named
        code, _ = self._on_x(key)
        return self._codes.from_char(key) if code is None else code

    def _on_x(self, character: str) -> tuple[Any, bool]:
        """The key of an X keyboard that writes this, and whether with shift.

        By itself pynput sends such a key past the keyboard, as an event that says it is not
        real, and terminals ignore those.
        """
        mapping: Mapping[int, tuple[int, int]] = getattr(self._keyboard, "keyboard_mapping", {})
        # Latin-1 has the same numbers on X.
        _, shifted = mapping.get(ord(character), (0, -1))
        if ord(character) > 0xFF or shifted not in (0, 1):
            return None, False
        return self._codes.from_vk(ord(character)), shifted == 1


def _pynput() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pynput.mouse"), importlib.import_module("pynput.keyboard")
    except ModuleNotFoundError as error:
        raise MissingPart(
            f"the pointer needs the library {error.name!r}, which is not installed:"
            f' pip install "kinesics[pointer]", {REMEDY}'
        ) from error
    except ImportError as error:
        # pynput opens the display when it is imported, and says so in this way if it cannot.
        raise NoDesktop(
            f"the display {os.environ.get('DISPLAY', '')} cannot be opened ({error.args[0]});"
            f" see whether DISPLAY names an X server that lets you in, {REMEDY}"
        ) from error


def _need_display() -> None:
    if sys.platform in ("win32", "darwin"):
        return
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if not os.environ.get("DISPLAY"):
        if wayland:
            raise NoDesktop(
                "this desktop speaks Wayland only, which lets no program move its pointer;"
                f" log in to a session that is called Xorg or X11, {REMEDY}"
            )
        raise NoDesktop(
            "there is no display: DISPLAY is not set; start this from within a desktop,"
            f" set DISPLAY (such as :0), {REMEDY}"
        )
    if wayland:
        log.warning(
            "pointer: this desktop speaks Wayland; only windows of X programs will notice the"
            " pointer, and the fail-safe corner only works over them: log in to an X11 session"
        )
