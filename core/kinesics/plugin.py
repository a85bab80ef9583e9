"""What a plugin is: a class with functions from one event to other events."""

import builtins
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Generic, NamedTuple, cast, get_args

import pydantic
from typing_extensions import TypeVar

from kinesics.clock import Clock, SystemClock
from kinesics.envelope import Effect, Envelope
from kinesics.errors import ContractError
from kinesics.events import Event

Output = Event | Effect | Iterable[Event | Effect | None] | None
"""What a handler may return.  A generator may yield None where it can be cut short."""

E = TypeVar("E", bound=Event)
P = TypeVar("P")
R = TypeVar("R", bound=Output)


class PluginConfig(pydantic.BaseModel):
    """Settings of one plugin, read from its table in the config file.

    These stand in the table of every plugin; a plugin adds its own by deriving from this.
    """

    model_config = pydantic.ConfigDict(
        frozen=True, extra="forbid", defer_build=True, use_attribute_docstrings=True
    )

    isolate: bool = False
    """Whether the plugin lives in a process of its own."""
    optional: bool = False
    """Whether the house starts without it when it cannot be opened."""
    budget_ms: float = pydantic.Field(default=20.0, gt=0)
    """What one event may take; the monitor's levels count from it."""
    hang_s: float = pydantic.Field(default=5.0, gt=0)
    """A handler that takes longer hangs: it is reported and, if isolated, killed."""


C = TypeVar("C", bound=PluginConfig, default=PluginConfig, covariant=True)


BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Handler(NamedTuple):
    """One `@on` of a plugin."""

    event: type[Event]
    method: str


def on(*events: type[E]) -> Callable[[Callable[[P, E], R]], Callable[[P, E], R]]:
    """Call the decorated method with each event of this type, or of one of these types."""
    for event in events:
        if not _is_event_type(event):
            raise ContractError(f"@on({event!r}): not an event; give a class derived from Event")

    def mark(method: Callable[[P, E], R]) -> Callable[[P, E], R]:
        _check_handler(method, events)
        # A new tuple: one function may be decorated for several classes.
        already: tuple[type[Event], ...] = getattr(method, "_handles", ())
        method.__dict__["_handles"] = tuple(dict.fromkeys((*already, *events)))
        return method

    return mark


class Plugin(Generic[C]):
    """Base of all plugins and bridges.

    `open`, the handlers and `close` are called on one thread, the plugin's own, so a plugin
    needs no locks and may block.  `events` runs on a second one.
    """

    config_type: ClassVar[type[PluginConfig]] = PluginConfig
    handlers: ClassVar[tuple[Handler, ...]] = ()
    clock: Clock = SystemClock()
    """`clock.sleep(seconds)` waits and wakes early when the plugin is told to stop."""
    cause: Envelope | None = None
    """In a handler: the envelope of the event at hand."""

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        for base in getattr(cls, "__orig_bases__", ()):
            for argument in get_args(base):
                if inspect.isclass(argument) and issubclass(argument, PluginConfig):
                    cls.config_type = argument
        for method in (cls.open, cls.events, cls.close):
            _refuse_async(method)
        cls.handlers = tuple(
            Handler(event, name) for name in dir(cls) for event in _handled_by(cls, name)
        )

    def __init__(self, config: C | None = None) -> None:
        # The cast holds: `config_type` is found from the very argument that C stands for.
        self.config = cast("C", self.config_type()) if config is None else config

    def open(self) -> None:
        """Load models and devices."""

    def events(self) -> Iterator[Event | Effect | None]:
        """Yield events of one's own accord: frames, audio, messages of a robot."""
        yield from ()

    def close(self) -> None:
        """Let go of what `open` took; called also after a failed `open`."""

    def status(self) -> str:
        """What its user should know now, such as for whom it waits; empty when all is well.

        Called on a thread of the house, about twice a second while somebody looks.
        """
        return ""

    @classmethod
    def is_source(cls) -> bool:
        """Whether the plugin yields events of its own accord."""
        return cls.events is not Plugin.events


def _is_event_type(given: object) -> bool:
    return inspect.isclass(given) and issubclass(given, Event)


def _refuse_async(method: Callable[..., Any]) -> None:
    if inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method):
        name = getattr(method, "__qualname__", repr(method))
        raise ContractError(f"{name}: write def instead of async def; it has a thread to block")


def source_of(kind: type[object]) -> str:
    """The file that a class is written in; empty where there is none."""
    try:
        return inspect.getsourcefile(kind) or ""
    except TypeError:
        return ""


def _handled_by(cls: type[object], name: str) -> tuple[type[Event], ...]:
    """The events of a method; one that overrides a handler is a handler without saying so."""
    for base in cls.__mro__:
        method: object = vars(base).get(name)
        plain = getattr(method, "__func__", method)
        handled: tuple[type[Event], ...] = getattr(plain, "_handles", ())
        if handled and plain is not method:
            raise ContractError(f"{cls.__name__}.{name}: @on wants a plain method, with self")
        if handled:
            return handled
    return ()


def _check_handler(method: Callable[..., Any], events: tuple[type[Event], ...]) -> None:
    """Refuse a handler whose parameter is annotated with something else than its events."""
    name = getattr(method, "__qualname__", repr(method))
    _refuse_async(method)
    if isinstance(method, (staticmethod, classmethod)):
        raise ContractError(f"{name}: @on wants a plain method, with self")
    parameters = list(inspect.signature(method).parameters.values())
    if len(parameters) != 2 or parameters[1].kind not in BY_POSITION or not events:
        raise ContractError(
            f"{name}: a handler takes self and one event, such as"
            f" @on(Gesture) def {name.rpartition('.')[2]}(self, gesture: Gesture)"
        )
    annotation = parameters[1].annotation
    if isinstance(annotation, str):
        known = {**vars(builtins), **getattr(method, "__globals__", {})}
        annotation = known.get(annotation)
    if not inspect.isclass(annotation) or annotation is inspect.Parameter.empty:
        return
    for event in events:
        if not issubclass(event, annotation):
            raise ContractError(
                f"{name}: decorated with @on({event.__name__}), but its parameter is annotated"
                f" {annotation.__name__}; write the same event in both places"
            )
