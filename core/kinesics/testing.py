"""For authors of plugins and bridges: play events to a plugin with no thread, camera or body."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kinesics.body import Body
from kinesics.bus import Bus
from kinesics.clock import Clock
from kinesics.envelope import Envelope
from kinesics.events import Event
from kinesics.plugin import Plugin, PluginConfig
from kinesics.wire import Hello
from kinesics.worker import Worker

__all__ = ["Collector", "FakeBody", "FakeClock", "Script", "play"]


class FakeClock:
    """Time that passes only when somebody sleeps, or a test moves it."""

    def __init__(self, now: float = 0.0) -> None:
        self._now = now

    def __call__(self) -> float:
        return self._now

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += max(0.0, seconds)


class Collector:
    """An inbox that keeps everything."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self._came = threading.Condition()

    @property
    def events(self) -> list[Event]:
        return [envelope.event for envelope in self.envelopes]

    def put(self, envelope: Envelope) -> None:
        with self._came:
            self.envelopes.append(envelope)
            self._came.notify_all()

    def wait_for(
        self, enough: Callable[[list[Event]], bool], timeout_s: float = 5.0
    ) -> list[Event]:
        """Wait until `enough` is content with what came; raises TimeoutError."""
        with self._came:
            if not self._came.wait_for(lambda: enough(self.events), timeout_s):
                raise TimeoutError(f"only {self.events} came within {timeout_s} s")
            return self.events


def play(
    plugin: Plugin[PluginConfig],
    *events: Event,
    clock: Clock | None = None,
    most: int = 1000,
) -> list[Event]:
    """Open `plugin`, hand it `events`, close it; returns what it published, in order.

    With no events, a source plays its own `events()`: to the end, or `most` of them.
    What the plugin raises comes out of here.
    """
    clock = clock or FakeClock()
    bus, heard = Bus(clock.now), Collector()
    bus.subscribe(Event, heard)
    worker = Worker(type(plugin).__name__, plugin, bus, lambda _: None)
    plugin.clock = clock
    plugin.open()
    try:
        if not events and plugin.is_source():
            _play_source(worker, most)
        for event in events:
            envelope = bus.publish(event)
            # By identity: events that hold arrays cannot be compared.
            heard.envelopes = [one for one in heard.envelopes if one is not envelope]
            worker.handle(envelope)
            if worker.error is not None:
                raise worker.error
    finally:
        plugin.close()
    return heard.events


def _play_source(worker: Worker, most: int) -> None:
    source = worker.plugin.events()
    for count, one in enumerate(source, start=1):
        worker.publish_own(one)
        if count == most:
            break


class ScriptConfig(PluginConfig):
    """A script has no settings."""


class Script(Plugin[ScriptConfig]):
    """A source that yields the given events at the given seconds after it is opened."""

    def __init__(self, steps: Iterable[tuple[float, Event]]) -> None:
        super().__init__(ScriptConfig())
        self._steps = sorted(steps, key=lambda step: step[0])

    def events(self) -> Iterator[Event]:
        began = self.clock.now()
        for at_s, event in self._steps:
            self.clock.sleep(began + at_s - self.clock.now())
            yield event


class FakeBody:
    """A body on a TCP port of this machine that keeps every command it is sent.

    It listens from the moment it is made; `close` it, or use it in a `with`.
    """

    def __init__(
        self,
        commands: Iterable[str] = (),
        expressions: Iterable[str] = (),
        name: str = "fake",
        token: str = "",
    ) -> None:
        self.commands: list[dict[str, Any]] = []
        """Each as it came, with `command` and `data`."""
        self._came = threading.Condition()
        hello = Hello(
            name=name, kind="avatar", commands=tuple(commands), expressions=tuple(expressions)
        )
        self._body = Body(self._keep, hello, token=token)
        self._body.open()

    @property
    def port(self) -> int:
        return self._body.port

    @property
    def batches(self) -> int:
        """Batches that were applied."""
        return self._body.desk.batches

    @property
    def hellos(self) -> int:
        """How often somebody said hello."""
        return self._body.desk.hellos

    def wait_for(self, count: int, timeout_s: float = 5.0) -> list[dict[str, Any]]:
        """Wait until at least `count` commands have come; raises TimeoutError."""
        with self._came:
            if not self._came.wait_for(lambda: len(self.commands) >= count, timeout_s):
                raise TimeoutError(f"{len(self.commands)} of {count} commands in {timeout_s} s")
            return list(self.commands)

    def hang_up(self) -> None:
        """Close the line under the one who talks; the port stays open."""
        self._body.hang_up()

    def close(self) -> None:
        self._body.close()

    def __enter__(self) -> "FakeBody":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _keep(self, command: str, data: Mapping[str, Any]) -> None:
        with self._came:
            self.commands.append({"command": command, "data": dict(data)})
            self._came.notify_all()
