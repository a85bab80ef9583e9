"""Carries each event to the inboxes that asked for its type."""

import itertools
import math
import threading
import time
from collections.abc import Callable
from typing import Protocol

from kinesics.envelope import Envelope
from kinesics.errors import ContractError
from kinesics.events import Event, Interrupt, Sensed


class Letterbox(Protocol):
    def put(self, envelope: Envelope) -> None:
        """Take the envelope and return at once."""
        ...


class Bus:
    """Every method may be called from any thread."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        unheard: Callable[[Envelope], None] | None = None,
    ) -> None:
        self.turn = 0
        """Raised by every `Interrupt`."""
        self._clock = clock
        self._unheard = unheard
        self._numbers = itertools.count(1)
        self._subscriptions: list[tuple[type[Event], Letterbox]] = []
        self._routes: dict[type[Event], tuple[Letterbox, ...]] = {}
        self._lock = threading.Lock()

    def subscribe(self, event: type[Event], inbox: Letterbox) -> None:
        """Hand all events of this type, or of a type derived from it, to `inbox` too."""
        with self._lock:
            self._subscriptions.append((event, inbox))
            self._routes = {}

    def unsubscribe(self, inbox: Letterbox) -> None:
        with self._lock:
            self._subscriptions = [one for one in self._subscriptions if one[1] is not inbox]
            self._routes = {}

    def has_listener(self, event: type[Event]) -> bool:
        return bool(self._route(event))

    def publish(
        self,
        event: Event,
        by: str = "",
        cause: Envelope | None = None,
        put_at: float | None = None,
    ) -> Envelope:
        """Hand `event` over and return at once."""
        kind = type(event)
        now = self._clock() if put_at is None else put_at
        interrupts = isinstance(event, Interrupt)
        if interrupts:
            with self._lock:
                self.turn += 1
        if cause is None:
            since = event.taken_at if isinstance(event, Sensed) else now
            if not math.isfinite(since):
                since = now
            envelope = Envelope(event, by, now, since, self.turn, next(self._numbers), 0)
        else:
            turn = self.turn if interrupts else cause.turn
            number = next(self._numbers)
            envelope = Envelope(event, by, now, cause.since, turn, number, cause.number)
        inboxes = self._routes.get(kind)
        if inboxes is None:
            inboxes = self._route(kind)
        for inbox in inboxes:
            inbox.put(envelope)
        if not inboxes and self._unheard is not None:
            self._unheard(envelope)
        return envelope

    def _route(self, kind: type[Event]) -> tuple[Letterbox, ...]:
        if Event not in kind.__mro__:
            raise ContractError(f"{kind.__name__} is no event; publish an object of an Event class")
        with self._lock:
            inboxes = tuple(
                dict.fromkeys(
                    inbox for event, inbox in self._subscriptions if issubclass(kind, event)
                )
            )
            self._routes[kind] = inboxes
            return inboxes
