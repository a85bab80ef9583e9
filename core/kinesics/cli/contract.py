"""What the contract asks of the class of a plugin, each point as a function from it to findings."""

import contextlib
import importlib
import inspect
import mmap
import pickle
import types
import typing
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
)
from typing import Any

import pydantic

from kinesics.bridge import Bridge
from kinesics.cli.findings import Finding
from kinesics.cli.samples import NoSample, sample_of
from kinesics.errors import RoomError
from kinesics.events import Event
from kinesics.graph import published_by
from kinesics.plugin import Plugin, PluginConfig

AnyPlugin = Plugin[PluginConfig]

MISSING = object()


def of_handlers(kind: type[AnyPlugin]) -> Iterator[Finding]:
    """It hears or says something, and each method is annotated with what."""
    methods = list(dict.fromkeys(handler.method for handler in kind.handlers))
    if kind.is_source():
        methods.append("events")
    if not methods:
        remedy = "decorate a method with @on(Event), or write events()"
        yield Finding("fail", "handlers", "it hears nothing and says nothing", remedy)
        return
    found = [finding for method in methods for finding in _of_method(kind, method)]
    yield from found
    if any(finding.level == "fail" for finding in found):
        return
    heard = [handler.event.__name__ for handler in kind.handlers]
    said = [event.__name__ for event in published_by(kind)]
    vague = [method for method in methods if _names_no_event(kind, method)]
    out = ", ".join(said + ["any event"] * bool(vague)) or "nothing"
    yield Finding("ok", "handlers", f"{', '.join(heard) or 'nothing'} in, {out} out")
    if vague:
        what = f"{', '.join(vague)} may give any Event, as far as anyone can read"
        remedy = "name which, as in Iterator[Say | Move], and `kinesics explain` shows them"
        yield Finding("note", "handlers", what, remedy)
    elif not said and not issubclass(kind, Bridge):
        remedy = "derive it from Bridge, if its other end is a body"
        yield Finding("note", "handlers", "a plugin that says nothing is rare", remedy)


def of_config_type(kind: type[AnyPlugin], settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Its settings have defaults and a word of help, and survive the way to another process."""
    model = kind.config_type
    try:
        config = model.model_validate(settings)
    except pydantic.ValidationError as error:
        yield from _unset(error)
        return
    own = [name for name in model.model_fields if name not in PluginConfig.model_fields]
    if bare := [name for name in own if not model.model_fields[name].description]:
        remedy = 'write """what it means, and its unit""" on the line below'
        yield Finding("warn", "config", f"{', '.join(bare)}: without a word of help", remedy)
    if model is PluginConfig and (forgotten := _configs_beside(kind)):
        what = f"{forgotten} is used by nobody"
        remedy = f"class {kind.__name__}(Plugin[{forgotten}])"
        yield Finding("fail", "config", what, remedy)
        return
    try:
        back = pickle.loads(pickle.dumps(config))  # noqa: S301  (what was just written)
    except Exception as error:  # noqa: BLE001  (whatever its parts raise)
        back, what = None, f"cannot be pickled, which isolate = true needs: {error}"
    else:
        what = f"is not the same after a journey to another process: {back!r}"
    if back != config:
        remedy = "use numbers, text, paths, tuples and models"
        yield Finding("fail", "config", what, remedy)
    else:
        yield Finding("ok", "config", ", ".join(own) or "no settings of its own")


def of_isolation(kind: type[AnyPlugin]) -> Iterator[Finding]:
    """A process of its own finds it by its name."""
    name = f"{kind.__module__}:{kind.__qualname__}"
    found: object = None
    with contextlib.suppress(ImportError, AttributeError):
        found = importlib.import_module(kind.__module__)
        for part in kind.__qualname__.split("."):
            found = getattr(found, part)
    if found is kind:
        yield Finding("ok", "isolation", f"another process finds it as {name}")
    else:
        remedy = "define the class at the top of its module"
        yield Finding("fail", "isolation", f"another process does not find {name}", remedy)


def of_events(kinds: Collection[type[Event]]) -> Iterator[Finding]:
    """Its own types of event are frozen, and arrive in another process as they left."""
    names: list[str] = []
    for kind in kinds:
        if not kind.__struct_config__.frozen:
            what = f"{kind.__name__} can be changed while others read it"
            yield Finding("fail", "events", what, "leave frozen as it is in Event")
        try:
            sample = sample_of(kind)
            same = _travels(sample)
        except (NoSample, RoomError) as error:
            remedy = "use numbers, text, tuples, structs and arrays"
            yield Finding("fail", "events", str(error), "" if "; " in str(error) else remedy)
        except (TypeError, ValueError) as error:
            # What a type demands in its __post_init__ cannot be made up.
            what = f"{kind.__name__} could not be tried: {error}"
            yield Finding("note", "events", what, "encode and decode one in a test of yours")
        else:
            if same:
                names.append(kind.__name__)
            else:
                what = f"{kind.__name__} is not the same after a journey"
                yield Finding("fail", "events", what, "use numbers, text, tuples, structs, arrays")
    if names or not kinds:
        yield Finding("ok", "events", ", ".join(names) or "no types of its own")


def _of_method(kind: type[AnyPlugin], name: str) -> Iterator[Finding]:
    function: Any = inspect.getattr_static(kind, name)
    try:
        hints = typing.get_type_hints(function)
    except (NameError, TypeError, AttributeError) as error:
        remedy = "import it outside `if TYPE_CHECKING`"
        yield Finding(
            "note", "handlers", f"{name}(): an annotation cannot be read: {error}", remedy
        )
        return
    given = hints.pop("return", MISSING)
    if given is MISSING:
        remedy = "write what it gives: -> Iterator[Say], -> Say | None, or -> None"
        yield Finding("warn", "handlers", f"{name}() does not say what it gives", remedy)
    elif strangers := list(dict.fromkeys(_strangers(given))):
        what = f"{name}() gives {', '.join(strangers)}, which is no event"
        yield Finding("fail", "handlers", what, "give events, several of them, or None")
    if name != "events" and not hints:
        event = next(one.event.__name__ for one in kind.handlers if one.method == name)
        what = f"{name}(): its event is not annotated"
        yield Finding("warn", "handlers", what, f"write {event.lower()}: {event}")


def _names_no_event(kind: type[AnyPlugin], method: str) -> bool:
    """Whether it is annotated to give an Event, but not which."""
    try:
        annotation = typing.get_type_hints(getattr(kind, method)).get("return")
    except (NameError, TypeError, AttributeError):
        # That it cannot be read was said already.
        return False
    while annotation is not Event and (arguments := typing.get_args(annotation)):
        annotation = Event if Event in arguments else arguments[0]
    return annotation is Event


def _strangers(annotation: object) -> Iterator[str]:
    """The names in a return annotation that are neither events nor made of them."""
    from kinesics.envelope import Effect

    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if annotation is None or annotation is types.NoneType or annotation is typing.Any:
        return
    if origin in (typing.Union, types.UnionType):
        for argument in arguments:
            yield from _strangers(argument)
    elif origin is not None and issubclass(origin, AsyncIterator | Coroutine):
        yield origin.__name__
    elif origin is not None and issubclass(origin, Iterable) and not issubclass(origin, Mapping):
        # Of Generator[Say, None, None] only the first is what it gives.
        for argument in arguments[:1] if origin is not tuple else arguments:
            if argument is not ...:
                yield from _strangers(argument)
    elif not (inspect.isclass(annotation) and issubclass(annotation, Event | Effect)):
        yield getattr(annotation, "__name__", str(annotation))


def _unset(error: pydantic.ValidationError) -> Iterator[Finding]:
    """What must be set, or is set wrongly."""
    missing = [str(one["loc"][0]) for one in error.errors() if one["type"] == "missing"]
    if missing:
        what = f"it needs {', '.join(missing)}, so the rest could not be tried"
        remedy = " ".join(f"--set {name}=VALUE" for name in missing)
        yield Finding("warn", "config", what, remedy)
    for one in error.errors():
        if one["type"] != "missing":
            key = ".".join(map(str, one["loc"])) or "the settings"
            yield Finding("fail", "config", f"{key}: {one['msg']}", "mend it, or the default")


def _configs_beside(kind: type[AnyPlugin]) -> str:
    """A config in the module of a plugin that has none."""
    for thing in vars(importlib.import_module(kind.__module__)).values():
        if (
            inspect.isclass(thing)
            and issubclass(thing, PluginConfig)
            and thing.__module__ == kind.__module__
            and not any(one.config_type is thing for one in subclasses(Plugin))
        ):
            return thing.__name__
    return ""


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    """Everything that is derived from it, and from that, and loaded."""
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def _travels(sample: Event) -> bool:
    from kinesics.room.codec import EventDecoder, EventEncoder, kind_name
    from kinesics.room.shared import ArrayReader, ArrayWriter

    memory = mmap.mmap(-1, mmap.PAGESIZE)
    encode: Callable[[Event], bytes] = EventEncoder(ArrayWriter(memory)).encode
    sent = encode(sample)
    back = EventDecoder(ArrayReader(memory)).decode(kind_name(type(sample)), sent)
    return type(back) is type(sample) and encode(back) == sent
