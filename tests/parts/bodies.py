"""Bodies that note what they are shown, and when: to compare one performance on several of them."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kinesics import Pose, Quaternion, humanoid, mirrored, on
from kinesics_terminal import Terminal
from kinesics_vmc.osc import decode

DIGITS = 3
"""Behind the point, where the same rotation must be the same on every body."""


class Shown(NamedTuple):
    """A moment of a performance."""

    at: float
    """By the monotonic clock."""
    turn: tuple[float, ...]
    """Of the one bone that is compared, rounded."""


def rounded(turn: Iterable[float]) -> tuple[float, ...]:
    # A quaternion and its negative are the same rotation.
    values = tuple(turn)
    sign = -1.0 if values[3] < 0.0 else 1.0
    return tuple(round(sign * value, DIGITS) + 0.0 for value in values)


class WatchedTerminal(Terminal):
    """The terminal, with a note of every pose that it is given."""

    shown: tuple[Shown, ...] = ()

    @on(Pose)
    def pose(self, pose: Pose) -> None:
        super().pose(pose)
        turn = humanoid(pose.channels).bones["rightLowerArm"]
        type(self).shown += (Shown(time.monotonic(), rounded(turn)),)


class VmcListener:
    """A program that shows an avatar by VMC, as far as its right forearm goes."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # A blocked recv() wakes by a packet, not by a close.
        with contextlib.suppress(OSError):
            self._socket.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5.0)
        self._socket.close()

    def _listen(self) -> None:
        while packet := self._socket.recv(65_536):
            now = time.monotonic()
            for message in decode(packet):
                if message.arguments[:1] == ("RightLowerArm",):
                    x, y, z, w = (float(str(value)) for value in message.arguments[4:])
                    self.shown.append(Shown(now, rounded(mirrored((x, y, z, w)))))


def lags(one: Iterable[Shown], other: Iterable[Shown]) -> list[float]:
    """How much later than on `one` each pose that both have shown is first seen on `other`."""
    first: dict[Quaternion | tuple[float, ...], float] = {}
    for shown in other:
        first.setdefault(shown.turn, shown.at)
    own: Mapping[tuple[float, ...], float] = {s.turn: s.at for s in reversed(list(one))}
    return [first[turn] - at for turn, at in own.items() if turn in first]
