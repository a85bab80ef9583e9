"""A plugin under the roof of a runtime: built from its table, put on the bus, started, watched."""

import logging
import sys
import time
import traceback

from kinesics.bus import Bus
from kinesics.config import Config, Table
from kinesics.events import Alert
from kinesics.monitor.monitor import PluginFacts
from kinesics.monitor.span import Watch
from kinesics.plugin import source_of
from kinesics.registry import Registry
from kinesics.room import Room
from kinesics.worker import Worker

log = logging.getLogger(__name__)


class Lodger:
    """One plugin and its worker or room."""

    def __init__(
        self, table: Table, config: Config, registry: Registry, bus: Bus, watch: Watch
    ) -> None:
        self.table = table
        self.config = config
        self._bus = bus
        plugin = registry.build(table, config)
        self.isolated = plugin.config.isolate
        self.home = (Room if self.isolated else Worker)(table.name, plugin, bus, watch)
        self._told_hang: float | None = None

    @property
    def name(self) -> str:
        return self.table.name

    def start(self) -> None:
        """Put it on the bus and open it; `home.opened` tells when that is done."""
        for event in dict.fromkeys(handler.event for handler in self.home.plugin.handlers):
            self._bus.subscribe(event, self.home.letterbox)
        self.home.start()

    def ask_to_stop(self) -> None:
        self._bus.unsubscribe(self.home.letterbox)
        self.home.ask_to_stop()

    def check_hang(self) -> None:
        """Say once where a handler hangs.  A room looks after its process itself."""
        home = self.home
        if not isinstance(home, Worker) or (busy := home.busy) is None:
            return
        began, envelope = busy
        threads = home.threads
        seconds = time.monotonic() - began
        if seconds <= home.plugin.config.hang_s or self._told_hang == began:
            return
        self._told_hang = began
        home.hung = True
        event = type(envelope.event).__name__
        stack = _stack_of(threads[0].ident if threads else None)
        lines = "".join(traceback.format_list(stack))
        log.error("%s: hangs for %.1f s on %s, here:\n%s", self.name, seconds, event, lines)
        where = _line_in(stack, source_of(type(home.plugin)))
        text = f"{self.name}: hangs for {seconds:.1f} s on {event}{where}"
        self._bus.publish(Alert(self.name, "hang", text))

    def facts(self) -> PluginFacts:
        home = self.home
        return PluginFacts(
            name=self.name,
            kind=self.table.kind,
            state="hanging" if home.hung else home.state,
            why=home.why,
            trouble=home.trouble,
            budget_ms=home.plugin.config.budget_ms,
            isolated=self.isolated,
            pid=home.pid,
            thread_ids=tuple(thread.native_id or 0 for thread in home.threads),
            waiting=home.inbox.waiting,
            drops=home.lost,
            stale=home.stale,
            published=home.published,
            restarts=home.restarts.count,
        )


def _stack_of(thread: int | None) -> list[traceback.FrameSummary]:
    """The innermost lines of a thread of this process, the last one innermost."""
    frames = sys._current_frames()  # pyright: ignore[reportPrivateUsage]  (documented, and the only way)
    frame = frames.get(thread or 0)
    return traceback.extract_stack(frame)[-6:] if frame is not None else []


def _line_in(stack: list[traceback.FrameSummary], file: str) -> str:
    """The innermost line in the plugin's own file, else the innermost at all."""
    own = [frame for frame in stack if frame.filename == file] or stack
    if not own:
        return ""
    return f', File "{own[-1].filename}", line {own[-1].lineno} in {own[-1].name}'
