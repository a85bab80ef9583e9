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


Watch = Callable[[Span | Part], None]
"""Takes what was measured and returns at once; any thread may call it."""


class _Here(threading.local):
    plugin: str = ""
    watch: Watch | None = None


_here = _Here()


def attach(plugin: str, watch: Watch) -> None:
    """From now on `measure` on this thread reports for `plugin`."""
    _here.plugin = plugin
    _here.watch = watch


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
