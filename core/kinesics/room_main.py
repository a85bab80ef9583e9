"""The other side of a `Room`: the process in which an isolated plugin lives.

Started as `python -m kinesics.room_main`; the first line of its standard input says what to run.
The pipe stays open: when it ends, the house is gone, and so is this process.
"""

import ctypes
import faulthandler
import importlib
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections import deque
from typing import Any

import msgspec

from kinesics.codec import EventDecoder, EventEncoder, kind_name
from kinesics.envelope import Envelope
from kinesics.events import Event, Interrupt, Stopped
from kinesics.messages import (
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
from kinesics.monitor.span import Part, Span
from kinesics.pipe import Pipe, new_context
from kinesics.plugin import Plugin, PluginConfig
from kinesics.shared import ArrayReader, ArrayWriter, attach
from kinesics.worker import Worker

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
        self.stopping = False
        self.measured: deque[Span | Part] = deque()

    @property
    def turn(self) -> int:
        """Asked between two yields, so it looks first what the house has said meanwhile."""
        if threading.get_ident() == self._main:
            while (data := self._in.receive_now()) is not None:
                self._obey(self._orders.decode(data))
        return self._turn

    def publish(self, event: Event, by: str = "", cause: Envelope | None = None) -> Envelope:
        now = time.monotonic()
        if isinstance(event, Stopped):
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
            order = self._orders.decode(self._in.wait())
            if isinstance(order, Handle):
                self.writer.free(order.freed)
                event = self._decoder.decode(order.kind, order.event)
                return Envelope(
                    event,
                    order.by,
                    order.put_at,
                    order.since,
                    order.turn,
                    order.number,
                    order.cause,
                )
            self._obey(order)
        return None

    def take_measured(self) -> list[Span | Part]:
        measured: list[Span | Part] = []
        while self.measured:
            measured.append(self.measured.popleft())
        return measured

    def close(self) -> None:
        self._out.close(linger_s=1.0)
        self._in.close()
        self._context.term()

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
        self._bus.send(Logged(record.name, record.levelno, self.format(record)))


def main() -> None:
    line = sys.stdin.buffer.readline()
    start = msgspec.json.decode(line, type=Start)
    _die_with_the_house(start.folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        faulthandler.enable(start.stack_file)
        faulthandler.register(signal.SIGUSR1, start.stack_file, all_threads=True)
    sys.path[:] = start.path
    bus = FarBus(start)
    logging.basicConfig(level=logging.INFO, handlers=[LogSender(bus)], format="%(message)s")
    try:
        worker = _open(start, bus)
        if worker is not None:
            _work(worker, bus)
    finally:
        bus.close()


def _open(start: Start, bus: FarBus) -> Worker | None:
    try:
        worker = Worker(start.name, _build(start), bus, bus.measured.append)
    except Exception as error:
        logging.getLogger(__name__).exception("%s: cannot be built", start.name)
        bus.send(OpenFailed(f"{type(error).__name__}: {error}"))
        return None
    if worker.open():
        bus.send(Opened(os.getpid(), threading.get_ident()))
        return worker
    worker.close()
    bus.send(OpenFailed(worker.why))
    return None


def _build(start: Start) -> Plugin[PluginConfig]:
    module, _, path = start.plugin.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found(found.config_type.model_validate_json(start.config))


def _work(worker: Worker, bus: FarBus) -> None:
    while (envelope := bus.next_event()) is not None:
        stale = envelope.event.perishable and envelope.turn < bus.turn
        if not stale:
            worker.handle(envelope)
        # Its arrays are free once nobody holds them, and this would be one who does.
        del envelope
        worker.plugin.cause = None
        bus.send(Done(bus.take_measured(), bus.reader.take_freed(), int(stale)))
        if worker.state == "failed":
            break
    worker.close()


def _die_with_the_house(folder: str) -> None:
    """End when the pipe does; on Linux the kernel sees to it as well, should Python hang."""
    house = os.getppid()

    def wait_for_the_end() -> None:
        # Not through sys.stdin: Python would wait for its lock when this process ends.
        while os.read(0, 1):
            pass
        shutil.rmtree(folder, ignore_errors=True)
        if sys.platform == "win32":
            os._exit(1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    if sys.platform == "linux":
        # Native code may keep Python from running that thread.  So the kernel sends SIGHUP when
        # the house dies, and its handler is alarm() of the C library, which takes the number of
        # the signal, 1, for seconds: the thread has one second, then SIGALRM ends the process.
        libc = ctypes.CDLL(None)
        libc.signal(signal.SIGHUP, libc.alarm)
        libc.prctl(PDEATHSIG, signal.SIGHUP)
        if os.getppid() != house:
            os._exit(1)


if __name__ == "__main__":
    main()
