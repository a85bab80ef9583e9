"""The other side of a `Room`: the process in which an isolated plugin lives.

Started as `python -m kinesics.room.main FOLDER`; the first line of its standard input says what to
run, a second one asks it to stop.  When the pipe ends, the house is gone, and so is this process.
"""

import ctypes
import faulthandler
import logging
import os
import pickle
import shutil
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import msgspec

from kinesics.envelope import Envelope
from kinesics.errors import words
from kinesics.events import Event, Interrupt, Stopped
from kinesics.monitor.span import Measured
from kinesics.pipe import Pipe, new_context
from kinesics.plugin import Plugin, PluginConfig
from kinesics.room.codec import EventDecoder, EventEncoder, found_at, kind_name
from kinesics.room.messages import (
    Done,
    Freed,
    GaveUp,
    Handle,
    Logged,
    Message,
    Opened,
    OpenFailed,
    Published,
    Start,
    Stop,
    ToProcess,
    Turn,
)
from kinesics.room.shared import ArrayReader, ArrayWriter, attach
from kinesics.worker import Worker

log = logging.getLogger(__name__)

PDEATHSIG = 1
"""Of Linux's prctl: the signal that this process gets when its parent dies."""


class FarBus:
    """The house's bus as seen from here: publishes through the pipe, learns the turn from it."""

    def __init__(self, start: Start) -> None:
        self._context = new_context()
        self._in = Pipe(self._context).connect(start.to_process)
        self._out = Pipe(self._context).connect(start.from_process)
        self.reader = ArrayReader(attach(start.read_memory))
        self.writer = ArrayWriter(attach(start.write_memory))
        self._encoder = EventEncoder(self.writer)
        self._decoder = EventDecoder(self.reader)
        self._messages = msgspec.msgpack.Encoder()
        self._orders = msgspec.msgpack.Decoder(ToProcess)
        self._turn = 0
        self._main = threading.get_ident()
        self._name = start.name
        self.stopping = False
        self.measured: deque[Measured] = deque()

    @property
    def turn(self) -> int:
        """Asked between two yields, so it looks first what the house has said meanwhile."""
        if threading.get_ident() == self._main:
            while (data := self._in.receive_now()) is not None:
                self._obey(self._orders.decode(data))
        return self._turn

    def publish(self, event: Event, by: str = "", cause: Envelope | None = None) -> Envelope:
        now = time.monotonic()
        if isinstance(event, Stopped) and event.plugin == self._name:
            self.send(GaveUp(event.why))
        elif isinstance(event, Interrupt):
            self._turn += 1
        number, since, turn = (cause.number, cause.since, cause.turn) if cause else (0, 0.0, 0)
        data = msgspec.Raw(self._encoder.encode(event))
        measured = self.take_measured() if cause is None else []
        self.send(Published(kind_name(type(event)), data, now, number, since, turn, measured))
        return Envelope(event, by, now, since, self._turn, 0, number)

    def send(self, message: Message) -> None:
        self._out.send(self._messages.encode(message))

    def next_event(self) -> Envelope | None:
        """Wait for the next event to handle; None once the house says stop."""
        while not self.stopping:
            if (data := self._in.receive()) is None:
                continue
            order = self._orders.decode(data)
            if not isinstance(order, Handle):
                self._obey(order)
            elif (envelope := self._open_envelope(order)) is not None:
                return envelope
        return None

    def take_measured(self) -> list[Measured]:
        measured: list[Measured] = []
        while self.measured:
            measured.append(self.measured.popleft())
        return measured

    def close(self) -> None:
        self._out.close(linger_s=1.0)
        self._in.close()
        self._context.term()

    def _open_envelope(self, order: Handle) -> Envelope | None:
        """The event that the house sent; None, and the next may come, if it is no such event."""
        self.writer.free(order.freed)
        try:
            event = self._decoder.decode(order.kind, order.event)
        except Exception as error:  # noqa: BLE001  (whatever came, the room goes on)
            kind = order.kind.rpartition(":")[2]
            log.error("%s: %s cannot come in: %s", self._name, kind, error)  # noqa: TRY400  (all said)
            self.send(Done([], self.reader.take_freed(), 0))
            return None
        return Envelope(
            event, order.by, order.put_at, order.since, order.turn, order.number, order.cause
        )

    def _obey(self, order: ToProcess) -> None:
        match order:
            case Turn(turn):
                self._turn = max(self._turn, turn)
            case Freed(freed):
                self.writer.free(freed)
            case Stop():
                self.stopping = True
            case Handle():
                raise AssertionError("the house sends one event at a time")


class LogSender(logging.Handler):
    """Hands every line of the log to the house."""

    def __init__(self, bus: FarBus) -> None:
        super().__init__()
        self._bus = bus

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._bus.send(Logged(record.name, record.levelno, self.format(record)))
        except Exception:  # noqa: BLE001  (as every handler of the standard library does)
            self.handleError(record)


def main() -> None:
    house = Lifeline(Path(sys.argv[1]))
    start = msgspec.json.decode(house.first_line(), type=Start)
    house.die_with_it()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        faulthandler.enable(start.stack_file)
        faulthandler.register(signal.SIGUSR1, start.stack_file, all_threads=True)
    sys.path[:] = start.path
    bus = FarBus(start)
    logging.basicConfig(level=logging.INFO, handlers=[LogSender(bus)], format="%(message)s")
    try:
        worker = _build(start, bus)
        if worker is not None:
            house.on_stop(worker.ask_to_stop)
            _open_and_work(worker, bus)
    finally:
        bus.close()


def _build(start: Start, bus: FarBus) -> Worker | None:
    try:
        kind = found_at(start.plugin)
        config = pickle.loads(start.config)  # noqa: S301  (from the house, over our own pipe)
        plugin: Plugin[PluginConfig] = kind(config)
    except Exception as error:
        log.exception("%s: cannot be built", start.name)
        bus.send(OpenFailed(words(error)))
        return None
    return Worker(start.name, plugin, bus, bus.measured.append)


def _open_and_work(worker: Worker, bus: FarBus) -> None:
    if not worker.open():
        worker.close()
        bus.send(OpenFailed(worker.why))
        return
    bus.send(Opened(threading.get_ident()))
    try:
        _work(worker, bus)
    finally:
        # Also where a plugin exits: then the house starts another life.
        worker.close()


def _work(worker: Worker, bus: FarBus) -> None:
    while (envelope := bus.next_event()) is not None:
        stale = envelope.event.perishable and envelope.turn < bus.turn
        if not stale:
            worker.handle(envelope)
        # Its arrays are free once nobody holds them, and these two would.
        del envelope
        worker.plugin.cause = None
        bus.send(Done(bus.take_measured(), bus.reader.take_freed(), int(stale)))
        if worker.state == "failed":
            break


class Lifeline:
    """The pipe from the house: its first line starts this process, its end ends it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._house = os.getppid()
        self._asked_to_stop = threading.Event()
        self._on_stop: Callable[[], None] = lambda: None

    def on_stop(self, stop: Callable[[], None]) -> None:
        """Call `stop`, on another thread, when the house asks to; at once, if it has already."""
        self._on_stop = stop
        if self._asked_to_stop.is_set():
            stop()

    def first_line(self) -> bytes:
        line = b""
        while b"\n" not in line:
            data = os.read(0, 1 << 16)
            if not data:
                self._end()
            line += data
        line, _, rest = line.partition(b"\n")
        if rest:
            self._asked_to_stop.set()
        return line

    def die_with_it(self) -> None:
        """End when the pipe does; on Linux the kernel sees to it, too, should Python hang."""
        threading.Thread(target=self._wait_for_the_end, daemon=True).start()
        if sys.platform == "linux":
            # Native code may keep Python from running that thread.  So the kernel sends SIGHUP
            # when the house dies, and its handler is alarm() of the C library, which takes the
            # number of the signal, 1, for seconds: the thread has one second, then SIGALRM ends
            # the process.
            libc = ctypes.CDLL(None)
            libc.signal(signal.SIGHUP, libc.alarm)
            libc.prctl(PDEATHSIG, signal.SIGHUP)
            if os.getppid() != self._house:
                self._end()

    def _wait_for_the_end(self) -> None:
        # Not through sys.stdin: Python would wait for its lock when this process ends.
        while os.read(0, 1 << 16):
            self._asked_to_stop.set()
            self._on_stop()
        self._end()

    def _end(self) -> NoReturn:
        shutil.rmtree(self._folder, ignore_errors=True)
        if sys.platform != "win32":
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


if __name__ == "__main__":
    main()
