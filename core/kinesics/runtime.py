"""Opens the house, looks after it, changes it while it runs, and locks it up."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Self

import msgspec

from kinesics.bus import Bus
from kinesics.config import Config, Table
from kinesics.envelope import Envelope
from kinesics.errors import KinesicsError, PluginError, UnknownPlugin, nearest
from kinesics.events import Alert, Event, Report, Stopped
from kinesics.hooks import Hooks
from kinesics.lodger import Lodger
from kinesics.monitor.monitor import Monitor
from kinesics.pipe import NewsStand
from kinesics.plugin import Bridge
from kinesics.registry import Registry

log = logging.getLogger(__name__)

READ_EVERY_S = 0.1
REPORT_EVERY_S = 0.5
STOP_WITHIN_S = 1.5
QUIET = (Alert, Stopped, Report)
"""What the house itself publishes for whoever wants it."""


class Runtime:
    """Runs the plugins of a config.  All methods may be called from any thread."""

    def __init__(
        self,
        config: Config,
        registry: Registry | None = None,
        listeners: Iterable[object] = (),
        reread: Callable[[], Config] | None = None,
    ) -> None:
        """With `reread`, the config's file is watched, and read by it when somebody saves it."""
        self.config = config
        self.registry = registry or Registry()
        self.bus = Bus(unheard=self._tell_unheard)
        self.monitor = Monitor()
        self._hooks = Hooks(listeners)
        self._lodgers: dict[str, Lodger] = {}
        self._unheard: set[type[Event]] = set()
        self._changing = threading.RLock()
        self._closed = threading.Event()
        self._news: NewsStand | None = None
        self._caretaker = threading.Thread(target=self._take_care, name="house", daemon=True)
        self._reading = threading.Lock()
        self._reread = reread
        self._saved_at = _saved_at(config.file) if config.file is not None else 0.0
        self.absent: dict[str, str] = {}
        """Optional plugins that could not even be built, and why."""
        for kind in (Alert, Stopped):
            self.bus.subscribe(kind, Notebook(self.monitor))

    @property
    def news_address(self) -> str:
        """Where `kinesics top` can look in; empty if nowhere."""
        return self._news.address if self._news is not None else ""

    @property
    def lodgers(self) -> Mapping[str, Lodger]:
        """The plugins that are in the house now, by name."""
        return dict(self._lodgers)

    def start(self, waiting: Callable[[list[str]], None] = lambda _: None) -> None:
        """Build and open every enabled plugin; if one fails that is not optional, none stays.

        `waiting` is called about once a second with the names of those that still open.
        """
        try:
            self._build_all()
            if self.config.monitor.publish:
                self._news = NewsStand(self.config.monitor.port)
            self._caretaker.start()
            for lodger in self._lodgers.values():
                lodger.start()
            self._wait_opened(waiting)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> bool:
        """Close every plugin; False if one had to be left behind or killed."""
        deadline = time.monotonic() + STOP_WITHIN_S
        self._closed.set()
        with self._changing:
            lodgers = list(self._lodgers.values())
            for lodger in lodgers:
                lodger.ask_to_stop()
            late = [lodger.name for lodger in lodgers if not lodger.home.join(deadline)]
        if late:
            log.warning("did not close within %.1f s: %s", STOP_WITHIN_S, ", ".join(late))
        if self._caretaker.is_alive() and threading.current_thread() is not self._caretaker:
            self._caretaker.join(1.0)
        self._read()
        for lodger in lodgers:
            self._hooks.stopped(lodger.name, lodger.home.why)
        if self._news is not None:
            self._news.close()
            self._news = None
        return not late

    def publish(self, event: Event) -> Envelope:
        """Hand an event to the house from outside."""
        return self.bus.publish(event)

    def enable(self, name: str) -> None:
        """Start a plugin that the config names, or that is installed, beside the others."""
        with self._changing:
            if name in self._lodgers and self._lodgers[name].home.state != "failed":
                return
            table = self.config.tables.get(name)
            if table is None:
                kind = "bridge" if issubclass(self.registry.find(name), Bridge) else "plugin"
                table = Table(kind, name, use="", enabled=True, values={})
            self._replace(table._replace(enabled=True))

    def disable(self, name: str) -> None:
        """Stop a plugin; the others do not notice."""
        with self._changing:
            table = self._table(name)
            self._take_out(name)
            self._remember(table._replace(enabled=False))

    def configure(self, name: str, /, **values: object) -> None:
        """Start a plugin anew with some settings changed; if that fails, with the old ones."""
        with self._changing:
            table = self._table(name)
            self._replace(table._replace(values={**table.values, **values}, enabled=True))

    def apply(self, config: Config) -> None:
        """Go over to another config: only what differs is stopped, started or started anew."""
        with self._changing:
            before = self.config.tables
            self.config = config
            for name in before.keys() - config.tables.keys():
                self._take_out(name)
            for name, table in config.tables.items():
                if table == before.get(name):
                    continue
                if not table.enabled:
                    self._take_out(name)
                    continue
                try:
                    self._replace(table)
                except KinesicsError as error:
                    log.error("%s", error)  # noqa: TRY400  (it says all; the rest goes on)

    def report(self) -> Report:
        """How every plugin does now."""
        self._read()
        with self._reading:
            return self.monitor.report([lodger.facts() for lodger in self._lodgers.values()])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _build(self, table: Table) -> Lodger:
        return Lodger(table, self.config, self.registry, self.bus, self.monitor.watch)

    def _build_all(self) -> None:
        for table in self.config.tables.values():
            if not table.enabled:
                continue
            try:
                self._lodgers[table.name] = self._build(table)
            except KinesicsError as error:
                if table.values.get("optional") is not True:
                    raise
                self.absent[table.name] = str(error)
                log.warning("going on without %s: %s", table.name, error)

    def _wait_opened(self, waiting: Callable[[list[str]], None]) -> None:
        ask_again_at = time.monotonic() + 1.0
        while late := [one.name for one in self._lodgers.values() if not one.home.opened.is_set()]:
            self._lodgers[late[0]].home.opened.wait(0.1)
            if time.monotonic() > ask_again_at:
                waiting(late)
                ask_again_at += 1.0
        for lodger in self._lodgers.values():
            home = lodger.home
            if home.state != "failed":
                self._hooks.started(lodger.name)
            elif home.plugin.config.optional:
                log.warning("going on without %s: %s", lodger.name, home.why)
            else:
                raise PluginError(_cannot_open(lodger)) from home.error

    def _replace(self, table: Table) -> None:
        """Start `table` in place of what had its name; if that fails, put the old one back."""
        new = self._build(table)
        old = self._lodgers.get(table.name)
        was_running = old is not None and old.home.state == "running"
        self._take_out(table.name)
        try:
            self._take_in(new)
        except PluginError:
            if old is not None and was_running:
                self._take_in(self._build(old.table))
            raise
        self._remember(table)

    def _take_in(self, lodger: Lodger) -> None:
        self.monitor.forget(lodger.name)
        lodger.start()
        lodger.home.opened.wait()
        if lodger.home.state == "failed":
            lodger.ask_to_stop()
            raise PluginError(_cannot_open(lodger)) from lodger.home.error
        self._lodgers[lodger.name] = lodger
        self._hooks.started(lodger.name)

    def _take_out(self, name: str) -> None:
        if (lodger := self._lodgers.pop(name, None)) is None:
            return
        lodger.ask_to_stop()
        if not lodger.home.join(time.monotonic() + STOP_WITHIN_S):
            log.warning("%s: did not close within %.1f s", name, STOP_WITHIN_S)
        self._hooks.stopped(name)

    def _table(self, name: str) -> Table:
        if name in self.config.tables:
            return self.config.tables[name]
        known = ", ".join(self.config.tables)
        near = nearest(name, self.config.tables)
        raise UnknownPlugin(f"no plugin named {name!r} in this house{near}; here: {known}")

    def _remember(self, table: Table) -> None:
        self.config = self.config._replace(tables={**self.config.tables, table.name: table})

    def _take_care(self) -> None:
        report_at = 0.0
        while not self._closed.wait(READ_EVERY_S):
            self._read()
            for lodger in list(self._lodgers.values()):
                lodger.check_hang()
            if time.monotonic() < report_at:
                continue
            report_at = time.monotonic() + REPORT_EVERY_S
            self._look_at_the_file()
            news = self._news if self._news is not None and self._news.has_readers() else None
            if news is None and not self.bus.has_listener(Report):
                continue
            report = self.report()
            self.bus.publish(report)
            if news is not None:
                news.publish(msgspec.json.encode(report))

    def _read(self) -> None:
        with self._reading:
            measured, alerts = self.monitor.read()
        if measured:
            self._hooks.handled(measured)
        for alert in alerts:
            log.warning("%s", alert.text)
            self.bus.publish(alert)

    def _look_at_the_file(self) -> None:
        """Go over to the config file as it is now, if somebody saved it."""
        if self._reread is None or self.config.file is None:
            return
        saved_at = _saved_at(self.config.file)
        if saved_at in (self._saved_at, 0.0):
            return
        self._saved_at = saved_at
        try:
            config = self._reread()
        except KinesicsError as error:
            log.error("%s\nthe house goes on as it was", error)  # noqa: TRY400  (it says all)
            return
        log.info("%s was saved: going over to it", self.config.file.name)
        self.apply(config)

    def _tell_unheard(self, envelope: Envelope) -> None:
        """Say once for each type that nobody handles it."""
        kind = type(envelope.event)
        if kind in self._unheard or isinstance(envelope.event, QUIET):
            return
        self._unheard.add(kind)
        who = f"{envelope.by} publishes" if envelope.by else "somebody publishes"
        log.info(
            "%s %s, but nothing that runs handles it; `kinesics explain` shows who handles what",
            who,
            kind.__name__,
        )


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


def _cannot_open(lodger: Lodger) -> str:
    return (
        f"{lodger.name}: {lodger.home.why}; mend that, or leave it out with enabled = false"
        f" in [{lodger.table.kind}s.{lodger.name}] (optional = true starts the others without it)"
    )


def _saved_at(file: Path) -> float:
    """0 while it is not there: some editors take it away for a moment."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
