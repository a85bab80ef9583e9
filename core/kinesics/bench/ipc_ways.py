"""The five ways to tell a body what to do that `kinesics bench ipc` compares."""

import threading
import time
from typing import ClassVar, Protocol, Self

from kinesics.bench.ipc_load import Commands
from kinesics.bench.ipc_plain import (
    ANSWERS_WITHIN_S,
    FREE_WITHIN_S,
    TAKEN,
    JsonDumps,
    Nagle,
    Pipelined,
    Refused,
    RequestReply,
    Target,
    no_good,
)
from kinesics.errors import LinkTimeout
from kinesics.link import Link
from kinesics.wire import Reply

MOST_TOGETHER = 1_000
"""Commands that `Batched` hands to its link at once."""


class Way(Protocol):
    """Used within `with`; opens a connection of its own."""

    name: ClassVar[str]
    about: ClassVar[str]
    chunk: ClassVar[int]
    """Commands that it is given at once where only the rate counts."""

    def __init__(self, target: Target) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def begin(self, commands: Commands) -> None:
        """Tell these once, as soon as the body takes them from us."""
        ...

    def tell(self, commands: Commands) -> None:
        """Return when the body has acknowledged the last one."""
        ...

    def bytes_sent(self) -> int: ...


class Batched:
    """`Link`: as many commands in one message as there are."""

    name: ClassVar[str] = "batched, Link"
    about: ClassVar[str] = "Link.append_all: few messages, one answer for each"
    chunk: ClassVar[int] = 5 * MOST_TOGETHER

    def __init__(self, target: Target) -> None:
        self._target = target
        self._refused = 0
        self._complaint = ""
        self._complained = threading.Event()
        # Nothing may grow too old to be sent: all that is counted must have arrived.
        self.link = Link(
            *(target.host, target.port),
            token=target.token,
            stale_s=2.0 * ANSWERS_WITHIN_S,
            told=self._told,
        )
        self._dropped = 0

    def __enter__(self) -> Self:
        self.link.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.link.close()

    def begin(self, commands: Commands) -> None:
        """Tell these once, as soon as the body takes them from us."""
        give_up_at = time.perf_counter() + FREE_WITHIN_S
        while True:
            try:
                self.tell(commands)
                break
            except Refused as error:
                if str(error) != TAKEN or time.perf_counter() > give_up_at:
                    raise no_good(self._target, str(error)) from error
                time.sleep(0.01)

    def tell(self, commands: Commands) -> None:
        if len(commands) <= MOST_TOGETHER:
            self.link.append_all(commands)
        else:
            for start in range(0, len(commands), MOST_TOGETHER):
                self.link.append_all(commands[start : start + MOST_TOGETHER])
        self.wait()
        if (refused := self.link.state.refused) > self._refused:
            self._refused = refused
            self._complained.wait(1.0)
            self._complained.clear()
            raise Refused(self._complaint)

    def wait(self) -> None:
        if not self.link.wait(ANSWERS_WITHIN_S):
            why = self.link.state.why or "no answer"
            raise LinkTimeout(f"{self._target}: {why}, for {ANSWERS_WITHIN_S:g} s")
        if (dropped := self.link.state.dropped) > self._dropped:
            lost, self._dropped = dropped - self._dropped, dropped
            raise no_good(self._target, f"{lost} commands were dropped on the way to it")

    def bytes_sent(self) -> int:
        return self.link.state.bytes_sent

    def _told(self, reply: Reply) -> None:
        if reply.errors:
            self._complaint = reply.errors[0].error
            self._complained.set()


WAYS: tuple[type[Way], ...] = (JsonDumps, RequestReply, Pipelined, Nagle, Batched)
