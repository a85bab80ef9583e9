"""Looks after the house on a thread of its own: reads the meters, finds hangs, tells the news."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from kinesics.bus import Bus
from kinesics.envelope import Envelope
from kinesics.events import Alert, Report, Stopped
from kinesics.hooks import Hooks
from kinesics.lodger import Lodger
from kinesics.monitor.monitor import Monitor
from kinesics.pipe import NewsStand

log = logging.getLogger(__name__)

READ_EVERY_S = 0.1
REPORT_EVERY_S = 0.5


class Caretaker:
    """`lodgers` gives those who are in the house now; `also` is called at every report time."""

    def __init__(
        self,
        bus: Bus,
        monitor: Monitor,
        hooks: Hooks,
        lodgers: Callable[[], Sequence[Lodger]],
        also: Callable[[], None],
    ) -> None:
        self._bus = bus
        self._monitor = monitor
        self._hooks = hooks
        self._lodgers = lodgers
        self._also = also
        self._news: NewsStand | None = None
        self._reading = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="house", daemon=True)
        self._notebook = Notebook(monitor)
        self._troubles: set[str] = set()

    @property
    def news_address(self) -> str:
        """Where `kinesics top` can look in; empty if nowhere."""
        return self._news.address if self._news is not None else ""

    def start(self, news_port: int | None) -> None:
        """Begin; with a port, tell the news at the first free one from there on."""
        for kind in (Alert, Stopped):
            self._bus.subscribe(kind, self._notebook)
        if news_port is not None:
            self._news = NewsStand(news_port)
        self._thread.start()

    def stop(self) -> None:
        """End, after a last reading of the meters."""
        self._closed.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(1.0)
        self.read()
        if self._news is not None:
            self._news.close()
            self._news = None

    def read(self) -> None:
        """Take in what was measured since the last time, and tell who wants to know."""
        with self._reading:
            measured, alerts = self._monitor.read()
        if measured:
            self._hooks.handled(measured)
        for alert in alerts:
            log.warning("%s", alert.text)
            self._bus.publish(alert)

    def forget(self, plugin: str) -> None:
        """Start the meter of a plugin anew."""
        with self._reading:
            self._monitor.forget(plugin)

    def report(self) -> Report:
        """How every plugin does now."""
        self.read()
        with self._reading:
            return self._monitor.report([lodger.facts() for lodger in self._lodgers()])

    def _run(self) -> None:
        report_at = 0.0
        while not self._closed.wait(READ_EVERY_S):
            self._guarded(self.read)
            self._guarded(self._check_hangs)
            if time.monotonic() >= report_at:
                report_at = time.monotonic() + REPORT_EVERY_S
                self._guarded(self._also)
                self._guarded(self._tell)

    def _guarded(self, step: Callable[[], None]) -> None:
        """Whatever goes wrong in one step, the others go on; each trouble is told once."""
        try:
            step()
        except Exception as error:
            if (words := repr(error)) not in self._troubles:
                self._troubles.add(words)
                log.exception("the house stumbled")

    def _check_hangs(self) -> None:
        for lodger in self._lodgers():
            lodger.check_hang()

    def _tell(self) -> None:
        """Make a report, if anybody wants one."""
        news = self._news if self._news is not None and self._news.has_readers() else None
        if news is None and not self._bus.has_listener(Report):
            return
        report = self.report()
        self._bus.publish(report)
        if news is not None:
            news.publish(msgspec.json.encode(report))


class Notebook:
    """A letterbox that keeps the words of every alert for the reports."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def put(self, envelope: Envelope) -> None:
        match envelope.event:
            case Alert(_, _, text):
                self._monitor.note(text)
            case Stopped(plugin, why):
                self._monitor.note(f"{plugin}: stopped, {why}")
            case _:
                pass


class FileWatch:
    """Tells when a file was saved."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = self._state()

    def was_saved(self) -> bool:
        """Whether it is another file than at the last call."""
        state = self._state()
        # Some editors take it away for a moment; what is gone was not saved.
        if state is None or state == self._seen:
            return False
        self._seen = state
        return True

    def _state(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
