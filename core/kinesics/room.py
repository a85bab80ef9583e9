"""Runs one plugin in a process of its own, and starts it again when it dies or hangs."""

import inspect
import logging
import threading
import time
from collections.abc import Callable

import msgspec

from kinesics.bus import Bus
from kinesics.clock import SystemClock
from kinesics.codec import kind_name
from kinesics.envelope import Envelope
from kinesics.errors import RoomError
from kinesics.events import Alert, Interrupt, Stopped
from kinesics.events.house import State
from kinesics.inbox import Inbox
from kinesics.messages import (
    Done,
    Freed,
    FromProcess,
    GaveUp,
    Handle,
    Logged,
    Opened,
    OpenFailed,
    Published,
    Stop,
    Turn,
)
from kinesics.monitor.span import Watch
from kinesics.plugin import Plugin, PluginConfig
from kinesics.process import Process
from kinesics.restarts import Restarts

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.05
"""How often the room looks whether its process still lives."""


class TurnTeller:
    """A letterbox for interruptions that tells the process at once, past all that waits."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell

    def put(self, envelope: Envelope) -> None:
        self._tell(envelope.turn)


class Room:
    """To the house the same as a `Worker`, but the plugin is elsewhere."""

    def __init__(self, name: str, plugin: Plugin[PluginConfig], bus: Bus, watch: Watch) -> None:
        self.name = name
        self.plugin = plugin
        """Never opened here; its twin lives in the process."""
        self.state: State = "opening"
        self.why = ""
        self.error: Exception | None = None
        self.inbox = Inbox(name, bus)
        self.published = 0
        self.restarts = Restarts()
        self.busy: tuple[float, Envelope] | None = None
        self.opened = threading.Event()
        self.pid = 0
        self.stale = 0
        self._file = inspect.getsourcefile(type(plugin)) or ""
        self._bus = bus
        self._watch = watch
        self._clock = SystemClock()
        self._process: Process | None = None
        self._idle = False
        self._sending = threading.Lock()
        self._stopping = False
        self._main_thread = 0
        self._teller = TurnTeller(self._tell_turn)
        self._keeper = threading.Thread(target=self._keep, name=name, daemon=True)

    @property
    def threads(self) -> tuple[threading.Thread, ...]:
        return (self._keeper,) if self._keeper.is_alive() else ()

    def start(self) -> None:
        self._bus.subscribe(Interrupt, self._teller)
        self._keeper.start()

    def put(self, envelope: Envelope) -> None:
        """Take `envelope`; where the process waits for one, it leaves on this very thread.

        That saves the way over another thread; the price is that a large array is copied here.
        """
        self.inbox.put(envelope)
        if self._idle:
            self._send_next()

    def ask_to_stop(self) -> None:
        self._stopping = True
        self._clock.stop()
        self.inbox.close()
        if self._process is not None:
            self._process.send(Stop())

    def join(self, deadline: float) -> bool:
        """Wait until the process has ended; kill it when `deadline` comes."""
        self._keeper.join(max(0.0, deadline - time.monotonic()))
        in_time = not self._keeper.is_alive()
        if not in_time and self._process is not None:
            log.warning("%s: did not close in time; its process is killed", self.name)
            self._process.kill()
            self._keeper.join(1.0)
        self._bus.unsubscribe(self._teller)
        return in_time

    def _keep(self) -> None:
        while not self._stopping:
            why = self._live()
            if self._stopping or self.state == "failed":
                break
            self._restart_after(why)
        if self.state != "failed":
            self.state = "stopped"
        self.opened.set()

    def _restart_after(self, why: str) -> None:
        self.state, self.why = "restarting", why
        log.error("%s: %s", self.name, why)
        what = "hang" if why.startswith("hung") else "crash"
        self._bus.publish(Alert(self.name, what, f"{self.name}: {why}"))
        delay_s = self.restarts.next_delay_s()
        if delay_s is None:
            self._give_up(f"{why}; {self.restarts.most} new starts within a minute")
            return
        self._clock.sleep(delay_s)

    def _give_up(self, why: str) -> None:
        self.state, self.why = "failed", why
        log.error("%s: stopped, %s", self.name, why)
        self.ask_to_stop()
        self._bus.publish(Stopped(self.name, why))

    def _live(self) -> str:
        """One life of the process; returns why it ended."""
        plugin = type(self.plugin)
        config = self.plugin.config.model_dump_json()
        process = Process(self.name, f"{plugin.__module__}:{plugin.__qualname__}", config)
        self._process = process
        self.pid = process.pid
        try:
            while True:
                message = process.receive(LOOK_EVERY_S)
                if message is not None:
                    self._take(message, process)
                elif process.ended():
                    return process.epitaph(self._file)
                if (why := self._hang(process)) is not None:
                    return why
                if freed := process.reader.take_freed():
                    process.send(Freed(freed))
        finally:
            with self._sending:
                self._process, self.busy, self._idle = None, None, False
            process.close()

    def _hang(self, process: Process) -> str | None:
        """Where the handler hangs, if it does."""
        if (busy := self.busy) is None or self.state != "running":
            return None
        seconds = time.monotonic() - busy[0]
        if seconds <= self.plugin.config.hang_s:
            return None
        where = process.where(self._main_thread, self._file)
        return f"hung for {seconds:.1f} s on {type(busy[1].event).__name__}{where}"

    def _take(self, message: FromProcess, process: Process) -> None:
        match message:
            case Published():
                self._publish(message, process)
            case Done(measured, freed, stale):
                process.writer.free(freed)
                for one in measured:
                    self._watch(one)
                self.stale += stale
                self._let_in()
            case Logged(logger, level, text):
                logging.getLogger(logger).log(level, "%s", text)
            case Opened(_, main_thread):
                process.forget_folder()
                self._main_thread = main_thread
                self.state, self.why = "running", ""
                process.send(Turn(self._bus.turn))
                self.opened.set()
                self._let_in()
            case OpenFailed(why):
                self._open_failed(why)
            case GaveUp(why):
                self.state, self.why = "failed", why
                self.ask_to_stop()

    def _open_failed(self, why: str) -> None:
        self.why = why
        if not self.opened.is_set():
            self.state = "failed"
            self.error = RoomError(why)
            self.opened.set()

    def _publish(self, message: Published, process: Process) -> None:
        event = process.decoder.decode(message.kind, message.event)
        cause = None
        if message.number:
            cause = Envelope(event, "", 0.0, message.since, message.turn, message.number, 0)
        else:
            self.published += 1
        for one in message.measured:
            self._watch(one)
        self._bus.publish(event, self.name, cause, message.put_at)
        # A generator that yields is alive, however long it takes in all.
        if (busy := self.busy) is not None:
            self.busy = (time.monotonic(), busy[1])

    def _send_next(self) -> None:
        """Send the oldest unread event, if the process waits for one."""
        with self._sending:
            process = self._process
            if process is None or not self._idle or self._stopping:
                return
            while (envelope := self.inbox.get_now()) is not None:
                try:
                    message = _handle_message(envelope, process)
                except RoomError as error:
                    self.error = error
                    log.error("%s: %s", self.name, error)  # noqa: TRY400  (it says all)
                    continue
                self._idle = False
                self.busy = (time.monotonic(), envelope)
                process.send(message)
                return

    def _let_in(self) -> None:
        """The process is ready for the next event."""
        self.busy = None
        self._idle = True
        self._send_next()

    def _tell_turn(self, turn: int) -> None:
        if (process := self._process) is not None:
            process.send(Turn(turn))


def _handle_message(envelope: Envelope, process: Process) -> Handle:
    return Handle(
        kind_name(type(envelope.event)),
        msgspec.Raw(process.encoder.encode(envelope.event)),
        envelope.by,
        envelope.put_at,
        envelope.since,
        envelope.turn,
        envelope.number,
        envelope.cause,
        process.reader.take_freed(),
    )
