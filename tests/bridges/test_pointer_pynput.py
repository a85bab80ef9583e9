"""What is asked of pynput on Windows and macOS; the library itself is not run here."""

import enum
import sys

import pytest

from kinesics import MissingPart
from kinesics_pointer.no_desktop import NoDesktop
from kinesics_pointer.pynput_desktop import Pynput, PynputDesktop
from kinesics_pointer.screens import Screen, Spot

SCREENS = (Screen(0, 0, 800, 600),)


class Buttons(enum.Enum):
    left = 1
    middle = 2
    right = 3


class Keys(enum.Enum):
    """Of a Mac: it has no insert."""

    ctrl = "ctrl"
    enter = "enter"


class Refused(Exception):
    """A character that is on no key."""


class FakePynput:
    """Both modules, the mouse and the keyboard: notes what it is told."""

    Button: type[object] = Buttons
    Key: type[object] = Keys
    InvalidCharacterException: type[Exception] = Refused
    InvalidKeyException: type[Exception] = Refused

    def __init__(self) -> None:
        self.position: tuple[float, float] = (3.7, 4.2)
        self.told: list[tuple[object, ...]] = []

    def mouse(self) -> "FakePynput":
        return self

    def keyboard(self) -> "FakePynput":
        return self

    def press(self, what: object) -> None:
        self.told.append(("press", what))

    def release(self, what: object) -> None:
        self.told.append(("release", what))

    def scroll(self, dx: int, dy: int) -> None:
        self.told.append(("scroll", dx, dy))

    def type(self, string: str) -> None:
        if string == "\u6f22":
            raise Refused(string)
        self.told.append(("type", string))


def test_each_deed_is_asked_of_the_library() -> None:
    library = FakePynput()
    desktop = PynputDesktop(library, SCREENS)
    desktop.press("right")
    desktop.release("middle")
    desktop.scroll(-2)
    desktop.key_down("ctrl")
    desktop.key_down("c")
    desktop.key_up("c")
    desktop.write("h\u00e9")
    desktop.close()
    assert library.told == [
        *[("press", Buttons.right), ("release", Buttons.middle), ("scroll", 0, -2)],
        *[("press", Keys.ctrl), ("press", "c"), ("release", "c")],
        *[("type", "h"), ("type", "\u00e9")],
    ]


def test_the_pointer_is_on_a_whole_pixel_and_goes_where_it_is_sent() -> None:
    library = FakePynput()
    desktop = PynputDesktop(library, SCREENS)
    assert desktop.position() == Spot(3, 4)
    desktop.move(Spot(7, 9))
    assert library.position == (7, 9)


def test_what_cannot_be_written_ends_the_text() -> None:
    library = FakePynput()
    with pytest.raises(ValueError, match=r"cannot write U\+6F22; the rest is left out"):
        PynputDesktop(library, SCREENS).write("a\u6f22b")
    assert library.told == [("type", "a")]


def test_a_key_that_the_system_lacks_is_named() -> None:
    with pytest.raises(ValueError, match="no key 'insert'"):
        PynputDesktop(FakePynput(), SCREENS).key_down("insert")


def test_a_desktop_without_a_screen_is_none() -> None:
    with pytest.raises(NoDesktop, match="no screen is switched on"):
        PynputDesktop(FakePynput(), ())


def test_without_the_library_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynput", None)
    monkeypatch.delitem(sys.modules, "pynput.mouse", raising=False)
    with pytest.raises(MissingPart, match=r'pip install "kinesics\[pointer\]"'):
        Pynput()
