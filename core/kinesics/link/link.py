"""One TCP connection to a body: gathers commands into batches, and connects again by itself."""

import contextlib
import logging
import math
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kinesics import wire
from kinesics.errors import LinkError, LinkTimeout
from kinesics.link import limits
from kinesics.link.greeting import CHUNK, GREETING_S, greet, heard, in_words
from kinesics.link.outbox import Outbox
from kinesics.link.rhythm import Rhythm
from kinesics.link.state import LinkState
from kinesics.monitor.span import meters_here
from kinesics.waker import Waker

log = logging.getLogger(__name__)


class Link:
    """`replace`, `append`, `forget` and `flush` may be called from any thread and never block.

    The first command after a pause leaves at once, on the caller's thread; what comes within the
    next period leaves as one batch.  docs/wire.md has the rules.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        name: str = "body",
        token: str = "",
        period_s: float = limits.PERIOD_S,
        most_appended: int = 10_000,
        most_kept: int = 1_024,
        stale_s: float = 2.0,
        retry_s: tuple[float, float] = (0.1, 2.0),
        told: Callable[[wire.Reply], None] | None = None,
    ) -> None:
        """`told` gets every reply that names errors or carries a state, on the link's thread."""
        self._host, self._port, self._name = host, port, name
        self._token = token
        self._retry_s = retry_s
        self._told = told
        self._session = os.urandom(8).hex()
        self._lock = threading.Lock()
        self._settled = threading.Condition(self._lock)
        self._outbox = Outbox(most_appended, most_kept, stale_s)
        self._state = LinkState(why="not opened")
        self._line: socket.socket | None = None
        self._unsent: memoryview | None = None
        self._rhythm = Rhythm(period_s)
        self._woken = False
        self._pings = 0
        self._ping_sent_at = 0.0
        self._heard_at = 0.0
        self._met_at = math.inf
        """When the body of this connection has answered our hello."""
        self._closed = threading.Event()
        self._tried = threading.Event()
        self._meters = meters_here()
        self._meters.figure("connected", 0.0)
        self._waker = Waker()
        self._thread = threading.Thread(target=self._run, name=f"link:{name}", daemon=True)

    @property
    def state(self) -> LinkState:
        with self._lock:
            return self._state._replace(dropped=self._outbox.dropped)

    def open(self) -> None:
        """Begin to connect; returns at once, also where nobody listens yet."""
        self._meters = meters_here()
        self._waker.open()
        self._thread.start()

    def close(self, timeout_s: float = 0.5) -> None:
        """Send what waits, if the body takes it within this time; then hang up."""
        connected = False
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._tried.wait(timeout_s)
            if connected := self.state.connected:
                self.flush()
                self.wait(timeout_s)
        self._closed.set()
        self._waker.wake()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            # One that is about to connect sees by itself that nobody waits any more.
            self._thread.join(limits.CLOSING_S if connected else limits.NOT_LONG_S)
        with self._lock:
            self._line = None
            self._state = self._state._replace(connected=False, why="closed")

    def __enter__(self) -> "Link":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def replace(self, key: str, command: str, data: Mapping[str, Any] | None = None) -> None:
        """Tell the body this; while it waits, a newer one of the same key takes its place.

        The newest of each key is kept and told again when the body comes back.  What cannot
        travel is a CommandError.
        """
        encoded, now = wire.encode_commands(((command, data or {}),)), time.monotonic()
        with self._lock:
            self._outbox.replace(key, encoded, now)
            self._offer(now)

    def ensure(self, key: str, command: str, data: Mapping[str, Any] | None = None) -> None:
        """As `replace`, for what takes long: told again only to a body that has not done it."""
        encoded, now = wire.encode_commands(((command, data or {}),)), time.monotonic()
        with self._lock:
            self._outbox.replace(key, encoded, now, ensured=True)
            self._offer(now)

    def append(self, command: str, data: Mapping[str, Any] | None = None) -> None:
        """Tell the body this after all that was told before, and exactly once."""
        encoded, now = wire.encode_commands(((command, data or {}),)), time.monotonic()
        with self._lock:
            self._outbox.append(encoded, now)
            self._offer(now)

    def append_all(self, commands: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """As `append` for each, and then `flush`: one batch, now."""
        now, longest = time.monotonic(), self._longest() - wire.ROOM
        several = wire.encode_in_groups(
            list(commands), limits.LEAST_ROOM, min(limits.GROUP_BYTES, longest)
        )
        with self._lock:
            for encoded in several:
                self._outbox.append(encoded, now)
            self._rhythm.at_once(now)
            self._offer(now)

    def forget(self, key: str) -> None:
        """Do not tell again what was last told under this key."""
        with self._settled:
            self._outbox.forget(key)
            self._settled.notify_all()

    def flush(self) -> None:
        """Send now what waits, not at the end of the period."""
        now = time.monotonic()
        with self._lock:
            self._rhythm.at_once(now)
            self._offer(now)

    def wait(self, timeout_s: float) -> bool:
        """Wait until the body has answered all that was told; whether it has in time."""
        with self._settled:
            return self._settled.wait_for(
                lambda: not self._outbox and not self._outbox.flights, timeout_s
            )

    def _offer(self, now: float) -> None:
        """Send if it may be now, else see to it that the thread does it later."""
        if self._line is None or not self._outbox:
            return
        if self._is_due(now) and self._may_send():
            self._send(now)
        elif not self._woken:
            self._woken = True
            self._waker.wake()

    def _is_due(self, now: float) -> bool:
        return self._rhythm.is_due(now, full=len(self._outbox) >= limits.MOST_TOGETHER)

    def _may_send(self) -> bool:
        box = self._outbox
        few = len(box.flights) < limits.MOST_UNANSWERED and box.in_flight < box.room
        return few and self._unsent is None and self._line is not None

    def _longest(self) -> int:
        hello = self._state.hello
        return wire.MAX_LINE if hello is None else min(wire.MAX_LINE, hello.max_line)

    def _send(self, now: float) -> None:
        """Send what waits, with the lock held; never blocks."""
        longest = self._longest()
        while self._outbox and self._may_send():
            most = min(limits.MOST_TOGETHER, self._outbox.room)
            taken = self._outbox.take(now, most, min(limits.MOST_BYTES, longest - wire.ROOM))
            if not taken:
                break
            line = wire.batch_line(
                self._outbox.next_seq, now, [one.encoded for one in taken.values()]
            )
            if len(line) > longest:
                self._outbox.lose(taken)
                log.error("%s: a command of %d bytes is too long for it", self._name, len(line))
                continue
            self._outbox.sent(taken, now)
            self._put(line)
        if not self._outbox and not self._outbox.flights:
            self._settled.notify_all()
        self._rhythm.sent(now)

    def _put(self, line: bytes) -> None:
        """Give bytes to the socket; what it does not take, the thread sends later."""
        if self._line is None:
            return
        try:
            count = self._line.send(line)
        except BlockingIOError:
            count = 0
        except OSError:
            # The thread finds the same error and connects again; the batch counts as under way.
            count = len(line)
            self._waker.wake()
        self._state = self._state._replace(bytes_sent=self._state.bytes_sent + len(line))
        if count < len(line):
            self._unsent = memoryview(line)[count:]
            self._waker.wake()

    # From here on, everything runs on the link's own thread.

    def _run(self) -> None:
        delay_s = self._retry_s[0]
        while not self._closed.is_set():
            self._met_at = math.inf
            try:
                self._live()
            except Exception as error:  # noqa: BLE001  (whatever a stranger's bytes lead to)
                self._lose(error)
            if time.monotonic() - self._met_at > limits.LASTED_S:
                delay_s = self._retry_s[0]
            self._closed.wait(delay_s)
            delay_s = min(2.0 * delay_s, self._retry_s[1])
        self._waker.close()

    def _live(self) -> None:
        """One connection, from its beginning to its end."""
        lines = wire.Lines()
        with socket.create_connection((self._host, self._port), GREETING_S) as line:
            if not self._closed.is_set():
                self._meet(line, lines)
                self._talk(line, lines)

    def _meet(self, line: socket.socket, lines: wire.Lines) -> None:
        """Say hello to each other, and make ready what the body should know."""
        hello, seen = greet(line, lines, self._session, self._token)
        line.settimeout(0.0)
        now = time.monotonic()
        with self._lock:
            told_again = self._outbox.reconnected(seen)
            self._line, self._unsent, self._woken = line, None, False
            self._heard_at, self._ping_sent_at = now, 0.0
            self._rhythm.at_once(now)
            self._rhythm.rest(0.0)
            self._met_at = now
            self._tried.set()
            connections = self._state.connections + 1
            self._state = self._state._replace(
                connected=True, hello=hello, why="", connections=connections
            )
            self._offer(now)
        log.info(
            "%s: connected to %s:%d (%s), told it %d kept values",
            self._name, self._host, self._port, hello.name, told_again,
        )  # fmt: skip
        self._meters.figure("connected", 1.0)

    def _talk(self, line: socket.socket, lines: wire.Lines) -> None:
        """Until closed; raises OSError or LinkError when the line breaks."""
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            self._waker.register(selector)
            watched = selectors.EVENT_READ
            while not self._closed.is_set():
                with self._lock:
                    timeout_s = self._until_next(time.monotonic())
                    wanted = selectors.EVENT_READ
                    if self._unsent is not None:
                        wanted |= selectors.EVENT_WRITE
                if wanted != watched:
                    selector.modify(line, wanted)
                    watched = wanted
                for key, ready in selector.select(timeout_s):
                    if isinstance(key.data, Waker):
                        key.data.drain()
                    elif ready & selectors.EVENT_READ:
                        self._read(line, lines)
                self._do_what_is_due(line)

    def _until_next(self, now: float) -> float:
        """Seconds until something must be done that nothing else wakes us for."""
        if self._unsent is not None:
            return limits.HEARTBEAT_S
        beat = max(self._heard_at, self._ping_sent_at) + limits.HEARTBEAT_S
        due = self._rhythm.next_at if self._outbox and self._may_send() else math.inf
        return max(0.0, min(due, beat) - now)

    def _read(self, line: socket.socket, lines: wire.Lines) -> None:
        try:
            chunk = line.recv(CHUNK)
        except BlockingIOError:
            return
        if not chunk:
            raise LinkError("it hung up")
        now = time.monotonic()
        self._heard_at = now
        for answer in heard(lines, chunk):
            if isinstance(answer, wire.Reply):
                self._take(answer, now)

    def _take(self, reply: wire.Reply, now: float) -> None:
        """Learn from an answer."""
        with self._settled:
            first = self._state.refused == 0
            sent_at = self._ping_sent_at if reply.id is not None else 0.0
            if reply.id is None and self._outbox.flights:
                sent_at = self._take_answer(reply, now)
            if sent_at:
                self._state = self._state._replace(round_trip_s=now - sent_at)
            if not self._outbox and not self._outbox.flights:
                self._settled.notify_all()
        if sent_at:
            self._meters.took("round trip", sent_at, now)
        if reply.errors and first:
            log.warning("%s: refused a command: %s", self._name, reply.errors[0].error)
        if self._told is not None and (reply.errors or reply.state != b"null"):
            try:
                self._told(reply)
            except Exception:
                log.exception("%s: who is told of replies failed", self._name)

    def _take_answer(self, reply: wire.Reply, now: float) -> float:
        """End the flights that a reply answers; returns when the last of them left."""
        # Answers come in order: one without a number is that of the oldest line.
        seq = self._outbox.flights[0].seq if reply.seq is None else reply.seq
        done = self._outbox.answered(seq, now)
        if not done:
            return 0.0
        busy = reply.count == 0 and any(one.error == wire.BUSY for one in reply.errors)
        if busy:
            self._outbox.take_back(done[-1])
            self._rhythm.rest(now + limits.SEAT_S)
        told = sum(flight.many for flight in done)
        state = self._state
        self._state = state._replace(
            batches=state.batches + len(done),
            commands=state.commands + reply.count,
            refused=state.refused + (told - reply.count if reply.errors and not busy else 0),
        )
        return done[-1].sent_at

    def _do_what_is_due(self, line: socket.socket) -> None:
        now = time.monotonic()
        patience_s = limits.BUSY_S if self._outbox.flights else limits.SILENT_S
        if now - self._heard_at > patience_s:
            raise LinkTimeout(f"it has said nothing for {patience_s:g} s")
        with self._lock:
            self._woken = False
            if self._unsent is not None:
                self._send_rest(line, self._unsent)
            if self._outbox and self._is_due(now) and self._may_send():
                self._send(now)
            silent_s = now - max(self._heard_at, self._ping_sent_at)
            if silent_s >= limits.HEARTBEAT_S and self._unsent is None:
                self._pings += 1
                self._ping_sent_at = now
                self._put(wire.encode(wire.CommandLine("ping", id=self._pings)))

    def _send_rest(self, line: socket.socket, unsent: memoryview) -> None:
        with contextlib.suppress(BlockingIOError):
            self._unsent = unsent[line.send(unsent) :] or None

    def _lose(self, error: Exception) -> None:
        """The line is broken, or was never there."""
        why = in_words(error)
        self._tried.set()
        with self._lock:
            was, self._line, self._unsent = self._state, None, None
            self._state = was._replace(connected=False, why=why)
        if was.connected:
            log.warning("%s: lost %s:%d: %s", self._name, self._host, self._port, why)
            self._meters.figure("connected", 0.0)
        elif was.why != why:
            # Nobody there may come; somebody there who is not understood will not change.
            level = logging.WARNING if isinstance(error, LinkError) else logging.INFO
            log.log(
                level, "%s: no body at %s:%d yet (%s); trying again",
                self._name, self._host, self._port, why,
            )  # fmt: skip
