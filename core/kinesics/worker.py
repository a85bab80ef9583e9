"""Runs one plugin: a thread for its handlers and, if it is a source, a second for `events()`."""

import logging
import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, Protocol, cast

import msgspec

from kinesics.clock import SystemClock
from kinesics.envelope import Effect, Envelope
from kinesics.errors import ContractError, KinesicsError, words
from kinesics.events import Alert, Event, Interrupt, Stopped
from kinesics.events.house import State
from kinesics.inbox import Inbox
from kinesics.monitor.span import Outcome, Span, Watch, attach
from kinesics.plugin import Plugin, PluginConfig
from kinesics.restarts import Restarts

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 10
"""Failures in a row after which a plugin is stopped."""


class Carrier(Protocol):
    """The bus, or in an isolated process the way to it."""

    @property
    def turn(self) -> int: ...

    def publish(self, event: Event, by: str = "", cause: Envelope | None = None) -> Envelope:
        """Hand `event` over and return at once."""
        ...


class Worker:
    """One plugin at work.  `handle` and `step` also work with no thread started."""

    def __init__(self, name: str, plugin: Plugin[PluginConfig], bus: Carrier, watch: Watch) -> None:
        self.name = name
        self.plugin = plugin
        self.state: State = "opening"
        self.why = ""
        """Why it is not running, in words for its user."""
        self.error: BaseException | None = None
        """The last one that the plugin raised."""
        self.inbox = Inbox(name, bus)
        self.published = 0
        """Events that its source has published."""
        self.restarts = Restarts()
        self.busy: tuple[float, Envelope] | None = None
        """When the handler at work began, and on what."""
        self.hung = False
        """Set by who saw the handler at work hang; it then counts as a timeout."""
        self.opened = threading.Event()
        """Set once `open` has returned or failed."""
        self._bus = bus
        self._watch = watch
        self._in_a_row = 0
        self._last_failure = ""
        self._calls: dict[type[Event], tuple[Callable[[Any], Any], ...]] = {}
        self._clock = SystemClock()
        self._cpu = 0.0
        self._stopping = False
        self._thread = threading.Thread(target=self.run, name=name, daemon=True)
        self._source = threading.Thread(target=self._run_source, name=f"{name}:events", daemon=True)

    @property
    def threads(self) -> tuple[threading.Thread, ...]:
        return tuple(thread for thread in (self._thread, self._source) if thread.is_alive())

    def start(self) -> None:
        """Open the plugin on its own thread; `opened` tells when that is done."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the handler at work end, and take no other."""
        self._stopping = True
        self._clock.stop()
        self.inbox.close()

    def join(self, deadline: float) -> bool:
        """Wait until all is closed; False if the plugin is still busy at `deadline`.

        A plugin that stops itself is not waited for: it closes when its handler has ended.
        """
        here = threading.current_thread()
        others = [thread for thread in self.threads if thread is not here]
        for thread in others:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in others)

    def step(self) -> bool:
        """Handle one unread event here and now; False if there is none."""
        if (envelope := self.inbox.get_now()) is None:
            return False
        self.handle(envelope)
        return True

    def run(self) -> None:
        """Open, handle until told to stop, close: the life of a plugin, on this thread."""
        try:
            if self.open():
                while not self._stopping and (envelope := self.inbox.get()) is not None:
                    self.handle(envelope)
        except BaseException as error:  # noqa: BLE001  (sys.exit() ends a plugin, not in silence)
            self.give_up(f"ended by {words(error)}")
            self.opened.set()
        self.close()

    def open(self) -> bool:
        """Open the plugin and start its source; False, with `why` set, if it cannot."""
        attach(self.name, self._watch)
        self.plugin.clock = self._clock
        try:
            self.plugin.open()
        except Exception as error:  # noqa: BLE001  (a plugin may raise anything)
            self.state = "failed"
            self.why = f"open() failed: {words(error)}"
            self.error = error
            self._log_failed("open()", error)
            self.opened.set()
            return False
        self.state = "running"
        if self.plugin.is_source():
            self._source.start()
        self.opened.set()
        self._cpu = time.thread_time()
        return True

    def close(self) -> None:
        """End the source, then close the plugin."""
        self._stopping = True
        self._clock.stop()
        self.inbox.close()
        if self._source.is_alive():
            self._source.join(1.0)
        try:
            self.plugin.close()
        except BaseException as error:
            self.error = error
            log.exception("%s: close() failed", self.name)
        if self.state != "failed":
            self.state = "stopped"

    def handle(self, envelope: Envelope) -> None:
        """Give one event to the plugin's handlers, publish what they answer, and time it."""
        began = time.monotonic()
        self.busy = (began, envelope)
        try:
            outcome = self.call(envelope)
        finally:
            self.busy = None
        ended, cpu = time.monotonic(), time.thread_time()
        self._watch(
            Span(
                self.name,
                type(envelope.event).__name__,
                envelope.by,
                envelope.number,
                envelope.cause,
                envelope.turn,
                envelope.since,
                envelope.put_at,
                began,
                ended,
                # One reading for each event: this counts the way from the inbox, too.
                cpu - self._cpu,
                outcome,
            )
        )
        self._cpu = cpu
        if self._in_a_row >= GIVE_UP_AFTER:
            self.give_up(f"{self._in_a_row} failures in a row, the last: {self._last_failure}")

    def call(self, envelope: Envelope) -> Outcome:
        """As `handle`, without its timers."""
        event = envelope.event
        kind = type(event)
        calls = self._calls.get(kind)
        if calls is None:
            calls = self._calls_for(kind)
        outcome: Outcome = "ok"
        self.plugin.cause = envelope
        for call in calls:
            try:
                answer = call(event)
                if answer is not None and self._publish(answer, envelope):
                    outcome = "cut"
            except Exception as error:  # noqa: BLE001  (a plugin may raise anything)
                outcome = "timeout" if isinstance(error, TimeoutError) else "failed"
                self._failed(call.__name__, kind.__name__, error)
        if self.hung:
            self.hung, outcome = False, "timeout"
        self._in_a_row = 0 if outcome in ("ok", "cut") else self._in_a_row + 1
        return outcome

    @property
    def letterbox(self) -> Inbox:
        """Where the bus puts its events."""
        return self.inbox

    @property
    def pid(self) -> int:
        """The process that the plugin lives in."""
        return os.getpid()

    @property
    def lost(self) -> dict[str, int]:
        """Events of each type that were never handled."""
        return self.inbox.dropped

    @property
    def stale(self) -> int:
        """Events that an interruption had made worthless."""
        return sum(self.inbox.stale.values())

    @property
    def trouble(self) -> str:
        """What the last event failed with; empty if it went well."""
        if self._in_a_row or self.state != "running":
            return self._last_failure if self._in_a_row else ""
        try:
            return self.plugin.status()
        except Exception:
            log.exception("%s: status() failed", self.name)
            return ""

    def publish_own(self, one: Event | Effect | None) -> None:
        """Publish what the source gave."""
        if one is not None:
            self._publish_one(one, None)
            self.published += 1

    def give_up(self, why: str) -> None:
        """Stop the plugin for good and tell the house."""
        if self._stopping:
            return
        self.state = "failed"
        self.why = why
        log.error("%s: stopped, %s", self.name, why)
        self.ask_to_stop()
        self._bus.publish(Stopped(self.name, why))

    def _publish(self, answer: object, cause: Envelope) -> bool:
        """Publish what a handler gave; True if an interruption cut it short."""
        if isinstance(answer, (Event, Effect)):
            self._publish_one(answer, cause)
            return False
        if not isinstance(answer, Iterable) or isinstance(answer, (str, bytes)):
            raise ContractError(_not_an_event(answer))
        several = iter(cast("Iterable[object]", answer))  # what it holds is checked one by one
        for one in several:
            if one is not None:
                published = self._publish_one(one, cause)
                if isinstance(published.event, Interrupt):
                    # Who takes the turn goes on in the new one.
                    cause = msgspec.structs.replace(cause, turn=published.turn)
            if cause.turn < self._bus.turn or self._stopping:
                _end(several)
                return True
            # A generator that yields is alive, however long it takes in all.
            self.busy = (time.monotonic(), cause)
        return False

    def _publish_one(self, one: object, cause: Envelope | None) -> Envelope:
        if isinstance(one, Effect):
            return self._bus.publish(one.event, self.name, one.cause)
        if not isinstance(one, Event):
            raise ContractError(_not_an_event(one))
        return self._bus.publish(one, self.name, cause)

    def _failed(self, method: str, event: str, error: Exception) -> None:
        """Log the first failure of a kind in a row; the monitor counts the others."""
        self.error = error
        before, self._last_failure = self._last_failure, f"{method}() on {event}: {words(error)}"
        if self._in_a_row == 0 or self._last_failure != before:
            log.error("%s: %s", self.name, self._last_failure, exc_info=error)

    def _calls_for(self, kind: type[Event]) -> tuple[Callable[[Any], Any], ...]:
        methods = dict.fromkeys(
            handler.method for handler in self.plugin.handlers if issubclass(kind, handler.event)
        )
        calls = tuple(getattr(self.plugin, method) for method in methods)
        self._calls[kind] = calls
        return calls

    def _run_source(self) -> None:
        attach(self.name, self._watch)
        while not self._stopping:
            try:
                self._publish_source()
            except BaseException as error:  # noqa: BLE001  (as above)
                why = f"events() failed: {words(error)}"
                self.error = error
                self._log_failed("events()", error)
                self._bus.publish(Alert(self.name, "source", f"{self.name}: {why}"))
                delay_s = self.restarts.next_delay_s()
                if delay_s is None:
                    self.give_up(f"{why}; {self.restarts.most} new starts within a minute")
                    return
                self._clock.sleep(delay_s)
            else:
                return

    def _log_failed(self, what: str, error: BaseException) -> None:
        # The words of our own errors are for the user; where in the code they stand helps nobody.
        trace = None if isinstance(error, KinesicsError) else error
        log.error("%s: %s failed: %s", self.name, what, error, exc_info=trace)

    def _publish_source(self) -> None:
        source = iter(self.plugin.events())
        for one in source:
            if self._stopping:
                break
            self.publish_own(one)
        _end(source)


def _end(several: Iterator[object]) -> None:
    """Run what stands in the `finally` of a generator."""
    if isinstance(several, Generator):
        several.close()


def _not_an_event(thing: object) -> str:
    return (
        f"gave {thing!r:.80}, which is no event; a handler gives an object of a class derived"
        " from Event, several of them, or None"
    )
