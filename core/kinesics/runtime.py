"""Opens the house, looks after it, changes it while it runs, and locks it up."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Self

from kinesics.bridge import Bridge
from kinesics.bus import Bus
from kinesics.caretaker import Caretaker, FileWatch
from kinesics.config import Config, Table
from kinesics.envelope import Envelope
from kinesics.errors import KinesicsError, PluginError, UnknownPlugin, nearest
from kinesics.events import Alert, Event, Report, Stopped
from kinesics.hooks import Hooks
from kinesics.lodger import Lodger
from kinesics.monitor.monitor import Monitor
from kinesics.registry import Registry

log = logging.getLogger(__name__)

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
        self._started = False
        self._closing = threading.Event()
        self._caretaker = Caretaker(
            self.bus,
            self.monitor,
            self._hooks,
            lodgers=lambda: list(self._lodgers.values()),
            also=self._look_at_the_file,
        )
        self._reread = reread
        self._file = FileWatch(config.file) if reread and config.file else None
        self.absent: dict[str, str] = {}
        """Optional plugins that could not even be built, and why."""

    @property
    def news_address(self) -> str:
        """Where `kinesics top` can look in; empty if nowhere."""
        return self._caretaker.news_address

    @property
    def lodgers(self) -> Mapping[str, Lodger]:
        """The plugins that are in the house now, by name."""
        return dict(self._lodgers)

    def start(self, waiting: Callable[[list[str]], None] = lambda _: None) -> None:
        """Build and open every enabled plugin; if one fails that is not optional, none stays.

        `waiting` is called about once a second with the names of those that still open.
        """
        if self._started:
            raise KinesicsError("this house was started before; make another Runtime")
        self._started = True
        try:
            self._build_all()
            monitor = self.config.monitor
            self._caretaker.start(monitor.port if monitor.publish else None)
            for lodger in self._lodgers.values():
                lodger.start()
            self._wait_opened(waiting)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> bool:
        """Close every plugin; False if one had to be left behind or killed."""
        deadline = time.monotonic() + STOP_WITHIN_S
        # Whoever waits for a plugin to open gives up and lets go of the lock.
        self._closing.set()
        with self._changing:
            lodgers = list(self._lodgers.values())
            for lodger in lodgers:
                lodger.ask_to_stop()
            late = [lodger.name for lodger in lodgers if not lodger.home.join(deadline)]
        if late:
            log.warning("did not close within %.1f s: %s", STOP_WITHIN_S, ", ".join(late))
        self._caretaker.stop()
        for lodger in lodgers:
            self._hooks.stopped(lodger.name, lodger.home.why)
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
        """Go over to another config: only what differs is stopped, started or started anew.

        A mistake in it is raised before anything changes.  What then fails to open is told, and
        runs on as it was.
        """
        with self._changing:
            before, self.config = self.config, config
            # What is down is tried again: somebody may have mended what the config only names.
            changed = [
                table
                for name, table in config.tables.items()
                if table != before.tables.get(name) or (table.enabled and name not in self._lodgers)
            ]
            try:
                built = [self._build(table) for table in changed if table.enabled]
            except KinesicsError:
                self.config = before
                raise
            for name in before.tables.keys() - config.tables.keys():
                self._take_out(name)
            for table in changed:
                if not table.enabled:
                    self._take_out(table.name)
            for lodger in built:
                try:
                    self._exchange(lodger)
                except PluginError as error:
                    self._complain(str(error))
                    if (old := before.tables.get(lodger.name)) is not None:
                        self._remember(old)

    def report(self) -> Report:
        """How every plugin does now."""
        return self._caretaker.report()

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
        tell_at = time.monotonic() + 1.0
        late = list(self._lodgers.values())
        while late:
            late[0].home.opened.wait(0.1)
            for lodger in [one for one in late if one.home.opened.is_set()]:
                late.remove(lodger)
                self._welcome(lodger)
            if late and time.monotonic() > tell_at:
                waiting([lodger.name for lodger in late])
                tell_at += 1.0

    def _welcome(self, lodger: Lodger) -> None:
        home = lodger.home
        if home.state != "failed":
            self._hooks.started(lodger.name)
        elif home.plugin.config.optional:
            log.warning("going on without %s: %s", lodger.name, home.why)
        else:
            raise PluginError(_cannot_open(lodger)) from home.error

    def _replace(self, table: Table) -> None:
        """Start `table` in place of what had its name; if that fails, put the old one back."""
        self._exchange(self._build(table))
        self._remember(table)

    def _exchange(self, new: Lodger) -> None:
        old = self._lodgers.get(new.name)
        was_running = old is not None and old.home.state == "running"
        self._take_out(new.name)
        try:
            self._take_in(new)
        except PluginError:
            if old is not None and was_running and not self._closing.is_set():
                self._take_in(self._build(old.table))
            raise

    def _take_in(self, lodger: Lodger) -> None:
        self._caretaker.forget(lodger.name)
        lodger.start()
        while not lodger.home.opened.wait(0.1) and not self._closing.is_set():
            pass
        if self._closing.is_set() or lodger.home.state == "failed":
            lodger.ask_to_stop()
            lodger.home.join(time.monotonic() + 0.5)
            if self._closing.is_set():
                raise PluginError(f"{lodger.name}: not started, the house closes")
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

    def _look_at_the_file(self) -> None:
        """Go over to the config file as it is now, if somebody saved it."""
        if self._reread is None or self._file is None or not self._file.was_saved():
            return
        try:
            self.apply(self._reread())
        except KinesicsError as error:
            self._complain(f"{error}\nthe house goes on as it was")
        else:
            log.info("the config was saved, and the house has gone over to it")

    def _complain(self, text: str) -> None:
        """Tell of a mistake in the config, also to who looks at a body and not at the log."""
        log.error("%s", text)
        self.bus.publish(Alert("", "config", text))

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


def _cannot_open(lodger: Lodger) -> str:
    return (
        f"{lodger.name}: {lodger.home.why}; mend that, or leave it out with enabled = false"
        f" in [{lodger.table.kind}s.{lodger.name}] (optional = true starts the others without it)"
    )
