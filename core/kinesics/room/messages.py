"""What a house and a plugin in a process of its own say to each other."""

import msgspec

from kinesics.monitor.span import Measured


class Message(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Base of all messages."""


class Start(msgspec.Struct, frozen=True):
    """The first line on the standard input of the process; the others go over the pipes."""

    name: str
    plugin: str
    """As `module:Class`."""
    config: bytes
    """Pickled."""
    path: tuple[str, ...]
    to_process: str
    from_process: str
    read_memory: str
    write_memory: str
    stack_file: int


class Handle(Message, frozen=True):
    """To the process: handle this event, and answer with `Done`."""

    kind: str
    event: msgspec.Raw
    by: str
    put_at: float
    since: float
    turn: int
    number: int
    cause: int
    freed: list[int]


class Turn(Message, frozen=True):
    """To the process: an interruption has raised the turn."""

    turn: int


class Freed(Message, frozen=True):
    """To the process: these places in its shared memory are free again."""

    freed: list[int]


class Stop(Message, frozen=True):
    """To the process: close, and end."""


class Opened(Message, frozen=True):
    """From the process: `open` has returned."""

    main_thread: int


class OpenFailed(Message, frozen=True):
    """From the process: the plugin could not be built or opened."""

    why: str


class Published(Message, frozen=True):
    """From the process: the plugin published this."""

    kind: str
    event: msgspec.Raw
    put_at: float
    number: int
    """Of its cause; 0 for none, then `since` and `turn` do not count."""
    since: float
    turn: int
    measured: list[Measured]


class Done(Message, frozen=True):
    """From the process: the event is handled, the next may come."""

    measured: list[Measured]
    freed: list[int]
    stale: int


class GaveUp(Message, frozen=True):
    """From the process: the plugin failed too often."""

    why: str


class Logged(Message, frozen=True):
    """From the process: a line for the log of the house."""

    logger: str
    level: int
    text: str


ToProcess = Handle | Turn | Freed | Stop
FromProcess = Opened | OpenFailed | Published | Done | GaveUp | Logged
