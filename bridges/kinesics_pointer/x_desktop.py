"""The pointer and the keyboard of an X11 desktop, by its extension XTEST."""

from Xlib import X
from Xlib.display import Display

from kinesics_pointer.desktop import Button
from kinesics_pointer.screens import Screen, Spot
from kinesics_pointer.x_keyboard import XKeyboard
from kinesics_pointer.x_line import DisplayGone, DisplayRefused, XLine, screens_of
from kinesics_pointer.x_spare_keys import Pauses

BUTTONS: dict[Button, int] = {"left": 1, "middle": 2, "right": 3}
WHEEL_UP, WHEEL_DOWN = 4, 5


class XDesktop:
    """A line of its own to the X server; not safe for threads, the bridge holds a lock around it.

    DisplayGone as soon as the server has ended.
    """

    def __init__(self, pauses: Pauses | None = None) -> None:
        """`pauses` are how long programs have to look up what is on borrowed keys."""
        self._line = XLine()
        self._pressed: dict[Button, int] = {}
        try:
            with self._line.asked() as display:
                self._screens = screens_of(display)
                self._keyboard = XKeyboard(display, pauses or Pauses())
        except (DisplayGone, DisplayRefused):
            self._line.close()
            raise

    @property
    def screens(self) -> tuple[Screen, ...]:
        return self._screens

    def position(self) -> Spot:
        with self._line.asked() as display:
            place = display.screen().root.query_pointer()
            return Spot(place.root_x, place.root_y)

    def move(self, spot: Spot) -> None:
        with self._line.asked() as display:
            display.xtest_fake_input(X.MotionNotify, x=spot.x, y=spot.y)
            display.flush()

    def press(self, button: Button) -> None:
        with self._line.asked() as display:
            self._pressed[button] = number = _physical(display, BUTTONS[button])
            display.xtest_fake_input(X.ButtonPress, number)
            display.flush()

    def release(self, button: Button) -> None:
        number = self._pressed.pop(button, BUTTONS[button])
        if self._line.is_gone:
            # Nothing is held any more where nothing is.
            return
        with self._line.asked() as display:
            display.xtest_fake_input(X.ButtonRelease, number)
            display.flush()

    def scroll(self, lines: int) -> None:
        with self._line.asked() as display:
            for _ in range(abs(lines)):
                wheel = WHEEL_UP if lines > 0 else WHEEL_DOWN
                display.xtest_fake_input(X.ButtonPress, wheel)
                display.xtest_fake_input(X.ButtonRelease, wheel)
            display.flush()

    def key_down(self, key: str) -> None:
        with self._line.asked():
            self._keyboard.down(key)

    def key_up(self, key: str) -> None:
        if not self._line.is_gone:
            with self._line.asked():
                self._keyboard.up(key)

    def write(self, text: str) -> None:
        with self._line.asked():
            self._keyboard.write(text)

    def close(self) -> None:
        try:
            if not self._line.is_gone:
                with self._line.asked():
                    self._keyboard.give_back()
        except DisplayGone:
            # What was borrowed went with it.
            return
        finally:
            self._line.close()


def _physical(display: Display, number: int) -> int:
    """The button of the mouse that counts as this one; left-handed people swap them."""
    buttons = display.get_pointer_mapping()
    return buttons.index(number) + 1 if number in buttons else number
