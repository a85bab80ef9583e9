"""The screens of this desktop, and where on them a point of 0..1 lies."""

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from kinesics import PluginError


class Spot(NamedTuple):
    """A pixel."""

    x: int
    y: int


class Screen(NamedTuple):
    """One screen, in the pixels of the desktop."""

    left: int
    top: int
    width: int
    height: int

    @property
    def last(self) -> Spot:
        """The pixel at the bottom right."""
        return Spot(self.left + self.width - 1, self.top + self.height - 1)

    def nearest(self, spot: Spot) -> Spot:
        """The pixel of this screen that is closest."""
        last = self.last
        return Spot(min(max(spot.x, self.left), last.x), min(max(spot.y, self.top), last.y))


class NoScreen(PluginError, ValueError):
    """The config names a screen that is not there."""


def chosen(screens: Sequence[Screen], number: int) -> tuple[Screen, ...]:
    """All screens, or the one that the config counts from 1."""
    if number == 0:
        return tuple(screens)
    if number > len(screens):
        sizes = ", ".join(f"{one.width}x{one.height}" for one in screens)
        raise NoScreen(
            f"screen = {number}, but there are {len(screens)} ({sizes}); 0 means all of them"
        )
    return (screens[number - 1],)


def around(screens: Sequence[Screen]) -> Screen:
    """The smallest rectangle that holds all of them."""
    left = min(one.left for one in screens)
    top = min(one.top for one in screens)
    right = max(one.left + one.width for one in screens)
    bottom = max(one.top + one.height for one in screens)
    return Screen(left, top, right - left, bottom - top)


def spot_at(
    screens: Sequence[Screen], area: tuple[float, float, float, float], x: float, y: float
) -> Spot:
    """The pixel for x, y in 0..1; between screens of unequal size, the nearest one that is seen."""
    left, top, right, bottom = area
    whole = around(screens)
    spot = Spot(
        whole.left + round((left + _share(x) * (right - left)) * (whole.width - 1)),
        whole.top + round((top + _share(y) * (bottom - top)) * (whole.height - 1)),
    )
    seen = [screen.nearest(spot) for screen in screens]
    return min(seen, key=lambda one: (one.x - spot.x) ** 2 + (one.y - spot.y) ** 2)


def find_screens() -> tuple[Screen, ...]:
    """The screens of Windows or a Mac, the main one first where it says so."""
    return _of_windows() if sys.platform == "win32" else _of_mac()


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _of_windows() -> tuple[Screen, ...]:
    if sys.platform != "win32":
        return ()
    import ctypes
    from ctypes import wintypes

    found: list[Screen] = []
    kind = ctypes.WINFUNCTYPE(
        wintypes.BOOL,
        *(wintypes.HMONITOR, wintypes.HDC, ctypes.POINTER(wintypes.RECT), wintypes.LPARAM),
    )

    def note(_monitor: object, _context: object, place: Any, _data: object) -> bool:
        box = place.contents
        found.append(Screen(box.left, box.top, box.right - box.left, box.bottom - box.top))
        return True

    ctypes.windll.user32.EnumDisplayMonitors(None, None, kind(note), 0)
    # The main screen is the one that begins at 0, 0.
    return tuple(sorted(found, key=lambda one: (one.left, one.top) != (0, 0)))


def _of_mac() -> tuple[Screen, ...]:
    import importlib

    # Comes with pynput on a Mac, and has no types.
    quartz: Any = importlib.import_module("Quartz")
    _, displays, _ = quartz.CGGetActiveDisplayList(16, None, None)
    boxes = [quartz.CGDisplayBounds(one) for one in displays]
    return tuple(
        Screen(int(box.origin.x), int(box.origin.y), int(box.size.width), int(box.size.height))
        for box in boxes
    )
