"""This side of the bare pyzmq PAIR over ipc that rooms are compared with."""

import contextlib
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import zmq

from kinesics.bench.bus import PAUSE_S, Laps, now
from kinesics.bench.room import PAYLOAD, pictures_to_send

Socket = zmq.Socket[bytes]


@contextlib.contextmanager
def bare_echo() -> Generator[Laps]:
    """64 bytes there and back."""
    payload = PAYLOAD.encode()
    with _pair() as socket:

        def run(count: int) -> list[float]:
            laps: list[float] = []
            for _ in range(count):
                time.sleep(PAUSE_S)
                began = now()
                socket.send(payload)
                socket.recv()
                laps.append(now() - began)
            return laps

        yield run


@contextlib.contextmanager
def bare_frame(pause_s: float = PAUSE_S) -> Generator[Laps]:
    """A picture one way, sent straight from its array and read from the copy that arrived."""
    pictures = pictures_to_send()
    with _pair() as socket:

        def run(count: int) -> list[float]:
            laps: list[float] = []
            for number in range(count):
                time.sleep(pause_s)
                mark = number % len(pictures)
                began = now()
                socket.send(pictures[mark].data)
                came_at, came = struct.unpack("dB", socket.recv())
                assert came == mark
                laps.append(came_at - began)
            return laps

        yield run


@contextlib.contextmanager
def _pair() -> Generator[Socket]:
    """Our end of a pair with a process at the other."""
    with tempfile.TemporaryDirectory(prefix="kinesics-") as folder:
        context = zmq.Context()
        socket = context.socket(zmq.PAIR)
        socket.setsockopt(zmq.RCVTIMEO, 10_000)
        # Windows has no ipc; the rooms take TCP there as well.
        address = f"ipc://{folder}/pair"
        if sys.platform == "win32":
            address = f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
        else:
            socket.bind(address)
        script = str(Path(__file__).with_name("peer_zmq.py"))
        child = subprocess.Popen([sys.executable, script, address])
        try:
            socket.send(b"hello")
            socket.recv()
            yield socket
        finally:
            child.kill()
            child.wait()
            context.destroy(linger=0)
