"""Plugins for the tests; they live in a module so that a process of its own can import them."""

import ctypes
import math
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydantic

from kinesics import (
    Array,
    Event,
    Frame,
    Gesture,
    Interrupt,
    Plugin,
    PluginConfig,
    Say,
    Sensed,
    Stopped,
    measure,
    on,
)

NOTHING = np.empty(0)


class Ask(Event):
    """Do something, good or bad."""

    what: str = ""


class Answer(Event):
    """What was done."""

    what: str = ""
    data: Array = NOTHING


class Tick(Sensed):
    """A source's own event."""

    number: int = 0


class OddConfig(PluginConfig):
    """Settings of `Odd`."""

    hang_s: float = 0.4
    greeting: str = "hello"
    """What it answers."""


class Odd(Plugin[OddConfig]):
    """Answers, fails or dies, as it is asked."""

    @on(Ask)
    def answer(self, ask: Ask) -> Iterator[Answer]:  # noqa: C901  (a list, not a maze)
        match ask.what:
            case "exit":
                os._exit(3)
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "segv":
                ctypes.string_at(0)
            case "raise":
                raise ValueError("as asked")
            case "late":
                raise TimeoutError("too late")
            case "hang":
                self.hang()
            case "hang in C":
                # A PyDLL keeps the lock of the interpreter, as careless native code does.
                ctypes.PyDLL(None).sleep(600)
            case "system exit":
                raise SystemExit(4)
            case "array":
                yield Answer("array", np.arange(100_000))
            case "pid":
                yield Answer(str(os.getpid()))
            case "greeting":
                yield Answer(self.config.greeting)
            case "part":
                with measure("a part"):
                    yield Answer("part")
            case _:
                yield Answer(ask.what)

    def hang(self) -> None:
        while True:
            pass


class Talker(Plugin[PluginConfig]):
    """Says three things for a gesture, and notes when it is cut short."""

    def __init__(self, config: PluginConfig | None = None) -> None:
        super().__init__(config)
        self.ended = ""

    @on(Gesture)
    def talk(self, gesture: Gesture) -> Iterator[Say | Interrupt | None]:
        try:
            yield Say("one")
            if gesture.name == "take over":
                yield Interrupt("by gesture")
            yield None
            yield Say("two")
            self.ended = "all said"
        finally:
            self.ended = self.ended or "cut"


class SlowTalker(Plugin[PluginConfig]):
    """Says something every 20 ms until it is cut short, and then publishes that it was."""

    cut = False

    @on(Gesture)
    def talk(self, _: Gesture) -> Iterator[Say]:
        try:
            for number in range(1000):
                self.clock.sleep(0.02)
                yield Say(f"number {number}")
        finally:
            type(self).cut = True

    @on(Ask)
    def tell(self, _: Ask) -> Answer:
        return Answer("cut" if self.cut else "not cut")


class Eye(Plugin[PluginConfig]):
    """Tells what frame it saw, and whether it could have written into it."""

    held: Frame | None = None

    @on(Frame)
    def look(self, frame: Frame) -> Answer:
        self.held = frame
        return Answer(
            f"{frame.pixels.shape} {int(frame.pixels[0, 0, 0])} {frame.pixels.flags.writeable}"
        )


class Ticker(Plugin[PluginConfig]):
    """A source of ticks that were taken a second ago."""

    def events(self) -> Iterator[Tick]:
        for number in range(3):
            yield Tick(number, taken_at=time.monotonic() - 1.0)


class Camera(Plugin[PluginConfig]):
    """A source of many large frames."""

    def events(self) -> Iterator[Frame]:
        for number in range(300):
            yield Frame(np.full((480, 640, 3), number % 256, np.uint8))
            self.clock.sleep(0.001)


class FailingSource(Plugin[PluginConfig]):
    """A source that breaks after its first event."""

    def events(self) -> Iterator[Tick]:
        yield Tick(1)
        raise OSError("the camera is gone")


class FailsToOpen(Plugin[PluginConfig]):
    """Cannot be opened, but counts that it is closed."""

    closed = 0

    def open(self) -> None:
        raise OSError("no such device")

    def close(self) -> None:
        type(self).closed += 1

    @on(Ask)
    def never(self, _: Ask) -> None: ...


class FailsToClose(Plugin[PluginConfig]):
    """Breaks when it is closed."""

    def close(self) -> None:
        raise OSError("will not")

    @on(Ask)
    def answer(self, ask: Ask) -> Answer:
        return Answer(ask.what)


class FailsInInit(Plugin[PluginConfig]):
    """Cannot even be made."""

    def __init__(self, config: PluginConfig | None = None) -> None:
        super().__init__(config)
        raise RuntimeError("not today")


class NotAPlugin:
    """Something else."""


class Clumsy(Plugin[PluginConfig]):
    """Yields what is no event."""

    @on(Ask)
    def answer(self, _: Ask) -> Iterator[Answer]:
        yield "hello"  # pyright: ignore[reportReturnType]  (the mistake under test)


class Careless(Plugin[PluginConfig]):
    """Publishes what no process but this one can hold."""

    @on(Ask)
    def answer(self, _: Ask) -> Answer:
        return Answer("it", _Unportable())  # pyright: ignore[reportArgumentType]  (the mistake under test)


class _Unportable:
    pass


class Mistyped(Plugin[PluginConfig]):
    """Fills a field with what its type forbids, which msgspec does not check."""

    @on(Ask)
    def answer(self, ask: Ask) -> Answer:
        return Answer(5 if ask.what == "wrong" else ask.what)  # pyright: ignore[reportArgumentType]  (the mistake under test)


class SecretConfig(PluginConfig):
    """Settings that JSON would spoil."""

    key: pydantic.SecretStr = pydantic.SecretStr("")
    patience_s: float = math.inf
    folder: Path = Path()


class Secret(Plugin[SecretConfig]):
    """Tells its settings."""

    @on(Ask)
    def tell(self, _: Ask) -> Answer:
        config = self.config
        return Answer(f"{config.key.get_secret_value()} {config.patience_s} {config.folder}")


class Slanderer(Plugin[PluginConfig]):
    """Says of another plugin that it was stopped."""

    @on(Ask)
    def tell(self, ask: Ask) -> Iterator[Stopped | Answer]:
        yield Stopped("somebody else", "for no reason")
        yield Answer(ask.what)


class SlowToOpen(Plugin[PluginConfig]):
    """Takes an hour to open."""

    def open(self) -> None:
        self.clock.sleep(3600)


class Hog(Plugin[PluginConfig]):
    """Starts a process of its own and keeps Python busy, for those who look for orphans."""

    @on(Ask)
    def spin(self, _: Ask) -> Answer:
        import subprocess
        import sys

        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        return Answer(str(child.pid))
