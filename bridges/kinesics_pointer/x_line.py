"""A line of our own to the X server, and what goes wrong with it in words of our own."""

import contextlib
import logging
import os
from collections.abc import Generator

from Xlib import error
from Xlib.display import Display

from kinesics import PluginError
from kinesics_pointer.no_desktop import REMEDY, NoDesktop
from kinesics_pointer.screens import Screen

log = logging.getLogger(__name__)

NOT_OPENED = error.DisplayError, error.ConnectionClosedError, error.XauthError


class DisplayGone(PluginError, ConnectionError):
    """The X server has ended, or has hung up."""


class DisplayRefused(PluginError, RuntimeError):
    """The X server did not do what it was asked for."""


class XLine:
    """Not safe for threads; the bridge holds a lock around it."""

    def __init__(self) -> None:
        self.name = _needed_display()
        self.is_gone = False
        self._display = _connected(self.name)
        self._display.set_error_handler(self._note)
        # Xlib puts those of RandR in the place of some common errors, and stumbles over them.
        self._display.display.error_classes.update(error.xerror_class)
        self._told: set[str] = set()
        with self.asked() as display:
            if display.has_extension("XTEST"):
                return
        self.close()
        raise NoDesktop(
            f"the X server {self.name} lacks the extension XTEST, without which no program can"
            f" move its pointer; switch it on there, {REMEDY}"
        )

    @contextlib.contextmanager
    def asked(self) -> Generator[Display]:
        """The display; what Xlib raises meanwhile becomes an error of ours."""
        try:
            yield self._display
        except error.ConnectionClosedError:
            self.is_gone = True
            raise DisplayGone(
                f"the X server {self.name} has hung up; log in again and start this anew"
            ) from None
        except error.XError as refusal:
            raise DisplayRefused(
                f"the X server {self.name} answered {type(refusal).__name__};"
                " see whether the desktop still works, then start this anew"
            ) from None

    def close(self) -> None:
        with contextlib.suppress(error.ConnectionClosedError):
            self._display.close()

    def _note(self, refusal: error.XError, _request: object) -> None:
        # It comes some time after the deed, when nobody waits for it any more.
        if (kind := type(refusal).__name__) not in self._told:
            self._told.add(kind)
            log.warning("pointer: the X server %s answered %s", self.name, kind)


def screens_of(display: Display) -> tuple[Screen, ...]:
    """The monitors, the main one first, or the whole where the server names none."""
    whole = display.screen()
    try:
        monitors = list(whole.root.xrandr_get_monitors().monitors)
    except (AttributeError, error.XError):
        # A server without RandR 1.5 is one screen to us.
        monitors = []
    monitors.sort(key=lambda one: -one.primary)
    found = tuple(
        Screen(one.x, one.y, one.width_in_pixels, one.height_in_pixels) for one in monitors
    )
    return found or (Screen(0, 0, whole.width_in_pixels, whole.height_in_pixels),)


def _connected(name: str) -> Display:
    try:
        return Display(name)
    except error.DisplayConnectionError as refusal:
        # The server's own words come as they are on the wire.
        said = refusal.msg
        why = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    # A display whose number is too high for a port overflows.
    except (*NOT_OPENED, OverflowError) as refusal:
        why = str(refusal)
    raise NoDesktop(
        f"the display {name} cannot be opened ({why});"
        f" see whether DISPLAY names an X server that lets you in, {REMEDY}"
    )


def _needed_display() -> str:
    """The name of the display; NoDesktop if there is none that could be used."""
    wayland, name = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if not name:
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
    return name
