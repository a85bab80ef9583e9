"""The seams of the house, for those who only watch: recorders, dashboards, traces.

Not the way of the data: events go over the bus.  A listener is any object with methods of these
names marked `@listen`; it is handed to `Runtime` and called on the house's own thread.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import cast

import pluggy

from kinesics.monitor.span import Measured

log = logging.getLogger(__name__)

PROJECT = "kinesics"

specify = pluggy.HookspecMarker(PROJECT)
listen = pluggy.HookimplMarker(PROJECT)


class Seams:
    """What a listener may implement."""

    @specify
    def started(self, plugin: str) -> None:
        """A plugin is open and takes events."""

    @specify
    def handled(self, measured: Sequence[Measured]) -> None:
        """What was measured since the last call, about ten times a second."""

    @specify
    def stopped(self, plugin: str, why: str) -> None:
        """A plugin was closed; `why` is empty if somebody wanted it."""


class Hooks:
    """Calls the listeners; one that fails is logged and hurts nobody, not even the next one."""

    def __init__(self, listeners: Iterable[object] = ()) -> None:
        self._seams = [_seams_of(listener) for listener in listeners]

    def started(self, plugin: str) -> None:
        for seams in self._seams:
            try:
                seams.started(plugin=plugin)
            except Exception:
                log.exception("a listener failed on the start of %s", plugin)

    def handled(self, measured: Sequence[Measured]) -> None:
        for seams in self._seams:
            try:
                seams.handled(measured=measured)
            except Exception:
                log.exception("a listener failed on %d spans", len(measured))

    def stopped(self, plugin: str, why: str = "") -> None:
        for seams in self._seams:
            try:
                seams.stopped(plugin=plugin, why=why)
            except Exception:
                log.exception("a listener failed on the end of %s", plugin)


def _seams_of(listener: object) -> Seams:
    """What to call for one listener; refuses one that implements what is no seam."""
    plugins = pluggy.PluginManager(PROJECT)
    plugins.add_hookspecs(Seams)
    plugins.register(listener)
    plugins.check_pending()
    return cast("Seams", plugins.hook)  # has the methods of its specification
