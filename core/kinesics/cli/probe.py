"""The process in which `kinesics check` loads a plugin: what it does there hurts nobody.

The first line of standard input says what to load; each line of output is a finding, or the
name of the check that is at work.
"""

import faulthandler
import importlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from kinesics.cli.findings import Finding
from kinesics.cli.lives import Watch, attempt
from kinesics.errors import words
from kinesics.plugin import Plugin, PluginConfig

SLOW_S = 0.4

HEAVY = frozenset(
    {"av", "cv2", "faster_whisper", "jax", "lerobot", "livekit", "llama_cpp", "matplotlib"}
    | {"mediapipe", "mujoco", "onnxruntime", "openai", "pandas", "piper", "pipecat", "pygame"}
    | {"reachy_mini", "scipy", "sherpa_onnx", "sklearn", "sounddevice", "tensorflow", "torch"}
    | {"torchvision", "transformers", "ultralytics", "zenoh"}
)
"""Libraries that take long to load, or touch devices when they are."""


class Order(NamedTuple):
    """What to check, and how."""

    paths: list[str]
    """Folders where its modules are found, before all others."""
    module: str
    plugin: str
    """Its class; empty for all that the module has."""
    settings: dict[str, Any]
    opens: bool
    """Whether it may open devices."""
    within_s: float
    """When it takes longer, this process ends, and says where it was."""


def main() -> None:
    order = Order(*json.loads(sys.stdin.readline()))
    faulthandler.dump_traceback_later(order.within_s, exit=True)
    # What the plugin prints must not get between the lines of the answer.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)
        sys.path[:0] = order.paths
        for topic, findings in _checks(order, Watch()):
            _tell(answer, {"at": topic})
            for finding in findings:
                _tell(answer, finding._asdict())
        _tell(answer, {"at": ""})
    # Threads that the plugin left behind were told of; they shall not keep this process.
    os._exit(0)


def _checks(order: Order, watch: Watch) -> Iterator[tuple[str, Iterable[Finding]]]:
    before = set(sys.modules)
    findings = list[Finding]()
    yield "import", _of_import(order.module, before, watch, findings)
    if any(finding.level == "fail" for finding in findings) and order.module not in sys.modules:
        return
    from kinesics.cli import contract

    kinds = _kinds(order)
    own = _package(order.module)
    if not kinds:
        yield "import", [_no_class(order)]
        return
    yield "source", _of_source(order.module)
    events = [
        event
        for event in contract.subclasses(contract.Event)
        if event.__module__.partition(".")[0] == own
    ]
    for kind in kinds:
        for topic, several in _of_class(kind, order, watch):
            yield topic, several if len(kinds) == 1 else _called(kind.__name__, several)
    yield "events", contract.of_events(events)


def _of_class(
    kind: type[Plugin[PluginConfig]], order: Order, watch: Watch
) -> Iterator[tuple[str, Iterable[Finding]]]:
    from kinesics.cli import contract, lives

    yield "handlers", contract.of_handlers(kind)
    yield "isolation", contract.of_isolation(kind)
    yield "config", contract.of_config_type(kind, order.settings)
    config: list[PluginConfig] = []
    if attempt(lambda: config.append(kind.config_type.model_validate(order.settings))) is not None:
        return

    def make() -> Plugin[PluginConfig]:
        return kind(config[0])

    yield "init", lives.of_init(make, watch)
    if attempt(make) is not None:
        return
    yield "close", lives.of_close(make)
    if order.opens:
        yield "open", lives.of_open(make)
    elif kind.open is not Plugin.open:
        what = "not tried, as it may use devices"
        yield "open", [Finding("note", "open", what, "--open tries it")]


def _called(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding._replace(what=f"{name}: {finding.what}")


def _of_import(
    module: str, before: set[str], watch: Watch, findings: list[Finding]
) -> Iterator[Finding]:
    began = time.perf_counter()
    deeds, error, _ = watch.during(lambda: importlib.import_module(module))
    took_s = time.perf_counter() - began
    if error is not None:
        remedy = "install it, and import it in open(), so that the rest works without it"
        if not isinstance(error, ImportError):
            remedy = "mend that line"
        findings.append(Finding("fail", "import", f"{module}: {words(error)}", remedy))
    tops = {name.partition(".")[0] for name in sys.modules.keys() - before}
    if heavy := sorted(tops & HEAVY):
        what = f"loads {', '.join(heavy)} ({took_s * 1000:.0f} ms) before it is used"
        remedy = "import that in open(), and for type checkers under `if TYPE_CHECKING`"
        findings.append(Finding("fail", "import", what, remedy))
    elif took_s > SLOW_S:
        what = f"takes {took_s * 1000:.0f} ms"
        remedy = "python -X importtime shows what takes so long; import that in open()"
        findings.append(Finding("warn", "import", what, remedy))
    # Libraries read files of their own when they are imported; that is theirs to do.
    findings += (
        Finding("fail", "import", f"the import {deed}", "do that in open()")
        for deed in deeds
        if not deed.startswith("opens the file")
    )
    if not findings:
        what = f"{module} in {took_s * 1000:.0f} ms, with nothing heavy"
        findings.append(Finding("ok", "import", what))
    yield from findings


def _of_source(module: str) -> Iterator[Finding]:
    from kinesics.cli.imports import faults, sources
    from kinesics.registry import installed

    file = getattr(sys.modules[module], "__file__", None)
    if file is None or not file.endswith(".py"):
        yield Finding("note", "source", "no source to read", "check it where it is written")
        return
    files = sources(Path(file), module)
    others = {_package(entry.target.partition(":")[0]) for entry in installed()}
    count = 0
    for count, fault in enumerate(faults(files, _package(module), others), start=1):  # noqa: B007
        yield Finding("fail", "source", f"{fault.place} {fault.what}", fault.remedy)
    if not count:
        what = f"{len(files)} files import only the public words of Kinesics"
        yield Finding("ok", "source", what.replace("1 files import", "1 file imports"))


def _kinds(order: Order) -> list[type[Plugin[PluginConfig]]]:
    """The classes to check: the one that is named, or the public ones of the module."""
    from kinesics.cli.contract import subclasses

    module = sys.modules[order.module]
    if order.plugin:
        found = getattr(module, order.plugin, None)
        return [found] if isinstance(found, type) and issubclass(found, Plugin) else []
    own = _package(order.module)
    return [
        kind
        for kind in dict.fromkeys(subclasses(Plugin))
        if kind.__module__.partition(".")[0] == own
        and not kind.__name__.startswith("_")
        and getattr(module, kind.__name__, None) is kind
    ]


def _no_class(order: Order) -> Finding:
    from kinesics.cli.contract import subclasses

    own = _package(order.module)
    there = [
        f"{kind.__module__}:{kind.__name__}"
        for kind in dict.fromkeys(subclasses(Plugin))
        if kind.__module__.partition(".")[0] == own
    ]
    what = f"{order.module} has no plugin{f' {order.plugin}' if order.plugin else ''}"
    if there:
        return Finding("fail", "import", what, f"there is {', '.join(there)}")
    if hasattr(sys.modules[order.module], "__path__"):
        remedy = f"import its class in {order.module}/__init__.py, or give module:Class"
        return Finding("fail", "import", what, remedy)
    return Finding("fail", "import", what, "derive a class from kinesics.Plugin")


def _package(module: str) -> str:
    return module.partition(".")[0]


def _tell(answer: TextIO, line: Mapping[str, object]) -> None:
    answer.write(json.dumps(line) + "\n")
    answer.flush()


if __name__ == "__main__":
    main()
