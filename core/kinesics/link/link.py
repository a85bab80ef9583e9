"""One TCP connection to a body: gathers commands into batches, and connects again by itself."""

import contextlib
import logging
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kinesics.errors import LinkError, LinkTimeout
from kinesics.link.greeting import CHUNK, GREETING_S, greet, heard
from kinesics.link.outbox import Entries, Outbox
from kinesics.link.state import LinkState
from kinesics.monitor.span import meters_here
from kinesics.wire import MAX_LINE, CommandLine, Lines, Reply, encode, encode_batch

log = logging.getLogger(__name__)

PERIOD_S = 1.0 / 60.0
SLACK = 0.25
"""Part of a period that a batch may leave early after one that left late: a 60 Hz stage and a
60 Hz link do not run in step."""
MOST_UNANSWERED = 8
"""Batches: a slow body gets fewer and newer ones, and what it reads is not old."""
MOST_TOGETHER = 1_000
"""Commands in a batch."""
HEARTBEAT_S = 1.0
SILENT_S = 3.0


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
        period_s: float = PERIOD_S,
        most_appended: int = 10_000,
        most_kept: int = 1_024,
        stale_s: float = 2.0,
        retry_s: tuple[float, float] = (0.1, 2.0),
        told: Callable[[Reply], None] | None = None,
    ) -> None:
        """`told` gets every reply that names errors or carries a state, on the link's thread."""
        self._host, self._port, self._name = host, port, name
        self._token = token
        self._period_s = period_s
        self._retry_s = retry_s
        self._told = told
        self._session = os.urandom(8).hex()
        self._lock = threading.Lock()
        self._settled = threading.Condition(self._lock)
        self._outbox = Outbox(most_appended, most_kept, stale_s)
        self._state = LinkState(why="not opened")
        self._line: socket.socket | None = None
        self._unsent: memoryview | None = None
        self._due = 0.0
        """When the next batch may leave."""
        self._woken = False
        self._pings = 0
        self._ping_sent_at = 0.0
        self._heard_at = 0.0
        self._closed = threading.Event()
        self._meters = meters_here()
        self._meters.figure("connected", 0.0)
        self._wakers: tuple[socket.socket, ...] = ()
        """What is written to the second can be read from the first."""
        self._thread = threading.Thread(target=self._run, name=f"link:{name}", daemon=True)

    @property
    def state(self) -> LinkState:
        with self._lock:
            return self._state._replace(dropped=self._outbox.dropped)

    def open(self) -> None:
        """Begin to connect; returns at once, also where nobody listens yet."""
        self._meters = meters_here()
        self._wakers = socket.socketpair()
        for one in self._wakers:
            one.settimeout(0.0)
        self._thread.start()

    def close(self, timeout_s: float = 0.5) -> None:
        """Send what waits, if the body takes it within this time; then hang up."""
        if self._thread.is_alive():
            self.flush()
            if self.state.connected:
                self.wait(timeout_s)
            self._closed.set()
            self._wake()
            self._thread.join(GREETING_S + 1.0)
        for one in self._wakers:
            one.close()

    def __enter__(self) -> "Link":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def replace(self, key: str, command: str, data: Mapping[str, Any] | None = None) -> None:
        """Tell the body this; while it waits, a newer one of the same key takes its place.

        The newest of each key is kept and told again when the body comes back.
        """
        now = time.monotonic()
        with self._lock:
            self._outbox.replace(key, command, {} if data is None else data, now)
            self._offer(now)

    def append(self, command: str, data: Mapping[str, Any] | None = None) -> None:
        """Tell the body this after all that was told before, and exactly once."""
        now = time.monotonic()
        with self._lock:
            self._outbox.append(command, {} if data is None else data, now)
            self._offer(now)

    def append_all(self, commands: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """As `append` for each, and then `flush`: one batch, now."""
        now = time.monotonic()
        with self._lock:
            self._outbox.extend(commands, now)
            self._due = now
            self._offer(now)

    def forget(self, key: str) -> None:
        """Do not tell again what was last told under this key."""
        with self._lock:
            self._outbox.forget(key)

    def flush(self) -> None:
        """Send now what waits, not at the end of the period."""
        now = time.monotonic()
        with self._lock:
            self._due = now
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
        # What fills a batch gains nothing by waiting for more.
        full = len(self._outbox) >= MOST_TOGETHER
        if (full or now >= self._due) and self._may_send():
            self._send(now)
        elif not self._woken:
            self._woken = True
            self._wake()

    def _may_send(self) -> bool:
        return self._unsent is None and len(self._outbox.flights) < MOST_UNANSWERED

    def _send(self, now: float) -> None:
        """Send what waits, with the lock held; never blocks."""
        while self._outbox and self._may_send():
            taken, line = self._next_batch(now)
            if len(line) > self._longest():
                self._outbox.lose(taken)
                log.error("%s: a command of %d bytes is too long to be sent", self._name, len(line))
                continue
            self._outbox.sent(taken, now)
            self._put(line)
        self._due = max(self._due, now - SLACK * self._period_s) + self._period_s

    def _next_batch(self, now: float) -> tuple[Entries, bytes]:
        """As many commands as fit into a line, and the line."""
        most = MOST_TOGETHER
        while True:
            taken = self._outbox.take(most)
            commands = [one.command for one in taken.values()]
            line = encode_batch(self._outbox.next_seq, now, commands)
            if len(line) <= self._longest() or len(taken) == 1:
                return taken, line
            self._outbox.give_back(taken)
            most = len(taken) // 2

    def _longest(self) -> int:
        hello = self._state.hello
        return MAX_LINE if hello is None else min(MAX_LINE, hello.max_line)

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
            self._wake()
        self._state = self._state._replace(bytes_sent=self._state.bytes_sent + len(line))
        if count < len(line):
            self._unsent = memoryview(line)[count:]
            self._wake()

    def _wake(self) -> None:
        # Full: it is awake already.  Closed: it has ended.
        with contextlib.suppress(OSError):
            self._wakers[1].send(b"!")

    # From here on, everything runs on the link's own thread.

    def _run(self) -> None:
        delay_s = self._retry_s[0]
        while not self._closed.is_set():
            answered = self._state.batches
            try:
                with socket.create_connection((self._host, self._port), GREETING_S) as line:
                    lines = Lines()
                    self._meet(line, lines)
                    self._talk(line, lines)
                    return
            except OSError as error:
                self._lose(error)
            if self._state.batches > answered:
                delay_s = self._retry_s[0]
            self._closed.wait(delay_s)
            delay_s = min(2.0 * delay_s, self._retry_s[1])

    def _meet(self, line: socket.socket, lines: Lines) -> None:
        """Say hello to each other, and make ready what the body should know."""
        hello, seen = greet(line, lines, self._session, self._token)
        line.settimeout(0.0)
        now = time.monotonic()
        with self._lock:
            told_again = self._outbox.reconnected(seen, now)
            self._line, self._unsent, self._due, self._woken = line, None, now, False
            self._heard_at, self._ping_sent_at = now, 0.0
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

    def _talk(self, line: socket.socket, lines: Lines) -> None:
        """Until closed; raises OSError or LinkError when the line breaks."""
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            selector.register(self._wakers[0], selectors.EVENT_READ)
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
                    if key.fileobj is self._wakers[0]:
                        self._drain()
                    elif ready & selectors.EVENT_READ:
                        self._read(line, lines)
                self._do_what_is_due(line)

    def _until_next(self, now: float) -> float:
        """Seconds until something must be done that nothing else wakes us for."""
        beat = max(self._heard_at, self._ping_sent_at) + HEARTBEAT_S
        if self._outbox and self._may_send():
            return max(0.0, min(self._due, beat) - now)
        return max(0.0, beat - now)

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while len(self._wakers[0].recv(CHUNK)) == CHUNK:
                pass

    def _read(self, line: socket.socket, lines: Lines) -> None:
        try:
            chunk = line.recv(CHUNK)
        except BlockingIOError:
            return
        if not chunk:
            raise LinkError("it hung up")
        now = time.monotonic()
        self._heard_at = now
        for answer in heard(lines, chunk):
            if isinstance(answer, Reply):
                self._take(answer, now)

    def _take(self, reply: Reply, now: float) -> None:
        """Learn from an answer."""
        with self._settled:
            sent_at = self._ping_sent_at if reply.id is not None else 0.0
            done = list(self._outbox.answered(reply.seq)) if reply.seq is not None else []
            sent_at = done[-1].sent_at if done else sent_at
            state = self._state
            self._state = state._replace(
                batches=state.batches + len(done),
                commands=state.commands + reply.count,
                refused=state.refused + len(reply.errors),
                round_trip_s=now - sent_at if sent_at else state.round_trip_s,
            )
            if not self._outbox.flights:
                self._settled.notify_all()
        if sent_at:
            self._meters.took("round trip", sent_at, now)
        if reply.errors and not state.refused:
            log.warning("%s: refused a command: %s", self._name, reply.errors[0].error)
        if self._told is not None and (reply.errors or reply.state != b"null"):
            self._told(reply)

    def _do_what_is_due(self, line: socket.socket) -> None:
        now = time.monotonic()
        if now - self._heard_at > SILENT_S:
            raise LinkTimeout(f"it has said nothing for {SILENT_S:g} s")
        with self._lock:
            self._woken = False
            if self._unsent is not None:
                self._send_rest(line)
            if now >= self._due and self._outbox and self._may_send():
                self._send(now)
            if now - max(self._heard_at, self._ping_sent_at) >= HEARTBEAT_S and not self._unsent:
                self._pings += 1
                self._ping_sent_at = now
                self._put(encode(CommandLine("ping", id=self._pings)))

    def _send_rest(self, line: socket.socket) -> None:
        if self._unsent is None:
            return
        try:
            self._unsent = self._unsent[line.send(self._unsent) :]
        except BlockingIOError:
            return
        if not self._unsent:
            self._unsent = None

    def _lose(self, error: OSError) -> None:
        """The line is broken, or was never there."""
        why = _in_words(error)
        with self._lock:
            was, self._line, self._unsent = self._state, None, None
            self._state = was._replace(connected=False, why=why)
        if was.connected:
            log.warning("%s: lost %s:%d: %s", self._name, self._host, self._port, why)
            self._meters.figure("connected", 0.0)
        elif was.why != why:
            log.info(
                "%s: no body at %s:%d yet (%s); trying again",
                self._name, self._host, self._port, why,
            )  # fmt: skip


def _in_words(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__
