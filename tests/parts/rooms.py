"""A plugin in a room on a bus, for the tests."""

import time
from collections.abc import Callable

from kinesics import Alert, Event, Plugin, PluginConfig, Stopped
from kinesics.bus import Bus
from kinesics.monitor.span import Measured
from kinesics.room import Room
from kinesics.testing import Collector
from lodgers import Answer, Ask


class Home:
    """A plugin in a room on a bus, with everything that comes out of it."""

    def __init__(self, plugin: Plugin[PluginConfig], *, wait: bool = True) -> None:
        self.bus = Bus()
        self.heard = Collector()
        self.bus.subscribe(Event, self.heard)
        self.spans: list[Measured] = []
        self.room = Room("it", plugin, self.bus, self.spans.append)
        self.room.restarts._first_delay_s = 0.01  # pyright: ignore[reportPrivateUsage]  (to be quick)
        for handler in plugin.handlers:
            self.bus.subscribe(handler.event, self.room)
        self.room.start()
        if wait:
            assert self.room.opened.wait(20)

    def ask(self, what: str) -> str:
        """Ask, and wait for the answer."""
        before = len(self.answers())
        self.bus.publish(Ask(what))
        self.heard.wait_for(lambda _: len(self.answers()) > before, timeout_s=20)
        return self.answers()[-1].what

    def answers(self) -> list[Answer]:
        return [event for event in self.heard.events if isinstance(event, Answer)]

    def all_of(self, kind: type[Alert | Stopped]) -> list[Alert | Stopped]:
        return [event for event in self.heard.events if isinstance(event, kind)]

    def alerts(self) -> list[str]:
        return [event.text for event in self.heard.events if isinstance(event, Alert)]

    def close(self) -> None:
        self.room.ask_to_stop()
        assert self.room.join(time.monotonic() + 5)


OpenHome = Callable[[Plugin[PluginConfig]], Home]
