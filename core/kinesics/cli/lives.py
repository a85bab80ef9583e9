"""What the contract asks of an object of a plugin: to be made, opened and closed, and made again."""

import sys
import threading
import time
from collections.abc import Callable, Iterator

from kinesics.cli.findings import Finding
from kinesics.errors import words
from kinesics.plugin import Plugin, PluginConfig

AnyPlugin = Plugin[PluginConfig]
Make = Callable[[], AnyPlugin]

CHEAP_S = 0.05
CODE = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib")
JOIN_S = 1.0


class Watch:
    """Notes what the plugin does to the world while it is looked at."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._looking = False
        # There is no way to remove a hook, so one serves for the whole life of the process.
        sys.addaudithook(self._note)

    def during(self, call: Callable[[], object]) -> tuple[list[str], Exception | None, float]:
        """What `call` did, what it raised, and how many seconds it took."""
        self._seen.clear()
        threads = set(threading.enumerate())
        self._looking = True
        began = time.perf_counter()
        error = attempt(call)
        took_s = time.perf_counter() - began
        self._looking = False
        for thread in threading.enumerate():
            if thread not in threads:
                self._seen[f"starts the thread {thread.name}"] = None
        return list(self._seen), error, took_s

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._looking:
            return
        match event, arguments:
            case "open", (str() | bytes() as path, *_):
                name = path if isinstance(path, str) else path.decode(errors="replace")
                # Reading code is an import, which has a check of its own.
                if not name.endswith(CODE):
                    self._seen[f"opens the file {name}"] = None
            case (("socket.bind" | "socket.connect"), (_, address, *_)):
                self._seen[f"opens a connection, {address}"] = None
            case (("subprocess.Popen" | "os.system" | "os.fork"), _):
                self._seen["starts a process"] = None
            case _:
                pass


def of_init(make: Make, watch: Watch) -> Iterator[Finding]:
    """Made in no time, touching nothing."""
    made: list[AnyPlugin] = []
    deeds, error, took_s = watch.during(lambda: made.append(make()))
    if error is not None:
        remedy = "let it only take its config; open() may fail"
        yield Finding("fail", "init", f"__init__() raised {words(error)}", remedy)
        return
    for deed in deeds:
        yield Finding("fail", "init", f"__init__() {deed}", "do that in open()")
    if not isinstance(getattr(made[0], "config", None), PluginConfig):
        remedy = "call super().__init__(config) in it"
        yield Finding("fail", "init", "__init__() leaves it without its config", remedy)
    elif took_s > CHEAP_S:
        what = f"__init__() takes {took_s * 1000:.0f} ms"
        yield Finding("warn", "init", what, "let open() do the work: it has a thread of its own")
    elif not deeds:
        yield Finding("ok", "init", f"takes {took_s * 1000:.1f} ms and touches nothing")


def of_close(make: Make) -> Iterator[Finding]:
    """Closed though `open` failed at its first line: the house does that."""
    plugin = make()
    remedy = "close only what is there: give it None in __init__() or in the class"
    if (error := attempt(plugin.close)) is not None:
        what = f"close() after a failed open() raised {words(error)}"
        yield Finding("fail", "close", what, remedy)
    elif (error := attempt(plugin.close)) is not None:
        what = f"close() for the second time raised {words(error)}"
        yield Finding("fail", "close", what, remedy)
    else:
        yield Finding("ok", "close", "works after a failed open(), and twice")


def of_open(make: Make) -> Iterator[Finding]:
    """Opened and closed, and then another one, which finds all free again."""
    before = set(threading.enumerate())
    for life in ("", " by the next one, after the first was closed,"):
        plugin = make()
        began = time.perf_counter()
        error = attempt(plugin.open)
        took_s = time.perf_counter() - began
        close_error = attempt(plugin.close)
        if error is not None:
            remedy = "let close() give back all of it" if life else "see what it needs"
            yield Finding("fail", "open", f"open(){life} raised {words(error)}", remedy)
            return
        if close_error is not None:
            remedy = "close() must work, whatever happened"
            yield Finding("fail", "open", f"close() raised {words(close_error)}", remedy)
            return
    left = [one for one in threading.enumerate() if one not in before]
    for thread in left:
        thread.join(JOIN_S)
    if left := [thread.name for thread in left if thread.is_alive()]:
        what = f"close() leaves threads behind: {', '.join(left)}"
        yield Finding("fail", "open", what, "end them there, and join() them")
    else:
        yield Finding("ok", "open", f"opened in {took_s * 1000:.0f} ms and closed, two in a row")


def attempt(call: Callable[[], object]) -> Exception | None:
    """Do it; returns what it raised."""
    try:
        call()
    except Exception as error:  # noqa: BLE001  (a plugin may raise anything)
        return error
    return None
