"""The pointer and the keyboard of Windows and macOS, by pynput; it was not run there yet."""

import importlib
from typing import Protocol, cast

from kinesics_pointer.desktop import Button
from kinesics_pointer.no_desktop import REMEDY, NoDesktop, missing
from kinesics_pointer.screens import Screen, Spot, find_screens


class Mouse(Protocol):
    """What we use of pynput's mouse."""

    position: tuple[float, float]

    def press(self, button: object, /) -> None: ...

    def release(self, button: object, /) -> None: ...

    def scroll(self, dx: int, dy: int, /) -> None: ...


class Keyboard(Protocol):
    """What we use of pynput's keyboard."""

    InvalidCharacterException: type[Exception]
    InvalidKeyException: type[Exception]

    def press(self, key: object, /) -> None: ...

    def release(self, key: object, /) -> None: ...

    def type(self, string: str, /) -> None: ...


class Library(Protocol):
    """What we use of the library: the two above, and how it names what is on them."""

    Button: type[object]
    Key: type[object]

    def mouse(self) -> Mouse: ...

    def keyboard(self) -> Keyboard: ...


class Pynput:
    """The library itself; it reaches for the desktop as soon as it is imported."""

    def __init__(self) -> None:
        try:
            mouse = importlib.import_module("pynput.mouse")
            keyboard = importlib.import_module("pynput.keyboard")
        except ModuleNotFoundError as error:
            raise missing(error) from error
        self.Button: type[object] = mouse.Button
        self.Key: type[object] = keyboard.Key
        self._makers = mouse.Controller, keyboard.Controller

    def mouse(self) -> Mouse:
        # pynput has no types.
        return cast("Mouse", self._makers[0]())

    def keyboard(self) -> Keyboard:
        return cast("Keyboard", self._makers[1]())


class PynputDesktop:
    """The desktop of the one who sits here; `library` and `screens` take the place of the real."""

    def __init__(
        self, library: Library | None = None, screens: tuple[Screen, ...] | None = None
    ) -> None:
        library = library or Pynput()
        self._buttons, self._keys = library.Button, library.Key
        self._mouse, self._keyboard = library.mouse(), library.keyboard()
        self._screens = find_screens() if screens is None else screens
        if not self._screens:
            raise NoDesktop(f"no screen is switched on; plug one in, {REMEDY}")

    @property
    def screens(self) -> tuple[Screen, ...]:
        return self._screens

    def position(self) -> Spot:
        x, y = self._mouse.position
        return Spot(int(x), int(y))

    def move(self, spot: Spot) -> None:
        self._mouse.position = (spot.x, spot.y)

    def press(self, button: Button) -> None:
        self._mouse.press(getattr(self._buttons, button))

    def release(self, button: Button) -> None:
        self._mouse.release(getattr(self._buttons, button))

    def scroll(self, lines: int) -> None:
        self._mouse.scroll(0, lines)

    def key_down(self, key: str) -> None:
        self._keyboard.press(self._key(key))

    def key_up(self, key: str) -> None:
        self._keyboard.release(self._key(key))

    def write(self, text: str) -> None:
        wrong = self._keyboard.InvalidCharacterException, self._keyboard.InvalidKeyException
        for character in text:
            try:
                self._keyboard.type(character)
            except wrong:
                name = f"U+{ord(character):04X}"
                raise ValueError(
                    f"this keyboard cannot write {name}; the rest is left out"
                ) from None

    def close(self) -> None:
        """There is nothing to give back."""

    def _key(self, key: str) -> object:
        if len(key) == 1:
            return key
        named: object = getattr(self._keys, key, None)
        if named is None:
            raise ValueError(f"this system has no key {key!r}")
        return named
