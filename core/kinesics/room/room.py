"""Runs one plugin in a process of its own, and starts it again when it dies or hangs."""

import logging
import pickle
import threading
import time
from collections import Counter
from collections.abc import Callable

from kinesics.bus import Bus
from kinesics.clock import SystemClock
from kinesics.envelope import Envelope
from kinesics.errors import RoomError, words
from kinesics.events import Alert, Event, Interrupt, Stopped
from kinesics.events.house import State
from kinesics.inbox import Inbox
from kinesics.monitor.span import Watch
from kinesics.plugin import Plugin, PluginConfig, source_of
from kinesics.restarts import Restarts
from kinesics.room.codec import handle_message
from kinesics.room.messages import (
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
from kinesics.room.process import LOOK_EVERY_S, Process

log = logging.getLogger(__name__)


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
        self.hung = False
        """Never for long: a process that hangs is killed."""
        self.trouble = ""
        """Known only in the process, whose log tells it."""
        self.refused: Counter[str] = Counter()
        """Events of each type that cannot travel to or from the process."""
        self._stale = 0
        self._bus = bus
        self._watch = watch
        self._clock = SystemClock()
        self._stopping = False
        self._process: Process | None = None
        self._main_thread = 0
        self._open_error = ""
        self._sending = threading.Lock()
        self._idle = False
        self._unsent: tuple[Envelope, Handle] | None = None
        self._told_turn = 0
        self._told_stop = False
        self._freed: list[int] = []
        self._teller = TurnTeller(self._tell_turn)
        self._keeper = threading.Thread(target=self._keep, name=name, daemon=True)

    @property
    def threads(self) -> tuple[threading.Thread, ...]:
        return (self._keeper,) if self._keeper.is_alive() else ()

    @property
    def letterbox(self) -> "Room":
        return self

    @property
    def lost(self) -> dict[str, int]:
        return dict(Counter(self.inbox.dropped) + self.refused)

    @property
    def stale(self) -> int:
        return sum(self.inbox.stale.values()) + self._stale

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
        if (process := self._process) is not None:
            process.ask_to_stop()

    def join(self, deadline: float) -> bool:
        """Wait until the process has ended; kill it when `deadline` comes."""
        self._bus.unsubscribe(self._teller)
        if self._keeper.ident is None:
            return True
        self._keeper.join(max(0.0, deadline - time.monotonic()))
        in_time = not self._keeper.is_alive()
        if not in_time and (process := self._process) is not None:
            log.warning("%s: did not close in time; its process is killed", self.name)
            process.kill()
            self._keeper.join(1.0)
        return in_time

    def _keep(self) -> None:
        try:
            while not self._stopping:
                why = self._live_guarded()
                if self._stopping or self.state == "failed":
                    break
                self._restart_after(why)
        finally:
            if self.state != "failed":
                self.state = "stopped"
            self.opened.set()

    def _live_guarded(self) -> str:
        """One life, whatever goes wrong in it; returns why it ended."""
        try:
            return self._live()
        except Exception as error:
            why = words(error)
            log.exception("%s: its room failed", self.name)
            self._open_failed(why)
            return why

    def _restart_after(self, why: str) -> None:
        self.state, self.why = "restarting", why
        delay_s = self.restarts.next_delay_s()
        again = "" if delay_s is None else "; it is started again"
        log.error("%s: %s%s", self.name, why, again)
        what = "hang" if why.startswith("hung") else "crash"
        self._bus.publish(Alert(self.name, what, f"{self.name}: {why}{again}"))
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
        kind = type(self.plugin)
        file = source_of(kind)
        config = pickle.dumps(self.plugin.config)
        process = Process(self.name, f"{kind.__module__}:{kind.__qualname__}", config)
        self._told_turn, self._told_stop, self._open_error = 0, False, ""
        # Places in the memory of the life before mean others in this one.
        self._freed = []
        self._process = process
        self.pid = process.pid
        look_at = 0.0
        try:
            while True:
                ended = process.ended() if (now := time.monotonic()) >= look_at else False
                message = process.receive_now() if ended else process.receive()
                if message is not None:
                    self._take(message, process)
                elif ended:
                    return self._open_error or process.epitaph(file)
                # Straight back to waiting: who is woken by this message waits for Python's lock.
                if now < look_at:
                    continue
                look_at = now + LOOK_EVERY_S
                if (why := self._hang(process, file)) is not None:
                    return why
                self._catch_up(process)
        finally:
            with self._sending:
                self._process, self.busy, self._unsent = None, None, None
                self._idle = False
            process.close()

    def _hang(self, process: Process, file: str) -> str | None:
        """Where the handler hangs, if it does."""
        if (busy := self.busy) is None or self.state != "running":
            return None
        seconds = time.monotonic() - busy[0]
        if seconds <= self.plugin.config.hang_s:
            return None
        where = process.where(self._main_thread, file)
        return f"hung for {seconds:.1f} s on {type(busy[1].event).__name__}{where}"

    def _take(self, message: FromProcess, process: Process) -> None:
        match message:
            case Published():
                self._publish(message, process)
            case Done(measured, freed, stale):
                process.writer.free(freed)
                for one in measured:
                    self._watch(one)
                self._stale += stale
                self._let_in()
            case Logged(logger, level, text):
                logging.getLogger(logger).log(level, "%s", text)
            case Opened(main_thread):
                process.forget_folder()
                self._main_thread = main_thread
                self.state, self.why = "running", ""
                self._tell_turn(self._bus.turn)
                self.opened.set()
                self._let_in()
            case OpenFailed(why):
                self._open_error = why
                self._open_failed(why)
            case GaveUp(why):
                self.state, self.why = "failed", why
                self.ask_to_stop()

    def _open_failed(self, why: str) -> None:
        """The first time it is the start that fails; later it is one more death."""
        if not self.opened.is_set():
            self.state, self.why = "failed", why
            self.error = RoomError(why)
            self.opened.set()

    def _publish(self, message: Published, process: Process) -> None:
        try:
            event = process.decoder.decode(message.kind, message.event)
        except Exception as error:  # noqa: BLE001  (whatever it sent, the room goes on)
            kind = message.kind.rpartition(":")[2]
            self._refuse(kind, f"{kind} cannot come back from its process: {error}")
            return
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

    def _refuse(self, kind: str, why: str) -> None:
        """Count an event that cannot travel, and say so the first time."""
        self.refused[kind] += 1
        if self.refused[kind] == 1:
            log.error("%s: %s", self.name, why)
            self._bus.publish(Alert(self.name, "failures", f"{self.name}: {why}"))

    def _let_in(self) -> None:
        """The process is ready for the next event."""
        # Under the lock: it may be done before the one who sent has noted that it is busy.
        with self._sending:
            self.busy = None
            self._idle = True
        self._send_next()

    def _send_next(self) -> None:
        """Send the oldest unread event, if the process waits for one."""
        refused: list[tuple[type[Event], str]] = []
        with self._sending:
            process = self._process
            if process is None or not self._idle or self._stopping:
                return
            while self._unsent is None and (envelope := self.inbox.get_now()) is not None:
                try:
                    self._unsent = envelope, handle_message(envelope, process)
                except RoomError as error:
                    refused.append((type(envelope.event), str(error)))
            if self._unsent is not None and process.send(self._unsent[1]):
                self._idle = False
                self.busy = (time.monotonic(), self._unsent[0])
                self._unsent = None
        for kind, why in refused:
            self._refuse(kind.__name__, why)

    def _catch_up(self, process: Process) -> None:
        """Tell the process what it does not know yet, also what it was too slow to read before."""
        self._freed += process.reader.take_freed()
        if self._freed and process.send(Freed(self._freed)):
            self._freed = []
        if self._told_turn < self._bus.turn:
            self._tell_turn(self._bus.turn)
        if self._stopping and not self._told_stop:
            process.ask_to_stop()
            self._told_stop = process.send(Stop())
        if self._unsent is not None:
            self._send_next()

    def _tell_turn(self, turn: int) -> None:
        process = self._process
        if process is not None and process.send(Turn(turn)):
            self._told_turn = max(self._told_turn, turn)


class TurnTeller:
    """A letterbox for interruptions that tells the process at once, past all that waits."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell

    def put(self, envelope: Envelope) -> None:
        self._tell(envelope.turn)
