"""Measures the way to a plugin in a process of its own, and the bare pipe for comparison."""

import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinesics.bench.bus import PAUSE_S, Laps, house, now, plugin_in
from kinesics.events import Event, Frame
from kinesics.pipe import Pipe, new_context
from kinesics.plugin import Plugin, PluginConfig, on

if TYPE_CHECKING:
    import numpy.typing as npt

PAYLOAD = "x" * 64

FRAME_SHAPE = (480, 640, 3)

CAMERA_PAUSE_S = 1 / 30
"""In it a processor forgets much, so that all takes longer than at a quick pace."""

BARE_ECHO = """
import sys
from kinesics.pipe import Pipe, new_context
pipe = Pipe(new_context()).connect(sys.argv[1])
while data := pipe.receive():
    pipe.send(data)
"""


class Call(Event):
    """64 bytes that are to come back."""

    number: int
    payload: str = PAYLOAD


class Back(Event):
    """Whatever comes back from the isolated plugin."""


class Answer(Back):
    """The 64 bytes of a `Call`."""

    number: int
    payload: str


class FrameCame(Back):
    """How long a frame was under way, and a byte of it that proves it is the right one."""

    seconds: float
    mark: int


class Echo(Plugin[PluginConfig]):
    """Answers every call."""

    @on(Call)
    def answer(self, call: Call) -> Answer:
        return Answer(call.number, call.payload)


class Viewer(Plugin[PluginConfig]):
    """Tells how old each frame is at the first line of the handler."""

    @on(Frame)
    def tell(self, frame: Frame) -> FrameCame:
        seconds = now() - frame.taken_at
        return FrameCame(seconds, int(frame.pixels[-1, -1, -1]))


class Caller(Plugin[PluginConfig]):
    """Waits for answers in the house: a plugin like any other, on a thread of its own."""

    def __init__(self, config: PluginConfig | None = None) -> None:
        super().__init__(config)
        self.event: Back | None = None
        self.at = 0.0
        self.came = threading.Event()

    @on(Back)
    def note(self, event: Back) -> None:
        self.at = now()
        self.event = event
        self.came.set()

    def wait(self) -> Back:
        if not self.came.wait(10.0) or self.event is None:
            raise TimeoutError("the isolated plugin did not answer within 10 s")
        self.came.clear()
        return self.event


@contextlib.contextmanager
def echo(pause_s: float = PAUSE_S) -> Generator[Laps]:
    """64 bytes from `publish` to the handler in another process and back to one in this."""
    with house(Caller, isolated=[Echo]) as runtime:
        caller = plugin_in(runtime, Caller)

        def run(count: int) -> list[float]:
            laps: list[float] = []
            for number in range(count):
                time.sleep(pause_s)
                began = now()
                runtime.publish(Call(number))
                answer = caller.wait()
                if answer != Answer(number, PAYLOAD):
                    raise RuntimeError(f"call {number} was answered with {answer}")
                laps.append(caller.at - began)
            return laps

        yield run


@contextlib.contextmanager
def bare_echo(pause_s: float = PAUSE_S) -> Generator[Laps]:
    """The same 64 bytes over a pair of ZeroMQ sockets, with nothing of Kinesics between them."""
    payload = PAYLOAD.encode()
    with tempfile.TemporaryDirectory(prefix="kinesics-") as folder:
        context = new_context()
        pipe = Pipe(context).listen(Path(folder), "echo")
        child = subprocess.Popen([sys.executable, "-c", BARE_ECHO, pipe.address])  # noqa: S603
        try:
            pipe.wait_at_most(10.0)
            pipe.send(payload)
            if pipe.receive() is None:
                raise TimeoutError("the bare process did not answer within 10 s")

            def run(count: int) -> list[float]:
                laps: list[float] = []
                for _ in range(count):
                    time.sleep(pause_s)
                    began = now()
                    pipe.send(payload)
                    pipe.receive()
                    laps.append(now() - began)
                return laps

            yield run
        finally:
            child.kill()
            child.wait()
            pipe.close()
            context.term()


@contextlib.contextmanager
def frame_one_way(pause_s: float = PAUSE_S) -> Generator[Laps]:
    """A picture of 640 x 480 from `publish` to the first line of a handler in another process."""
    pictures = pictures_to_send()
    with house(Caller, isolated=[Viewer]) as runtime:
        caller = plugin_in(runtime, Caller)

        def run(count: int) -> list[float]:
            laps: list[float] = []
            for number in range(count):
                time.sleep(pause_s)
                mark = number % len(pictures)
                runtime.publish(Frame(pictures[mark], taken_at=now()))
                came = caller.wait()
                if not isinstance(came, FrameCame) or came.mark != mark:
                    raise RuntimeError(f"picture {mark} arrived as {came}")
                laps.append(came.seconds)
            return laps

        yield run


def pictures_to_send() -> "list[npt.NDArray[Any]]":
    """Several, so that none of them is at hand in a cache only because it was sent just before."""
    import numpy as np

    return [np.full(FRAME_SHAPE, mark, np.uint8) for mark in range(8)]
