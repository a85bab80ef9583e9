"""The meters in the hall: how long one event took, and `measure` for a part inside a plugin."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Literal

import msgspec

Outcome = Literal["ok", "failed", "timeout", "cut"]


class Span(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True):
    """One event handled by one plugin.  Times are seconds on the monotonic clock."""

    plugin: str
    event: str
    by: str
    number: int
    cause: int
    turn: int
    since: float
    put_at: float
    began: float
    ended: float
    cpu: float
    """CPU time of the thread; much less than `wall`, it waited or was starved."""
    outcome: Outcome

    @property
    def waited(self) -> float:
        """From the moment it was put into the inbox to the start of its handler."""
        return self.began - self.put_at

    @property
    def wall(self) -> float:
        return self.ended - self.began


class Part(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True):
    """One run of a part inside a plugin, marked with `measure`."""

    plugin: str
    name: str
    began: float
    ended: float


class Figure(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=True):
    """A number that a plugin tells about itself, such as the hit rate of a cache."""

    plugin: str
    name: str
    value: float
    at: float


Measured = Span | Part | Figure

Watch = Callable[[Measured], None]
"""Takes what was measured and returns at once; any thread may call it."""


class _Here(threading.local):
    plugin: str = ""
    watch: Watch | None = None


_here = _Here()


def attach(plugin: str, watch: Watch) -> None:
    """From now on `measure` on this thread reports for `plugin`."""
    _here.plugin = plugin
    _here.watch = watch


class Meters:
    """What a plugin reports through; any thread may use it.  A stranger to a house has none."""

    def __init__(self, plugin: str = "", watch: Watch | None = None) -> None:
        self._plugin = plugin
        self._watch = watch

    def took(self, name: str, began: float, ended: float) -> None:
        """A part of the plugin ran from then to then, by the monotonic clock."""
        if self._watch is not None:
            self._watch(Part(self._plugin, name, began, ended))

    def figure(self, name: str, value: float) -> None:
        """A number that the plugin is asked for; the newest one counts."""
        if self._watch is not None:
            self._watch(Figure(self._plugin, name, value, time.monotonic()))


def meters_here() -> Meters:
    """The meters of the plugin whose thread this is, for threads of its own."""
    return Meters(_here.plugin, _here.watch)


def figure(name: str, value: float) -> None:
    """Tell the monitor a number about this plugin: the newest hit rate, frame rate, queue."""
    if _here.watch is not None:
        _here.watch(Figure(_here.plugin, name, value, time.monotonic()))


class measure(contextlib.ContextDecorator):  # noqa: N801  (reads as a verb where it is used)
    """Time a part of a plugin: `with measure("decode"):`, or `@measure("decode")`.

    Outside a running house it does nothing.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._began = 0.0

    def _recreate_cm(self) -> "measure":
        return measure(self._name)

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        if _here.watch is not None:
            _here.watch(Part(_here.plugin, self._name, self._began, time.monotonic()))
