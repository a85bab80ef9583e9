"""For authors of plugins and bridges: play events to a plugin with no thread, camera or body."""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kinesics.bus import Bus
from kinesics.clock import Clock
from kinesics.envelope import Envelope
from kinesics.events import Event
from kinesics.plugin import Plugin, PluginConfig
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

    Speaks newline JSON: says hello, takes single commands and numbered batches, acknowledges
    them, and ignores a number that it has seen.
    """

    def __init__(
        self, commands: Iterable[str] = (), expressions: Iterable[str] = (), name: str = "fake"
    ) -> None:
        self.commands: list[dict[str, Any]] = []
        self.batches = 0
        self.hellos = 0
        self._hello = {
            "type": "hello",
            "name": name,
            "kind": "avatar",
            "protocol": 1,
            "commands": list(commands),
            "expressions": list(expressions),
        }
        self._last_seq = -1
        self._closed = False
        self._line: socket.socket | None = None
        self._came = threading.Condition()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, name="fake body", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.getsockname()[1]

    def wait_for(self, count: int, timeout_s: float = 5.0) -> list[dict[str, Any]]:
        """Wait until at least `count` commands have come; raises TimeoutError."""
        with self._came:
            if not self._came.wait_for(lambda: len(self.commands) >= count, timeout_s):
                raise TimeoutError(f"{len(self.commands)} of {count} commands in {timeout_s} s")
            return list(self.commands)

    def hang_up(self) -> None:
        """Close the line under the one who talks; the port stays open."""
        if self._line is not None:
            self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closed = True
        # A blocked accept() wakes by a shutdown, not by a close.
        self._server.shutdown(socket.SHUT_RDWR)
        if self._line is not None:
            self._line.close()
        self._thread.join(5)
        self._server.close()

    def __enter__(self) -> "FakeBody":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        while not self._closed:
            try:
                self._line, _ = self._server.accept()
                with self._line, self._line.makefile("rwb") as lines:
                    self.hellos += 1
                    self._answer(lines.write, self._hello)
                    lines.flush()
                    for line in lines:
                        self._answer(lines.write, self._take(json.loads(line)))
                        lines.flush()
            except OSError:
                # The other side hung up, or `close` woke us.
                continue

    def _take(self, command: dict[str, Any]) -> dict[str, Any]:
        """Keep a command, or those of a batch, and say so."""
        batch = command.get("command") == "batch"
        commands: list[dict[str, Any]] = command["data"]["commands"] if batch else [command]
        seq = command.get("seq", -1)
        with self._came:
            if seq == -1 or seq > self._last_seq:
                self._last_seq = max(seq, self._last_seq)
                self.batches += batch
                self.commands.extend(commands)
                self._came.notify_all()
        return {"type": "reply", "seq": seq, "ok": True, "count": len(commands)}

    @staticmethod
    def _answer(write: Callable[[bytes], object], reply: Mapping[str, Any]) -> None:
        write(json.dumps(reply, separators=(",", ":")).encode() + b"\n")
